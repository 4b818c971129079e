"""What a work list is: a declaration that the first screen of the office reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from lllo.screens.office.waiting import Row

    Text = str | _StrPromise

ORGANISATION = _("Organisation")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSpec:
    """A work list: where it leads, its words, its query and its rows; an empty label: no column."""

    code: str
    group: str
    name: Text
    meaning: Text
    page: str  # the name of the list of the office
    rows: Callable[[date], QuerySet[Any]]
    row: Callable[[Any, date], Row]
    filters: Mapping[str, str] = field(default_factory=dict)
    title_label: Text = ORGANISATION
    subject_label: Text = ""
    day_label: Text = ""
    note_label: Text = ""
    amount_label: Text = ""
    is_late: bool = False

    @property
    def href(self) -> str:
        """The address of the list of the office, filtered alike."""
        query = urlencode(self.filters)
        return f"{reverse(self.page)}?{query}" if query else reverse(self.page)
