"""What a form says of what it cannot take: what was expected, and of which field."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.utils import timezone, translation

from lllo.people.models import Organisation
from lllo.screens.components.fields import Form, MomentField, MoneyField, QuantityField
from lllo.screens.components.picking import PickField
from lllo.screens.templatetags.components import is_optional


class Signed(Form):
    """The same question for two parties."""

    groups = (("For them", ("their_name", "address")), ("For us", ("our_name",)))
    our_name = forms.CharField(label="Name")
    their_name = forms.CharField(label="Name")
    address = forms.URLField(label="Address", required=False, assume_scheme="https")


def test_mistakes_stand_in_the_order_of_the_page_and_tell_like_fields_apart():
    form = Signed({"address": "nowhere"})
    with translation.override("en"):
        assert [(each.anchor, each.message) for each in form.mistakes()] == [
            ("id_their_name", "For them – Name: Fill this in."),
            ("id_address", "Address: Expected an address, such as https://www.example.org/page."),
            ("id_our_name", "For us – Name: Fill this in."),
        ]


class Own(Form):
    """Fields of which one says something of its own."""

    number = forms.IntegerField(min_value=2, error_messages={"invalid": "Ours."})
    mail = forms.EmailField()


def test_what_a_field_says_itself_stands_and_what_django_says_does_not():
    form = Own({"number": "x", "mail": "x"})
    with translation.override("en"):
        assert form.errors["number"] == ["Ours."]
        assert form.errors["mail"] == ["Expected a mail address, such as name@example.org."]
        assert Own({"number": "1"}).errors["number"] == ["Expected at least 2."]


def test_field_that_comes_later_is_taken_up_as_well():
    form = Form({"later": "x" * 300})
    form.add_fields({"later": forms.CharField()})
    with translation.override("en"):
        assert form.errors["later"] == ["Expected at most 200 characters, there are 300."]


@pytest.mark.parametrize("text", ["2026-03-01T13:30", "1-3-2026 13:30", "1 maart 2026 13:30"])
def test_moment_is_read_as_a_browser_sends_it_and_as_people_write_it(text):
    assert timezone.localtime(MomentField().clean(text)).isoformat() == "2026-03-01T13:30:00+01:00"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_amount_that_a_form_shows_is_read_again_as_it_stands(language):
    with translation.override(language):
        field = MoneyField()
        for amount in (Decimal("14900.50"), Decimal(7500), Decimal(1234567), Decimal("-12.30")):
            assert field.clean(field.prepare_value(amount)) == amount


def test_quantity_is_read_in_its_steps():
    field = QuantityField(step=Decimal("0.1"), least=Decimal("0.1"), most=Decimal("999.9"))
    assert str(field.clean("2,5")) == "2.5"
    for text in ("2,55", "0", "1000"):
        with pytest.raises(forms.ValidationError):
            field.clean(text)


def test_row_that_is_none_is_refused_in_a_sentence(db):
    field = PickField(Organisation.objects.all())
    with pytest.raises(forms.ValidationError):
        PickField(Organisation.objects.none(), lookups=()).clean("xyz")
    with pytest.raises(forms.ValidationError):
        field.clean("00000000-0000-4000-8000-000000000000")


class Chosen(Form):
    """Buttons of which one is chosen already, and those of which none is."""

    chosen = forms.ChoiceField(
        choices=[("a", "A")], initial="a", required=False, widget=forms.RadioSelect
    )
    open = forms.ChoiceField(choices=[("a", "A")], required=False, widget=forms.RadioSelect)


def test_buttons_of_which_one_is_chosen_are_not_called_optional():
    form = Chosen()
    assert not is_optional(form["chosen"])
    assert is_optional(form["open"])
    form.fields["open"].is_asked = True
    assert not is_optional(form["open"])
