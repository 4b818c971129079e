"""The menu: the first screen of each role, and the lists and pages behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lllo.screens.access import LEAD, OFFICE, SCREENS, Role, may_enter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from lllo.people.models import User

BACKOFFICE = frozenset({Role.BACKOFFICE})
STAFF = OFFICE | LEAD  # who may read /stijl/
SEARCHERS = OFFICE | {Role.LEAD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in the menu; ``group`` is empty for one that is always in sight."""

    url_name: str
    label: str | _StrPromise
    roles: frozenset[Role]
    group: str | _StrPromise = ""


TRAINING, MONEY, SETUP = _("Training"), _("Agreements and money"), _("Setting up")
PAGES: dict[str, tuple[Page, ...]] = {
    "office_home": (
        Page(url_name="organisations", label=_("Organisations"), roles=OFFICE),
        Page(url_name="people", label=_("People"), roles=OFFICE),
        Page(url_name="contracts", label=_("Agreements"), roles=OFFICE),
        Page(url_name="events", label=_("Events"), roles=OFFICE),
        Page(url_name="registrations", label=_("Registrations"), roles=OFFICE),
        Page(url_name="invoices", label=_("Invoices"), roles=OFFICE),
        Page(url_name="cohorts", label=_("Cohorts"), roles=OFFICE, group=TRAINING),
        Page(url_name="coaching", label=_("Coaching"), roles=OFFICE, group=TRAINING),
        Page(
            url_name="coaching_requests",
            label=_("Requests for coaching"),
            roles=OFFICE,
            group=TRAINING,
        ),
        Page(url_name="course_seats", label=_("Course seats"), roles=OFFICE, group=TRAINING),
        Page(url_name="projects", label=_("Projects"), roles=OFFICE, group=TRAINING),
        Page(url_name="placements", label=_("Placements"), roles=OFFICE, group=TRAINING),
        Page(url_name="choices", label=_("Choices"), roles=OFFICE, group=MONEY),
        Page(url_name="years_to_invoice", label=_("Invoices to draft"), roles=OFFICE, group=MONEY),
        Page(url_name="invoice_run", label=_("Invoice run"), roles=OFFICE, group=MONEY),
        Page(url_name="invoice_reminders", label=_("Reminders"), roles=OFFICE, group=MONEY),
        Page(url_name="bank", label=_("Bank"), roles=OFFICE, group=MONEY),
        Page(url_name="invoice_ageing", label=_("Ageing"), roles=OFFICE, group=MONEY),
        Page(url_name="payments", label=_("Payments"), roles=OFFICE, group=MONEY),
        Page(url_name="bank_entries", label=_("Bank entries"), roles=OFFICE, group=MONEY),
        Page(url_name="odoo", label="Odoo", roles=OFFICE, group=MONEY),
        Page(url_name="hours", label=_("Hours"), roles=OFFICE, group=MONEY),
        Page(url_name="expenses", label=_("Costs"), roles=OFFICE, group=MONEY),
        Page(url_name="in_kind", label=_("In kind"), roles=OFFICE, group=MONEY),
        Page(url_name="imports", label=_("Import"), roles=BACKOFFICE, group=SETUP),
        Page(
            url_name="programme_load", label=_("Load the programme"), roles=BACKOFFICE, group=SETUP
        ),
        Page(url_name="mail_trial", label=_("Try the mail"), roles=BACKOFFICE, group=SETUP),
        Page(url_name="corrections", label=_("Corrections asked for"), roles=OFFICE, group=SETUP),
        Page(url_name="jobs", label=_("Jobs"), roles=OFFICE, group=SETUP),
        Page(url_name="questions", label=_("Open questions"), roles=OFFICE, group=SETUP),
        Page(url_name="log", label=_("Log"), roles=OFFICE, group=SETUP),
        Page(url_name="office_invitations", label=_("Invitations"), roles=OFFICE, group=SETUP),
        Page(
            url_name="office_subscriptions",
            label=_("Calendar subscriptions"),
            roles=OFFICE,
            group=SETUP,
        ),
    ),
    "lead_home": (Page(url_name="events", label=_("Events"), roles=frozenset({Role.LEAD})),),
    "own_work": (
        Page(url_name="lead_home", label=_("Programme"), roles=frozenset({Role.SPECIALIST})),
    ),
    "portal_home": (Page(url_name="events", label=_("Events"), roles=frozenset({Role.PARTNER})),),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A link in the menu; ``current`` is the value of aria-current, or empty."""

    label: str | _StrPromise
    href: str
    current: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Links under a heading, folded away."""

    label: str | _StrPromise
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What a page shows: the pages here, more of them in groups, and the other first screens."""

    entries: Sequence[Entry]
    groups: Sequence[Group]
    others: Sequence[Entry]

    @property
    def is_within_groups(self) -> bool:
        """Whether the page that is shown stands in one of the groups."""
        return any(entry.current for group in self.groups for entry in group.entries)

    def __bool__(self) -> bool:
        """Whether it leads anywhere but to the first screen, where the mark leads as well."""
        return len(self.entries) + len(self.groups) + len(self.others) > 1


def menu_of(user: User, path: str) -> Menu:
    """Return the menu of an account on the page at ``path``."""
    screens = [screen for screen in SCREENS if may_enter(user, screen.roles)]
    if not screens:
        return Menu(entries=(), groups=(), others=())
    homes = {screen: reverse(screen.url_name) for screen in screens}
    here = next((each for each in screens if path.startswith(homes[each])), screens[0])
    pages = [page for page in PAGES[here.url_name] if may_enter(user, page.roles)]
    found = [(page, reverse(page.url_name)) for page in pages]
    hrefs = [homes[here], *(href for _page, href in found)]
    nearest = max((href for href in hrefs if path.startswith(href)), key=len, default="")
    entries = [
        (page.group, Entry(label=page.label, href=href, current=_current(href, path, nearest)))
        for page, href in found
    ]
    here_now = _current(homes[here], path, nearest)
    home = Entry(label=here.label, href=homes[here], current=here_now)
    shown = [entry for group, entry in entries if not group]
    others = [Entry(label=each.label, href=homes[each]) for each in screens if each != here]
    return Menu(entries=[home, *shown], groups=_groups(entries), others=others)


def _groups(entries: Sequence[tuple[str | _StrPromise, Entry]]) -> list[Group]:
    labels = dict.fromkeys(group for group, _entry in entries if group)
    return [
        Group(label=label, entries=[entry for group, entry in entries if group == label])
        for label in labels
    ]


def _current(href: str, path: str, nearest: str) -> str:
    """Return ``aria-current``: this page, or the nearest entry above it; one entry has it."""
    if path == href:
        return "page"
    return "true" if href == nearest else ""


def may_search(user: User) -> bool:
    """Tell whether the head shows the search over everything, whose pages they may open."""
    return may_enter(user, SEARCHERS)
