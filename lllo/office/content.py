"""What the three office folders hold, once read and found right.

Each class is a table of a TOML file and each field a key of it; the reader
takes names, types and defaults from here. Amounts are euros, ranges of days
in the files name their last day, as people write them.
"""

# ruff: noqa: TC001, TC003 - the reader evaluates the annotations
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from lllo.rules.entitlement import Kind
from lllo.rules.price import Package

Euros = Annotated[Decimal, "euros"]  # zero or more, in whole cents
Code = Annotated[str, "code"]  # small letters, figures, - and _
Short = Annotated[str, 100]  # texts that stand in a column of the database: so many characters
Long = Annotated[str, 200]
VeryLong = Annotated[str, 300]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableContent:
    """A product that a development line must bring forth."""

    code: Code
    name: Long


@dataclass(frozen=True, slots=True, kw_only=True)
class LineContent:
    """A development line; ``weight`` is its part of the key that divides budget and fees."""

    code: Code
    name: Short
    aim: str = ""
    weight: int = 1
    deliverables: tuple[DeliverableContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetContent:
    """The parameters of a budget year: people × days a week × weeks × day rate + extras.

    ``published`` is the amount as it was announced; the parameters must come to it.
    """

    years: tuple[int, ...]
    people: int
    days_per_week: Decimal
    weeks: int
    day_rate: Euros
    hours_per_day: Decimal
    extras: Euros
    published: Euros | None = None

    @property
    def staff_days(self) -> Decimal:
        """The funded days of staff a year."""
        return self.people * self.days_per_week * self.weeks

    @property
    def amount(self) -> Decimal:
        """The budget of one year, in euros."""
        return self.staff_days * self.day_rate + self.extras


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeContent:
    """packages_config/programme.toml."""

    code: Code
    name: Long
    starts_on: date
    valid_from: date
    minimum_years: int = 3
    notice_months: int | None = None  # before the end of a contract; none: nobody has said
    budget: BudgetContent
    lines: tuple[LineContent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermContent:
    """What a component entitles to in a contract year; no quantity: by agreement."""

    kind: Kind
    quantity: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentContent:
    """A component of packages_config/packages.toml with its amount a year."""

    code: Code
    name: Short
    amount: Euros
    borne_by_university: bool = False
    description: str = ""
    entitlements: tuple[TermContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The totals of a package as they were announced, against which the components are checked."""

    gross: Euros
    in_kind: Euros
    price: Euros
    three_year_price: Euros


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageContent:
    """A package of packages_config/packages.toml: the codes of its components."""

    code: Code
    name: Short
    components: tuple[str, ...]
    description: str = ""
    published: Published


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagesContent:
    """packages_config/packages.toml."""

    components: tuple[ComponentContent, ...]
    packages: tuple[PackageContent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionContent:
    """A line of packages_config/questions.toml: what is not decided, and the default in force."""

    code: Code
    question: str
    default: str
    reason: str = ""
    owner: Short
    confirmed: bool = False
    holds_invoices: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionsContent:
    """packages_config/questions.toml."""

    questions: tuple[QuestionContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """The party that invoices (BG-4); empty fields are open questions, refused at issue."""

    name: str = ""
    legal_name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country_code: str = "NL"
    kvk_number: str = ""
    vat_identifier: str = ""
    iban: str = ""
    bic: str = ""
    account_name: str = ""
    email: str = ""
    phone: str = ""
    contact: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerContent:
    """invoicing/seller.toml: the true seller, and the fictitious one of a demo."""

    seller: Seller
    demo: Seller


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCode:
    """A treatment for VAT (BT-118 to BT-121): category of UNCL 5305, rate in per cent.

    The same code may stand more than once, each time for other days: a rate that
    changes. ``valid_until`` is its last day.
    """

    code: Code
    category: Literal["S", "Z", "E", "AE", "O"]
    rate: Decimal
    exemption_reason: VeryLong = ""
    exemption_reason_en: VeryLong = ""  # on an English invoice; empty: the Dutch text
    exemption_code: Annotated[str, 40] = ""
    valid_from: date | None = None
    valid_until: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether it holds on a day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVat:
    """Which treatment each component has in a demo."""

    components: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vat:
    """invoicing/vat.toml: treatments, and which one each component has."""

    confirmed: bool = False
    confirmed_by: str = ""
    confirmed_on: date | None = None
    prices_include_vat: bool = False
    codes: tuple[VatCode, ...] = ()
    components: dict[str, str] = field(default_factory=dict)  # component code: VAT code

    def code(self, code: str, on: date) -> VatCode | None:
        """Return the treatment that has a code on a day, or nothing."""
        return next((item for item in self.codes if item.code == code and item.holds(on)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class VatContent(Vat):
    """invoicing/vat.toml with its part for a demo."""

    demo: DemoVat = field(default_factory=DemoVat)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderStep:
    """A step of the ladder: so many days after the due date this mail goes out."""

    name: Short
    days_overdue: int
    template: Short


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerContent:
    """Where the finance system books a component."""

    component: Code
    account: Annotated[str, 20]
    cost_centre: Annotated[str, 20] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """invoicing/terms.toml: when and how is paid, reminded and booked."""

    instalments: int = 1
    payment_days: int = 30
    invoice_text: str = ""
    invoice_text_en: str = ""  # on an English invoice; empty: the Dutch text
    reminders: tuple[ReminderStep, ...] = ()
    ledger: tuple[LedgerContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A number series; ``format`` knows ``{year}`` and ``{number}`` (``{number:04d}``)."""

    code: Code
    format: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """invoicing/numbering.toml."""

    credit_notes: Literal["own", "shared"] = "own"
    contract: Series
    invoice: Series
    credit_note: Series

    @property
    def for_credit_notes(self) -> Series:
        """The series of credit notes: their own, or that of the invoices."""
        return self.invoice if self.credit_notes == "shared" else self.credit_note


@dataclass(frozen=True, slots=True, kw_only=True)
class Odoo:
    """invoicing/odoo.toml: where things are booked; address and key are settings of the system.

    ``taxes`` leads from a VAT code to the external id of a tax; empty: a line without tax.
    """

    enabled: bool = False
    journal: Annotated[str, 10] = ""
    analytic_plan: Short = ""
    language: Annotated[str, 10] = "nl_NL"
    taxes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedContent:
    """A calendar of calendar/feeds.toml; ``scope`` says whose events it holds.

    ``parts``: whether those of events stand in its text, or as entries of their own.
    """

    code: Code
    name: str
    scope: Literal["public", "cohort", "organisation", "person", "office", "coach"]
    description: str = ""
    parts: Literal["text", "entries"] = "text"
    includes: tuple[
        Literal["events", "lectures", "coaching", "courses", "deadlines", "days"], ...
    ] = ("events",)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsContent:
    """calendar/feeds.toml."""

    feeds: tuple[FeedContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayContent:
    """A holiday or a block of the academic year; ``until`` is its last day."""

    key: Code
    name: str
    on: date
    until: date | None = None
    kind: Literal["holiday", "block"] = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidaysContent:
    """calendar/holidays.toml: whether the Dutch public holidays are taken, and the blocks."""

    public_holidays: bool = True
    days: tuple[DayContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventContent:
    """An event of calendar/YEAR.toml: from a moment to a moment, or whole days.

    Moments are times of the clock in Amsterdam, without an offset. For whole
    days ``ends_at`` is the last day: a single day has the same day twice.
    """

    key: Code
    title: Long
    kind: Literal["masterclass", "knowledge_event", "challenge", "symposium", "training", "other"]
    starts_at: datetime | date
    ends_at: datetime | date
    location: VeryLong = ""
    description: str = ""
    url: Long = ""
    status: Literal["tentative", "confirmed", "cancelled"] = "confirmed"
    published: bool = True
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsContent:
    """calendar/YEAR.toml."""

    events: tuple[EventContent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything the office folders hold; ``sha256`` is over the bytes of all files."""

    programme: ProgrammeContent
    packages: tuple[Package, ...]  # components with their VAT code inside
    descriptions: dict[str, str]  # package code: text
    component_descriptions: dict[str, str]  # component code: text
    questions: tuple[QuestionContent, ...]
    seller: Seller
    demo_seller: Seller
    vat: Vat
    demo_vat: Vat
    terms: Terms
    numbering: Numbering
    odoo: Odoo
    feeds: tuple[FeedContent, ...]
    holidays: HolidaysContent
    events: tuple[EventContent, ...]
    sha256: str
    files: dict[str, str]  # path in the office folders: text

    def component_vat_codes(self, *, demo: bool) -> dict[str, str]:
        """Return the VAT code of each component, with the codes of the demo in a demo."""
        return (self.demo_vat if demo else self.vat).components
