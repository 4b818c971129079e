"""The log: who did what and when, over everything, as the audit trail has it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo.formats import quantity
from lllo.people.audit import DONE
from lllo.people.models import AuditEntry, Person, User
from lllo.screens.access import OFFICE
from lllo.screens.components.fields import DayField
from lllo.screens.components.history import ORIGINS, origin_of, who_did
from lllo.screens.components.history_texts import TEXTS, sentence_of
from lllo.screens.components.lists import Cell, Column
from lllo.screens.components.pages import RolePage
from lllo.screens.components.query import words
from lllo.screens.list_parts import PickFilter, WordFilter, follow
from lllo.screens.office.lists.base import OfficeList
from lllo.screens.office.records.places import PLACES, address

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from lllo.people.models import User as Account

# The kinds of records of which something is noted, each with the way to the record whose page
# tells more; no way: it has a page itself, or none does. Kept here, for asking a hundred thousand
# entries which kinds there are takes longer than all the rest of the page.
KINDS = {
    "people.organisation": "",
    "people.person": "",
    "people.membership": "organisation",
    "people.correctionrequest": "organisation",
    "people.user": "person",
    "people.invitation": "person",
    "contracts.choice": "organisation",
    "contracts.contract": "",
    "contracts.addendum": "contract",
    "contracts.entitlement": "contract_year__contract",
    "training.cohort": "",
    "training.event": "",
    "training.registration": "organisation",
    "training.attendance": "event",
    "training.coachingrequest": "organisation",
    "training.coachingsession": "organisation",
    "training.courseseat": "organisation",
    "projects.project": "",
    "projects.placement": "",
    "projects.contribution": "organisation",
    "programmes.deliverable": "",
    "programmes.packageedition": "",
    "programmes.installation": "",
    "budget.budgetyear": "",
    "budget.hourentry": "person",
    "budget.expense": "",
    "budget.inkindentry": "contract_year__contract",
    "invoices.invoice": "",
    "invoices.bankstatement": "",
    "invoices.bankentry": "",
    "odoo.odoorecord": "",
    "feeds.subscription": "person",
    "outbox.job": "",
}


MOST_EXPORTED = 20_000  # three seconds of work


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of records, in words and in their order."""
    found = [(label, _kind(label)) for label in KINDS]
    return sorted(found, key=lambda kind: kind[1])


def _kind(label: str) -> str:
    """Return the kind of a record in words; one that is not there any more as it was noted."""
    try:
        return capfirst(str(apps.get_model(label)._meta.verbose_name))
    except (LookupError, ValueError):
        return label


def _midnight(day: date) -> datetime:
    """Return the moment at which a day begins in Amsterdam."""
    return timezone.make_aware(datetime.combine(day, time.min))


class DayFilter(django_filters.DateFilter):
    """The days from one on, or those up to and including one (``is_last``)."""

    field_class = DayField

    def __init__(self, label: Any, *, is_last: bool = False) -> None:
        self.is_last = is_last
        super().__init__(field_name="at", label=label)

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        """Keep the moments of those days."""
        if value is None:
            return qs
        if self.is_last:
            return qs.filter(at__lt=_midnight(value + timedelta(days=1)))
        return qs.filter(at__gte=_midnight(value))


class LogFilters(django_filters.FilterSet):
    """What the log is narrowed by."""

    vanaf = DayFilter(_("From the day"))
    tot = DayFilter(_("Up to and including"), is_last=True)
    wie = PickFilter(
        "actor__person",
        _("Who did it"),
        Person.objects.filter(pk__in=User.objects.values("person")),
    )
    soort = WordFilter("object_type", _("Kind of record"), kinds)
    herkomst = WordFilter("origin", _("From where"), list(ORIGINS.items()))


def what(row: AuditEntry) -> Cell:
    """Return what happened, with the way to the page that tells more, if there is one."""
    sentence = capfirst(sentence_of(row))
    has_page = bool(KINDS.get(row.object_type)) or _model(row) in PLACES
    return Cell(
        text=sentence,
        href=reverse("log_record", args=[row.pk]) if has_page else "",
        badge="" if row.result == DONE else _("refused"),
        tone="late",
    )


