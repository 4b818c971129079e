"""What happens in training, one module a noun; callers import the names from here."""

from __future__ import annotations

from lllo.training.actions.answers import AnswerData, record_answer
from lllo.training.actions.coaching import (
    CoachingData,
    cancel_coaching,
    hold_coaching,
    plan_coaching,
)
from lllo.training.actions.cohorts import open_cohort, remove_cohort
from lllo.training.actions.colleagues import end_participation, register_colleagues
from lllo.training.actions.course_seats import (
    CourseData,
    apply_for_course_seat,
    assign_course_seat,
    complete_course_seat,
    confirm_course_seat,
    decline_course_seat,
    release_course_seat,
    take_course_seat,
)
from lllo.training.actions.event_parts import PartData
from lllo.training.actions.events import (
    EventData,
    LoadedEvents,
    as_data,
    cancel_event,
    change_event,
    load_events,
    schedule_event,
    trial,
)
from lllo.training.actions.moves import (
    CohortData,
    move_registrations,
    open_cohort_with,
    undo_opening,
)
from lllo.training.actions.registrations import (
    cancel_registration,
    name_registration,
    record_attendance,
    register_for_cohort,
    register_for_event,
    replace_person,
)
from lllo.training.actions.requests import (
    CoachingWish,
    ask_for_coaching,
    decline_coaching_request,
    plan_requested_coaching,
    withdraw_coaching_request,
)

__all__ = [
    "AnswerData",
    "CoachingData",
    "CoachingWish",
    "CohortData",
    "CourseData",
    "EventData",
    "LoadedEvents",
    "PartData",
    "apply_for_course_seat",
    "as_data",
    "ask_for_coaching",
    "assign_course_seat",
    "cancel_coaching",
    "cancel_event",
    "cancel_registration",
    "change_event",
    "complete_course_seat",
    "confirm_course_seat",
    "decline_coaching_request",
    "decline_course_seat",
    "end_participation",
    "hold_coaching",
    "load_events",
    "move_registrations",
    "name_registration",
    "open_cohort",
    "open_cohort_with",
    "plan_coaching",
    "plan_requested_coaching",
    "record_answer",
    "record_attendance",
    "register_colleagues",
    "register_for_cohort",
    "register_for_event",
    "release_course_seat",
    "remove_cohort",
    "replace_person",
    "schedule_event",
    "take_course_seat",
    "trial",
    "undo_opening",
    "withdraw_coaching_request",
]
