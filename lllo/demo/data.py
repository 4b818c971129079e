"""The rows of the demo: fourteen organisations and some forty people, none of whom exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

MOMENT = "2026-10-01T10:00+02:00"  # the demo's present: after two masterclasses, before two more
PASSWORD = "demo-wachtwoord-2026"  # noqa: S105 - printed by `lllo demo`, and leads nowhere else
STARTS_ON = date(2026, 3, 1)
LATE_START = date(2026, 9, 1)
BEGIN = date(2025, 11, 3)  # the office starts its work
YEAR = 2026
INVOICED_ON = date(2026, 3, 16)
INVOICED_LATE_ON = date(2026, 9, 14)
CREDITED_ON = date(2026, 4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """An organisation of the demo and how far it came: ``stage`` is its last step."""

    name: str
    kind: str
    city: str
    postal_code: str
    kvk_number: str
    package: str
    stage: str  # committed, chosen, draft, offered or signed
    stated_on: date
    starts_on: date = STARTS_ON
    signed_on: date | None = None
    first_choice: str = ""  # withdrawn later for ``package``
    purchase_order_number: str = ""
    purchase_order_required: bool = False


def _host(*fields: str, **more: Any) -> Host:
    name, kind, city, postal_code, kvk_number, package, stage, stated_on = fields
    return Host(
        name=f"{name} (demo)",
        kind=kind,
        city=city,
        postal_code=postal_code,
        kvk_number=kvk_number,
        package=package,
        stage=stage,
        stated_on=date.fromisoformat(stated_on),
        **more,
    )


HOSTS = (
    _host(
        "Gemeente Heideveld",
        "municipality",
        "Heideveld",
        "7599 AA",
        "90001001",
        "basis",
        "signed",
        "2025-12-11",
        signed_on=date(2026, 1, 22),
        purchase_order_number="VPL-2026-0417",
    ),
    _host(
        "Gemeente Beekwoude",
        "municipality",
        "Beekwoude",
        "7599 AB",
        "90001002",
        "basis",
        "signed",
        "2025-12-18",
        signed_on=date(2026, 2, 5),
    ),
    _host(
        "Gemeente Essenmarke",
        "municipality",
        "Essenmarke",
        "7599 AC",
        "90001003",
        "basis",
        "signed",
        "2026-07-02",
        signed_on=date(2026, 8, 20),
        starts_on=LATE_START,
    ),
    _host(
        "Gemeente Stroomdal",
        "municipality",
        "Stroomdal",
        "7599 AD",
        "90001004",
        "basis",
        "offered",
        "2026-08-27",
        starts_on=date(2026, 11, 1),
    ),
    _host(
        "Gemeente Lutterkamp",
        "municipality",
        "Lutterkamp",
        "7599 AE",
        "90001005",
        "basis",
        "committed",
        "2026-09-15",
        starts_on=date(2027, 1, 1),
    ),
    _host(
        "Gemeente Roombeekhuizen",
        "municipality",
        "Roombeekhuizen",
        "7599 AG",
        "90001006",
        "basis_plus",
        "signed",
        "2025-12-16",
        signed_on=date(2026, 1, 29),
        first_choice="basis",
        purchase_order_number="4500-0098812",
        purchase_order_required=True,
    ),
    _host(
        "Waterbedrijf De Bron",
        "utility",
        "Bronhuizen",
        "7598 AA",
        "90001007",
        "basis_plus",
        "signed",
        "2026-01-08",
        signed_on=date(2026, 2, 12),
    ),
    _host(
        "Gemeente Zandesch",
        "municipality",
        "Zandesch",
        "7599 AH",
        "90001008",
        "basis_plus",
        "chosen",
        "2026-09-10",
        starts_on=date(2027, 1, 1),
    ),
    _host(
        "Gemeente Vechtmark",
        "municipality",
        "Vechtmark",
        "7599 AJ",
        "90001009",
        "professional",
        "signed",
        "2025-12-04",
        signed_on=date(2026, 1, 15),
    ),
    _host(
        "Netbeheer Noordkamp",
        "grid_operator",
        "Noordkamp",
        "7598 AB",
        "90001010",
        "professional",
        "signed",
        "2026-01-13",
        signed_on=date(2026, 2, 19),
        purchase_order_number="PO-77310",
    ),
    _host(
        "Waterschap Regge en Esch",
        "water_authority",
        "Reggehuizen",
        "7598 AC",
        "90001011",
        "professional",
        "offered",
        "2026-09-03",
        starts_on=date(2027, 1, 1),
    ),
    _host(
        "Gemeente Oosterlanden",
        "municipality",
        "Oosterlanden",
        "7599 AK",
        "90001012",
        "professional",
        "draft",
        "2026-09-22",
        starts_on=date(2027, 1, 1),
    ),
    _host(
        "Gemeente Tweelingen",
        "municipality",
        "Tweelingen",
        "7599 AL",
        "90001013",
        "professional_plus",
        "signed",
        "2025-12-02",
        signed_on=date(2026, 1, 20),
        purchase_order_number="TW-2026-1180",
    ),
    _host(
        "Warmtenet Zuiderwold",
        "utility",
        "Zuiderwold",
        "7598 AD",
        "90001014",
        "professional_plus",
        "signed",
        "2026-01-20",
        signed_on=date(2026, 2, 24),
        purchase_order_required=True,
    ),
)

SHOWN_HOST = "Gemeente Tweelingen (demo)"  # whose contact and participant sign in
CREDITED_HOST = "Gemeente Roombeekhuizen (demo)"  # its first invoice named the wrong order number
PAYERS = (  # name, day, part of the amount in per cent
    ("Gemeente Heideveld (demo)", date(2026, 4, 2), 100),
    ("Gemeente Beekwoude (demo)", date(2026, 4, 14), 100),
    ("Gemeente Vechtmark (demo)", date(2026, 4, 9), 100),
    ("Gemeente Tweelingen (demo)", date(2026, 4, 13), 100),
    ("Waterbedrijf De Bron (demo)", date(2026, 5, 6), 50),
)
UNIVERSITY = "Universiteit Twente (demo)"
PARTNER = "Stichting Pioneering (demo)"

# given name, prefix, family name, job title
CONTACTS = (
    ("Anouk", "", "Berkhout", "Contactpersoon beheer openbare ruimte"),
    ("Bram", "van", "Essen", "Programmamanager leefomgeving"),
    ("Carlijn", "", "Dorrestein", "Coördinator integrale opgaven"),
    ("Daan", "ter", "Horst", "Teamleider civiele techniek"),
    ("Eefje", "", "Fokkinga", "Adviseur openbare ruimte"),
    ("Fedde", "", "Gorter", "Strateeg ondergrond"),
    ("Guusje", "van der", "Ley", "Assetmanager leidingen"),
    ("Hidde", "", "Imhof", "Beleidsadviseur energie"),
    ("Ilse", "te", "Kampe", "Manager realisatie"),
    ("Joris", "", "Lubberink", "Omgevingsmanager netten"),
    ("Karlijn", "", "Mentink", "Gebiedsregisseur water"),
    ("Lars", "de", "Noord", "Projectleider wegen"),
    ("Maud", "", "Oldenhof", "Directeur leefomgeving"),
    ("Niek", "", "Pasman", "Programmamanager warmte"),
)
PARTICIPANTS = (
    ("Olivia", "", "Ruiter"),
    ("Pepijn", "", "Scholte"),
    ("Quinta", "van", "Tongeren"),
    ("Ruben", "", "Uilenberg"),
    ("Sanne", "", "Veldhuis"),
    ("Thijs", "", "Wessels"),
    ("Ursula", "", "Averink"),
    ("Vince", "", "Bosscher"),
    ("Wietske", "", "Dijkema"),
    ("Xander", "", "Elferink"),
    ("Yara", "", "Groothuis"),
    ("Zeger", "", "Haverkort"),
    ("Amira", "", "Ikink"),
    ("Boris", "ten", "Kate"),
    ("Cato", "", "Leferink"),
    ("Dirk", "", "Middelkamp"),
    ("Elif", "", "Nijkamp"),
    ("Floris", "", "Oude Vrielink"),
)
STAFF = (  # given name, prefix, family name, role, job title
    ("Bente", "", "Kuiper", "backoffice", "Medewerker backoffice"),
    ("Rik", "van", "Dalen", "backoffice", "Medewerker financiën"),
    ("Lotte", "", "Programma", "lead", "Programmaleider"),
    ("Sem", "de", "Kenner", "specialist", "Specialist verticale integratie"),
    ("Noor", "", "Vakman", "specialist", "Specialist horizontale integratie"),
    ("Teun", "", "Begeleider", "specialist", "Specialist organisatieontwikkeling"),
    ("Alma", "", "Toets", "auditor", "Controller"),
)
PARTNER_PERSON = ("Pim", "", "Partner", "partner", "Bijeenkomsten")
