"""What happens in training, one module a noun; callers import the names from here."""

from __future__ import annotations

from lllo.training.actions.coaching import (
    CoachingData,
    cancel_coaching,
    hold_coaching,
    plan_coaching,
)
from lllo.training.actions.cohorts import open_cohort
from lllo.training.actions.course_seats import (
    CourseData,
    assign_course_seat,
    complete_course_seat,
    release_course_seat,
    take_course_seat,
)
from lllo.training.actions.events import (
    EventData,
    LoadedEvents,
    PartData,
    cancel_event,
    change_event,
    load_events,
    schedule_event,
)
from lllo.training.actions.registrations import (
    cancel_registration,
    name_registration,
    record_attendance,
    register_for_cohort,
    register_for_event,
    replace_person,
)

__all__ = [
    "CoachingData",
    "CourseData",
    "EventData",
    "LoadedEvents",
    "PartData",
    "assign_course_seat",
    "cancel_coaching",
    "cancel_event",
    "cancel_registration",
    "change_event",
    "complete_course_seat",
    "hold_coaching",
    "load_events",
    "name_registration",
    "open_cohort",
    "plan_coaching",
    "record_attendance",
    "register_for_cohort",
    "register_for_event",
    "release_course_seat",
    "replace_person",
    "schedule_event",
    "take_course_seat",
]
