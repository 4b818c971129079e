"""The payment QR of an invoice: what a banking app reads (EPC069-12), drawn in PDF operators."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lllo.invoices.snapshot import InvoiceSnapshot

NAME_LENGTH, REFERENCE_LENGTH = 70, 140  # of EPC069-12
QUIET = 4  # white modules around the symbol, of ISO/IEC 18004
FIGURE = re.compile("[0-9]")
BEGIN, END = b"/EpcQr BMC", b"EMC"  # around the operators, so that another number can be put in


def payload(snapshot: InvoiceSnapshot) -> str:
    """Return the text of the payment QR, or nothing where there is nothing to pay."""
    seller = snapshot.seller
    if snapshot.is_credit_note or snapshot.payable_amount <= 0 or not seller.iban:
        return ""
    return "\n".join(
        (
            "BCD",
            "002",
            "1",  # UTF-8
            "SCT",
            seller.bic.replace(" ", ""),
            (seller.account_name or seller.legal_name)[:NAME_LENGTH],
            seller.iban.replace(" ", ""),
            f"EUR{snapshot.payable_amount:.2f}",
            "",
            "",
            snapshot.payment_reference[:REFERENCE_LENGTH],
        )
    )


def operators(text: str, side: float) -> bytes:
    """Return PDF operators that fill the dark modules of a square of ``side`` points.

    Without a text they only mark where it is to be.
    """
    if not text:
        return b"\n".join((BEGIN, END))
    import segno  # noqa: PLC0415 - only here

    symbol = segno.make(text, error="m", micro=False, mask=_mask(FIGURE.sub("0", text)))
    rows = [bytes(row) for row in symbol.matrix]
    module = side / (len(rows) + 2 * QUIET)
    drawn = [BEGIN, b"0 g"]
    for down, row in enumerate(rows):
        y = side - (QUIET + down + 1) * module
        start = row.find(1)
        while start >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            x, width = (QUIET + start) * module, (end - start) * module
            drawn.append(b"%.3f %.3f %.3f %.3f re" % (x, y, width, module))
            start = row.find(1, end)
    return b"\n".join([*drawn, b"f", END])


@cache
def _mask(shape: str) -> int:
    """Return the mask for texts that differ in their figures only.

    Any mask can be read. To find the one with the fewest blots takes 5 ms, so it is done once
    for each seller and length of number.
    """
    import segno  # noqa: PLC0415 - only here

    mask: int = segno.make(shape, error="m", micro=False).mask
    return mask
