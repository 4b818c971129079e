"""Addresses of the programme lead."""

from __future__ import annotations

from django.urls import path

from lllo.screens.lead import (
    cohort_moves,
    cohorts,
    costs,
    coverage,
    deliverable_forms,
    deliverables,
    figures,
    hours,
    in_kind,
    views,
)

urlpatterns = [
    path("", views.LeadHome.as_view(), name="lead_home"),
    path("vragen/", views.QuestionsPage.as_view(), name="lead_questions"),
    path(
        "cijfers/<int:year>/<slug:line>/<slug:figure>/",
        figures.FigurePage.as_view(),
        name="lead_figure",
    ),
    path("cijfers/<int:year>/dagen/", figures.DaysPage.as_view(), name="lead_days"),
    path("dekking/", coverage.CoveragePage.as_view(), name="lead_coverage"),
    path("cohorten/", cohorts.CohortsPage.as_view(), name="lead_cohorts"),
    path("cohorten/openen/", cohort_moves.OpenCohort.as_view(), name="lead_cohort_open"),
    path(
        "cohorten/<uuid:public_id>/verplaatsen/",
        cohort_moves.MovePeople.as_view(),
        name="lead_cohort_move",
    ),
    path(
        "cohorten/terug/<str:sealed>/",
        cohort_moves.MoveBack.as_view(),
        name="lead_cohort_move_back",
    ),
    path("producten/", deliverables.DeliverablesPage.as_view(), name="lead_deliverables"),
    path(
        "producten/<uuid:public_id>/",
        deliverables.DeliverablePage.as_view(),
        name="lead_deliverable",
    ),
    path(
        "producten/<uuid:public_id>/stand/",
        deliverable_forms.MoveDeliverable.as_view(),
        name="lead_deliverable_move",
    ),
    path(
        "producten/<uuid:public_id>/bijdrage/",
        deliverable_forms.AddContribution.as_view(),
        name="lead_contribution_add",
    ),
    path(
        "bijdragen/<uuid:public_id>/terug/",
        deliverable_forms.WithdrawContribution.as_view(),
        name="lead_contribution_withdraw",
    ),
    path("uren/", hours.HoursPage.as_view(), name="lead_hours"),
    path(
        "uren/<uuid:public_id>/verbeteren/",
        hours.CorrectHours.as_view(),
        name="lead_hours_correct",
    ),
    path("uren/<uuid:public_id>/terug/", hours.UndoHours.as_view(), name="lead_hours_undo"),
    path("kosten/", costs.Expenses.as_view(), name="lead_expenses"),
    path("kosten/nieuw/", costs.BookExpense.as_view(), name="lead_expense_new"),
    path("kosten/<uuid:public_id>/terug/", costs.UndoExpense.as_view(), name="lead_expense_undo"),
    path("natura/", in_kind.InKind.as_view(), name="lead_in_kind"),
    path("natura/nieuw/", in_kind.DeliverInKind.as_view(), name="lead_in_kind_new"),
    path("natura/<uuid:public_id>/terug/", in_kind.UndoInKind.as_view(), name="lead_in_kind_undo"),
]
