from __future__ import annotations

import pytest
from django import forms as django_forms

from lllo.people.models import Organisation
from lllo.screens.components import picking
from lllo.screens.components.fields import Form
from lllo.screens.components.picking import PickField
from lllo.screens.components.tables import part_of
from tests import world


class Ask(Form):
    organisation = PickField(Organisation.objects.none(), label="Organisatie")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = Organisation.objects.all()


@pytest.fixture
def towns(db, monkeypatch):
    """More than fit in a list."""
    monkeypatch.setattr(picking, "FEW", 2)
    names = ("Gemeente Beekdorp (demo)", "Gemeente Beekstad (demo)", "Waterschap Benée (demo)")
    return [world.make_organisation(name) for name in names]


def test_few_rows_are_a_list_and_many_a_field_for_words(towns, monkeypatch):
    assert "<select" not in str(Ask()["organisation"])
    monkeypatch.setattr(picking, "FEW", 3)
    page = str(Ask({"organisation": str(towns[0].public_id)})["organisation"])
    assert page.count("<option") == 4
    assert f'value="{towns[0].public_id}" selected' in page


@pytest.mark.parametrize("typed", ["benee", "waterschap ben", "Waterschap Benée (demo)"])
def test_words_of_one_row_name_it(towns, typed):
    form = Ask({"organisation": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["organisation"] == towns[2]


def test_words_of_several_rows_are_asked_again_and_one_is_pointed_out(towns):
    form = Ask({"organisation": "beek"})
    assert "beek" in form.errors["organisation"][0]
    page = str(form["organisation"])
    assert page.count('type="radio"') == 2
    sent = {"organisation": "beek", "organisation-gevraagd": "beek"}
    chosen = Ask({**sent, "organisation-gekozen": str(towns[1].public_id)})
    assert chosen.is_valid()
    assert chosen.cleaned_data["organisation"] == towns[1]
    other = Ask({**sent, "organisation": "benee", "organisation-gekozen": str(towns[1].public_id)})
    assert other.is_valid()
    assert other.cleaned_data["organisation"] == towns[2]  # what was typed since counts


def test_what_was_chosen_before_is_shown_by_name_and_sent_by_key(towns):
    page = str(Ask(initial={"organisation": str(towns[0].public_id)})["organisation"])
    assert f'value="{towns[0].name}"' in page
    assert f'name="organisation-gekozen" value="{towns[0].public_id}"' in page


@pytest.mark.parametrize("typed", ["", "niets", "\x00", "%", "<script>", "x" * 5000])
def test_words_of_no_row_are_a_mistake(towns, typed):
    form = Ask({"organisation": typed})
    assert not form.is_valid()
    assert "<script>" not in str(form["organisation"])


def test_number_of_queries_does_not_depend_on_rows(towns, django_assert_num_queries):
    for form, queries in ((Ask(), 1), (Ask({"organisation": "beek"}), 3)):
        with django_assert_num_queries(queries):
            str(form["organisation"])


def test_field_of_words_without_columns_takes_keys_only(towns):
    field = PickField(Organisation.objects.all(), to_field_name="name", lookups=("city",))
    assert field.clean(towns[0].name) == towns[0]
    with pytest.raises(django_forms.ValidationError):
        field.clean("benee")


def test_part_of_many_rows_keeps_the_rest_of_the_address(rf):
    asked = rf.get("/?jaar=2026&pagina=2").GET
    part = part_of(120, asked)
    assert (part.first, part.stop, part.pages) == (51, 100, 3)
    assert (part.previous_href, part.next_href) == ("?jaar=2026&pagina=1", "?jaar=2026&pagina=3")
    assert part_of(0, asked).stop == 0
    assert part_of(120, rf.get("/?pagina=999").GET).number == 3