def by_whom(row: AuditEntry) -> Cell:
    """Return who did it, and below it for which organisation if that was not the own one."""
    behalf = gettext("on behalf of %(organisation)s") % {"organisation": row.on_behalf_of}
    return Cell(text=who_did(row), hint=behalf if row.on_behalf_of else "")


def _model(row: AuditEntry) -> Any:
    """Return the model of the record that an entry is about, if it is still there."""
    try:
        return apps.get_model(row.object_type)
    except (LookupError, ValueError):
        return None


class Log(OfficeList):
    """All that was noted, the newest first."""

    title = _("Log")
    url_name = "log"
    export_name = "logboek"
    intro = _("Who did what, and when. Nothing here can be changed or taken away.")
    order = "-moment"
    filterset_class = LogFilters
    search = ("object_label",)
    search_hint = _("For example a name, a number, or what was done.")
    empty = _("Nothing happened yet.")
    columns = (
        Column(
            key="moment",
            label=_("Moment"),
            value=lambda row: row.at,
            sort=("at", "pk"),
            kind="moment",
            is_short=True,
        ),
        Column(key="wat", label=_("What happened"), value=what, is_wide=True),
        Column(key="wie", label=_("By whom"), value=by_whom, plain=who_did),
        Column(
            key="soort",
            label=_("Kind of record"),
            value=lambda row: _kind(row.object_type),
            is_spare=True,
        ),
    )
    sheet_columns: ClassVar = (
        Column(key="namens", label=_("On behalf of"), value=lambda row: row.on_behalf_of),
        Column(key="record", label=_("Record"), value=lambda row: row.object_label),
        Column(key="herkomst", label=_("From where"), value=lambda row: origin_of(row.origin)),
        Column(key="adres", label=_("Network address"), value=lambda row: row.address),
        Column(key="code", label=_("Code"), value=lambda row: row.action),
        Column(key="positie", label=_("Position in the chain"), value=lambda row: row.position),
    )

    def rows(self, user: Account) -> QuerySet[Any]:
        """Return the entries with who did it."""
        return AuditEntry.objects.visible_to(user).select_related("actor__person", "on_behalf_of")

    def _spreadsheet(self, found: QuerySet[Any]) -> HttpResponse:
        """Hand out a period; all of it would keep everyone waiting."""
        if not found.order_by()[MOST_EXPORTED : MOST_EXPORTED + 1].exists():
            return super()._spreadsheet(found)
        sentence = _("A spreadsheet takes at most %(count)s lines of the log. Choose fewer days.")
        messages.error(self.request, sentence % {"count": quantity(MOST_EXPORTED)})
        return self.back()

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the entries with each word: in the record, in what was done, or in who did it."""
        for word in words(self.question.text):
            people = Person.objects.filter(name_key__plain=word)
            rows = rows.filter(
                Q(object_label__icontains=word)
                | Q(action__in=_actions_with(word))
                | Q(actor__in=User.objects.filter(person__in=people))
            )
        return rows


def _actions_with(word: str) -> list[str]:
    """Return the actions whose sentence holds a word, in the language of the reader."""
    wanted = word.casefold()
    return [name for name, text in TEXTS.items() if wanted in _plain(text).casefold()]


def _plain(text: Any) -> str:
    """Return a sentence before anything is filled in; of one that is put together, nothing."""
    return "" if callable(text) else str(text)


class LogRecord(RolePage):
    """Leads from an entry to the page of its record, or of what that belongs to."""

    roles: ClassVar = OFFICE

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the way there; 404 for a record that is gone, or has no page."""
        entry = AuditEntry.objects.visible_to(self.user).filter(pk=pk).first()
        model = _model(entry) if entry else None
        if entry is None or model is None:
            raise Http404
        record = follow(_record(model, entry.object_id), KINDS.get(entry.object_type, ""))
        if type(record) not in PLACES:
            raise Http404
        return HttpResponseRedirect(address(record))


def _record(model: type[Model], key: str) -> Any:
    """Return a record by the key that was noted; nothing, if there is none any more."""
    try:
        return model._default_manager.filter(pk=key).first()
    except (ValueError, ValidationError):
        return None
