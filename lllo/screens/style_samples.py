"""Fictitious values for the page of the style."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext as _

from lllo import clock
from lllo.screens.components.cards import EntitlementCard, Holder, KeyValue, Tab, Tile
from lllo.screens.components.cells import Cell, Column, row_html, shown_cell
from lllo.screens.components.charts import Bar, BarChart
from lllo.screens.components.crumbs import Crumb, HeadAction
from lllo.screens.components.fields import DayField, Form, MoneyField, WordField
from lllo.screens.components.forms import Preview
from lllo.screens.components.history import Moment
from lllo.screens.components.query import Question
from lllo.screens.components.stale import Change
from lllo.screens.components.tables import Table, part_of

COLUMNS = (
    Column(
        key="number",
        label="Nummer",
        value=lambda row: Cell(text=row[0], href="#", hint=row[1]),
        sort="number",
        is_wide=True,
    ),
    Column(key="day", label="Datum", value=lambda row: row[2], kind="day", sort="day"),
    Column(
        key="state", label="Status", value=lambda row: Cell(text=row[3], tone=row[4]), kind="badge"
    ),
    Column(key="amount", label="Bedrag", value=lambda row: row[5], kind="money", total="amount"),
)
ROWS = (
    ("F-2026-0001", "Gemeente Voorbeeldstad", date(2026, 3, 1), "betaald", "good", Decimal(7500)),
    ("F-2026-0002", "Waterschap Oostbeek", date(2026, 3, 4), "te laat", "late", Decimal(11500)),
    ("F-2026-0003", "Netbeheer Voorbeeld", date(2026, 3, 9), "verstuurd", "plain", Decimal(12000)),
)


class SampleForm(Form):
    """A field of each kind."""

    name = forms.CharField(label="Naam", max_length=60)
    kind = WordField(label="Soort", choices=[("a", "gemeente"), ("b", "waterschap")])
    on = DayField(
        label="Begint op", required=False, help_text="De eerste dag van het contractjaar."
    )
    amount = MoneyField(label="Bedrag", help_text="Zonder btw.")
    remark = forms.CharField(label="Opmerking", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="De besteller is akkoord", required=False)


def samples() -> dict[str, Any]:
    """Return what the specimens show."""
    return {
        **_head(),
        **_facts(),
        **_work(),
        **_changes(),
        **_entitlements(),
        **_forms(),
        **_list(),
    }


def _head() -> dict[str, Any]:
    return {
        "crumbs": [Crumb(label="Werklijsten", href="#"), Crumb(label="Organisaties", href="#")],
        "actions": [
            HeadAction(label="Wijzigen", href="#"),
            HeadAction(label="Nieuwe overeenkomst", href="#", is_main=True),
        ],
        "tabs": [
            Tab(label="Overzicht", href="#", is_current=True),
            Tab(label="Personen", href="#", count=4),
            Tab(label="Facturen", href="#", count=0),
        ],
        "steps": ["Keuze", "Overeenkomst", "Ondertekening"],
    }


def _facts() -> dict[str, Any]:
    return {
        "facts": [
            KeyValue(label="Bestelnummer", value="4500012345", hint="staat op elke factuur"),
            KeyValue(label="Pakket", value="Professional Plus", href="#"),
            KeyValue(label="Prijs per jaar", value=Decimal(16000), kind="money"),
            KeyValue(label="Loopt tot", value=date(2029, 2, 28), kind="day"),
            KeyValue(label="Status", value="ondertekend", kind="badge", tone="good"),
            KeyValue(label="OIN", value=None),
        ],
        "table": Table(
            caption="Facturen",
            columns=COLUMNS,
            rows=ROWS,
            foot={"number": "Totaal", "amount": Decimal(31000)},
            part=part_of(120, QueryDict(), size=len(ROWS)),
        ),
    }


def _work() -> dict[str, Any]:
    now = clock.now()
    return {
        "tiles": [
            Tile(count=3, label="overeenkomsten te versturen", href="#"),
            Tile(count=12, label="facturen te laat", href="#", is_late=True),
            Tile(count=0, label="taken mislukt", href="#"),
        ],
        "moments": [
            Moment(
                at=now,
                who="Bob Backoffice",
                on_behalf_of="",
                sentence="pakket van Basis naar Basis Plus per 2027",
            ),
            Moment(
                at=now,
                who="Bob Backoffice",
                on_behalf_of="Gemeente Voorbeeldstad",
                sentence="vakplaats toegekend aan Alice van Puffelen",
            ),
        ],
    }


def _changes() -> dict[str, Any]:
    return {
        "chart": BarChart(
            code="sample",
            title="Uren per lijn",
            label="Lijn",
            value_label="Uren",
            mark_label="Begroot",
            is_limit=True,
            bars=[
                Bar(label="Verticale integratie", value=120, mark=160, strand=1),
                Bar(label="Horizontale integratie", value=90, mark=160, strand=2),
                Bar(label="Organisatieontwikkeling", value=170, mark=160, strand=3),
            ],
        ),
        "changes": [
            Change(
                label="Naam",
                then="Gemeente Voorbeeld",
                now="Gemeente Voorbeeldstad",
                typed="Gemeente Voorbeelddorp",
            )
        ],
        "preview": Preview(
            lines=(("Organisatie", "Gemeente Voorbeeldstad"), ("Factuur", "F-2026-0004")),
            warning="Een factuur die definitief is, verandert niet meer.",
        ),
    }


def _entitlements() -> dict[str, Any]:
    alice = Holder(name="Alice van Puffelen", what="Cohort 1", href="#", action="vervangen")
    nobody = Holder(name="", what="Cohort 2", href="#", action="naam opgeven")
    return {
        "cards": [
            EntitlementCard(
                label="vakplaatsen", granted=2, used=0, href="#", action="Vakplaats toekennen"
            ),
            EntitlementCard(
                label="plaatsen in masterclasses", granted=2, used=2, holders=[alice, nobody]
            ),
            EntitlementCard(label="uur coaching", granted=Decimal(4), used=Decimal("5.5")),
            EntitlementCard(
                label="studentplaatsen",
                granted=1,
                used=0,
                reason="Aanvragen kan zodra de overeenkomst is ondertekend.",
            ),
        ]
    }


def _forms() -> dict[str, Any]:
    wrong = SampleForm({"wrong-name": "x" * 61, "wrong-amount": "veel"}, prefix="wrong")
    picked = {
        "attrs": {"type": "text", "id": "pick", "name": "pick", "autocomplete": "off"},
        "found": [("a", "Gemeente Voorbeeldstad"), ("b", "Netbeheer Voorbeeld")],
        "names": {"chosen": "pick-chosen", "asked": "pick-asked"},
    }
    good = SampleForm(prefix="good", initial={"kind": "a"})
    return {"form": good, "wrong_form": wrong, "pick": picked}


def _list() -> dict[str, Any]:
    question = Question(QueryDict("q=voorbeeld"), COLUMNS, "number")
    rows = [
        {
            "html": row_html([shown_cell(each, row) for each in COLUMNS]),
            "key": row[0],
            "label": row[0],
            "class": row[4] if row[4] == "late" else "",
        }
        for row in ROWS
    ]
    return {
        "list": SimpleNamespace(title="Facturen", search=("number",), search_hint="nummer of naam"),
        "question": question,
        "heads": question.heads(),
        "rows": rows,
        "foot": [(COLUMNS[0], ""), (COLUMNS[1], ""), (COLUMNS[2], ""), (COLUMNS[3], "€ 31.000,00")],
        "bulks": [SimpleNamespace(code="send", label=_("Send"))],
        "page": Paginator(ROWS, 3).get_page(1),
        "is_filtered": True,
    }
