"""Imports of spreadsheets: upload, look at what would change, answer questions, take it over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from lllo.budget.imports import COLUMNS as HOUR_COLUMNS
from lllo.budget.imports import import_hours
from lllo.errors import Refused
from lllo.people import sheets
from lllo.people.actions import import_organisations, import_people
from lllo.people.import_organisations import COLUMNS as ORGANISATION_COLUMNS
from lllo.people.import_people import COLUMNS as PERSON_COLUMNS
from lllo.people.imports import Answers, ImportResult
from lllo.screens.access import for_roles
from lllo.screens.components.crumbs import Crumb
from lllo.screens.components.forms import ActionPage, Form
from lllo.screens.components.pages import RolePage
from lllo.screens.models import PendingImport
from lllo.screens.office.records.events import TellForm
from lllo.screens.office.records.page import WRITERS
from lllo.screens.uploads import Kind, UploadField, served
from lllo.training.imports import COLUMNS as EVENT_COLUMNS
from lllo.training.imports import import_events

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from lllo.people.columns import Column
    from lllo.people.imports import Change, Question
    from lllo.people.models import User

CHANGES_SHOWN = 200
NOTHING = ImportResult(
    dry_run=True, new=0, changed=0, unchanged=0, changes=(), questions=(), problems=()
)
NEW, ROW = "new", "row_"


class FileForm(Form):
    """The spreadsheet."""

    file = UploadField(
        label=gettext_lazy("Spreadsheet"),
        kinds=(Kind.XLSX, Kind.CSV),
        help_text=gettext_lazy("Excel (.xlsx) or csv, at most 10 MB."),
    )


class CalendarFileForm(Form):
    """A spreadsheet, or a file as calendar programs write it."""

    file = UploadField(
        label=gettext_lazy("Spreadsheet or calendar file"),
        kinds=(Kind.XLSX, Kind.ICS, Kind.CSV),
        help_text=gettext_lazy("Excel (.xlsx), csv or a calendar (.ics), at most 10 MB."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What can be imported: its words, its columns, the action and the list it ends in."""

    title: _StrPromise
    matched: _StrPromise
    columns: Any
    action: Callable[..., ImportResult]
    list_name: str
    takes_answers: bool = True
    form_class: Any = None  # for other files than spreadsheets
    tells: bool = False  # who is invited by mail hears of it, unless the office says no


IMPORTS = {
    "organisaties": Import(
        title=gettext_lazy("Import organisations"),
        matched=gettext_lazy(
            "Known organisations are found by KvK number or OIN; where only the name is alike, you"
            " are asked."
        ),
        columns=ORGANISATION_COLUMNS,
        action=import_organisations,
        list_name="organisations",
    ),
    "personen": Import(
        title=gettext_lazy("Import people"),
        matched=gettext_lazy(
            "Known people are found by their mail address; where only the name is alike, you are"
            " asked."
        ),
        columns=PERSON_COLUMNS,
        action=import_people,
        list_name="people",
    ),
    "uren": Import(
        title=gettext_lazy("Import hours"),
        matched=gettext_lazy("Each row counts once, however often the file is imported."),
        columns=HOUR_COLUMNS,
        action=import_hours,
        list_name="hours",
        takes_answers=False,
    ),
    "bijeenkomsten": Import(
        title=gettext_lazy("Import events"),
        matched=gettext_lazy(
            "Known events are found by UID, and a moved one moves; without a UID by title and"
            " start. Where only the title is known, you are asked."
        ),
        columns=EVENT_COLUMNS,
        action=import_events,
        list_name="events",
        form_class=CalendarFileForm,
        tells=True,
    ),
}


def run(
    pending: PendingImport,
    *,
    dry_run: bool,
    answers: Answers | None = None,
    tell: bool = True,
    by: User | None,
) -> ImportResult:
    """Import a file that was uploaded, or try it; a refusal names the file as the user knows it."""
    kind = IMPORTS[pending.kind]
    options: dict[str, Any] = {"answers": answers} if answers and kind.takes_answers else {}
    if kind.tells:
        options["tell"] = tell
    with TemporaryDirectory() as folder:
        path = Path(folder) / pending.filename
        path.write_bytes(bytes(pending.content))
        try:
            return kind.action(path, dry_run=dry_run, by=by, **options)
        except Refused as refused:
            sentence = str(refused).replace(str(path), pending.filename)
            raise Refused(sentence, code=refused.code) from refused


