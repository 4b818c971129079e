"""The signatures of a contract: what is handed in, what is refused, and the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo import clock
from lllo.contracts.models import Signature
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.formats import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lllo.contracts.models import Addendum, Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureData:
    """Who signs for which party (``Signature.Party``), when and how (``Signature.Method``)."""

    party: str
    name: str
    signed_on: date
    job_title: str = ""
    method: str = Signature.Method.PAPER


def make_signatures(
    contract: Contract, signatures: Sequence[SignatureData], addendum: Addendum | None = None
) -> None:
    """Write the signatures of both parties; anything less is refused."""
    refuse_signatures(contract, signatures)
    for data in signatures:
        signature = Signature(
            contract=contract,
            addendum=addendum,
            party=data.party,
            name=data.name.strip(),
            job_title=data.job_title.strip(),
            signed_on=data.signed_on,
            method=data.method,
        )
        refuse_invalid(signature)
        signature.save()


def refuse_signatures(contract: Contract, signatures: Sequence[SignatureData]) -> None:
    """Refuse unless each party signed once, by a name, after the offer."""
    parties = sorted(data.party for data in signatures)
    if parties != sorted(Signature.Party.values):
        raise Refused(
            _("Both parties sign a contract, each once: the participant and the university."),
            code="signatures_incomplete",
        )
    if not all(data.name.strip() for data in signatures):
        raise Refused(_("A signature has the name of who signed."), code="signature_without_name")
    for data in signatures:
        refuse_day_of_signing(contract, data.signed_on)


def refuse_day_of_signing(contract: Contract, signed_on: date) -> None:
    """Refuse a day of signing that is still to come, or lies before the offer."""
    if signed_on > clock.today():
        raise Refused(
            _("%(day)s is still to come; a signature is noted once it is there.")
            % {"day": day(signed_on)},
            code="signed_in_future",
        )
    if contract.offered_on and signed_on < contract.offered_on:
        raise Refused(
            _("Contract %(number)s was offered on %(offered)s and cannot be signed on %(day)s.")
            % {
                "number": contract.number,
                "offered": day(contract.offered_on),
                "day": day(signed_on),
            },
            code="signed_before_offer",
        )
