"""The list of people: their roles, their mail addresses, and who can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.people.account_actions import invite
from lllo.people.models import Membership, Person
from lllo.people.salutations import addressing
from lllo.screens.components.lists import Cell, Column
from lllo.screens.list_parts import CaseFilter, WordFilter, link, text_column
from lllo.screens.office.lists.base import OfficeList, listed_name
from lllo.screens.office.lists.doing import bulk

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.people.models import User


class RoleFilter(WordFilter):
    """The people who have a role now or to come."""

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Keep the people with the role, each once."""
        if not value:
            return qs
        return qs.filter(pk__in=Membership.objects.open().filter(role=value).values("person"))


def with_role() -> Q:
    """Return the condition that somebody has any role."""
    return Q(pk__in=Membership.objects.open().values("person"))


class PersonFilters(django_filters.FilterSet):
    """What the list of people is narrowed by."""

    rol = RoleFilter("memberships__role", _("Role"), Membership.Role.choices)
    account = CaseFilter(
        _("Account"),
        {
            "ja": (_("can sign in"), lambda rows: rows.filter(user__is_active=True)),
            "nee": (
                _("cannot sign in"),
                lambda rows: rows.exclude(user__is_active=True, user__isnull=False),
            ),
        },
    )
    ontbreekt = CaseFilter(
        _("Missing"),
        {
            "mail": (_("mail address"), lambda rows: rows.filter(email="")),
            "rol": (_("role"), lambda rows: rows.exclude(with_role())),
        },
    )


def first_organisation(row: Any) -> Cell | None:
    """Return where somebody has a role, with the role below it; more than one are counted."""
    held = row.held
    if not held:
        return None
    roles = ", ".join(dict.fromkeys(str(each.get_role_display()) for each in held))
    names = list(dict.fromkeys(each.organisation for each in held))
    more = f" + {len(names) - 1}" if len(names) > 1 else ""
    return link(f"{names[0].name}{more}", "organisation", names[0].public_id, hint=roles)


def salutation_of(row: Any) -> str:
    """Return how a letter to somebody begins, in the language of that person."""
    return addressing([row], row.language)["salutation"]


def all_roles(row: Any) -> str:
    """Return all roles for a spreadsheet."""
    return "; ".join(f"{each.organisation.name} ({each.get_role_display()})" for each in row.held)


class People(OfficeList):
    """All people, sorted by family name."""

    title = _("People")
    url_name = "people"
    makes: ClassVar = {"person_new": _("New person"), "imports": _("Import")}
    export_name = "personen"
    order = "naam"
    filterset_class = PersonFilters
    search = ("name_key__plain", "email", "memberships__organisation__name_key__plain")
    search_hint = _("Name, mail address or organisation.")
    empty = _("There are no people yet. Import them from a spreadsheet, or add the first.")
    columns = (
        Column(
            key="naam",
            label=_("Name"),
            value=lambda row: link(listed_name(row), "person", row.public_id),
            sort="name_key",
        ),
        Column(
            key="organisatie",
            label=_("Organisation and role"),
            value=first_organisation,
            plain=all_roles,
            is_wide=True,
        ),
        text_column("mail", _("Mail address"), "email"),
        text_column("telefoon", _("Telephone"), "phone", is_extra=True),
        Column(
            key="account",
            label=_("Account"),
            value=lambda row: _("yes") if row.can_sign_in else "",
            is_extra=True,
        ),
    )

    sheet_columns = (  # for letters: each part of a name by itself, and how it begins
        text_column("voornaam", _("Given name"), "given_name"),
        text_column("voorletters", _("Initials"), "initials"),
        text_column("tussenvoegsel", _("Name prefix"), "name_prefix"),
        text_column("achternaam", _("Family name"), "family_name"),
        Column(
            key="aanspreekvorm",
            label=_("Form of address"),
            value=lambda row: row.get_form_of_address_display(),
        ),
        Column(key="aanhef", label=_("Salutation"), value=salutation_of),
        Column(key="taal", label=_("Language"), value=lambda row: row.get_language_display()),
    )
    bulk = (
        bulk(
            "uitnodigen",
            _("Invite to sign in"),
            lambda row, _data, user: invite(row, at=clock.now(), by=user),
            intro=_("Each gets a mail with a link to open an account, which works for 14 days."),
            done=_("Invitations on their way: %(count)s."),
        ),
    )

    def rows(self, user: User) -> QuerySet[Any]:
        """Return the people with their roles."""
        held = Membership.objects.open().select_related("organisation")
        ordered = held.order_by("organisation__name_key", "role")
        return (
            Person.objects.visible_to(user)
            .annotate(can_sign_in=Q(user__is_active=True))
            .prefetch_related(Prefetch("memberships", ordered, to_attr="held"))
        )
