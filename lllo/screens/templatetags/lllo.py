"""How amounts, quantities and days look on screen, in Dutch and in English."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lllo import formats as readable
from lllo.formats import NO_BREAK_SPACE
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.forms import BoundField

register = template.Library()


@register.filter
def money(amount: Decimal | None) -> str:
    """Return ``€ 7.500,00``; nothing when there is no amount."""
    if amount is None:
        return ""
    return readable.money(to_cents(amount))


@register.filter
def euros(amount: Decimal | None) -> str:
    """Return ``€ 7.500`` where the cents are nought, and the cents where they are not."""
    if amount is None:
        return ""
    decimals = 0 if amount == amount.to_integral_value() else 2
    shown = formats.number_format(to_cents(amount), decimals, force_grouping=True)
    return f"€{NO_BREAK_SPACE}{shown}"


@register.filter
def cents(amount: Decimal) -> str:
    """Return ``7.500,00``: an amount with its cents, so that the lines of a table add up."""
    return formats.number_format(to_cents(amount), 2, force_grouping=True)


@register.filter
def whole(amount: Decimal) -> str:
    """Return ``7.500``: an amount rounded to whole euros, for charts whose caption says so."""
    rounded = amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return formats.number_format(rounded, 0, force_grouping=True)


@register.filter
def quantity(number: Decimal | int | None) -> str:
    """Return hours, days or seats without needless noughts: ``4``, ``2,5``."""
    if number is None:
        return ""
    return readable.quantity(number)


@register.filter
def day(value: date | None) -> str:
    """Return ``1 maart 2026``, day first in both languages, on one line."""
    return readable.day(value).replace(" ", NO_BREAK_SPACE) if value else ""


@register.filter
def short_day(value: date | None) -> str:
    """Return ``1 mrt 2026`` for tables."""
    return f"{value.day}{NO_BREAK_SPACE}{short_month(value)}" if value else ""


@register.filter
def short_month(value: date) -> str:
    """Return ``mrt 2026``; Dutch writes months small, English does not."""
    shown = formats.date_format(value, "b Y" if get_language() == "nl" else "M Y")
    return shown.replace(" ", NO_BREAK_SPACE)


@register.simple_tag
def widget(field: BoundField) -> str:
    """Return the control of a field without a placeholder: its label stands above it.

    What is missing is told in a sentence, with the other mistakes, not in a bubble of the browser.
    """
    attrs: dict[str, str | bool] = {"placeholder": False}
    field.form.use_required_attribute = False  # where the form is not of our own making
    if field.field.required and field.widget_type in ("text", "email", "password"):
        attrs["aria-required"] = "true"
    return field.as_widget(attrs=attrs)


@register.filter
def moment_range(starts_at: datetime, ends_at: datetime) -> str:
    """Return the day and the hours of something on one day, or both days of a longer one."""
    first, last = timezone.localtime(starts_at), timezone.localtime(ends_at)
    if first.date() != last.date():
        return (
            f"{formats.date_format(first, 'j F Y H:i')} – {formats.date_format(last, 'j F Y H:i')}"
        )
    return _("%(day)s, %(start)s–%(end)s") % {
        "day": formats.date_format(first, "l j F Y"),
        "start": first.strftime("%H:%M"),
        "end": last.strftime("%H:%M"),
    }
