"""Cohorts: the groups in which people follow the masterclasses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit
from lllo.programmes.models import Programme
from lllo.training.models import Cohort

if TYPE_CHECKING:
    from datetime import date

    from lllo.people.models import User


def open_cohort(
    programme: Programme,
    *,
    number: int,
    name: str,
    starts_on: date,
    capacity: int | None = None,
    by: User | None,
) -> Cohort:
    """Open a cohort; without a capacity it takes everyone."""
    if number < 1 or (capacity is not None and capacity < 1):
        raise Refused(_("Number and capacity of a cohort are at least 1."), code="cohort_too_small")
    cohort = Cohort(
        programme=programme,
        number=number,
        name=name.strip(),
        starts_on=starts_on,
        capacity=capacity,
    )
    refuse_invalid(cohort)
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        taken = Cohort.objects.filter(programme=programme, number=number).first()
        if taken:
            sentence = _("Cohort %(number)s exists already: %(name)s.")
            detail = {"number": number, "name": taken.name}
            raise Refused(sentence % detail, code="cohort_exists")
        cohort.save()
        audit.record("cohort.opened", cohort, by=by, number=number, capacity=capacity)
    return cohort


def remove_cohort(cohort: Cohort, *, by: User | None) -> None:
    """Take back a cohort that was opened for nothing; one that was removed before stays so."""
    with transaction.atomic():
        locked = Cohort.objects.select_for_update().filter(pk=cohort.pk).first()
        if locked is None:
            return
        if not is_unused(locked):
            sentence = _("%(cohort)s holds places or events; only an empty cohort is removed.")
            raise Refused(sentence % {"cohort": locked}, code="cohort_in_use")
        audit.record("cohort.removed", locked, by=by, number=locked.number)
        locked.delete()


def is_unused(cohort: Cohort) -> bool:
    """Tell whether nothing refers to a cohort, not even a place that was given up."""
    return not any(
        relation.related_model._default_manager.filter(**{relation.field.name: cohort}).exists()
        for relation in Cohort._meta.related_objects
    )
