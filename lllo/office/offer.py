"""Checks what the programme offers: programme.toml, packages.toml and questions.toml together."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from lllo.office.mistakes import _
from lllo.office.reader import FIRST_YEAR, LAST_YEAR
from lllo.rules.price import Component, Package, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from lllo.office.content import (
        ComponentContent,
        PackageContent,
        PackagesContent,
        ProgrammeContent,
        QuestionContent,
        QuestionsContent,
    )
    from lllo.office.source import Source

TOTAL = _(
    "Package %(package)s: %(key)s is published as %(published)s, but its components "
    "(%(components)s) come to %(derived)s."
)
TWICE = _('%(key)s "%(value)s" stands here for the second time; it may stand once.')
NO_COMPONENT = _(
    'Package %(package)s: there is no component "%(value)s"; expected one of: %(known)s.'
)
NO_COMPONENT_NEAR = _(
    'Package %(package)s: there is no component "%(value)s"; did you mean "%(near)s"?'
)


def note_twice(source: Source, items: Iterable[Any], key: str) -> None:
    """Note each item whose ``key`` an earlier one has."""
    seen = set()
    for item in items:
        value = getattr(item, key)
        if value in seen:
            source.wrong(item, TWICE, key, key=key, value=value)
        seen.add(value)


def check_programme(source: Source, programme: ProgrammeContent) -> None:
    """Check the budget against its published amount, and the lines."""
    budget = programme.budget
    note_twice(source, programme.lines, "code")
    for line in programme.lines:
        note_twice(source, line.deliverables, "code")
        if line.weight < 1:
            source.wrong(
                line, _("weight is %(value)s; expected 1 or more."), "weight", value=line.weight
            )
    if not programme.lines:
        source.wrong((), _("There is no development line; expected at least one [[lines]]."))
    if programme.minimum_years < 1:
        text = _("minimum_years is %(value)s; expected 1 or more.")
        source.wrong(programme, text, "minimum_years", value=programme.minimum_years)
    if programme.notice_months is not None and programme.notice_months < 1:
        text = _("notice_months is %(value)s; expected 1 or more, or leave it out.")
        source.wrong(programme, text, "notice_months", value=programme.notice_months)
    is_sound = all(FIRST_YEAR <= year <= LAST_YEAR for year in budget.years)
    if not (budget.years and is_sound and len(set(budget.years)) == len(budget.years)):
        text = _("years is not a list of years; expected each year once, such as [2026, 2027].")
        source.wrong(budget, text, "years")
    _check_budget_amount(source, programme)


def _check_budget_amount(source: Source, programme: ProgrammeContent) -> None:
    """Check that no parameter is nothing, and then that they come to the published amount."""
    budget = programme.budget
    before = len(source.mistakes)
    for key in ("people", "days_per_week", "weeks", "day_rate", "hours_per_day"):
        value = getattr(budget, key)
        if value <= 0:
            text = _("%(key)s is %(value)s; expected more than zero.")
            source.wrong(budget, text, key, key=key, value=value)
    if len(source.mistakes) > before or budget.published in {None, budget.amount}:
        return
    text = _(
        "The budget is published as %(published)s a year, but people × days_per_week × weeks × "
        "day_rate + extras comes to %(derived)s."
    )
    amounts = {"published": f"{budget.published:.2f}", "derived": f"{budget.amount:.2f}"}
    source.wrong(budget, text, "published", **amounts)


def check_packages(source: Source, content: PackagesContent) -> None:
    """Check components and packages, and that each published total is the sum of its parts."""
    note_twice(source, content.components, "code")
    note_twice(source, content.packages, "code")
    for component in content.components:
        _check_component(source, component)
    known = source.written("components")
    for package, derived in zip(content.packages, to_rules(content, {}), strict=True):
        before = len(source.mistakes)
        _check_parts(source, package, known)
        is_whole = len(derived.components) == len(package.components)
        if is_whole and len(source.mistakes) == before:
            _check_totals(source, package, derived)


def _check_component(source: Source, component: ComponentContent) -> None:
    if component.amount <= 0:
        text = _("amount is %(value)s; expected more than zero.")
        source.wrong(component, text, "amount", value=component.amount)
    note_twice(source, component.entitlements, "kind")
    for term in component.entitlements:
        if term.quantity is not None and term.quantity <= 0:
            text = _(
                "quantity is %(value)s; expected more than zero, or no quantity: by agreement."
            )
            source.wrong(term, text, "quantity", value=term.quantity)


def _check_parts(source: Source, package: PackageContent, known: Sequence[str]) -> None:
    """Note components that do not exist or stand twice in a package."""
    params: dict[str, Any] = {"package": package.code}
    if not package.components:
        text = _("Package %(package)s holds no component; expected at least one.")
        source.wrong(package, text, "components", **params)
    for index, code in enumerate(package.components):
        where: tuple[str | int, ...] = ("components", index)
        if code in package.components[:index]:
            source.wrong(package, TWICE, *where, key="components", value=code)
        elif code not in known:
            near = difflib.get_close_matches(code, known, n=1)
            text = NO_COMPONENT_NEAR if near else NO_COMPONENT
            hint = {"near": near[0]} if near else {"known": ", ".join(known)}
            source.wrong(package, text, *where, value=code, **params, **hint)


def _check_totals(source: Source, package: PackageContent, derived: Package) -> None:
    """Name each published total of a package that is not the sum of its components."""
    price = derived.price
    totals = {
        "gross": price.gross,
        "in_kind": price.in_kind,
        "price": price.price,
        "three_year_price": price.three_year_price,
    }
    parts = " + ".join(f"{part.code} {part.amount:.2f}" for part in derived.components)
    for key, amount in totals.items():
        published: Decimal = getattr(package.published, key)
        if published != amount:
            params = {"package": package.code, "key": key, "components": parts}
            amounts = {"published": f"{published:.2f}", "derived": f"{amount:.2f}"}
            source.wrong(package.published, TOTAL, key, **params, **amounts)


def to_rules(content: PackagesContent, vat_codes: Mapping[str, str]) -> tuple[Package, ...]:
    """Return the packages as the rules know them; components that do not exist are left out."""
    components: dict[str, Component] = {}
    for item in content.components:
        component = Component(
            code=item.code,
            name=item.name,
            amount=item.amount,
            borne_by_university=item.borne_by_university,
            vat_code=vat_codes.get(item.code, ""),
            terms=tuple(
                Term(kind=term.kind.value, quantity=term.quantity) for term in item.entitlements
            ),
        )
        components.setdefault(item.code, component)
    return tuple(
        Package(
            code=item.code,
            name=item.name,
            components=tuple(components[code] for code in item.components if code in components),
        )
        for item in content.packages
    )


def check_questions(source: Source, content: QuestionsContent) -> None:
    """Check that each question stands once."""
    note_twice(source, content.questions, "code")


def confirmed(questions: Iterable[QuestionContent], code: str) -> bool | None:
    """Tell whether a question is confirmed; nothing when it is not asked."""
    return next((item.confirmed for item in questions if item.code == code), None)