class Imports(RolePage):
    """The kinds of files that can be imported."""

    roles = WRITERS

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them with their explanation."""
        return render(request, "office/imports.html", {"imports": IMPORTS})


class ImportPage(ActionPage):
    """What both steps of an import know."""

    roles = WRITERS

    @property
    def what(self) -> Import:
        """The kind of import of the address."""
        try:
            return IMPORTS[self.kwargs["kind"]]
        except KeyError as error:
            raise Http404 from error

    def heading(self) -> str:
        """Say what is imported."""
        return str(self.what.title)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return (Crumb(label=_("Imports"), href=reverse("imports")),)


class ImportUpload(ImportPage):
    """The first step: a file is read and tried; nothing is written."""

    form_class: Any = FileForm  # type: ignore[misc] # by what is imported
    button = gettext_lazy("Read the file")
    template_name = "office/import_upload.html"

    def prepare(self) -> None:
        """Ask for the kinds of files that this import reads."""
        super().prepare()
        self.form_class = self.what.form_class or FileForm

    def page_context(self) -> dict[str, Any]:
        """Explain the columns."""
        return {"what": self.what, "kind": self.kwargs["kind"]}

    def act(self, form: Any, user: User) -> Any:
        """Keep the file until it was looked at; refuse one that cannot be read."""
        upload = form.cleaned_data["file"]
        PendingImport.objects.visible_to(user).filter(done_message="").delete()
        pending = PendingImport.objects.create(
            user=user,
            kind=self.kwargs["kind"],
            filename=upload.filename,
            content=upload.content,
        )
        run(pending, dry_run=True, by=user)
        return pending

    def done(self, result: Any) -> tuple[str, str]:
        """Go on to what would change."""
        sentence = _("%(name)s was read; nothing is written yet.") % {"name": result.filename}
        return sentence, reverse("import_check", args=[result.kind, result.public_id])


class AnswersForm(Form):
    """One question for each row that only its name ties to what is known."""

    def __init__(self, *args: Any, questions: tuple[Question, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            known = [
                (each.id, _("the same as %(label)s") % {"label": each.label})
                for each in question.candidates
            ]
            field = forms.ChoiceField(
                label=_("Row %(row)s: %(label)s") % {"row": question.row, "label": question.label},
                choices=[*known, (NEW, _("somebody or something new"))],
                widget=forms.RadioSelect,
            )
            self.add_fields({f"{ROW}{question.row}": field})

    def answers(self) -> Answers:
        """Return what was answered, by row."""
        given = {
            int(name.removeprefix(ROW)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(ROW)
        }
        return Answers(
            merge={row: value for row, value in given.items() if value != NEW},
            new=frozenset(row for row, value in given.items() if value == NEW),
        )


class TellingForm(TellForm, AnswersForm):
    """The questions, and whether who is invited by mail gets a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tell"] = self.fields.pop("tell")  # below the questions


def _readable(change: Change, columns: Sequence[Column]) -> dict[str, Any]:
    """Return a change in the words of the sheet; what is new was nothing before."""
    by_key = {column.key: column for column in columns}
    fields = []
    for each in change.fields:
        column = by_key.get(each.field) or by_key.get(f"{each.field}s")  # one role, of the roles
        before = "" if change.status == "new" else each.before
        if column is None:
            fields.append((each.field, before, each.after))
        else:
            fields.append((column.heading, column.word(before), column.word(each.after)))
    is_new = change.status == "new"
    return {"row": change.row, "label": change.label, "is_new": is_new, "fields": fields}


class ImportCheck(ImportPage):
    """The second step: what would change, row by row, and then the import."""

    form_class: Any = AnswersForm  # type: ignore[misc] # by what is imported
    button = gettext_lazy("Import")
    template_name = "office/import_check.html"

    def record(self) -> PendingImport:
        """Return the file of this account; nobody sees another's."""
        mine = PendingImport.objects.visible_to(self.user).filter(kind=self.kwargs["kind"])
        return get_object_or_404(mine, public_id=self.kwargs["public_id"])

    def version(self, record: Any) -> dict[str, str]:
        """Return what never changes: the file itself."""
        return {"file": str(record.public_id)}

    def prepare(self) -> None:
        """Try the file as things are now, unless it was taken over: then its bytes are gone."""
        super().prepare()
        self.form_class = TellingForm if self.what.tells else AnswersForm
        self.result = NOTHING
        if not self.subject.done_message:
            self.result = run(self.subject, dry_run=True, by=self.user)
        if self.result.problems:
            self.template_name = "office/import_wrong.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what would change, or lead on when it was done."""
        if self.subject.done_message:
            messages.info(request, self.subject.done_message)
            return redirect(self.what.list_name)
        return super().get(request, **kwargs)

    def form_options(self) -> dict[str, Any]:
        """Return the rows that must be answered for."""
        return {"questions": self.result.questions}

    def page_context(self) -> dict[str, Any]:
        """Show the changes and the problems."""
        return {
            "what": self.what,
            "kind": self.kwargs["kind"],
            "pending": self.subject,
            "result": self.result,
            "changes": [
                _readable(each, self.what.columns) for each in self.result.changes[:CHANGES_SHOWN]
            ],
            "more": max(0, len(self.result.changes) - CHANGES_SHOWN),
        }

    def act(self, form: Any, user: User) -> Any:
        """Import everything, or nothing."""
        if self.subject.done_message:
            raise Refused(_("This file was taken over already."), code="import_done")
        tell = form.cleaned_data.get("tell", True)
        result = run(self.subject, dry_run=False, answers=form.answers(), tell=tell, by=user)
        if result.refused:
            left = "; ".join(str(each) for each in (*result.problems, *result.questions)[:3])
            raise Refused(
                _("Nothing was written: %(left)s") % {"left": left}, code="import_refused"
            )
        return result

    def done(self, result: Any) -> tuple[str, str]:
        """Say how many rows did what, and show the list."""
        written = result.new + result.changed
        sentence = ngettext(
            "%(count)s row was taken over", "%(count)s rows were taken over", written
        )
        rest = _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged")
        counts = {"new": result.new, "changed": result.changed, "unchanged": result.unchanged}
        message = f"{sentence % {'count': written}}: {rest % counts}."
        mine = PendingImport.objects.visible_to(self.user).filter(pk=self.subject.pk)
        mine.update(done_message=message, content=b"")
        return message, reverse(self.what.list_name)


@require_safe
@for_roles(WRITERS)
def import_template(_request: HttpRequest, kind: str) -> HttpResponse:
    """Hand out an empty spreadsheet with an explanation of each column."""
    if kind not in IMPORTS:
        raise Http404
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.xlsx"
        sheets.template(path, IMPORTS[kind].columns, title=kind.capitalize())
        return served(path.read_bytes(), path.name, Kind.XLSX.value.media_type)
