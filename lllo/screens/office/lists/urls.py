"""Addresses of the lists of the office."""

from __future__ import annotations

from django.urls import path

from lllo.screens.office.lists.choices import Choices
from lllo.screens.office.lists.coaching import CoachingRequests, CoachingSessions, CourseSeats
from lllo.screens.office.lists.contracts import Contracts
from lllo.screens.office.lists.due import YearsToInvoice
from lllo.screens.office.lists.entries import Expenses, Hours, InKindEntries
from lllo.screens.office.lists.events import Cohorts, Events
from lllo.screens.office.lists.house import Corrections, Jobs, Questions
from lllo.screens.office.lists.invoices import Invoices
from lllo.screens.office.lists.log import Log, LogRecord
from lllo.screens.office.lists.organisations import Organisations
from lllo.screens.office.lists.payments import BankEntries, Payments
from lllo.screens.office.lists.people import People
from lllo.screens.office.lists.projects import Placements, Projects
from lllo.screens.office.lists.registrations import AttendanceList, Registrations

LISTS = {
    "organisaties": Organisations,
    "personen": People,
    "correcties": Corrections,
    "keuzes": Choices,
    "overeenkomsten": Contracts,
    "te-factureren": YearsToInvoice,
    "facturen": Invoices,
    "betalingen": Payments,
    "bankregels": BankEntries,
    "bijeenkomsten": Events,
    "cohorten": Cohorts,
    "aanmeldingen": Registrations,
    "coaching": CoachingSessions,
    "coachingverzoeken": CoachingRequests,
    "vakplaatsen": CourseSeats,
    "projecten": Projects,
    "plaatsingen": Placements,
    "uren": Hours,
    "kosten": Expenses,
    "inbreng": InKindEntries,
    "taken": Jobs,
    "vragen": Questions,
    "logboek": Log,
}

urlpatterns = [
    *(path(f"{word}/", page.as_view(), name=page.url_name) for word, page in LISTS.items()),
    path("bijeenkomsten/<str:uid>/presentielijst/", AttendanceList.as_view(), name="attendance"),
    path("logboek/<int:pk>/", LogRecord.as_view(), name="log_record"),
]
