"""The sections of the page of an organisation: papers, people, places, projects, data."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lllo.formats import money
from lllo.people.actions import OrganisationData
from lllo.people.models import Membership
from lllo.rules.money import ZERO
from lllo.screens.office.lists.house import wanted
from lllo.screens.office.lists.invoices import status
from lllo.screens.office.odoo.parts import odoo_part
from lllo.screens.office.records import words
from lllo.screens.office.records.organisation_places import all_rows, places
from lllo.screens.office.records.organisation_queries import by_contract
from lllo.screens.office.records.page import (
    GRANTERS,
    Cell,
    Heading,
    Link,
    Section,
    Table,
    allowed,
    to,
)
from lllo.screens.office.records.places import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import Organisation, User
    from lllo.screens.office.records.organisation_queries import Everything


def parts(organisation: Organisation, found: Everything, user: User) -> list[Section]:
    """Return the sections below the answers; those that wait for the office come first."""
    return [
        *_waiting(found, user),
        _contracts(organisation, found, user),
        _invoices(found),
        places(organisation, found, user),
        _people(organisation, found, user),
        *_in_kind(found, user),
        _projects(organisation, found, user),
        _data(organisation, user),
        *odoo_part(organisation, "organisation_odoo", organisation.public_id, user),
    ]


def _waiting(found: Everything, user: User) -> list[Section]:
    """Return what the organisation asked and nobody answered yet."""
    rows = [
        *(_coaching_wish(each, user) for each in found.requests),
        *(_correction(each, user) for each in found.corrections),
    ]
    if not rows:
        return []
    headings = [Heading(label=_("Asked")), Heading(label=_("What")), Heading(label=_("Since"))]
    table = Table(headings=headings, rows=rows)
    return [Section(code="gevraagd", title=_("Asked by the organisation"), table=table)]


def _coaching_wish(request: Any, user: User) -> tuple[Cell, ...]:
    """Return a talk that was asked for, with the two answers."""
    options = {"roles": GRANTERS, "about": request.subject}
    links = allowed(
        user,
        to(_("Plan"), "coaching_request_plan", request.public_id, **options),
        to(_("Decline"), "coaching_request_decline", request.public_id, **options),
    )
    asked = Cell(value=request.subject, hint=request.wish, links=links)
    return asked, words.text(_("coaching")), words.day(request.asked_on)


def _correction(request: Any, user: User) -> tuple[Cell, ...]:
    """Return a change of data that was asked for, with the two answers."""
    what = _("correction of data")
    links = allowed(
        user,
        to(_("Accept"), "correction_accept", request.public_id, about=what),
        to(_("Decline"), "correction_decline", request.public_id, about=what),
    )
    return Cell(value=wanted(request), links=links), words.text(what), words.day(request.asked_on)


def _contracts(organisation: Organisation, found: Everything, user: User) -> Section:
    """Return what is agreed: agreements with their price a year, and the open choice."""
    years = by_contract(found.years)
    rows = []
    for contract in found.contracts:
        own = years.get(contract.pk, [])
        price = found.prices[own[0].pk] if own else None
        rows.append(
            (
                words.text(contract.number, address(contract), hint=contract.package_name),
                words.day(contract.starts_on),
                words.day(words.last_day(contract.starts_on, contract.ends_on)),
                words.state(contract),
                words.money(price.price if price else None),
                words.money(price.in_kind if price else None),
            )
        )
    headings = [
        Heading(label=_("Agreement")),
        Heading(label=_("From")),
        Heading(label=_("Up to and including")),
        Heading(label=_("State")),
        Heading(label=_("A year"), kind="money"),
        Heading(label=_("In kind"), kind="money"),
    ]
    return Section(
        code="overeenkomsten",
        title=_("Agreed"),
        facts=_choice(found),
        table=Table(headings=headings, rows=rows) if rows else None,
        empty=_("No agreement yet. Record which package the organisation chose."),
        links=allowed(user, *_choice_links(organisation, found)),
    )


def _choice(found: Everything) -> Sequence[tuple[Any, Cell]]:
    """Return the open choice, if there is one."""
    choice = found.choice
    if choice is None:
        return ()
    return [
        (_("Open choice"), words.text(choice.package_name or choice.get_state_display())),
        (_("Stated on"), words.day(choice.stated_on)),
        (_("Wanted start"), words.day(choice.starts_on)),
    ]


def _choice_links(organisation: Organisation, found: Everything) -> list[Link | None]:
    choice = found.choice
    key = organisation.public_id
    record = to(_("Record a choice"), "choice_record", key)
    if choice is None:
        return [record]
    return [
        to(_("Change the choice"), "choice_record", key),
        to(_("Withdraw the choice"), "choice_withdraw", choice.public_id),
    ]


def _invoices(found: Everything) -> Section:
    """Return what is owed: invoices and credit notes with what is open."""
    rows = [
        (
            words.text(row.number or _("draft"), address(row), hint=row.get_kind_display()),
            words.day(row.issue_date),
            words.day(row.due_date),
            _status(row),
            words.money(row.payable if row.payable is not None else row.net),
            words.money(row.open_amount),
        )
        for row in found.invoices
    ]
    headings = [
        Heading(label=_("Invoice")),
        Heading(label=_("Issued")),
        Heading(label=_("To be paid on")),
        Heading(label=_("State")),
        Heading(label=_("Amount"), kind="money"),
        Heading(label=_("Open"), kind="money"),
    ]
    blank = Cell()
    foot = (words.text(_("Total")), blank, blank, blank, blank, words.money(found.owed.open_amount))
    return Section(
        code="facturen",
        title=_("Invoiced and paid"),
        table=Table(headings=headings, rows=rows, foot=foot if len(rows) > 1 else ()),
        empty=_("Nothing was invoiced yet."),
    )


def _status(row: Any) -> Cell:
    """Return the state as the list of invoices says it."""
    told = status(row)
    return Cell(value=told.text, tone=told.tone)


def _people(organisation: Organisation, found: Everything, user: User) -> Section:
    """Return who has which role, those who left last."""
    roles = dict(Membership.Role.choices)
    rows = []
    for held in found.memberships:
        end = to(_("End this role"), "membership_end", held.public_id, about=held.person)
        rows.append(
            (
                words.person(held.person),
                Cell(
                    value=roles[held.role],
                    hint=held.job_title,
                    links=allowed(user, end) if held.ended_on is None else (),
                ),
                words.mail(held.person.email),
                words.text(held.person.phone),
                words.day(held.ended_on),
            )
        )
    headings = [
        Heading(label=_("Name")),
        Heading(label=_("Role")),
        Heading(label=_("Mail address")),
        Heading(label=_("Telephone")),
        Heading(label=_("Role ended on")),
    ]
    key = organisation.public_id
    return Section(
        code="personen",
        title=_("People"),
        table=Table(headings=headings, rows=rows),
        empty=_("Nobody is known here yet. A contact gets the agreement and the invoices."),
        more=all_rows("people", organisation, len(rows), found.people_count, user),
        links=allowed(
            user,
            to(_("New person"), "colleague_new", key),
            to(_("Give someone a role"), "member_new", key),
        ),
    )


def _in_kind(found: Everything, user: User) -> list[Section]:
    """Return what the university promised of its own, and what it delivered."""
    promised = [year for year in found.years if found.prices[year.pk].in_kind]
    if not promised and not found.in_kind:
        return []
    rows = [
        (
            words.text(f"{year.contract.number} · {words.year_name(year.number)}"),
            words.money(sums.promised),
            words.money(sums.delivered),
            words.money(max(sums.remaining, ZERO)),
        )
        for year in promised
        for sums in [found.in_kind_of[year.pk]]
    ]  # fmt: skip
    headings = [
        Heading(label=_("Contract year")),
        Heading(label=_("Promised"), kind="money"),
        Heading(label=_("Delivered"), kind="money"),
        Heading(label=_("To deliver"), kind="money"),
    ]
    links: Sequence[Link] = ()
    if found.current:
        deliver = reverse("in_kind_deliver", args=[found.current.contract.public_id])
        links = allowed(user, Link(label=_("Record a contribution"), href=deliver, roles=GRANTERS))
    return [
        Section(
            code="in-natura",
            title=_("In kind"),
            intro=_("The university's own contribution: it is delivered, never invoiced."),
            table=Table(headings=headings, rows=rows),
            links=links,
        )
    ]


def _projects(organisation: Organisation, found: Everything, user: User) -> Section:
    """Return projects and placements."""
    both: list[Any] = [*found.projects, *found.placements]
    rows = [
        (
            words.text(each, address(each)),
            words.text(each._meta.verbose_name),
            words.text(each.line),
            words.state(each),
        )
        for each in both
    ]
    headings = [
        Heading(label=_("Title")),
        Heading(label=_("What")),
        Heading(label=_("Development line")),
        Heading(label=_("State")),
    ]
    key = organisation.public_id
    return Section(
        code="projecten",
        title=_("Projects and placements"),
        table=Table(headings=headings, rows=rows),
        empty=_("No project, case or placement yet."),
        links=allowed(
            user,
            to(_("New project or case"), "project_propose", key),
            to(_("Offer a placement"), "placement_offer", key),
        ),
    )


def _data(organisation: Organisation, user: User) -> Section:
    """Return what is stated of the organisation; what is empty is left out."""
    stated = {field.name: _stated(organisation, field.name) for field in fields(OrganisationData)}
    facts = [(_column(organisation, name), words.text(value)) for name, value in stated.items()]
    edit = to(_("Change data"), "organisation_edit", organisation.public_id)
    return Section(
        code="gegevens",
        title=_("Data"),
        facts=[fact for fact in facts if fact[1].value],
        links=allowed(user, edit),
    )


def _stated(organisation: Organisation, name: str) -> str:
    """Return what a column holds, in words."""
    display = getattr(organisation, f"get_{name}_display", None)
    if display:
        return str(display())
    value = getattr(organisation, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return money(value) if isinstance(value, Decimal) else str(value or "")


def _column(organisation: Organisation, name: str) -> str:
    """Return the name of a column with a capital."""
    label = str(organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # a column
    return label[:1].upper() + label[1:]
