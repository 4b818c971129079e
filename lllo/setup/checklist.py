"""The first five minutes: what a new installation still needs, read from its own state.

The office's first screen and ``lllo init`` show the same steps; the list goes
away by itself once everything is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.utils.translation import gettext as _

from lllo import office
from lllo.contracts.models import Contract
from lllo.errors import OfficeMistake
from lllo.invoices.models import Invoice
from lllo.invoices.preflight import OF_EVERYBODY, SELLER_TOO
from lllo.outbox.models import Job
from lllo.people.models import Organisation, User
from lllo.programmes.models import PackageEdition
from lllo.programmes.queries import is_demo
from lllo.training.models import Event

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lllo.office.content import Office

MAIL = "mail."  # how the kinds of jobs begin that send a mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do first; ``screen`` is the name of the address where it is done, if any."""

    code: str
    title: str
    hint: str
    command: str
    screen: str = ""
    done: bool = False
    remark: str = ""


def checklist() -> tuple[Step, ...]:
    """Return the steps, or nothing once all are done. One query in an installation that runs."""
    there = _there()
    done = there | _done_in_folders(there)
    steps = tuple(step for step in _steps(done) if not (step.code == "mail" and is_demo()))
    return () if all(step.done for step in steps) else steps


def _there() -> frozenset[str]:
    """Return which first things are in the database, in one query."""
    wanted: dict[str, QuerySet[Any]] = {
        "account": User.objects.filter(is_active=True),
        "programme": PackageEdition.objects.all(),
        "organisation": Organisation.objects.participating(),
        "contract": Contract.objects.exclude(state=Contract.State.WITHDRAWN),
        "event": Event.objects.all(),
        "mail": Job.objects.filter(kind__startswith=MAIL, state=Job.State.DONE),
        "invoice": Invoice.objects.issued(),
    }
    rows = [  # one row of each is enough, and no table has to be read to its end
        found.model._default_manager.filter(pk__in=found.order_by().values("pk")[:1])
        .order_by()
        .values_list(Value(code), flat=True)
        for code, found in wanted.items()
    ]
    return frozenset(rows[0].union(*rows[1:], all=True))


def _done_in_folders(there: frozenset[str]) -> frozenset[str]:
    """Return which steps of the office folders are done; an issued invoice proves them all."""
    if "invoice" in there:
        return frozenset({"folders", "seller", "vat"})
    try:
        content = office.read()
    except OfficeMistake:
        return frozenset()
    demo = is_demo()
    seller = content.demo_seller if demo else content.seller
    done = {
        "folders": True,
        "seller": all(getattr(seller, name) for name in (*OF_EVERYBODY, *SELLER_TOO)),
        "vat": demo or (content.vat.confirmed and not _holds_invoices(content)),
    }
    return frozenset(code for code, is_done in done.items() if is_done)


def _holds_invoices(content: Office) -> bool:
    """Tell whether a question is open that holds the invoices."""
    return any(each.holds_invoices and not each.confirmed for each in content.questions)


def _steps(done: frozenset[str]) -> list[Step]:
    """Return all steps in the order of a first day's work."""
    mistakes = "" if "folders" in done else _("The folders hold mistakes: lllo check names them.")
    return [
        Step(
            code="account",
            title=_("Open an account for the backoffice"),
            hint=_("With it you sign in; the others are invited from the site."),
            command="lllo accounts create EMAIL --role backoffice --university NAME"
            " --family-name NAME --password-stdin",
            done="account" in done,
        ),
        Step(
            code="programme",
            title=_("Load the programme"),
            hint=_("Packages, prices, budget and events, as the office folders say them."),
            command="lllo programme load",
            screen="programme_load",
            done="programme" in done,
            remark=mistakes,
        ),
        Step(
            code="seller",
            title=_("Say who invoices"),
            hint=_("Name, address, KvK number, VAT identifier and IBAN in invoicing/seller.toml."),
            command="lllo check",
            done="seller" in done,
            remark=mistakes,
        ),
        Step(
            code="vat",
            title=_("Confirm the VAT"),
            hint=_("Treatment by component in invoicing/vat.toml; until then nothing is issued."),
            command="lllo check",
            done="vat" in done,
            remark=mistakes,
        ),
        *_first_records(done),
    ]


def _first_records(done: frozenset[str]) -> list[Step]:
    """Return the steps that make the first records, and the trial of the mail."""
    return [
        Step(
            code="organisation",
            title=_("Add the first organisation"),
            hint=_("One by one, or all at once from a spreadsheet with a preview."),
            command="lllo import organisations FILE",
            screen="organisation_new",
            done="organisation" in done,
        ),
        Step(
            code="contract",
            title=_("Make the first agreement"),
            hint=_("Record the choice of a package on the page of the organisation."),
            command="lllo contracts choose ORGANISATION PACKAGE",
            screen="organisations",
            done="contract" in done,
        ),
        Step(
            code="event",
            title=_("Plan the first event"),
            hint=_("On the site, or in the calendar folder for the whole year."),
            command="lllo programme load",
            screen="event_new",
            done="event" in done,
        ),
        Step(
            code="mail",
            title=_("Try the mail"),
            hint=_("Send a trial to yourself; the worker must run: lllo worker."),
            command="lllo init --mail ADDRESS",
            screen="mail_trial",
            done="mail" in done,
        ),
    ]
