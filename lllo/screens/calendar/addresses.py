"""The address of a calendar in every form in which someone may want it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

OUTLOOK = "https://outlook.office.com/calendar/0/addfromweb?url={url}&name={name}"
GOOGLE = "https://calendar.google.com/calendar/r?cid={url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An address, as ``https`` and ``webcal``, as links of two services, and as a QR code."""

    https: str
    webcal: str
    outlook: str
    google: str
    qr: SafeString


def address_of(secret: str, name: str) -> Address:
    """Return the address of a calendar by its secret, or by the code of a public one."""
    https = f"{settings.LLLO_BASE_URL.rstrip('/')}/agenda/{secret}.ics"
    webcal = f"webcal://{https.removeprefix(urlsplit(https).scheme + '://')}"
    return Address(
        https=https,
        webcal=webcal,
        outlook=OUTLOOK.format(url=quote(https, safe=""), name=quote(name, safe="")),
        google=GOOGLE.format(url=quote(webcal, safe="")),
        qr=_qr(https),
    )


def _qr(text: str) -> SafeString:
    """Return a QR code as SVG, on white so that it can be read in the dark, too."""
    import segno  # noqa: PLC0415 - only here

    drawn = segno.make(text, error="m", micro=False).svg_inline(scale=4, light="#fff")
    return mark_safe(drawn)  # noqa: S308 - drawn by segno: numbers only
