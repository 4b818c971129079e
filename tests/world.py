"""A small world for tests: the four packages of the programme and people who do not exist."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from lllo.people.models import Membership, Organisation, Person, User
from lllo.programmes.models import (
    Component,
    DevelopmentLine,
    EntitlementTerm,
    Installation,
    Package,
    PackageEdition,
    Programme,
)

COMPONENTS = {
    "basis": (
        "Basis",
        "7500.00",
        False,
        "education",
        {"masterclass_seat": "2", "coaching_hour": "4"},
    ),
    "projecten": (
        "Projecten",
        "4500.00",
        False,
        "research",
        {"project_hour": None, "learning_credit": None},
    ),
    "eigen_inbreng": ("Eigen inbreng UT", "15000.00", True, "", {}),
    "specialisaties": ("Specialisaties", "4000.00", False, "education", {"course_seat": "2"}),
}
PACKAGES = {
    "basis": ("Basis", ["basis"]),
    "basis_plus": ("Basis Plus", ["basis", "specialisaties"]),
    "professional": ("Professional", ["basis", "projecten", "eigen_inbreng"]),
    "professional_plus": (
        "Professional Plus",
        ["basis", "projecten", "eigen_inbreng", "specialisaties"],
    ),
}
LINES = {
    "vertical": "Verticale integratie",
    "horizontal": "Horizontale integratie",
    "organisation": "Organisatieontwikkeling",
}


def make_programme() -> Programme:
    programme = Programme.objects.create(
        code="uwgo", name="Uniforme Werkwijze Geïntegreerde Opgaven", starts_on=date(2026, 3, 1)
    )
    for position, (code, name) in enumerate(LINES.items(), start=1):
        DevelopmentLine.objects.create(programme=programme, code=code, name=name, position=position)
    return programme


def make_edition(programme: Programme | None = None, *, sha256: str = "0" * 64) -> PackageEdition:
    edition = PackageEdition.objects.create(
        programme=programme or make_programme(), sha256=sha256, valid_from=date(2026, 1, 1)
    )
    components = {}
    for position, (code, values) in enumerate(COMPONENTS.items(), start=1):
        name, amount, borne, vat_code, terms = values
        components[code] = Component.objects.create(
            edition=edition,
            code=code,
            name=name,
            amount=Decimal(amount),
            borne_by_university=borne,
            vat_code=vat_code,
            position=position,
        )
        for kind, quantity in terms.items():
            EntitlementTerm.objects.create(
                component=components[code], kind=kind, quantity=quantity and Decimal(quantity)
            )
    for position, (code, (name, parts)) in enumerate(PACKAGES.items(), start=1):
        package = Package.objects.create(edition=edition, code=code, name=name, position=position)
        package.components.set([components[part] for part in parts])
    return edition


def make_organisation(name: str = "Gemeente Voorbeeldstad (demo)", **fields) -> Organisation:
    fields.setdefault("kind", Organisation.Kind.MUNICIPALITY)
    fields.setdefault("legal_name", name)
    fields.setdefault("street", "Voorbeeldstraat 1")
    fields.setdefault("postal_code", "7500 AA")
    fields.setdefault("city", "Voorbeeldstad")
    fields.setdefault("invoice_email", "facturen@example.org")
    if "oin" not in fields:  # an e-invoice needs one of the two
        fields.setdefault("kvk_number", f"{90_000_001 + Organisation.objects.count()}")
    return Organisation.objects.create(name=name, **fields)


def make_person(
    family_name: str = "Achternaam",
    organisation: Organisation | None = None,
    role: str = Membership.Role.PARTICIPANT,
    **fields,
) -> Person:
    fields.setdefault("given_name", "Alice")
    fields.setdefault("email", f"{fields['given_name']}.{family_name}@example.org".lower())
    person = Person.objects.create(family_name=family_name, **fields)
    if organisation:
        Membership.objects.create(
            person=person, organisation=organisation, role=role, started_on=date(2026, 1, 1)
        )
    return person


def make_user(
    role: str, organisation: Organisation | None = None, *, email: str = "", **fields
) -> User:
    organisation = organisation or make_organisation(
        "Universiteit (demo)", kind=Organisation.Kind.UNIVERSITY
    )
    person = make_person(role.title(), organisation, role, given_name="Bob", **fields)
    return User.objects.create_user(email or person.email, "wachtwoord-van-niemand", person=person)


def mark_demo(*, is_demo: bool = True) -> Installation:
    return Installation.objects.update_or_create(pk=1, defaults={"is_demo": is_demo})[0]
