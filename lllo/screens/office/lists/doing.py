"""What is done to many rows: how it is judged beforehand, and what the forms ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lllo import clock
from lllo.errors import Refused
from lllo.screens.components.forms import DayField, Form
from lllo.screens.components.lists import Bulk
from lllo.screens.office.lists.base import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import _StrPromise

    from lllo.people.models import User

    Act = Callable[[Any, Mapping[str, Any], User], object]
    Judge = Callable[[Any, Mapping[str, Any], User], str]


class OnDay(Form):
    """Asks on which day something counts."""

    on = DayField(label=_("Day"), required=False, help_text=_("Empty: today."))

    def clean_on(self) -> Any:
        """Return the day that was named, or today."""
        return self.cleaned_data["on"] or clock.today()


class WithReason(OnDay):
    """Asks for the day and the reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


def bulk(code: str, label: str | _StrPromise, act: Act, **options: Any) -> Bulk:
    """Return what the backoffice does to many rows, rehearsed unless it says otherwise."""
    options.setdefault("judge", rehearsed(act))
    options.setdefault("roles", WRITERS)
    options.setdefault("name", named)
    return Bulk(code=code, label=label, act=act, **options)


def named(row: Any) -> str:
    """Return a row by its name and whose it is: a number alone tells nobody much."""
    owner = getattr(row, "organisation", None) or getattr(row, "host", None)
    return str(row) if owner is None or str(owner) in str(row) else f"{row} · {owner}"


def rehearsed(act: Act) -> Judge:
    """Return a judge that does it and takes it back, so that the preview says what will happen.

    Only for what writes a few rows: an action that sets a PDF is judged by its refusals.
    """

    def judge(row: Any, data: Mapping[str, Any], user: User) -> str:
        with transaction.atomic():
            reason = refusal(lambda: act(row, data, user))
            transaction.set_rollback(True)
        return reason

    return judge


def refusal(check: Callable[[], object]) -> str:
    """Return the sentence with which something is refused, empty when it is not."""
    try:
        check()
    except Refused as refused:
        return str(refused)
    return ""
