"""Addresses of the pages of records and of the forms that change them."""

from __future__ import annotations

from django.urls import path

from lllo.screens.calendar.way import WayOfPerson
from lllo.screens.office.records import (
    amending,
    answers,
    choices,
    coaching,
    cohorts,
    contracts,
    copies,
    entitlements,
    entries,
    event_parts,
    events,
    imports,
    offering,
    organisations,
    projects,
    registrations,
    setup,
)
from lllo.screens.office.records.cohort import CohortPage
from lllo.screens.office.records.contract import ContractPage
from lllo.screens.office.records.event import EventPage
from lllo.screens.office.records.organisation import OrganisationPage
from lllo.screens.office.records.person import PersonPage
from lllo.screens.office.records.project import PlacementPage, ProjectPage

ID = "<uuid:public_id>"
UID = "<str:uid>"
# Where, which page, and the name by which others lead there.
PAGES = (
    ("organisaties/nieuw", organisations.OrganisationNew, "organisation_new"),
    (f"organisaties/{ID}", OrganisationPage, "organisation"),
    (f"organisaties/{ID}/wijzigen", organisations.OrganisationEdit, "organisation_edit"),
    (f"organisaties/{ID}/nieuwe-persoon", organisations.ColleagueNew, "colleague_new"),
    (f"organisaties/{ID}/rol", organisations.MemberNew, "member_new"),
    (f"organisaties/{ID}/keuze", choices.ChoiceRecord, "choice_record"),
    (f"organisaties/{ID}/aanmelden", registrations.OrganisationRegister, "organisation_register"),
    (f"organisaties/{ID}/coaching", coaching.CoachingPlan, "coaching_plan"),
    (f"organisaties/{ID}/vakplaats", coaching.SeatTake, "course_seat_take"),
    (f"organisaties/{ID}/gebruik", entitlements.UseRecord, "use_record"),
    (f"organisaties/{ID}/project", projects.ProjectPropose, "project_propose"),
    (f"organisaties/{ID}/plaatsing", projects.PlacementOffer, "placement_offer"),
    ("personen/nieuw", organisations.PersonNew, "person_new"),
    (f"personen/{ID}", PersonPage, "person"),
    (f"personen/{ID}/wijzigen", organisations.PersonEdit, "person_edit"),
    (f"personen/{ID}/rol", organisations.RoleNew, "role_new"),
    (f"personen/{ID}/agenda", WayOfPerson, "person_calendar"),
    (f"rollen/{ID}/beeindigen", organisations.MembershipEnd, "membership_end"),
    (f"correcties/{ID}/overnemen", answers.CorrectionAccept, "correction_accept"),
    (f"correcties/{ID}/afwijzen", answers.CorrectionDecline, "correction_decline"),
    (f"keuzes/{ID}/intrekken", choices.ChoiceWithdraw, "choice_withdraw"),
    (f"keuzes/{ID}/overeenkomst", choices.ContractMake, "contract_make"),
    (f"overeenkomsten/{ID}", ContractPage, "contract"),
    (f"overeenkomsten/{ID}/ordernummer", contracts.ContractOrder, "contract_order"),
    (f"overeenkomsten/{ID}/aanbieden", offering.ContractOffer, "contract_offer"),
    (f"overeenkomsten/{ID}/ondertekenen", contracts.ContractSign, "contract_sign"),
    (f"overeenkomsten/{ID}/getekend", copies.ContractCopy, "contract_copy"),
    (f"overeenkomsten/{ID}/wijzigen", amending.ContractAmend, "contract_amend"),
    (f"overeenkomsten/{ID}/beeindigen", contracts.ContractEnd, "contract_end"),
    (f"overeenkomsten/{ID}/intrekken", contracts.ContractWithdraw, "contract_withdraw"),
    (f"overeenkomsten/{ID}/inbreng", entitlements.InKindDeliver, "in_kind_deliver"),
    (f"inbreng/{ID}/terugboeken", entitlements.InKindReverse, "in_kind_reverse"),
    (f"gebruik/{ID}/teruggeven", entitlements.UseReverse, "use_reverse"),
    ("bijeenkomsten/nieuw", events.EventNew, "event_new"),
    (f"bijeenkomsten/{UID}", EventPage, "event"),
    (f"bijeenkomsten/{UID}/wijzigen", events.EventEdit, "event_edit"),
    (f"bijeenkomsten/{UID}/onderdelen", event_parts.EventParts, "event_parts"),
    (f"bijeenkomsten/{UID}/aanmelden", registrations.EventRegister, "event_register"),
    (f"bijeenkomsten/{UID}/afgelasten", events.EventCancel, "event_cancel"),
    ("cohorten/nieuw", cohorts.CohortNew, "cohort_new"),
    (f"cohorten/{ID}", CohortPage, "cohort"),
    (f"cohorten/{ID}/aanmelden", registrations.CohortRegister, "cohort_register"),
    (f"aanmeldingen/{ID}/naam", registrations.RegistrationName, "registration_name"),
    (f"aanmeldingen/{ID}/annuleren", registrations.RegistrationCancel, "registration_cancel"),
    (f"coaching/{UID}/gehouden", coaching.CoachingHold, "coaching_hold"),
    (f"coaching/{UID}/annuleren", coaching.CoachingCancel, "coaching_cancel"),
    (f"coachingverzoeken/{ID}/plannen", answers.CoachingRequestPlan, "coaching_request_plan"),
    (
        f"coachingverzoeken/{ID}/afwijzen",
        answers.CoachingRequestDecline,
        "coaching_request_decline",
    ),
    (f"vakplaatsen/{ID}/bevestigen", answers.SeatConfirm, "course_seat_confirm"),
    (f"vakplaatsen/{ID}/afwijzen", answers.SeatDecline, "course_seat_decline"),
    (f"vakplaatsen/{ID}/naam", coaching.SeatAssign, "course_seat_assign"),
    (f"vakplaatsen/{ID}/teruggeven", coaching.SeatRelease, "course_seat_release"),
    (f"vakplaatsen/{ID}/afronden", coaching.SeatComplete, "course_seat_complete"),
    ("projecten/nieuw", projects.ProjectNew, "project_new"),
    (f"projecten/{ID}", ProjectPage, "project"),
    (f"projecten/{ID}/starten", projects.ProjectStart, "project_start"),
    (f"projecten/{ID}/afronden", projects.ProjectComplete, "project_complete"),
    (f"projecten/{ID}/intrekken", projects.ProjectWithdraw, "project_withdraw"),
    (f"plaatsingen/{ID}", PlacementPage, "placement"),
    (f"plaatsingen/{ID}/student", projects.PlacementMatch, "placement_match"),
    (f"plaatsingen/{ID}/starten", projects.PlacementStart, "placement_start"),
    (f"plaatsingen/{ID}/afronden", projects.PlacementComplete, "placement_complete"),
    (f"plaatsingen/{ID}/intrekken", projects.PlacementWithdraw, "placement_withdraw"),
    ("uren/boeken", entries.HoursBook, "hours_book"),
    (f"uren/{ID}/terugboeken", entries.HoursReverse, "hours_reverse"),
    ("kosten/boeken", entries.ExpenseBook, "expense_book"),
    (f"kosten/{ID}/terugboeken", entries.ExpenseReverse, "expense_reverse"),
    ("import", imports.Imports, "imports"),
    ("import/<slug:kind>", imports.ImportUpload, "import_upload"),
    (f"import/<slug:kind>/{ID}", imports.ImportCheck, "import_check"),
    ("programma-laden", setup.ProgrammeLoad, "programme_load"),
    ("mail-proberen", setup.MailTrial, "mail_trial"),
)

urlpatterns = [
    path("import/<slug:kind>/sjabloon.xlsx", imports.import_template, name="import_template"),
    path(
        f"overeenkomsten/{ID}/concept.pdf",
        offering.AgreementConcept.as_view(),
        name="agreement_concept",
    ),
    path(
        f"overeenkomsten/{ID}/addendum-ter-ondertekening.pdf",
        amending.AddendumToSign.as_view(),
        name="addendum_to_sign",
    ),
    *(path(f"{where}/", page.as_view(), name=name) for where, page, name in PAGES),
]
