"""The columns of a sheet of organisations, and what its rows do."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import Refused
from lllo.people import cells, identifiers
from lllo.people.columns import Column, fitting
from lllo.people.imports import Change, Plan, apply, differences
from lllo.people.models import Organisation
from lllo.people.register import Decision, Entry, Register, decide, refuse_unknown_rows
from lllo.rules.identifiers import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.imports import Answers
    from lllo.people.sheets import Problem, Record

KINDS: cells.Words = {
    "municipality": ("gemeente", "municipality"),
    "grid_operator": ("netbeheerder", "grid operator"),
    "water_authority": ("waterschap", "water authority"),
    "utility": ("nutsbedrijf", "utility"),
    "province": ("provincie", "province"),
    "university": ("universiteit", "university"),
    "partner": ("partner", "partner"),
    "other": ("overig", "other"),
}
YES_NO: cells.Words = {"yes": ("ja", "yes"), "no": ("nee", "no")}
CHANNELS: cells.Words = {
    "mail": ("mail", "mail"),
    "peppol": ("Peppol", "Peppol"),
    "both": ("mail en Peppol", "mail and Peppol"),
}
FORMATS: cells.Words = {
    "peppol_bis_3": ("Peppol BIS", "Peppol BIS"),
    "nlcius": ("NLCIUS", "NLCIUS"),
}
LANGUAGES: cells.Words = {"nl": ("Nederlands", "Dutch"), "en": ("Engels", "English")}
SCHEMES: cells.Words = {
    "0190": ("OIN", "OIN"),
    "0106": ("KvK", "KvK"),
    "9944": ("btw-id", "VAT identifier"),
}
ORDER_RULES: cells.Words = {
    "never": ("nooit", "never"),
    "always": ("altijd", "always"),
    "above": ("boven een bedrag", "above an amount"),
}
POSTAL_CODES = ("postal_code", "invoice_postal_code")
_text = partial(fitting, Organisation)
_one_rule = cells.one_of(ORDER_RULES)


def _order_rule(cell: cells.Cell) -> str:
    """Read when an order number is required; yes is always, no is never."""
    try:
        return "always" if cells.parse_yes_no(cell) else "never"
    except Refused:
        return _one_rule(cell)


COLUMNS = (
    Column(key="name", nl="Naam", en="Name", read=_text("name"), required=True,
           explanation=gettext_lazy("The name by which everyone knows the organisation."),
           example="Gemeente Voorbeeldstad", aliases=("organisatie", "organisation")),
    Column(key="legal_name", nl="Officiële naam", en="Legal name", read=_text("legal_name"),
           explanation=gettext_lazy("The name as an agreement and an invoice must write it."),
           aliases=("statutaire naam",)),
    Column(key="kind", nl="Soort", en="Kind", read=cells.one_of(KINDS), words=KINDS,
           explanation=gettext_lazy("What kind of organisation it is."), example="gemeente"),
    Column(key="kvk_number", nl="KvK-nummer", en="KvK number",
           read=cells.number_as_text(identifiers.kvk_number),
           explanation=gettext_lazy("8 digits. Tells organisations apart, with the OIN."),
           example="01234567", aliases=("kvk", "coc number")),
    Column(key="oin", nl="OIN", en="OIN", read=cells.number_as_text(identifiers.oin),
           explanation=gettext_lazy("20 digits: the number of a public body for e-invoices."),
           example="00000001123456782000"),
    Column(key="rsin", nl="RSIN", en="RSIN", read=cells.number_as_text(identifiers.rsin),
           explanation=gettext_lazy("9 digits of a legal person."), example="123456782"),
    Column(key="vat_identifier", nl="Btw-id", en="VAT identifier",
           read=cells.number_as_text(identifiers.vat_identifier),
           explanation=gettext_lazy("14 characters for a Dutch organisation."),
           example="NL000099998B57", aliases=("btw-nummer", "btw", "vat number")),
    Column(key="iban", nl="IBAN", en="IBAN", read=cells.number_as_text(identifiers.iban),
           explanation=gettext_lazy("The bank account."), example="NL91 ABNA 0417 1643 00"),
    Column(key="street", nl="Straat en huisnummer", en="Street and number", read=_text("street"),
           explanation=gettext_lazy("The visiting address; an invoice needs it."),
           example="Voorbeeldstraat 1", aliases=("adres", "address", "straat")),
    Column(key="postal_code", nl="Postcode", en="Postal code", read=_text("postal_code"),
           explanation=gettext_lazy("Such as 7500 AA; from abroad as it is written there."),
           example="7500 AA"),
    Column(key="city", nl="Plaats", en="City", read=_text("city"),
           explanation=gettext_lazy("The town of the visiting address."), example="Voorbeeldstad",
           aliases=("woonplaats", "town")),
    Column(key="country_code", nl="Land", en="Country",
           read=cells.number_as_text(identifiers.country_code),
           explanation=gettext_lazy("Two letters; NL when empty."), example="NL",
           aliases=("landcode",)),
    Column(key="invoice_attention", nl="Factuur t.a.v.", en="Invoice attention",
           read=_text("invoice_attention"),
           explanation=gettext_lazy("The department or person on the invoice."),
           example="Afdeling Financiën"),
    Column(key="invoice_street", nl="Factuuradres", en="Invoice address",
           read=_text("invoice_street"),
           explanation=gettext_lazy("Street or PO box, where it differs."), example="Postbus 20"),
    Column(key="invoice_postal_code", nl="Factuurpostcode", en="Invoice postal code",
           read=_text("invoice_postal_code"), example="7500 AA",
           explanation=gettext_lazy("The postal code of the invoice address.")),
    Column(key="invoice_city", nl="Factuurplaats", en="Invoice city", read=_text("invoice_city"),
           explanation=gettext_lazy("The town of the invoice address.")),
    Column(key="invoice_email", nl="Factuur-e-mail", en="Invoice mail address",
           read=cells.parse_email, example="facturen@example.org",
           explanation=gettext_lazy("Where invoices are sent."), aliases=("invoice e-mail",)),
    Column(key="orderer", nl="Besteller", en="Orderer", read=_text("orderer"),
           explanation=gettext_lazy("The name that the organisation wants on its invoices.")),
    Column(key="order_number_rule", nl="Ordernummer verplicht", en="Order number required",
           read=_order_rule, words=ORDER_RULES, example="nooit",
           explanation=gettext_lazy("Whether an invoice without an order number is sent back."),
           aliases=("verplichtingennummer verplicht",)),
    Column(key="order_number_above", nl="Ordernummer boven", en="Order number above",
           read=cells.parse_amount, example="€ 1.000,00",
           explanation=gettext_lazy("The amount to pay above which an order number is required.")),
    Column(key="order_number_label", nl="Naam ordernummer", en="Wording of the order number",
           read=_text("order_number_label"), example="Verplichtingennummer",
           explanation=gettext_lazy("What the organisation calls its order number.")),
    Column(key="contract_reference", nl="Contractkenmerk", en="Contract reference",
           read=_text("contract_reference"),
           explanation=gettext_lazy("Its own reference of the agreement, for its invoices.")),
    Column(key="invoice_channel", nl="Factuurkanaal", en="Invoice channel",
           read=cells.one_of(CHANNELS), words=CHANNELS, example="mail",
           explanation=gettext_lazy("How invoices are sent.")),
    Column(key="invoice_format", nl="Formaat e-factuur", en="Format of e-invoices",
           read=cells.one_of(FORMATS), words=FORMATS, example="Peppol BIS",
           explanation=gettext_lazy("Peppol BIS Billing 3 unless the organisation asks NLCIUS.")),
    Column(key="invoice_language", nl="Factuurtaal", en="Language of invoices",
           read=cells.one_of(LANGUAGES), words=LANGUAGES, example="Nederlands",
           explanation=gettext_lazy("The language of the PDF.")),
    Column(key="peppol_scheme", nl="Soort Peppol-nummer", en="Kind of Peppol number",
           read=cells.one_of(SCHEMES), words=SCHEMES, example="OIN",
           explanation=gettext_lazy("Where it differs from the OIN or KvK number above.")),
    Column(key="peppol_id", nl="Peppol-nummer", en="Peppol number",
           read=cells.number_as_text(compact),
           explanation=gettext_lazy("The number itself, without its kind.")),
    Column(key="annexes_merged", nl="Bijlagen in één pdf", en="Annexes in one PDF",
           read=cells.parse_yes_no, words=YES_NO, example="ja",
           explanation=gettext_lazy("Whether annexes stand behind the invoice in the same PDF.")),
    Column(key="remark", nl="Opmerking", en="Remark", read=_text("remark"),
           explanation=gettext_lazy("What the office wants to remember.")),
)  # fmt: skip


def plan_organisations(
    records: list[Record], problems: Sequence[Problem], answers: Answers
) -> tuple[Plan, list[Entry[Organisation]]]:
    """Match every row and return what the import does, and the organisations to save.

    KvK number and OIN decide; a name alone asks. A row that says nothing but
    what is known of an organisation of that name changes nothing and asks nothing.
    """
    plan = Plan(problems=list(problems))
    refuse_unknown_rows(records, answers, plan)
    register: Register[Organisation] = Register()
    for organisation in Organisation.objects.select_for_update():
        _enter(register, Entry(obj=organisation))
    touched = []
    for record in records:
        if "name" in record.values:
            entry = _plan_row(record, register, answers, plan)
            if entry:
                touched.append(entry)
    return plan, touched


def _enter(register: Register[Organisation], entry: Entry[Organisation]) -> None:
    """Enter an organisation under its present numbers and names."""
    it = entry.obj
    register.add(entry, numbers=(it.kvk_number, it.oin), names=(it.name, it.legal_name))


def _plan_row(
    record: Record, register: Register[Organisation], answers: Answers, plan: Plan
) -> Entry[Organisation] | None:
    """Work out what one row does; return the organisation it means, unless there is a problem."""
    _normalise_postal_codes(record, plan)
    _imply_order_rule(record)
    decision = _match(record, register, answers, plan)
    if not decision.known:
        return None
    entry = decision.entry or Entry(obj=Organisation())
    if entry.row is not None:
        sentence = _("Row %(row)s is the same organisation; keep one of the two.")
        plan.problems.append(record.problem("name", sentence % {"row": entry.row}))
        return None
    entry.row = record.row.number
    entry.changes = list(apply(entry.obj, record.values))
    if not identifiers.rsin_fits(entry.obj.rsin, entry.obj.oin):
        plan.problems.append(record.problem("rsin", _("The OIN holds another RSIN.")))
    _check_billing(record, entry.obj, plan)
    _enter(register, entry)
    plan.note(_change(entry))
    return entry


def _change(entry: Entry[Organisation]) -> Change:
    """Return what the row does, as the diff shows it."""
    return Change(
        row=entry.row or 0,
        status="changed" if entry.obj.pk else "new",
        label=str(entry.obj),
        fields=tuple(entry.changes),
    )


def _match(
    record: Record, register: Register[Organisation], answers: Answers, plan: Plan
) -> Decision[Organisation]:
    """Return the organisation that a row means: by number, else by what the office answers."""
    values = record.values
    matches = register.by_numbers((values.get("kvk_number", ""), values.get("oin", "")))
    if len(matches) > 1:
        first, second = (entry.candidate().label for entry in matches)
        sentence = _("The KvK number is of %(first)s and the OIN is of %(second)s.")
        detail = {"first": first, "second": second}
        plan.problems.append(record.problem("kvk_number", sentence % detail))
        return Decision(known=False)
    names = (values["name"], values.get("legal_name", ""))
    if matches:
        return _agreed(record, matches[0], register.by_names(names), plan)
    candidates = register.by_near_names(names)
    for entry in candidates:
        if not differences(entry.obj, values):
            return Decision(entry=entry)
    return decide(record, values["name"], candidates, answers, plan)


def _agreed(
    record: Record, match: Entry[Organisation], same_name: list[Entry[Organisation]], plan: Plan
) -> Decision[Organisation]:
    """Return the match by number, unless the name is another organisation's: a slip in the row."""
    if not same_name or match in same_name:
        return Decision(entry=match)
    sentence = _("The number is of %(first)s and the name is of %(second)s.")
    labels = {"first": match.candidate().label, "second": same_name[0].candidate().label}
    plan.problems.append(record.problem("name", sentence % labels))
    return Decision(known=False)


