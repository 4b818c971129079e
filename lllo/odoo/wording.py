"""Turns what the worker noted into a sentence, in the language of who reads it.

A note is JSON: a code of ``SENTENCES`` and what its sentence names. A value that is a note itself
becomes its words, a list the words of each; ``detail`` follows the sentence, often in the words of
Odoo. Codes are kept in the database: they are never given another meaning.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lllo import formats
from lllo.errors import LlloError, Refused
from lllo.outbox.secrets import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONGEST = 500
Note = dict[str, Any]

SENTENCES: Mapping[str, Any] = {
    # of a record
    "in_step": _("In step."),
    "waits": _("It waits for %(needs)s."),
    "merged": _("In Odoo this and %(other)s are one record (%(id)s): they were merged."),
    "known_once": _(
        "Odoo seems to have it already: %(found)s. Take it over, or say that a new one must be"
        " made."
    ),
    "known_often": _(
        "Odoo has more than one that may be it: %(found)s. Link the right one, or say that a new"
        " one must be made."
    ),
    "found": _("%(name)s (%(id)s, same %(by)s)"),
    "found_archived": _("%(name)s (%(id)s, archived there, same %(by)s)"),
    "by_kvk": _("KvK number"),
    "by_vat": _("VAT number"),
    "by_peppol": _("Peppol number"),
    "by_mail": _("mail address"),
    "link_lost": _("The record in Odoo to which this was linked does not exist any more."),
    "deleted": _("It was deleted in Odoo and is made again."),
    "again": _("It is sent again."),
    "left": _("The difference was left as it is."),
    "stopped": _("It is not sent any more."),
    "linked": _("It was linked and is sent."),
    "new": _("A new record is made in Odoo."),
    "draft": _("In Odoo as a draft, not booked yet."),
    "number_taken": _("The number %(number)s is taken in our journal by another entry (%(id)s)."),
    "cancelled": _("%(number)s was cancelled in Odoo (%(id)s)."),
    "totals_differ": _("The totals differ, so it is not booked: %(totals)s."),
    "booked_changed": _("It was changed in Odoo after it was booked: %(totals)s."),
    "booked_otherwise": _("It is booked in Odoo as %(name)s with other figures: %(totals)s."),
    "total": _("%(name)s %(theirs)s instead of %(ours)s"),
    "amount_untaxed": _("without VAT"),
    "amount_tax": _("VAT"),
    "amount_total": _("to pay"),
    "booked": _("Booked in Odoo as %(number)s."),
    "period_closed": _("The period was closed: it counts on %(day)s."),
    "credited_there": _("It was credited in Odoo by a credit note that was not made here."),
    "tax_undecided": _("It is not decided which tax of Odoo belongs to %(codes)s (odoo.toml)."),
    "no_ledger": _("terms.toml names no ledger account for %(components)s."),
    # what Odoo did not do: see problems.py
    "auth": _("Odoo does not accept the key: it is wrong or has expired. Set a new one."),
    "access": _("Odoo does not allow this to the integration user."),
    "data": _("Odoo refuses what was sent."),
    "missing": _("Odoo does not know this."),
    "busy": _("Odoo is busy; it is tried again later."),
    "down": _("Odoo cannot be reached; it is tried again later."),
    "gateway": _("Something between us and Odoo answered in its place."),
    "unknown_outcome": _("Odoo did not answer; it is looked up whether it arrived."),
    "no_odoo": _("At this address there is no Odoo with this database."),
    "no_host": _("No computer is known as %(host)s: look at LLLO_ODOO_URL."),
    "nobody_there": _("Nothing answers at %(host)s."),
    "no_answer": _("%(host)s did not answer in time."),
    "no_tls": _("%(host)s does not speak https there: look at LLLO_ODOO_URL."),
    "no_trust": _(
        "The certificate of %(host)s is not trusted: see LLLO_ODOO_CA_BUNDLE in docs/odoo.md."
    ),
    "no_proxy": _("The proxy does not let us through to %(host)s."),
    "too_slow": _("There was no answer within %(seconds)s seconds."),
    "hung_up": _("The connection broke off."),
    "not_once": _("%(model)s “%(value)s” is there %(count)s times; expected once."),
    "taken_over": _("Another run with Odoo took over; this one stops."),
    # how a run ended
    "pushed": _("Sent: %(sent)s. Unchanged: %(same)s. Refused: %(bad)s. To decide: %(open)s."),
    "pulled": _("Looked at: %(seen)s. Payments: %(payments)s. Taken back: %(reversed)s."),
    "checked": _("Right: %(right)s. Look at: %(warning)s. Wrong: %(wrong)s."),
    "compared": _("Differences: %(differences)s."),
    # the lines of a check: what was looked at
    "connection": _("Connection"),
    "version": _("Version"),
    "rights": _("Rights"),
    "rights_of": _("Rights: %(model)s"),
    "journal": _("Journal"),
    "own_journal": _("Own journal"),
    "taxes": _("Taxes"),
    "tax_of": _("Tax of %(code)s"),
    "ledger": _("Ledger accounts"),
    "ledger_of": _("Ledger account of %(component)s"),
    "analytic": _("Analytic accounts"),
    "plan": _("Analytic plan"),
    "analytic_of": _("Analytic account of %(line)s"),
    "rounding": _("Rounding"),
    "language": _("Language"),
    "key": _("Key"),
    # and what was found
    "too_old": _("Odoo %(text)s; expected 17 or later."),
    "key_accepted": _("The key is accepted."),
    "rights_missing": _("The integration user may not: %(operations)s. Give it the group."),
    "rights_there": _("read, make, change"),
    "read": _("read"),
    "create": _("make"),
    "write": _("change"),
    "journal_empty": _("Fill in journal in invoicing/odoo.toml."),
    "journal_missing": _(
        "There is no sales journal with the code %(code)s; let one be made for us."
    ),
    "journal_shared": ngettext_lazy(
        "%(count)s entry in it is not ours; it may take one of our numbers.",
        "%(count)s entries in it are not ours; they may take our numbers.",
        "count",
    ),
    "journal_ours": _("Only our entries are in it."),
    "tax_open": _("Finance must decide which tax it is: [taxes] in invoicing/odoo.toml."),
    "no_tax": _("a line without tax"),
    "tax_missing": _("There is no tax %(id)s in Odoo."),
    "rate_differs": _(
        "%(theirs)s: ours is %(ours)s. Name another in [taxes] of invoicing/odoo.toml."
    ),
    "ledger_empty": _("terms.toml names none: the account of the product or the journal is used."),
    "account_missing": _("There is no account %(account)s in Odoo."),
    "plan_empty": _("odoo.toml names none: nothing is divided over the lines."),
    "plan_missing": _("There is no plan %(plan)s in Odoo."),
    "there": _("there"),
    "made_by_push": _("It is made by the first push."),
    "rounded_once": _("VAT is rounded once for each rate, as ours."),
    "rounded_by_line": _("VAT is rounded on each line: a cent is corrected on drafts."),
    "language_missing": _("Install %(code)s in Odoo."),
    "key_unknown": _("Nobody knows until when it works: set LLLO_ODOO_KEY_EXPIRES."),
    "key_expired": _("It expired on %(day)s. Make a new one."),
    "key_soon": ngettext_lazy(
        "It works until %(day)s: %(days)s more day. Make a new one in time.",
        "It works until %(day)s: %(days)s more days. Make a new one in time.",
        "days",
    ),
    "key_until": _("It works until %(day)s."),
}
FORMATS: Mapping[str, Callable[[str], str]] = {
    "text": str,  # in the words of somebody else: a name, a sentence of Odoo
    "money": lambda value: formats.money(Decimal(value)),
    "day": lambda value: formats.day(date.fromisoformat(value)),
}


def note(say: str, /, **values: Any) -> Note:
    """Return a sentence as it is kept; its values are texts, numbers, notes and lists of these."""
    return {"say": say, **values}


def text(value: str) -> Note:
    """Return words that stay as they are in every language."""
    return note("text", value=value)


def money(value: Decimal) -> Note:
    """Return an amount that is written as the reader is used to."""
    return note("money", value=str(value))


def day(value: date) -> Note:
    """Return a day that is written as the reader is used to."""
    return note("day", value=value.isoformat())


def in_words(said: Note | None) -> str:
    """Return a note as a sentence in the active language; nothing was noted: nothing."""
    if not said:
        return ""
    code = str(said["say"])
    if code in FORMATS:
        return FORMATS[code](str(said["value"]))
    values = {name: _value(value) for name, value in said.items()}
    sentence = str(SENTENCES[code] % values)
    return f"{sentence} {values['detail']}" if values.get("detail") else sentence


def _value(value: Any) -> Any:
    """Return what stands in a sentence for a value."""
    if isinstance(value, dict):
        return in_words(value)
    if isinstance(value, list):
        return ", ".join(str(_value(each)) for each in value)
    return value


def of_error(error: Exception) -> Note:
    """Return what to note of an error that ended a run."""
    said: Note | None = getattr(error, "said", None)
    if said is not None:
        return said
    if isinstance(error, Refused) and error.code == "odoo_lock_lost":
        return note("taken_over")
    # The words of what we do not know are for whoever looks after the installation.
    named = str(error) if isinstance(error, LlloError) else f"{type(error).__name__}: {error}"
    return text(without_secrets(named)[:LONGEST])
