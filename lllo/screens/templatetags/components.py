"""The components of the pages as tags; each is shown on /stijl/ with its markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import template
from django.forms import ModelChoiceField, RadioSelect
from django.utils.safestring import mark_safe

from lllo.screens.components.cells import breakable, shown
from lllo.screens.components.charts import placed
from lllo.screens.components.fields import mistakes_of
from lllo.screens.components.picking import CHOOSE
from lllo.screens.components.submissions import new_token
from lllo.screens.components.undo import Undo, undo_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField
    from django.utils.safestring import SafeString

    from lllo.screens.components.charts import BarChart

register = template.Library()
# What a line must not break: numbers of the house, and a name that ends in a figure ("Cohort 2").
# A longer number may break at a hyphen: it does not fit on a telephone.
WHOLE = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)(?![\w-]{21})\w{1,12}(?:-\w{1,12}){1,3}\b(?!-)"
    r"|\b[^\W\d_]{2,12} \d{1,2}\b"
)


@register.inclusion_tag("components/head.html")
def page_head(
    title: object,
    crumbs: Sequence[Any] = (),
    actions: Sequence[Any] = (),
    note: object = "",
    badge: object = "",
    tone: str = "plain",
) -> dict[str, Any]:
    """Show the way back, the title of the page and its buttons."""
    return {
        "title": title,
        "crumbs": crumbs,
        "actions": actions,
        "note": note,
        "badge": badge,
        "tone": tone,
    }


@register.filter
def headline(title: object) -> SafeString:
    """Return a title in which a number such as ``LLO-2026-010`` stays on one line.

    What stands behind a colon goes to the next line as a whole, where it does not fit.
    """
    escaped = WHOLE.sub(r'<span class="whole">\g<0></span>', breakable(str(title)))
    before, colon, after = escaped.partition(": ")
    tail = f'{before}{colon}<span class="tail">{after}</span>' if colon else escaped
    return mark_safe(tail)  # noqa: S308 - escaped above


@register.inclusion_tag("components/badge.html")
def badge(text: object, tone: str = "plain") -> dict[str, Any]:
    """Show a state in a word: ``plain``, ``good``, ``wait`` or ``late``."""
    return {"text": text, "tone": tone}


@register.inclusion_tag("components/key_values.html")
def key_values(items: Sequence[Any]) -> dict[str, Any]:
    """Show labels with their values; see ``cards.KeyValue``."""
    return {"items": items}


@register.inclusion_tag("components/empty.html")
def empty_state(text: object, label: object = "", href: str = "") -> dict[str, Any]:
    """Show that there is nothing yet, and what to do next."""
    return {"text": text, "label": label, "href": href}


@register.inclusion_tag("components/timeline.html")
def timeline(moments: Sequence[Any]) -> dict[str, Any]:
    """Show what happened in words, the latest first; see ``history.timeline``."""
    return {"moments": moments}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[Any], label: object) -> dict[str, Any]:
    """Show links to the parts of a page; see ``cards.Tab``."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(items: Sequence[object], current: int, label: object = "") -> dict[str, Any]:
    """Show where one is in a task of several steps; the first is 1."""
    return {"items": list(enumerate(items, start=1)), "current": current, "label": label}


@register.inclusion_tag("components/tiles.html")
def tiles(items: Sequence[Any]) -> dict[str, Any]:
    """Show work lists with their counts; see ``cards.Tile``."""
    return {"items": items}


@register.inclusion_tag("components/entitlements.html")
def entitlement_cards(cards: Sequence[Any]) -> dict[str, Any]:
    """Show what can still be used, remaining first; see ``cards.EntitlementCard``."""
    return {"cards": cards}


@register.inclusion_tag("components/table.html")
def data_table(table: Any) -> dict[str, Any]:
    """Show a plain table without search or pages; see ``tables.Table``."""
    return {"table": table}


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(chart: BarChart) -> dict[str, Any]:
    """Draw bars, with the same figures in a table below; see ``charts.BarChart``."""
    return {"placed": placed(chart)}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: Any) -> dict[str, Any]:
    """Show the fields of a form with labels, help and mistakes; no summary, no buttons."""
    return {"form": form}


@register.filter
def is_optional(field: BoundField) -> bool:
    """Tell whether a field says “(optional)”; one that offers *none* in its own words need not.

    ``is_asked`` of a field: it is needed, unless another one takes its place.
    """
    if field.field.required or getattr(field.field, "is_asked", False):
        return False
    if isinstance(field.field, ModelChoiceField):
        return field.field.empty_label in (None, CHOOSE)
    choices = getattr(field.field, "choices", ())
    if isinstance(field.field.widget, RadioSelect) and field.initial:
        return False  # one of them is chosen already, and there is no way to choose none
    return not any(value == "" and label for value, label in choices)


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: Any) -> dict[str, Any]:
    """Show what is wrong above a form, each line a link to its field."""
    return {"mistakes": list(mistakes_of(form)) if form and form.is_bound else []}


@register.simple_block_tag
def panel(content: str, title: object = "", note: object = "", kind: str = "") -> str:
    """Show a surface with a head: ``{% panel title=… %}…{% endpanel %}``."""
    from django.template.loader import render_to_string  # noqa: PLC0415 - Django loads tags first

    context = {"content": content, "title": title, "note": note, "kind": kind}
    return render_to_string("components/panel.html", context)


@register.filter
def as_shown(value: object, kind: str = "text") -> str:
    """Return a value as people read it; ``kind`` as in a column of a list."""
    return shown(value, kind)  # type: ignore[arg-type]


@register.filter
def undo_button(message: Any) -> Undo | None:
    """Return the button that a message carries."""
    return undo_in(message.extra_tags)


@register.simple_tag
def once_token() -> str:
    """Return the token by which a form that is sent twice does its work once."""
    return new_token()


@register.filter
def page_href(question: Any, number: int) -> str:
    """Return the address of another page of a list."""
    return str(question.page_href(number))
