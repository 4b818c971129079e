"""Choosing an event: titles come back for each cohort, so its day and its cohort tell it apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from lllo.formats import day
from lllo.screens.components.picking import PickField

if TYPE_CHECKING:
    from lllo.training.models import Event


def event_name(event: Event) -> str:
    """Return an event with its day in the Netherlands and, if it has one, its cohort."""
    name = f"{event.title}, {day(timezone.localtime(event.starts_at).date())}"
    return f"{name} ({event.cohort})" if event.cohort else name


class EventField(PickField):
    """One event; its rows come with their cohorts."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the title with the day and the cohort."""
        return event_name(obj)
