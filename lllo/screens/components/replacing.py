"""The way back after someone took the place of another: the same page, with who had it before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from lllo.screens.components.forms import ActionPage

if TYPE_CHECKING:
    from django.http import QueryDict

    from lllo.people.models import Person

BEFORE = "terug-naar"


class Replaces(ActionPage):
    """A page on a place that gives it to someone; who had it gets it back with one button.

    The button sends no fields: its address says who, and the form checks it like any choice.
    """

    before: Person | None = None

    def prepare(self) -> None:
        """Remember who has the place now."""
        super().prepare()
        self.before = self.subject.person

    def undo(self, result: Any) -> tuple[str, str] | None:  # noqa: ARG002 - the record is the same
        """Offer to give the place back to who had it; a first name is only replaced."""
        if self.before is None:
            return None
        href = f"{self.request.path}?{urlencode({BEFORE: self.before.public_id})}"
        return href, _("Put %(person)s back") % {"person": self.before}

    def _form(self, data: QueryDict | None = None, files: Any = None) -> Any:
        asked = self.request.GET.get(BEFORE)
        if data is not None and asked and "person" not in data:
            data = data.copy()
            data["person"] = asked
        return super()._form(data, files)
