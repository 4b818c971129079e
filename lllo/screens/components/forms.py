"""A page that does one thing to one record: asks, checks, shows what will happen, does it once."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms as django_forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext, gettext_lazy

from lllo.errors import Refused
from lllo.screens.components import stale, submissions, typed
from lllo.screens.components.fields import (
    DayField,
    Form,
    ModelForm,
    MomentField,
    MoneyField,
    PickManyField,
    QuantityField,
    WordField,
)
from lllo.screens.components.pages import RolePage
from lllo.screens.components.picking import PickField
from lllo.screens.components.undo import offer_undo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.utils.functional import _StrPromise

    from lllo.people.models import Organisation, User
    from lllo.screens.components.crumbs import Crumb
    from lllo.screens.components.stale import Change

__all__ = [
    "ActionPage",
    "DayField",
    "Form",
    "Hindrance",
    "ModelForm",
    "MomentField",
    "MoneyField",
    "PickField",
    "PickManyField",
    "Preview",
    "QuantityField",
    "WordField",
]
CONFIRMED, BACK = "bevestigd", "terug"
OWN_FIELDS = frozenset(
    {"csrfmiddlewaretoken", CONFIRMED, BACK, submissions.FIELD, stale.FIELD, stale.PREVIEWED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What will happen, before it happens: sentences, labelled values, or a table.

    ``standing``: what it rests on, by name; when that is other as one confirms, nothing is done
    and the preview is shown once more.
    """

    lines: Sequence[tuple[object, object]] = ()
    sentences: Sequence[object] = ()
    heads: Sequence[object] = ()
    rows: Sequence[Sequence[object]] = ()
    warning: object = ""
    button: object = ""
    standing: Mapping[str, str] = field(default_factory=dict)

    @property
    def labelled_rows(self) -> list[list[tuple[object, object]]]:
        """Each value with the head of its column, which a narrow screen shows beside it."""
        return [list(zip_longest(self.heads, row, fillvalue="")) for row in self.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """Why nothing can be filled in yet, and where that is mended."""

    sentence: object
    label: object = ""
    href: str = ""


class ActionPage(RolePage):
    """One action of a room on one record, or on none when it makes something new.

    A subclass says who may (``roles``), on what (``record``), what is asked
    (``form_class``), and calls the action in ``act``. docs/screens.md has an example.
    """

    title: str | _StrPromise = ""
    intro: str | _StrPromise = ""
    button: str | _StrPromise = gettext_lazy("Save")
    form_class: ClassVar[type[Form | ModelForm]] = Form
    template_name = "components/action.html"
    refused_fields: ClassVar[Mapping[str, str]] = {}
    is_dangerous = False
    subject: Any = None

    # What a subclass fills in

    def record(self) -> Model | None:
        """Return the record, looked up through ``visible_to``; raise ``Http404`` otherwise."""
        return None

    def initial(self) -> dict[str, Any]:
        """Return the values with which the form begins."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """Return further arguments of the form, such as ``user`` or ``organisation``."""
        return {}

    def act(self, form: Any, user: User) -> Any:
        """Call the one action; a ``Refused`` becomes a mistake in the form."""
        raise NotImplementedError

    def done(self, result: Any) -> tuple[str, str]:
        """Return the sentence that says what was done, and where to go."""
        raise NotImplementedError

    def preview(self, form: Any) -> Preview | None:  # noqa: ARG002 - a subclass reads it
        """Return what will happen, to be confirmed first; nothing: it is done at once."""
        return None

    def hindrance(self) -> Hindrance | None:
        """Return what must be done first, in place of a form that nobody could fill in."""
        return None

    def undo(self, result: Any) -> tuple[str, str] | None:  # noqa: ARG002 - a subclass reads it
        """Return address and label of the action page that undoes this one."""
        return None

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back; the last one is where *cancel* leads."""
        return ()

    def heading(self) -> str:
        """Return the heading of the page."""
        return str(self.title)

    def version(self, record: Model) -> Mapping[str, str]:
        """Return what must not change while the form lies open: label or column → text."""
        return stale.columns_of(record)

    def on_behalf_of(self) -> Organisation | None:
        """Return the organisation for which staff acts here, if so."""
        return self.user.acting_for

    def page_context(self) -> dict[str, Any]:
        """Return further values for a template of one's own."""
        return {}

    # How it works

    def prepare(self) -> None:
        """Look up the record once."""
        self.subject = self.record()

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the form, with what was typed before a sign-in expired."""
        kept = typed.take_back(request)
        if kept is None or not stale.belongs_to(kept.get(stale.FIELD, ""), self.user):
            return self._page(self._form())
        form = self._form(kept)
        form.is_quiet = True
        messages.info(
            request,
            gettext("You are signed in again. Nothing was done yet: what you typed is below."),
        )
        return self._page(form, seen=kept.get(stale.FIELD, ""))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Check, show what changed or what will happen, and do it once."""
        self._token = submissions.token_of(request.POST.get(submissions.FIELD))
        earlier = submissions.earlier_outcome(self.user, self._token)
        if earlier is not None:
            return self._sent_before(earlier)
        if self.hindrance():
            return self._page(self._form(), status=422)
        form = self._form(request.POST, request.FILES)
        changes = self._changes(form)
        if changes is not None:
            return self._stale(form, changes)
        if BACK in request.POST:
            form.is_quiet = True
            return self._page(form)
        if not form.is_valid():
            return self._page(form, status=422)
        return self._preview_or_do(form)

    @classmethod
    def keep_typed(cls, request: HttpRequest) -> bool:
        """Keep what was typed, where there is something to type."""
        fields = cls.form_class.base_fields.items()
        never = (django_forms.PasswordInput, django_forms.FileInput)
        without = {name for name, field in fields if isinstance(field.widget, never)}
        return bool(fields) and typed.keep(request, without=frozenset(without))

    def _form(self, data: QueryDict | None = None, files: Any = None) -> Any:
        return self.form_class(data, files, initial=self.initial(), **self.form_options())

    def _changes(self, form: Any) -> list[Change] | None:
        """Return what changed meanwhile; a form without a mark, such as undo, has seen nothing."""
        seen = self.request.POST.get(stale.FIELD, "")
        if self.subject is None or not seen:
            return None
        return stale.changed_since(seen, self.subject, self.version(self.subject), form)

    def _refuse_changed(self, form: Any) -> None:
        """Look once more at the record, which from here on nobody else changes.

        Another form may have been through between the look-up of this page and now.
        """
        if self.subject is None:
            return
        rows = type(self.subject)._base_manager.select_for_update()
        now = get_object_or_404(rows, pk=self.subject.pk)
        before, self.subject = self.subject, now
        changes = self._changes(form)
        if changes is not None:
            raise stale.ChangedMeanwhile(changes)
        self.subject = before  # with what its own query found along with it

    def _stale(self, form: Any, changes: list[Change]) -> HttpResponse:
        """Show the form once more, with what changed meanwhile, also in fields left alone."""
        left = stale.left_alone(self.request.POST.get(stale.FIELD, ""), form)
        form.data = stale.renewed(form, left, self._form())
        form.is_quiet = True
        return self._page(form, status=409, changes=changes, is_stale=True)

    def _preview_or_do(self, form: Any) -> HttpResponse:
        try:
            preview = self.preview(form)
            if preview and CONFIRMED not in self.request.POST:
                return self._show_preview(form, preview)
            changes = self._changes_since_preview(preview)
            if preview and changes:
                return self._show_preview(form, preview, changes=changes, status=409)
            return self._do(form)
        except Refused as refused:
            field = self.refused_fields.get(refused.code, "")
            form.add_error(field if field in form.fields else None, str(refused))
            return self._page(form, status=422)

    def _show_preview(self, form: Any, preview: Preview, **values: Any) -> HttpResponse:
        """Show what will happen, and what was other when it was shown before."""
        previewed = stale.mark_rows(preview.standing, self.user) if preview.standing else ""
        kept = self._kept()
        return self._page(form, preview=preview, previewed=previewed, kept=kept, **values)

    def _changes_since_preview(self, preview: Preview | None) -> list[Change]:
        """Return what no longer is as the preview showed it; none of a form without its mark."""
        then = stale.stood(self.request.POST.get(stale.PREVIEWED, ""))
        now = dict(preview.standing) if preview else {}
        return stale.rows_moved(then, now) if then else []

    def _kept(self) -> list[tuple[str, str]]:
        """Return the fields that were sent, to be sent again with the confirmation."""
        sent = self.request.POST
        return [
            (name, value) for name in sent if name not in OWN_FIELDS for value in sent.getlist(name)
        ]

    def _do(self, form: Any) -> HttpResponse:
        """Act once: what is done and the note that it was sent stand in one transaction."""
        try:
            with transaction.atomic():
                submission = submissions.claim(self.user, self._token)
                self._refuse_changed(form)
                result = self.act(form, self.user)
                message, href = self.done(result)
                undo = self.undo(result)
                submissions.conclude(submission, message=str(message), href=str(href))
        except submissions.SentBefore as before:
            return self._sent_before(before.outcome)
        except stale.ChangedMeanwhile as changed:
            return self._stale(form, changed.changes)
        messages.success(self.request, str(message), extra_tags=offer_undo(undo))
        return HttpResponseRedirect(href)

    def _sent_before(self, outcome: dict[str, Any]) -> HttpResponse:
        """Lead to what came of the first time."""
        sentence = gettext("This form was sent already; nothing was done twice.")
        messages.info(self.request, f"{outcome.get('message', '')} {sentence}".strip())
        return HttpResponseRedirect(outcome.get("href") or self.request.path)

    def _page(self, form: Any, *, status: int = 200, seen: str = "", **values: Any) -> HttpResponse:
        record = self.subject
        crumbs = self.crumbs()
        context = {
            "page": self,
            "form": form,
            "record": record,
            "heading": self.heading(),
            "crumbs": crumbs,
            "cancel_href": crumbs[-1].href if crumbs else "",
            "once": submissions.new_token(),
            "seen": seen or self._mark(form),
            "behalf": self.on_behalf_of(),
            "hindrance": self.hindrance(),
            **values,
            **self.page_context(),
        }
        return render(self.request, self.template_name, context, status=status)

    def _mark(self, form: Any) -> str:
        """Return what says on what record, and with what in its fields, the form is shown."""
        record = self.subject
        if record is None:
            return stale.mark(None, {}, self.user)
        at_first = self._form() if form.is_bound else form
        return stale.mark(record, self.version(record), self.user, at_first)
