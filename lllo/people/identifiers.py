"""Cleans and checks the numbers of an organisation; a bad one is refused with what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import Refused
from lllo.rules import identifiers as rules

if TYPE_CHECKING:
    from collections.abc import Callable

RSIN_EXPECTED = gettext_lazy("An RSIN has 9 digits that pass the eleven test.")
OIN_EXPECTED: dict[str, object] = {
    "digits": gettext_lazy("An OIN has 20 digits, zeros in front included."),
    "ending": gettext_lazy("An OIN that begins with 00000001 holds an RSIN and ends in 000."),
    "eleven_test": gettext_lazy(
        "The RSIN inside this OIN (digits 9 to 17) fails the eleven test; a digit is wrong."
    ),
}
VAT_LENGTH = 14


def kvk_number(text: str) -> str:
    """Return the 8 digits of a KvK number, or refuse."""
    number = rules.compact(text)
    if rules.kvk_problem(number):
        raise Refused(
            _("A KvK number has 8 digits, zeros in front included, such as 01234567."),
            code="kvk_number",
        )
    return number


def oin(text: str) -> str:
    """Return the 20 digits of an OIN, or refuse."""
    number = rules.compact(text)
    problem = rules.oin_problem(number)
    if problem:
        raise Refused(OIN_EXPECTED[problem], code="oin")
    return number


def rsin(text: str) -> str:
    """Return the 9 digits of an RSIN, or refuse."""
    number = rules.compact(text)
    if rules.rsin_problem(number):
        raise Refused(RSIN_EXPECTED, code="rsin")
    return number


def vat_identifier(text: str) -> str:
    """Return a btw-id (or another member state's) with its country in front, or refuse.

    A Dutch one is NL, 9 digits, B and 2 digits, and passes the eleven test or
    modulus 97 (since 2020); python-stdnum holds the tests of every member state.
    """
    from stdnum.eu import vat  # noqa: PLC0415 - 40 ms that most commands do not need
    from stdnum.exceptions import ValidationError  # noqa: PLC0415 - comes with it

    number = rules.compact(text)
    try:
        cleaned = str(vat.validate(number))
    except ValidationError:
        cleaned = ""
    # python-stdnum fills a short Dutch number up with zeros; a digit too few is a mistake here
    if not cleaned or (number.startswith("NL") and len(number) != VAT_LENGTH):
        raise Refused(
            _("A VAT identifier looks like NL000099998B57; this one fails its check."),
            code="vat_identifier",
        )
    return cleaned


def iban(text: str) -> str:
    """Return an IBAN without spaces, or refuse (ISO 13616: length by country, modulus 97)."""
    from stdnum import iban as standard  # noqa: PLC0415 - most commands do not need it
    from stdnum.exceptions import ValidationError  # noqa: PLC0415 - comes with it

    try:
        return str(standard.validate(rules.compact(text)))
    except ValidationError as error:
        raise Refused(
            _("An IBAN looks like NL91 ABNA 0417 1643 00; this one fails its check."), code="iban"
        ) from error


def email(text: str) -> str:
    """Return a mail address as it was written, or refuse."""
    address = text.strip()
    if rules.email_problem(address):
        raise Refused(_("A mail address looks like name@example.org."), code="email")
    return address


def country_code(text: str) -> str:
    """Return a country as its two letters of ISO 3166-1, or refuse."""
    code = text.strip().upper()
    if code not in rules.COUNTRIES:
        raise Refused(_("A country is two letters, such as NL, BE or DE."), code="country_code")
    return code


def postal_code(text: str, country: str = "NL") -> str:
    """Return a postal code; a Dutch one as ``7500 AA``, one from abroad as it is."""
    if country != "NL":
        return " ".join(text.split())
    code = rules.postal_code(text)
    if code is None:
        raise Refused(_("A postal code looks like 7500 AA."), code="postal_code")
    return code


NUMBERS: dict[str, Callable[[str], str]] = {
    "kvk_number": kvk_number,
    "oin": oin,
    "rsin": rsin,
    "vat_identifier": vat_identifier,
    "iban": iban,
    "invoice_email": email,
}


PEPPOL: dict[str, Callable[[str], str]] = {
    "0190": oin,
    "0106": kvk_number,
    "9944": vat_identifier,
}


def peppol_id(scheme: str, text: str) -> str:
    """Return a number of the Peppol network (ISO 6523 scheme in front), or refuse."""
    if scheme not in PEPPOL:
        raise Refused(
            _("A Peppol number is an OIN (0190), a KvK number (0106) or a VAT identifier (9944)."),
            code="peppol_scheme",
        )
    return PEPPOL[scheme](text)


def clean_peppol(values: dict[str, Any]) -> None:
    """Bring the Peppol number among the values of an organisation into its form, or refuse."""
    scheme, number = values["peppol_scheme"], values["peppol_id"]
    if scheme and not number:
        raise Refused(_("The Peppol number is missing beside its kind."), code="peppol_id")
    if scheme or number:
        values["peppol_id"] = peppol_id(scheme, number)


def clean_order_number(values: dict[str, Any]) -> None:
    """Refuse the rule *above an amount* without an amount, and an amount without that rule."""
    is_above = values["order_number_rule"] == "above"
    if is_above is (values["order_number_above"] is None):
        raise Refused(
            _("An amount belongs to the rule “above an amount”, and only to that."),
            code="order_number_above",
        )


def rsin_fits(number: str, oin_number: str) -> bool:
    """Tell whether an RSIN is the one inside the OIN; one that is not there fits."""
    inside = rules.rsin_of(oin_number)
    return not (number and inside) or number == inside
