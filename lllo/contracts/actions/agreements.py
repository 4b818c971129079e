"""Contracts from draft to end: one function for each change of state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lllo import office
from lllo.contracts import agreement, offers, refusals
from lllo.contracts.models import Choice, Contract
from lllo.contracts.signatures import SignatureData, make_signatures
from lllo.contracts.years import make_years, package_of
from lllo.documents.actions import store
from lllo.fields import refuse_invalid
from lllo.outbox.actions import enqueue
from lllo.outbox.models import Job
from lllo.people import audit
from lllo.people.models import Organisation
from lllo.programmes.models import Programme
from lllo.rules.numbering import number as number_of
from lllo.rules.period import add_years

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lllo.people.models import User


def make_contract(  # noqa: PLR0913 - each is a column of the row it writes
    choice: Choice,
    *,
    starts_on: date | None = None,
    years: int | None = None,
    purchase_order_number: str = "",
    orderer: str = "",
    purchasing_terms: str = "",
    by: User | None,
) -> Contract:
    """Make the draft of an agreement out of a choice, under the next number of its year.

    Without ``years`` it runs for the least that the programme allows. A late
    joiner gets whole years of its own, from its own start.
    """
    content = office.read()
    minimum = content.programme.minimum_years
    years = minimum if years is None else years
    with transaction.atomic():
        # Whoever holds these rows is the only one that gives out contract numbers.
        list(Programme.objects.select_for_update().order_by("pk"))
        Organisation.objects.select_for_update().get(pk=choice.organisation_id)
        choice = Choice.objects.select_for_update().get(pk=choice.pk)
        starts_on = starts_on or choice.starts_on
        refusals.refuse_contract(choice, starts_on, years, minimum)
        contract = _draft(choice, starts_on, years)
        contract.number = _next_number(content.numbering.contract.format, starts_on.year)
        contract.purchase_order_number = purchase_order_number.strip()
        contract.orderer = orderer.strip() or choice.organisation.orderer
        contract.purchasing_terms = purchasing_terms.strip()
        contract.made_by = by
        refuse_invalid(contract)
        contract.save()
        choice.state = Choice.State.CONTRACTED
        choice.save()
        audit.record(
            "contract.made", contract, by=by, package=contract.package_name, choice=choice.pk
        )
    return contract


def _draft(choice: Choice, starts_on: date, years: int) -> Contract:
    """Return what a contract takes from its choice."""
    return Contract(
        organisation=choice.organisation,
        choice=choice,
        edition=choice.edition,
        package_code=choice.package_code,
        package_name=package_of(choice.edition, choice.package_code).name,
        starts_on=starts_on,
        ends_on=add_years(starts_on, years),
        years=years,
    )


def _next_number(pattern: str, year: int) -> str:
    """Return the first number of a year that is not taken."""
    count = Contract.objects.filter(starts_on__year=year).count() + 1
    while Contract.objects.filter(number=number_of(pattern, year, count)).exists():
        count += 1
    return number_of(pattern, year, count)


def locked_contract(contract: Contract) -> Contract:
    """Return a contract that nobody else changes at this moment."""
    contracts = Contract.objects.select_for_update(of=("self",))
    return contracts.select_related("organisation", "edition__programme").get(pk=contract.pk)


def record_purchase_order(
    contract: Contract, *, purchase_order_number: str, orderer: str = "", by: User | None
) -> Contract:
    """Note the order number that the organisation wants to see on its invoices, and who orders."""
    with transaction.atomic():
        contract = locked_contract(contract)
        refusals.refuse_state(
            contract,
            {Contract.State.DRAFT, Contract.State.OFFERED, Contract.State.SIGNED},
            _("Contract %(number)s takes no order number any more: it is %(state)s."),
        )
        contract.purchase_order_number = purchase_order_number.strip()
        contract.orderer = orderer.strip() or contract.orderer
        refuse_invalid(contract)
        contract.save()
        audit.record(
            "contract.order_recorded", contract, by=by, number=contract.purchase_order_number
        )
    return contract


def offer_contract(
    contract: Contract, *, on: date, send: bool = False, by: User | None
) -> Contract:
    """Make the agreement as a document and offer it; with ``send`` a mail follows."""
    with transaction.atomic():
        contract = locked_contract(contract)
        offers.refuse_offer(contract, send=send)
        agreement.take_terms(contract)
        contract.agreement = store(
            agreement.pdf(contract, on=on),
            filename=agreement.file_name(contract),
            media_type="application/pdf",
        )
        contract.agreement_text = store(
            agreement.text(contract, on=on).encode(),
            filename=agreement.file_name(contract, "md"),
            media_type="text/markdown",
        )
        contract.offered_on = on
        contract.state = Contract.State.OFFERED
        refuse_invalid(contract)
        contract.save()
        if send:
            enqueue("mail.agreement", f"agreement:{contract.number}", {"contract": contract.number})
        audit.record(
            "contract.offered", contract, by=by, on=on.isoformat(), sha256=contract.agreement.sha256
        )
    return contract


def send_agreement(contract: Contract, *, again: bool = False, by: User | None) -> Job:
    """Mail an agreement that was offered before, as it was made then; once, unless ``again``."""
    with transaction.atomic():
        contract = locked_contract(contract)
        offers.refuse_unsendable(contract)
        key = f"agreement:{contract.number}"
        sent = Job.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).count()
        if again and sent:
            key = f"{key}:{sent + 1}"
        job = enqueue("mail.agreement", key, {"contract": contract.number})
        if again or not sent:
            audit.record("contract.sending", contract, by=by, key=key)
    return job


def sign_contract(
    contract: Contract, *, signatures: Sequence[SignatureData], by: User | None
) -> Contract:
    """Note that both parties signed; contract years, lines and entitlements come into being.

    They are copies: later editions of the office folders do not touch them.
    """
    with transaction.atomic():
        contract = locked_contract(contract)
        refusals.refuse_unsignable(contract)
        make_signatures(contract, signatures)
        contract.signed_on = max(data.signed_on for data in signatures)
        contract.state = Contract.State.SIGNED
        contract.save()
        make_years(contract)
        audit.record(
            "contract.signed",
            contract,
            by=by,
            on=contract.signed_on.isoformat(),
            signatures={data.party: data.name.strip() for data in signatures},
        )
    return contract


def end_contract(contract: Contract, *, on: date, reason: str, by: User | None) -> Contract:
    """End a signed contract early; ``on`` is the first day on which it no longer holds.

    Contract years that start on that day or later are not invoiced.
    """
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        contract = locked_contract(contract)
        refusals.refuse_state(
            contract,
            {Contract.State.SIGNED},
            _("Only a signed contract can be ended; contract %(number)s is %(state)s."),
        )
        refusals.refuse_end(contract, on)
        contract.ended_on = on
        contract.end_reason = reason.strip()
        contract.state = Contract.State.ENDED
        contract.save()
        audit.record("contract.ended", contract, by=by, on=on.isoformat(), reason=reason.strip())
    return contract


def withdraw_contract(contract: Contract, *, by: User | None) -> Contract:
    """Take back an unsigned contract; its choice opens again, unless there is a newer one."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=contract.organisation_id)
        contract = locked_contract(contract)
        refusals.refuse_state(
            contract,
            {Contract.State.DRAFT, Contract.State.OFFERED},
            _("Contract %(number)s cannot be withdrawn: it is %(state)s."),
        )
        contract.state = Contract.State.WITHDRAWN
        contract.save()
        newer = Choice.objects.for_organisation(contract.organisation).open()
        if contract.choice and not newer.exists():
            contract.choice.state = Choice.State.CHOSEN
            contract.choice.save()
            audit.record("choice.reopened", contract.choice, by=by, contract=contract.number)
        audit.record("contract.withdrawn", contract, by=by)
    return contract
