"""Sample values for the office templates, so that ``lllo check`` can render each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lllo.contracts import addendum, agreement
from lllo.feeds import invitation_mail, renewal_mail, texts
from lllo.feeds.ics import Item
from lllo.mail import addendum as addendum_mail
from lllo.mail import agreement as agreement_mail
from lllo.mail import answers, invitation
from lllo.mail import invoice as invoice_mail
from lllo.people.models import Person
from lllo.people.salutations import addressing
from lllo.projects.models import Placement
from lllo.rules.period import contract_years
from lllo.training.models import CoachingRequest, CoachingSession, CourseSeat, Event

if TYPE_CHECKING:
    from lllo.office.content import Office
    from lllo.rules.price import Component, Package, Term

ALICE = Person(given_name="Alice", family_name="Voorbeeld")
BOB = Person(initials="B.", name_prefix="van den", family_name="Voorbeeld", form_of_address="mr")
DAY = date(2026, 3, 1)
MOMENT = datetime(2026, 5, 21, 7, 30, tzinfo=UTC)
PARTICIPANT = agreement.Participant(
    legal_name="Gemeente Voorbeeldstad (demo)",
    street="Voorbeeldstraat 1",
    postal_code="7500 AA",
    city="Voorbeeldstad",
    kvk_number="00000000",
    oin="",
)


def samples(content: Office) -> list[tuple[str, dict[str, Any]]]:
    """Return each template with the values it could get, a package each time."""
    contexts = [(_agreement(content, one), _mail(content, one)) for one in content.packages]
    found = [
        each
        for agreed, letter in contexts
        for each in ((agreement.TEMPLATE, agreed), (agreement_mail.TEMPLATE, letter))
    ]
    found += [each for one in content.packages for each in _addendum(content, one)]
    found += _invoice_letters(content)
    found += _calendar_texts()
    found += _answers(content)
    return found + [
        (invitation.TEMPLATE, _invitation(content, english)) for english in (False, True)
    ]


def _answers(content: Office) -> list[tuple[str, dict[str, Any]]]:
    """Return the short mails to participants: each answer, to who signs in and who does not."""
    talk = CoachingSession(
        subject="Samen plannen", location="Stadhuis", starts_at=MOMENT, hours=Decimal("1.5"),
        coach=Person(family_name="Voorbeeld"), person=Person(family_name="Deelnemer"),
    )  # fmt: skip
    request = CoachingRequest(subject="Samen plannen", state="declined", answer="Te ver weg")
    seat = CourseSeat(course_name="Voorbeeldvak", starts_on=DAY, ec=Decimal(5), state="declined")
    granted = CourseSeat(
        course_code="201900001", course_name="Voorbeeldvak", starts_on=DAY, ec=Decimal(5)
    )
    term = {"starts_on": DAY, "ends_on": date(2026, 9, 1)}
    place = Placement(title="Meten", student_name="Bob", **term)
    found = [
        (answers.COACHING, answers.planned_talk(talk)),
        (answers.COACHING, answers.planned_talk(talk) | {"answer": "cancelled", "location": ""}),
        (answers.COACHING, answers.declined_talk(request)),
        (answers.COURSE_SEAT, answers.course_seat(granted)),
        (answers.COURSE_SEAT, answers.course_seat(seat) | {"reason": "Het vak is vol"}),
        *((answers.PLACE, values) for values in _places()),
        (answers.PLACEMENT, answers.student_place(place, reason="") | {"answer": "matched"}),
        (answers.PLACEMENT, answers.student_place(place, reason="x") | {"answer": "withdrawn"}),
    ]
    return [
        (template, _reader(content, english=english, link=link) | values)
        for template, values in found
        for english in (False, True)
        for link in ("", "https://lllo.example.org/")
    ]


def _places() -> list[dict[str, Any]]:
    """Return a place in a cohort, and one at an event of which the day is not known yet."""
    times = {"starts_at": MOMENT, "ends_at": MOMENT, "location": "Campus, Enschede (demo)"}
    whole = {"starts_at": None, "ends_at": None, "location": ""}
    dates = [answers.Date(title="Masterclass", day=DAY, **each) for each in (times, whole)]
    return [
        {"what": "Cohort 1", "is_cohort": True, "dates": dates},
        {"what": "Symposium", "is_cohort": False, "dates": dates[:1]},
        {"what": "Cohort 2", "is_cohort": True, "dates": []},
    ]


def _reader(content: Office, *, english: bool, link: str) -> dict[str, Any]:
    """Return who reads one of those mails."""
    return {
        "reader": str(ALICE),
        **addressing([ALICE], "en" if english else "nl"),
        "english": english,
        "organisation": PARTICIPANT.legal_name,
        "programme": content.programme.name,
        "university": content.seller,
        "link": link,
    }


def _calendar_texts() -> list[tuple[str, dict[str, Any]]]:
    """Return the texts of the calendars, in each language; an event with and without parts."""
    day = datetime(2026, 5, 21, 7, 30, tzinfo=UTC)
    event = Event(kind="masterclass", title="Masterclass", starts_at=day, ends_at=day)
    event.description, event.leader = "Neem een casus mee.", "Noor Voorbeeld"
    part = {"title": "Opening", "leader": "Spreker", "location": "", "starts_at": day,
            "ends_at": day}  # fmt: skip
    contexts = (
        ("event", texts.event_values(event, [part])),
        ("event", texts.event_values(event, [])),
        ("coaching", texts.coaching_values(Decimal("1.5"))),
        ("course", texts.course_values("201900001", "Voorbeeldvak", Decimal(5))),
    )
    languages = [code for code, _name in settings.LANGUAGES]
    renewal = renewal_mail.values_of(ALICE, "Mijn programma: Alice Voorbeeld")
    letters = [(invitation_mail.TEMPLATE, values) for values in _calendar_mails(day)]
    letters.append((renewal_mail.TEMPLATE, renewal))
    return [
        (texts.template(kind, language), values)
        for language in languages
        for kind, values in (*contexts, *letters)
    ]


def _calendar_mails(day: datetime) -> list[dict[str, Any]]:
    """Return the values of the mails about one event: each reason, with a link and without."""
    item = Item(
        uid="x", title="Masterclass", starts=day, ends=day, modified=day,
        location="Campus, Enschede (demo)", description="Neem een casus mee.",
        url="https://example.org/masterclass",
    )  # fmt: skip
    return [
        invitation_mail.values_of(
            ALICE, invitation_mail.Told(item=item, reason=reason, stamp=""), answer
        )
        for reason in ("new", "changed", "cancelled", "withdrawn")
        for answer in ("", "https://lllo.example.org/antwoord/voorbeeld/")
    ]


def _invitation(content: Office, english: bool) -> dict[str, Any]:  # noqa: FBT001 - one of two languages
    """Return the values of an invitation."""
    return {
        "person": str(BOB),
        **addressing([BOB], "en" if english else "nl"),
        "english": english,
        "organisations": [PARTICIPANT.legal_name],
        "programme": content.programme.name,
        "university": content.seller,
        "link": "https://lllo.example.org/account/uitnodiging/voorbeeld/",
        "valid_until": DAY,
    }


def _invoice_letters(content: Office) -> list[tuple[str, dict[str, Any]]]:
    """Return the mails with an invoice, with a credit note, and of each step of the ladder."""
    return [letter for english in (False, True) for letter in _letters_in(content, english=english)]


def _letters_in(content: Office, *, english: bool) -> list[tuple[str, dict[str, Any]]]:
    """Return them in one of the two languages."""
    invoice = {
        **addressing([], "en" if english else "nl"),
        "english": english,
        "kind": "Factuur",
        "number": "F2026-0001",
        "programme": content.programme.name,
        "university": content.demo_seller,
        "organisation": PARTICIPANT.legal_name,
        "issue_date": DAY,
        "due_date": DAY,
        "payable_amount": Decimal("7500.00"),
        "purchase_order_number": "4500001234",
        "order_number_label": "Verplichtingennummer",
        "iban": content.demo_seller.iban,
        "corrects": "",
        "reason": "",
    }
    note = {"kind": "Creditnota", "corrects": "F2026-0001", "reason": "Dubbel",
            "purchase_order_number": ""}  # fmt: skip
    amounts = {"open_amount": Decimal("5000.00"), "paid_amount": Decimal("2500.00")}
    return [
        (invoice_mail.TEMPLATE, invoice),
        (invoice_mail.TEMPLATE, invoice | note),
        *(
            (step.template, {**invoice, **amounts, "step": step.name, "reminded_on": DAY})
            for step in content.terms.reminders
        ),
    ]


def _mail(content: Office, package: Package) -> dict[str, Any]:
    """Return the values of the mail with the agreement."""
    agreed = _agreement(content, package)
    same = ("number", "programme", "university", "package", "years", "first_day", "last_day")
    return {
        "organisation": PARTICIPANT.legal_name,
        "people": [str(ALICE), str(BOB)],
        **addressing([ALICE, BOB], "nl"),
        "offered_on": DAY,
        **{name: agreed[name] for name in same},
    }


def _addendum(content: Office, package: Package) -> list[tuple[str, dict[str, Any]]]:
    """Return the values of an addendum, signed and to be signed, and of its mail."""
    agreed = _agreement(content, package)
    signer = addendum.Signer(name="Alice Voorbeeld", job_title="Directeur", signed_on=DAY)
    blank = addendum.Signer()
    same = ("programme", "university", "participant", "package", "components", "in_kind",
            "entitlements", "prices_include_vat", "total")  # fmt: skip
    is_signed = bool(agreed["orderer"])
    last = agreed["contract_years"][-1]
    year = addendum.ChangedYear(
        number=last.number,
        first_day=last.first_day,
        last_day=last.last_day,
        price_before=agreed["gross"],
        price=agreed["price"],
    )
    values = {
        "number": 1,
        "contract": agreed["number"],
        "agreed_on": DAY if is_signed else None,
        "takes_effect_on": year.first_day,
        "package_before": package.name,
        "contract_years": (year,),
        "total_before": agreed["total"],
        "is_signed": is_signed,
        "signers": dict.fromkeys(("university", "participant"), signer if is_signed else blank),
        **{name: agreed[name] for name in same},
    }
    letter = {"organisation": PARTICIPANT.legal_name, "people": [str(ALICE)]}
    letter |= addressing([ALICE], "nl")
    both = ("number", "contract", "programme", "university", "package", "takes_effect_on")
    letter |= {name: values[name] for name in both}
    return [(addendum.TEMPLATE, values), (addendum_mail.TEMPLATE, letter)]


def _agreement(content: Office, package: Package) -> dict[str, Any]:
    """Return the values of an agreement; every other one is filled as far as can be."""
    is_full = content.packages.index(package) % 2 == 0
    years = content.programme.minimum_years
    return {
        "number": "LLO-2026-001",
        "offered_on": DAY,
        "programme": content.programme.name,
        "package": package.name,
        "components": tuple(_component(content, part) for part in package.components),
        "gross": package.price.gross,
        "in_kind": package.price.in_kind,
        "price": package.price.price,
        "total": package.price.over(years),
        "entitlements": tuple(_entitlement(term) for term in package.terms),
        "terms": agreement.AgreedTerms(
            instalments=content.terms.instalments, payment_days=content.terms.payment_days
        ),
        "prices_include_vat": content.vat.prices_include_vat,
        "university": content.demo_seller if is_full else content.seller,
        "participant": PARTICIPANT if is_full else replace(PARTICIPANT, street="", oin="0" * 20),
        "purchase_order_number": "4500001234" if is_full else "",
        "purchase_order_required": not is_full,
        "orderer": "Afdeling Voorbeeld" if is_full else "",
        "purchasing_terms": "Voorwaarden Voorbeeld 2026" if is_full else "",
        **_term(years),
    }


def _term(years: int) -> dict[str, Any]:
    """Return the values that say from when to when an agreement holds."""
    periods = contract_years(DAY, years)
    return {
        "years": years,
        "first_day": DAY,
        "last_day": periods[-1].last_day,
        "contract_years": tuple(
            agreement.AgreedYear(
                number=number, first_day=period.starts_on, last_day=period.last_day
            )
            for number, period in enumerate(periods, start=1)
        ),
    }


def _component(content: Office, component: Component) -> agreement.AgreedComponent:
    return agreement.AgreedComponent(
        name=component.name,
        description=content.component_descriptions[component.code],
        amount=component.amount,
        borne_by_university=component.borne_by_university,
    )


def _entitlement(term: Term) -> agreement.AgreedEntitlement:
    """Return an entitlement with the two decimals that the database gives its quantity."""
    quantity = term.quantity and term.quantity.quantize(Decimal("0.01"))
    return agreement.AgreedEntitlement(kind=term.kind, label=term.kind, unit="", quantity=quantity)
