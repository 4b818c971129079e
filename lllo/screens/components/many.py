"""The steps of work on many rows: choose, fill in, preview, confirm, result."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from lllo.screens.access import may_enter
from lllo.screens.components import stale, submissions, typed
from lllo.screens.components.bulk import Bulk, carry_out, judged
from lllo.screens.components.pages import RolePage
from lllo.screens.components.query import RESULT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict

    from lllo.people.models import User
    from lllo.screens.components.crumbs import Crumb
    from lllo.screens.components.query import Question

CODE, ROW, ROWS, ALL, STEP = "bulk", "rij", "rijen", "alle", "stap"
LOOK, DO = "bekijk", "doe"


class BulkSteps(RolePage):
    """The part of a list that works on many rows at once."""

    bulk: ClassVar[Sequence[Bulk]] = ()
    question: Question
    sent: QueryDict

    def rows(self, user: User) -> QuerySet[Any]:
        """Return all rows the account may see."""
        raise NotImplementedError

    def found(self) -> QuerySet[Any]:
        """Return the rows that search and filters leave."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return ()

    def back(self) -> HttpResponse:
        """Lead back to the list."""
        raise NotImplementedError

    def allowed_bulks(self) -> list[Bulk]:
        """Return what this account may do to many rows."""
        return [each for each in self.bulk if may_enter(self.user, each.roles)]

    def post_bulk(self, request: HttpRequest, sent: QueryDict) -> HttpResponse:
        """Take the next step with what was sent."""
        self.sent = sent
        code = sent.get(CODE, "")
        bulk = next((each for each in self.allowed_bulks() if each.code == code), None)
        if bulk is None:
            messages.warning(request, _("Choose first what to do with the rows."))
            return self.back()
        keys = self._chosen()
        if not keys:
            messages.warning(request, _("Choose at least one row."))
            return self.back()
        if len(keys) > bulk.most:
            sentence = _("At most %(most)s rows at a time; %(count)s were chosen.")
            messages.warning(request, sentence % {"most": bulk.most, "count": len(keys)})
            return self.back()
        return self._step(bulk, keys)

    @classmethod
    def keep_typed(cls, request: HttpRequest) -> bool:
        """Keep which rows were chosen, and what was typed about them."""
        return STEP in request.POST and typed.keep(request, without=frozenset())

    def resume_bulk(self, request: HttpRequest, kept: QueryDict) -> HttpResponse:
        """Show once more what was chosen and typed before the sign-in expired; do nothing yet."""
        kept = kept.copy()
        kept[STEP] = LOOK
        sentence = _("You are signed in again. Nothing was done yet: what you typed is below.")
        messages.info(request, sentence)
        return self.post_bulk(request, kept)

    def _chosen(self) -> list[str]:
        """Return the public ids of the rows that were chosen, or of all that were found."""
        if ROWS in self.sent:
            return [key for key in str(self.sent[ROWS]).split(",") if key]
        if ALL in self.sent:
            return [str(key) for key in self.found().values_list("public_id", flat=True)]
        return self.sent.getlist(ROW)

    def _step(self, bulk: Bulk, keys: list[str]) -> HttpResponse:
        step = self.sent.get(STEP, "")
        form: Any = None
        if bulk.form_class:
            form = bulk.form_class(self.sent if step else None)
            if not step or not form.is_valid():
                return self._show(bulk, keys, form=form, status=422 if step else 200)
        data = form.cleaned_data if form else {}
        if step != DO:
            return self._show(bulk, keys, form=form, data=data)
        rows = self._rows(keys)
        changes = self._changes(bulk, rows)
        if changes:
            return self._show(bulk, keys, form=form, data=data, status=409, changes=changes)
        return self._do(bulk, rows, data)

    def _changes(self, bulk: Bulk, rows: list[Any]) -> list[stale.Change]:
        """Return which rows no longer stand as in the preview; none of a form sent before."""
        token = submissions.token_of(self.sent.get(submissions.FIELD))
        if not bulk.standing or submissions.earlier_outcome(self.user, token) is not None:
            return []
        then = stale.stood(self.sent.get(stale.FIELD, ""))
        now = {str(row.public_id): (row, bulk.standing(row)) for row in rows}
        return [
            stale.Change(
                label=str(bulk.name(row)), then=then[key], now=stands, typed=str(bulk.label)
            )
            for key, (row, stands) in now.items()
            if then.get(key, stands) != stands
        ]

    def _rows(self, keys: list[str]) -> list[Any]:
        """Return the chosen rows in the order of the list.

        Filters do not count here: a row that left the filter meanwhile is
        shown as skipped, with the reason, and does not vanish.
        """
        ids = [key for key in map(_uuid, keys) if key]
        chosen = self.rows(self.user).filter(public_id__in=ids)
        return list(chosen.order_by(*self.question.order_by(), "pk"))

    def _show(
        self,
        bulk: Bulk,
        keys: list[str],
        *,
        form: Any,
        data: Any = None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """Show the form, or the preview once its values are there."""
        rows = self._rows(keys)
        verdicts = None if data is None else judged(bulk, rows, data, self.user)
        will_do = [each for each in verdicts or () if not each.why_not]
        context = {
            "list": self,
            "bulk": bulk,
            "rows": rows,
            "form": form,
            "verdicts": verdicts,
            "will_do": will_do,
            "sum": bulk.sum_up([each.row for each in will_do]) if bulk.sum_up and will_do else "",
            "skipped": [each for each in verdicts or () if each.why_not],
            "seen": stale.mark_rows(
                {str(each.row.public_id): each.standing for each in verdicts or ()}, self.user
            ),
            "keys": ",".join(str(row.public_id) for row in rows),
            "crumbs": self.crumbs(),
            "question": self.question,
            "once": submissions.new_token(),
            **more,
        }
        return render(self.request, "components/bulk.html", context, status=status)

    def _do(self, bulk: Bulk, rows: list[Any], data: Any) -> HttpResponse:
        token = submissions.token_of(self.sent.get(submissions.FIELD))
        try:
            carry_out(bulk, rows, data, self.user, token)
        except submissions.SentBefore:
            sentence = _("This form was sent already; nothing was done twice.")
            messages.info(self.request, sentence)
        query = self.question.query(**{RESULT: str(token)})
        return HttpResponseRedirect(f"{self.request.path}?{query}")

    def earlier_result(self) -> dict[str, Any] | None:
        """Return what came of the work on many rows that led here."""
        text = self.request.GET.get(RESULT)
        return submissions.earlier_outcome(self.user, submissions.token_of(text)) if text else None


def _uuid(text: str) -> uuid.UUID | None:
    """Return the public id that a form sent, or nothing when it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
