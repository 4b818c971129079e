"""The page of an organisation: what is agreed, what is used, what is owed, on one screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lllo import clock
from lllo.contracts.models import Contract
from lllo.contracts.refusals import unit_of
from lllo.formats import money, quantity
from lllo.invoices.models import Invoice
from lllo.odoo.mapping import keys
from lllo.people.models import Membership, Organisation
from lllo.rules.entitlement import Kind
from lllo.rules.money import ZERO
from lllo.screens.access import Role, may_enter
from lllo.screens.components.cards import EntitlementCard, Holder
from lllo.screens.office.records import words
from lllo.screens.office.records.histories import OF_ORGANISATION, told_of, told_of_odoo
from lllo.screens.office.records.organisation_parts import parts
from lllo.screens.office.records.organisation_queries import (
    everything,
    holders_of,
    reversed_uses,
)
from lllo.screens.office.records.page import (
    GRANTERS,
    WRITERS,
    Figure,
    Link,
    RecordPage,
    Screen,
    Section,
    allowed,
    to,
)
from lllo.screens.office.records.places import to_list
from lllo.training.models import CoachingSession, CourseSeat, Registration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.contracts.models import ContractYear
    from lllo.contracts.queries import Balance
    from lllo.people.models import User
    from lllo.screens.office.records.organisation_queries import Everything

BOOKED = frozenset({Kind.COACHING_HOUR, Kind.COURSE_SEAT})  # what has a button of its own


class OrganisationPage(RecordPage):
    """Answers what the university owes an organisation, and what it owes the university."""

    def rows(self) -> Any:
        """Return the organisations that the account sees."""
        return Organisation.objects.visible_to(self.user)

    def screen(self, record: Any) -> Screen:
        """Return the page."""
        found = everything(record, self.user, on=clock.today())
        return Screen(
            title=str(record),
            kind=record.get_kind_display(),
            crumbs=to_list(Organisation, self.user),
            lead=_lead(record),
            links=allowed(self.user, *_links(record, found)),
            figures=_figures(found),
            sections=[_used(record, found, self.user), *parts(record, found, self.user)],
            about=[
                *told_of(record, OF_ORGANISATION, self.user),
                told_of_odoo(keys.organisation(record), self.user),
            ],
            acts_for=record if record.takes_part and may_enter(self.user, WRITERS) else None,
        )


def _lead(organisation: Organisation) -> str:
    """Return what tells the organisation from all others."""
    numbers = [f"KvK {organisation.kvk_number}"] if organisation.kvk_number else []
    return " · ".join([*filter(None, [organisation.city]), *numbers])


def _links(organisation: Organisation, found: Everything) -> list[Link | None]:
    """Return what is done most often, the next step of the agreement first."""
    key = organisation.public_id
    contact = None
    if _lacks_contact(organisation, found):
        contact = to(_("Record a contact person"), "colleague_new", key, is_main=True)
    next_step = _next_step(found, is_main=contact is None)
    choose = Link(
        label=_("Change the choice") if found.choice else _("Record a choice"),
        href=reverse("choice_record", args=[key]),
        is_main=not (contact or next_step or found.contracts),
    )
    return [
        contact,
        next_step,
        choose if organisation.takes_part else None,
        to(_("Register"), "organisation_register", key, roles=GRANTERS) if found.current else None,
        to(_("Change data"), "organisation_edit", key),
        to(_("Billing data"), "organisation_billing", key),
    ]


def _lacks_contact(organisation: Organisation, found: Everything) -> bool:
    """Tell whether nobody would get the agreement; of a page full of people one is taken to."""
    people = found.memberships
    if not organisation.takes_part or found.people_count > len(people):
        return False
    held = (each for each in people if each.role == Membership.Role.CONTACT and each.person.email)
    return not any(each.ended_on is None or each.ended_on > found.on for each in held)


def _next_step(found: Everything, *, is_main: bool) -> Link | None:
    """Return what comes next on the way to a signed agreement."""
    standing = {each.state: each.public_id for each in reversed(found.contracts)}
    if Contract.State.DRAFT in standing:
        key = standing[Contract.State.DRAFT]
        return to(_("Offer the agreement"), "contract_offer", key, is_main=is_main)
    if found.choice and found.choice.package_code:
        key = found.choice.public_id
        return to(_("Make the agreement"), "contract_make", key, is_main=is_main)
    if Contract.State.OFFERED in standing:
        key = standing[Contract.State.OFFERED]
        return to(_("Record the signatures"), "contract_sign", key, is_main=is_main)
    return None


def _figures(found: Everything) -> list[Figure]:
    """Return the three answers: what is agreed, what is left, what is owed."""
    return [_agreed(found), _left(found), _owed(found), *_in_kind(found)]


def _agreed(found: Everything) -> Figure:
    year = found.current
    if year is None:
        waiting = next((each for each in found.contracts if each.signed_on is None), None)
        value = waiting.get_state_display() if waiting else _("nothing yet")
        return Figure(label=_("Agreed"), value=value, href="#overeenkomsten")
    values: dict[str, Any] = {"number": year.number, "years": year.contract.years}
    price = found.prices[year.pk].price
    values |= {"price": money(price), "day": words.day(year.starts_on).text}
    if year.starts_on > found.on:
        note = _("%(price)s a year, starts on %(day)s") % values
    else:
        note = _("%(price)s a year, year %(number)s of %(years)s") % values
    return Figure(label=_("Agreed"), value=year.package_name, note=note, href="#overeenkomsten")


def _left(found: Everything) -> Figure:
    """Return what the university owes: what can still be used this year."""
    year = found.current
    limited = [each for each in found.balances_of(year) if each.granted] if year else []
    told = [
        _("%(left)s of %(granted)s %(what)s")
        % {
            "left": quantity(max(each.remaining or ZERO, ZERO)),
            "granted": quantity(each.granted or ZERO),
            "what": each.label,
        }
        for each in limited
    ]
    open_kinds = sum((each.remaining or 0) > 0 for each in limited)
    values = {"open": open_kinds, "all": len(limited)}
    value = _("%(open)s of %(all)s kinds left") % values if limited else "–"
    return Figure(
        label=_("Still to use"),
        value=value,
        note="; ".join(told) or _("without an agreement there is nothing to use"),
        href="#gebruik",
    )


def _owed(found: Everything) -> Figure:
    """Return what the organisation owes, or gets back."""
    amount, late = found.owed.open_amount, found.owed.overdue_amount
    if amount < 0:
        return Figure(
            label=_("To pay back"), value=money(-amount), href="#facturen", tone="wait",
            note=_("paid and credited afterwards"),
        )  # fmt: skip
    note = _("of which %(late)s is late") % {"late": money(late)} if late else ""
    return Figure(
        label=_("Still to pay"),
        value=money(amount),
        note=note or _invoiced(found),
        href="#facturen",
        tone="late" if late else "",
    )


def _invoiced(found: Everything) -> str:
    """Return how far invoicing is; a draft is nothing that anybody owes."""
    drafts = [row for row in found.invoices if row.state == Invoice.State.DRAFT]
    if len(drafts) < len(found.invoices):
        return _("not late") if found.owed.open_amount else _("all invoices are paid")
    if not drafts:
        return _("nothing was invoiced yet")
    return ngettext(
        "not invoiced yet: draft of %(amount)s",
        "not invoiced yet: drafts of %(amount)s",
        len(drafts),
    ) % {"amount": money(found.owed.draft_amount)}


def _in_kind(found: Everything) -> list[Figure]:
    """Return what the university delivers itself, where it promised that."""
    year = found.current
    sums = found.in_kind_of[year.pk] if year else None
    if sums is None or not sums.promised:
        return []
    note = _("of %(promised)s this contract year; never invoiced")
    return [
        Figure(
            label=_("In kind to deliver"),
            value=money(max(sums.remaining, ZERO)),
            note=note % {"promised": money(sums.promised)},
            href="#in-natura",
        )
    ]


def _has_left(found: Everything, kind: str) -> bool:
    """Whether something of a kind is left in the contract year that runs, or it has no limit."""
    own = found.balances_of(found.current) if found.current else []
    return any(each.remaining is None or each.remaining > 0 for each in own if each.kind == kind)


def _if_left(found: Everything, kind: str, link: Link) -> Link:
    """Return a link for who may; where nothing is left, for a lead, who may go beyond."""
    return replace(link, roles=GRANTERS if _has_left(found, kind) else frozenset({Role.LEAD}))


def _nothing_left(found: Everything) -> str:
    """Say of what nothing is left, where a button is missed for it."""
    own = found.balances_of(found.current) if found.current else []
    gone = [each.label for each in own if each.kind in BOOKED and each.remaining == 0]
    if not gone:
        return ""
    sentence = _("Nothing is left of: %(kinds)s. A programme lead can go beyond, with a reason.")
    return sentence % {"kinds": ", ".join(gone)}


def _of_year(year: ContractYear, found: Everything) -> str:
    """Return the days of a contract year, and what is used up in it."""
    days = _("Contract year %(number)s: %(first)s up to and including %(last)s") % {
        "number": year.number,
        "first": words.day(year.starts_on).text,
        "last": words.day(words.last_day(year.starts_on, year.ends_on)).text,
    }
    return ". ".join(filter(None, [days, _nothing_left(found)]))


def _used(organisation: Organisation, found: Everything, user: User) -> Section:
    """Return the entitlements of the year that runs, with who uses them."""
    year = found.current
    links: Sequence[Link] = ()
    if year:
        key = organisation.public_id
        links = allowed(
            user,
            to(_("Register"), "organisation_register", key, roles=GRANTERS),
            _if_left(found, Kind.COACHING_HOUR, to(_("Plan coaching"), "coaching_plan", key)),
            _if_left(found, Kind.COURSE_SEAT, to(_("Take a course seat"), "course_seat_take", key)),
            to(_("Record use"), "use_record", key, roles=GRANTERS),
        )  # fmt: skip
    owners, reversed_ = holders_of(found), reversed_uses(found)
    return Section(
        code="gebruik",
        title=_("Used and left"),
        intro=_of_year(year, found) if year else "",
        cards=[_card(each, owners, reversed_, user) for each in found.balances_of(year)]
        if year
        else (),
        empty=_("There is no signed agreement, so there is nothing to use yet."),
        links=links,
    )


def _card(
    each: Balance, owners: dict[int, Any], given_back: set[int], user: User
) -> EntitlementCard:
    """Return one entitlement, with each use that stands and the way to change it."""
    standing = [use for use in each.rows if not use.reverses_id and use.pk not in given_back]
    return EntitlementCard(
        label=each.label,
        granted=each.granted,
        used=each.used,
        holders=[_holder(use, owners.get(use.pk), each.kind, user) for use in standing],
    )


def _holder(use: Any, owner: Any, kind: str, user: User) -> Holder:
    """Return one use: a seat may be named or passed on, another use given back."""
    unit = unit_of(kind, use.quantity)
    href, action = "", ""
    if owner is None:
        href, action = reverse("use_reverse", args=[use.public_id]), _("Give back")
    elif isinstance(owner, Registration):
        href = reverse("registration_name", args=[owner.public_id])
    elif isinstance(owner, CourseSeat) and owner.state in {"reserved", "confirmed"}:
        href = reverse("course_seat_assign", args=[owner.public_id])
    if href and not action:
        action = _("Replace") if use.person_id else _("Name")
    if not allowed(user, Link(label="", href=href)):
        href = ""
    is_seat = isinstance(owner, Registration | CourseSeat)
    reason = _reason(use, owner)
    name = str(use.person) if use.person else ("" if is_seat else reason)
    note = words.day(use.used_on).text
    if not is_seat:
        note = f"{quantity(use.quantity)} {unit}, {note}"
    what = reason if use.person or is_seat else ""
    return Holder(name=name, what=what, note=note, href=href, action=action)


def _reason(use: Any, owner: Any) -> str:
    """Return what a use is for in the language of the reader; else as it was written down."""
    if isinstance(owner, Registration):
        return _("Place in %(cohort)s") % {"cohort": owner.cohort or owner.event}
    if isinstance(owner, CourseSeat):
        return _("Seat in %(course)s") % {"course": owner.course_name}
    if isinstance(owner, CoachingSession):
        return _("Coaching: %(subject)s") % {"subject": owner.subject}
    return str(use.reason)
