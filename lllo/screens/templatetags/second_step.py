"""What the pages about accounts draw: the QR code of an app with codes, and data for the script."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Return data for an attribute that our own script reads; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def qr_code(text: str) -> SafeString:
    """Return a QR code as SVG within the page: the CSP allows no ``data:`` address."""
    import segno  # noqa: PLC0415 - one page draws it

    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(
        scale=5, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return mark_safe(svg)  # noqa: S308 - drawn here, the text is in it as dots only
