"""Pages of the tests: a list of organisations and actions on them, with real models and actions."""

from __future__ import annotations

import django_filters
from django import forms
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from lllo import clock, urls
from lllo.errors import Refused
from lllo.people import audit
from lllo.people.models import Membership, Organisation
from lllo.screens.access import OFFICE
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import (
    ActionPage,
    DayField,
    Form,
    MoneyField,
    PickField,
    Preview,
    WordField,
)
from lllo.screens.components.lists import Bulk, Cell, Column, HeadAction, ListPage

BACKOFFICE = frozenset({Membership.Role.BACKOFFICE})


class Filters(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(label="Soort", choices=Organisation.Kind.choices)

    class Meta:
        model = Organisation
        fields = ["kind"]


def judge_remark(row, data, user) -> str:
    return "" if row.remark == "" else "er staat al een opmerking"


def act_remark(row, data, user) -> None:
    if row.name.startswith("Weiger"):
        raise Refused("Deze organisatie weigert.", code="no")
    row.remark = data.get("remark", "gedaan")
    row.save()
    audit.record("organisation.changed", row, by=user)


class RemarkForm(Form):
    remark = forms.CharField(label="Opmerking", max_length=40)


class OrganisationList(ListPage):
    title = "Organisaties"
    url_name = "test_organisations"
    roles = OFFICE
    search = ("name", "city", "kvk_number", "memberships__person__family_name")
    search_hint = "naam, plaats of KvK-nummer"
    filterset_class = Filters
    order = "name"
    columns = (
        Column(
            key="name",
            label="Naam",
            value=lambda row: Cell(
                text=row.name, href=reverse("test_edit", args=[row.public_id]), hint=row.city
            ),
            plain=lambda row: row.name,
            sort="name",
            is_wide=True,
        ),
        Column(key="kind", label="Soort", value=lambda row: row.get_kind_display(), sort="kind"),
        Column(key="remark", label="Opmerking", value=lambda row: row.remark),
        Column(
            key="pk", label="Bedrag", value=lambda row: row.pk, kind="money", total="pk", sort="pk"
        ),
        Column(key="made", label="Gemaakt", value=lambda row: row.created_at, kind="moment"),
    )
    bulk = (
        Bulk(
            code="remark",
            label="Opmerking zetten",
            judge=judge_remark,
            act=act_remark,
            roles=BACKOFFICE,
            form_class=RemarkForm,
            done="%(count)s opmerkingen gezet.",
        ),
        Bulk(
            code="plain",
            label="Zonder vragen",
            judge=judge_remark,
            act=act_remark,
            roles=BACKOFFICE,
            most=3,
        ),
    )
    empty = "Er zijn nog geen organisaties."
    empty_action = HeadAction(label="Nieuwe organisatie", href="/nieuw/")
    actions = (
        HeadAction(label="Nieuwe organisatie", href="/nieuw/", roles=BACKOFFICE, is_main=True),
    )

    def rows(self, user):
        return Organisation.objects.visible_to(user)


class EditForm(Form):
    name = forms.CharField(label="Naam", max_length=200)
    kind = WordField(label="Soort", choices=Organisation.Kind.choices)
    city = forms.CharField(label="Plaats", required=False, help_text="Zoals op de envelop.")
    remark = forms.CharField(label="Opmerking", widget=forms.Textarea, required=False)
    password = forms.CharField(widget=forms.PasswordInput, required=False)


class Edit(ActionPage):
    title = "Organisatie wijzigen"
    roles = BACKOFFICE
    form_class = EditForm
    refused_fields = {"name_taken": "name"}

    def record(self):
        rows = Organisation.objects.visible_to(self.user)
        return get_object_or_404(rows, public_id=self.kwargs["public_id"])

    def initial(self):
        return {name: getattr(self.subject, name) for name in ("name", "kind", "city", "remark")}

    def crumbs(self):
        return (Crumb(label="Organisaties", href=reverse("test_organisations")),)

    def act(self, form, user):
        if form.cleaned_data["name"] == "Bezet":
            raise Refused("Die naam is bezet.", code="name_taken")
        if form.cleaned_data["name"] == "Nooit":
            raise Refused("Dat mag nooit.", code="never")
        organisation = Organisation.objects.select_for_update().get(pk=self.subject.pk)
        for name in ("name", "kind", "city", "remark"):
            setattr(organisation, name, form.cleaned_data[name])
        organisation.save()
        audit.record("organisation.changed", organisation, by=user)
        return organisation

    def done(self, result):
        return f"{result} is bewaard.", reverse("test_organisations")

    def undo(self, result):
        return reverse("test_clear", args=[result.public_id]), "Ongedaan maken"


class Clear(ActionPage):
    """Nothing is asked; what will happen is shown first."""

    title = "Opmerking wissen"
    roles = BACKOFFICE
    button = "Wissen"

    def record(self):
        return get_object_or_404(Organisation, public_id=self.kwargs["public_id"])

    def act(self, form, user):  # noqa: ARG002
        Organisation.objects.filter(pk=self.subject.pk).update(remark="")

    def done(self, result):  # noqa: ARG002
        return "Gewist.", reverse("test_organisations")


class NewForm(Form):
    name = forms.CharField(label="Naam", max_length=200)
    fee = MoneyField(label="Bijdrage", required=False)
    on = DayField(label="Vanaf", required=False)
    like = PickField(Organisation.objects.all(), label="Zoals", required=False)


class New(ActionPage):
    title = "Nieuwe organisatie"
    roles = BACKOFFICE
    form_class = NewForm

    def preview(self, form):
        return Preview(
            lines=(("Naam", form.cleaned_data["name"]), ("Vanaf", form.cleaned_data["on"])),
            warning="Er gaat een brief uit.",
        )

    def act(self, form, user):  # noqa: ARG002
        on = form.cleaned_data["on"] or clock.today()
        return Organisation.objects.create(name=form.cleaned_data["name"], remark=str(on))

    def done(self, result):
        return f"{result} is gemaakt.", reverse("test_organisations")


urlpatterns = [
    path("lijst/", OrganisationList.as_view(), name="test_organisations"),
    path("wijzig/<uuid:public_id>/", Edit.as_view(), name="test_edit"),
    path("wis/<uuid:public_id>/", Clear.as_view(), name="test_clear"),
    path("nieuw/", New.as_view(), name="test_new"),
    *urls.urlpatterns,
]
