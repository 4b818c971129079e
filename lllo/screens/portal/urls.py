"""Addresses of the participants; what is not one's own organisation is not there."""

from __future__ import annotations

from django.urls import include, path

from lllo.screens.portal import (
    agenda,
    coaching,
    course_seats,
    offers,
    orders,
    overview,
    own_data,
    papers,
    people,
    registrations,
)

of_an_organisation = [
    path("", overview.OverviewPage.as_view(), name="portal_overview"),
    path("mensen/", people.PeoplePage.as_view(), name="portal_people"),
    path("mensen/nieuw/", people.NewPersonPage.as_view(), name="portal_person_new"),
    path("mensen/<uuid:person>/", people.PersonPage.as_view(), name="portal_person"),
    path("mensen/<uuid:person>/weg/", people.LeavePage.as_view(), name="portal_person_leave"),
    path("aanmeldingen/", registrations.RegistrationsPage.as_view(), name="portal_registrations"),
    path(
        "aanmeldingen/cohort/",
        registrations.RegisterCohortPage.as_view(),
        name="portal_register_cohort",
    ),
    path(
        "aanmeldingen/<uuid:registration>/naam/",
        registrations.WhoPage.as_view(),
        name="portal_registration_person",
    ),
    path(
        "aanmeldingen/<uuid:registration>/opzeggen/",
        registrations.CancelPage.as_view(),
        name="portal_registration_cancel",
    ),
    path(
        "bijeenkomst/<str:event>/aanmelden/",
        registrations.RegisterEventPage.as_view(),
        name="portal_register_event",
    ),
    path("vakken/aanvragen/", course_seats.ApplyPage.as_view(), name="portal_course_apply"),
    path(
        "vakken/<uuid:seat>/naam/",
        course_seats.SeatPersonPage.as_view(),
        name="portal_course_person",
    ),
    path(
        "vakken/<uuid:seat>/teruggeven/",
        course_seats.ReleasePage.as_view(),
        name="portal_course_release",
    ),
    path("coaching/vragen/", coaching.AskPage.as_view(), name="portal_coaching_ask"),
    path(
        "coaching/<uuid:asked>/intrekken/",
        coaching.WithdrawPage.as_view(),
        name="portal_coaching_withdraw",
    ),
    path("agenda/", agenda.AgendaPage.as_view(), name="portal_agenda"),
    path("aanbod/", offers.OffersPage.as_view(), name="portal_offers"),
    path("aanbod/casus/", offers.NewCasePage.as_view(), name="portal_case_new"),
    path("aanbod/student/", offers.NewStudentPlacePage.as_view(), name="portal_student_new"),
    path(
        "aanbod/casus/<uuid:offer>/intrekken/",
        offers.WithdrawCasePage.as_view(),
        name="portal_case_withdraw",
    ),
    path(
        "aanbod/student/<uuid:offer>/intrekken/",
        offers.WithdrawStudentPlacePage.as_view(),
        name="portal_student_withdraw",
    ),
    path(
        "overeenkomsten/<uuid:contract>/ordernummer/",
        orders.OrderNumberPage.as_view(),
        name="portal_order",
    ),
    path("documenten/", papers.PapersPage.as_view(), name="portal_papers"),
    path("gegevens/", own_data.OrganisationPage.as_view(), name="portal_organisation"),
    path(
        "gegevens/bevestigen/",
        own_data.ConfirmPage.as_view(),
        name="portal_organisation_confirm",
    ),
    path("gegevens/adressen/", own_data.PostPage.as_view(), name="portal_post"),
    path("gegevens/correctie/", own_data.CorrectionPage.as_view(), name="portal_correction_new"),
    path(
        "gegevens/correctie/<uuid:correction>/intrekken/",
        own_data.WithdrawCorrectionPage.as_view(),
        name="portal_correction_withdraw",
    ),
]

urlpatterns = [
    path("", overview.ChoosePage.as_view(), name="portal_home"),
    path("mijn-gegevens/", own_data.OwnDataPage.as_view(), name="portal_me"),
    path("<uuid:organisation>/", include(of_an_organisation)),
]
