"""The HTML twin of an invoice: the same labels and texts as the PDF, in the accessible form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from lllo.invoices.page import page_of
from lllo.invoices.wording import words

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from lllo.invoices.snapshot import InvoiceSnapshot


def render(snapshot: InvoiceSnapshot, *, level: int = 1) -> SafeString:
    """Return an ``<article>`` in the language of the document, for a page that frames it.

    ``level`` is that of its heading. It has classes and no style; there is no script in it.
    """
    say = words(snapshot.language)
    context = {
        "page": page_of(snapshot),
        "head": level,
        "below": level + 1,
        "lines_label": say["lines"],
        "demo_label": say["demo"],
        "dutch": _dutch(snapshot),
    }
    return render_to_string("invoices/twin.html", context)


def _dutch(snapshot: InvoiceSnapshot) -> frozenset[str]:
    """Return the texts that stay Dutch in another language, so that they are read as such."""
    if snapshot.language == "nl":
        return frozenset()
    if snapshot.stays_dutch is not None:
        return frozenset(snapshot.stays_dutch)
    reasons = (total.exemption_reason for total in snapshot.vat)
    lines = (line.description for line in snapshot.lines)
    return frozenset(text for text in (snapshot.text, *reasons, *lines) if text)