def _normalise_postal_codes(record: Record, plan: Plan) -> None:
    """Bring the postal codes of a row into their form, which depends on its country."""
    values: dict[str, Any] = record.values
    for key in POSTAL_CODES:
        if key in values:
            try:
                country = values.get("country_code", "NL")
                values[key] = identifiers.postal_code(values[key], country)
            except Refused as refused:
                plan.problems.append(record.problem(key, refused))


def _imply_order_rule(record: Record) -> None:
    """Let an amount alone mean the rule that it belongs to, and another rule mean no amount."""
    values: dict[str, Any] = record.values
    if "order_number_above" in values:
        values.setdefault("order_number_rule", "above")
    elif values.get("order_number_rule") in ("never", "always"):
        values["order_number_above"] = None


def _check_billing(record: Record, organisation: Organisation, plan: Plan) -> None:
    """Check what several columns of a row, and what is known already, say together."""
    keys = ("peppol_scheme", "peppol_id", "order_number_rule", "order_number_above")
    values = {key: getattr(organisation, key) for key in keys}
    for key, check in (
        ("peppol_id", identifiers.clean_peppol),
        ("order_number_above", identifiers.clean_order_number),
    ):
        try:
            check(values)
        except Refused as refused:
            plan.problems.append(record.problem(key, refused))
