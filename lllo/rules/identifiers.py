"""Dutch numbers and addresses: what one looks like, and why a text is not one.

A check returns ``None`` when the text is good, else a code that says which
demand it fails. Texts are taken as they are; ``compact`` removes what people
put between the digits.
"""

from __future__ import annotations

import re
from typing import Literal

Problem = Literal["digits", "eleven_test", "ending", "shape"]

KVK_LENGTH = 8
RSIN_LENGTH = 9
OIN_LENGTH = 20
OIN_OF_RSIN = "00000001"
OIN_ENDING = "000"
# Letter pairs that the Dutch post does not use, because of their history.
UNUSED_LETTERS = frozenset({"SA", "SD", "SS"})
EMAIL_LENGTH = 254  # RFC 5321 §4.5.3.1.3, less the angle brackets
LOCAL_PART_LENGTH = 64  # RFC 5321 §4.5.3.1.1

_ISO_3166_1 = (  # in two letters
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
    "BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
    "DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
    "GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
    "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
    "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW"
)
COUNTRIES = frozenset(_ISO_3166_1.split())
PO_BOX = re.compile(r"\s*(postbus|p\.?\s?o\.?\s?box|postfach|bo[iî]te postale)\b", re.IGNORECASE)
_POSTAL_CODE = re.compile(r"([1-9][0-9]{3})\s?([A-Z]{2})")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def compact(text: str) -> str:
    """Return ``text`` in capitals without spaces, dots and hyphens."""
    return re.sub(r"[\s.\-\u2010-\u2015]+", "", text).upper()


def _is_digits(text: str, length: int) -> bool:
    """Tell whether ``text`` is exactly ``length`` of the digits 0 to 9."""
    return len(text) == length and text.isascii() and text.isdigit()


def is_po_box(street: str) -> bool:
    """Tell whether a street is a post box, in one of the languages around."""
    return PO_BOX.match(street) is not None


def kvk_problem(text: str) -> Problem | None:
    """Return why ``text`` is no KvK number: 8 digits, without a check digit (ICD 0106)."""
    return None if _is_digits(text, KVK_LENGTH) else "digits"


def rsin_problem(text: str) -> Problem | None:
    """Return why ``text`` is no RSIN: 9 digits that pass the eleven test.

    The test: (9·a₀ + 8·a₁ + … + 2·a₇) mod 11 = a₈.
    """
    if not _is_digits(text, RSIN_LENGTH):
        return "digits"
    weighed = sum(
        weight * int(digit) for weight, digit in zip(range(9, 1, -1), text[:-1], strict=True)
    )
    good = weighed % 11 == int(text[-1]) and int(text) > 0
    return None if good else "eleven_test"


def oin_problem(text: str) -> Problem | None:
    """Return why ``text`` is no OIN (ICD 0190): 20 digits.

    After the prefix 00000001 follow an RSIN and 000. What stands behind other
    prefixes differs by prefix, so there the length alone counts.
    """
    if not _is_digits(text, OIN_LENGTH):
        return "digits"
    if not text.startswith(OIN_OF_RSIN):
        return None
    if not text.endswith(OIN_ENDING):
        return "ending"
    return rsin_problem(rsin_of(text))


def rsin_of(oin: str) -> str:
    """Return the RSIN inside an OIN with the prefix 00000001, and nothing for other prefixes."""
    if not oin.startswith(OIN_OF_RSIN):
        return ""
    return oin[len(OIN_OF_RSIN) : -len(OIN_ENDING)]


def postal_code(text: str) -> str | None:
    """Return a Dutch postal code as ``7500 AA`` (NEN 5825), or ``None`` when it is not one."""
    match = _POSTAL_CODE.fullmatch(text.strip().upper())
    if match is None or match[2] in UNUSED_LETTERS:
        return None
    return f"{match[1]} {match[2]}"


def email_problem(text: str) -> Problem | None:
    """Return why ``text`` is no mail address: ``name@domain.tld`` (RFC 5321, without quoting)."""
    local, at, domain = text.rpartition("@")
    labels = domain.split(".")
    good = (
        at
        and len(text) <= EMAIL_LENGTH
        and len(local) <= LOCAL_PART_LENGTH
        and _LOCAL_PART.fullmatch(local)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )
    return None if good else "shape"
