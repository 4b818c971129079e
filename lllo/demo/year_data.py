"""The rows of the demo's programme year: what happens when, at which organisation."""

from __future__ import annotations

from decimal import Decimal

MASTERCLASSES = {  # cohort number: (title, day)
    1: (
        ("Masterclass 1: van ambitie naar opgave", "2026-03-27"),
        ("Masterclass 2: de tactische laag", "2026-06-12"),
        ("Masterclass 3: samenwerkingsmodellen", "2026-10-09"),
        ("Masterclass 4: de lerende organisatie", "2026-11-20"),
    ),
    2: (
        ("Masterclass 1: van ambitie naar opgave", "2026-04-10"),
        ("Masterclass 2: de tactische laag", "2026-06-26"),
        ("Masterclass 3: samenwerkingsmodellen", "2026-10-30"),
        ("Masterclass 4: de lerende organisatie", "2026-12-04"),
    ),
}
KNOWLEDGE_DAY = "2026-11-05"
UNNAMED = ("Warmtenet Zuiderwold (demo)", 2)  # its place in cohort 2 has no name yet
KNOWLEDGE_DAY_PARTS = (  # title, which of the staff leads, or which guest, from, to
    ("Plenair panel", "Lotte", "", "13:00", "14:00"),
    ("Ronde 1: werkprocessen op elkaar", "Noor", "", "14:15", "15:00"),
    ("Ronde 1: van ambitie naar project", "Sem", "", "14:15", "15:00"),
    ("Ronde 2: wie beslist er eigenlijk", "Teun", "", "15:15", "16:00"),
    ("Open ruimte: een stelling met de zaal", "", "Pim Partner", "16:00", "16:45"),
)

ASKED_ON = "2026-09-28"  # the last days before the demo's present
COACHING = (  # index of the host, day, from, hours, subject, held
    (0, "2026-04-22", "09:00", "2", "Rolverdeling tussen beheer en beleid", True),
    (0, "2026-09-09", "13:00", "2", "Voorbereiding van de gebiedstafel", True),
    (1, "2026-05-19", "10:00", "2", "De opdracht scherp krijgen", True),
    (5, "2026-05-28", "09:30", "1.5", "Afspraken met de netbeheerder", True),
    (8, "2026-06-03", "13:30", "2", "Samenwerken over de lijnen heen", True),
    (9, "2026-10-14", "10:00", "2", "Ruimte in de ondergrond", False),
    (12, "2026-10-21", "14:00", "3", "Het team dat nog niet bestaat", False),
)
COURSES = (  # index of the host, code, name, start, number of the person at the host or None
    (5, "DEMO-101", "Asset management in de openbare ruimte", "2026-09-07", 0),
    (5, "DEMO-101", "Asset management in de openbare ruimte", "2026-09-07", 1),
    (6, "DEMO-102", "Besluitvorming in netwerken", "2026-11-16", None),
    (12, "DEMO-101", "Asset management in de openbare ruimte", "2026-09-07", 0),
    (12, "DEMO-102", "Besluitvorming in netwerken", "2026-11-16", 0),
)
PROJECTS = (  # index of the host, title, line, summary
    (
        8,
        "Eén straat, vier graafbewegingen",
        "vertical",
        "Werkzaamheden van vier partijen in één planning.",
    ),
    (
        9,
        "Ruimte voor kabels in de binnenstad",
        "horizontal",
        "Een gezamenlijk beeld van de ondergrond.",
    ),
    (
        12,
        "Van papier naar praktijk",
        "organisation",
        "Wat de organisatie moet kunnen om integraal te werken.",
    ),
)
PLACEMENTS = (  # index of the host, kind, title, line, start, end, hours, student and institution, last step
    (
        8,
        "graduation",
        "Planning van vier partijen in één straat",
        "vertical",
        "2026-04-20",
        "2026-09-19",
        "800",
        ("Jasmijn Student", "Universiteit Twente"),
        "completed",
    ),
    (
        9,
        "internship",
        "Een ondergrondkaart voor gesprekken",
        "horizontal",
        "2026-09-01",
        "2027-02-01",
        "640",
        ("Koen Stagiair", "Saxion"),
        "running",
    ),
    (
        12,
        "engd",
        "Een instrument voor adaptieve teams",
        "organisation",
        "2026-10-15",
        "2028-10-15",
        "3200",
        ("Mila Ontwerper", "Universiteit Twente"),
        "matched",
    ),
    (
        13,
        "graduation",
        "Warmte en water in één gebied",
        "horizontal",
        "2027-02-01",
        "2027-07-01",
        "800",
        None,
        "offered",
    ),
)
HOURS = (  # given name, line, day, hours, description
    *(
        ("Sem", "vertical", f"2026-{month:02}-{day:02}", "8", "Onderzoek en begeleiding")
        for month in (3, 4, 5, 6, 9)
        for day in (4, 11, 18, 25)
    ),
    *(
        ("Noor", "horizontal", f"2026-{month:02}-{day:02}", "8", "Samenwerkingsmodellen")
        for month in (3, 4, 5, 6, 9)
        for day in (5, 12, 19)
    ),
    *(
        ("Teun", "organisation", f"2026-{month:02}-{day:02}", "6", "Organisatiescan")
        for month in (4, 5, 6, 9)
        for day in (3, 17)
    ),
)
EXPENSES = (  # line, day, amount, description, supplier
    (
        "vertical",
        "2026-03-27",
        Decimal("842.50"),
        "Zaal en lunch masterclass 1",
        "Zaalverhuur Voorbeeld (demo)",
    ),
    (
        "horizontal",
        "2026-06-12",
        Decimal("1210.00"),
        "Werkmateriaal en drukwerk",
        "Drukkerij Voorbeeld (demo)",
    ),
    (
        "organisation",
        "2026-06-26",
        Decimal("365.75"),
        "Zaal masterclass 2",
        "Zaalverhuur Voorbeeld (demo)",
    ),
)
IN_KIND = (  # index of the host, line, day, hours, description
    (8, "vertical", "2026-05-21", "24", "Onderzoek door UT-specialist"),
    (8, "vertical", "2026-09-24", "16", "Begeleiding van de afstudeerder"),
    (9, "horizontal", "2026-06-18", "20", "Onderzoek door UT-specialist"),
    (12, "organisation", "2026-07-09", "32", "Onderzoek en begeleiding van studenten"),
)
