"""What happens to choices, contracts and entitlements: one function for each change of state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from lllo import office
from lllo.contracts import agreement, refusals
from lllo.contracts.models import Addendum, Choice, Contract, Entitlement, Use
from lllo.contracts.signatures import SignatureData, make_signatures
from lllo.contracts.years import make_years, package_of, replace_years
from lllo.documents.actions import store
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.outbox.actions import enqueue
from lllo.people import audit
from lllo.people.models import Organisation
from lllo.programmes.models import Programme
from lllo.rules.invoice import number as number_of
from lllo.rules.period import add_years

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from lllo.people.models import Person, User
    from lllo.programmes.models import PackageEdition

SAID = ("edition", "package_code", "state", "stated_on", "starts_on", "remark")


def record_choice(  # noqa: PLR0913 - each is a column of the row it writes
    organisation: Organisation,
    *,
    edition: PackageEdition,
    package_code: str = "",
    stated_on: date,
    starts_on: date,
    state: str | None = None,
    remark: str = "",
    by: User | None,
) -> Choice:
    """Note what an organisation said it wants; its open choice, if any, follows.

    Without a package the organisation committed orally. ``state`` is derived
    unless an organisation named a package and is not sure of it yet.
    """
    wanted = Choice(
        organisation=organisation,
        edition=edition,
        package_code=package_code,
        state=state or (Choice.State.CHOSEN if package_code else Choice.State.COMMITTED),
        stated_on=stated_on,
        starts_on=starts_on,
        remark=remark.strip(),
    )
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        choice = Choice.objects.for_organisation(organisation).open().first()
        refusals.refuse_choice(wanted, choice)
        if choice and all(getattr(choice, name) == getattr(wanted, name) for name in SAID):
            return choice
        choice = choice or wanted
        for name in SAID:
            setattr(choice, name, getattr(wanted, name))
        choice.recorded_by = by
        choice.save()
        audit.record("choice.recorded", choice, by=by, package=package_code, state=choice.state)
    return choice


def withdraw_choice(choice: Choice, *, on: date, by: User | None) -> Choice:
    """Note that an organisation no longer wants what it said it wanted."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=choice.organisation_id)
        choice = Choice.objects.select_for_update().get(pk=choice.pk)
        refusals.refuse_closed_choice(choice)
        choice.state = Choice.State.WITHDRAWN
        choice.withdrawn_on = on
        choice.save()
        audit.record("choice.withdrawn", choice, by=by, on=on.isoformat())
    return choice


def make_contract(  # noqa: PLR0913 - each is a column of the row it writes
    choice: Choice,
    *,
    starts_on: date | None = None,
    years: int = 3,
    purchase_order_number: str = "",
    orderer: str = "",
    purchasing_terms: str = "",
    by: User | None,
) -> Contract:
    """Make the draft of an agreement out of a choice, under the next number of its year.

    A late joiner gets whole years of its own, from its own start.
    """
    content = office.read()
    with transaction.atomic():
        # Whoever holds these rows is the only one that gives out contract numbers.
        list(Programme.objects.select_for_update().order_by("pk"))
        Organisation.objects.select_for_update().get(pk=choice.organisation_id)
        choice = Choice.objects.select_for_update().get(pk=choice.pk)
        starts_on = starts_on or choice.starts_on
        refusals.refuse_contract(choice, starts_on, years, content.programme.minimum_years)
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
            "contract.made", contract, by=by, package=contract.package_code, choice=choice.pk
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


def _locked_contract(contract: Contract) -> Contract:
    """Return a contract that nobody else changes at this moment."""
    contracts = Contract.objects.select_for_update(of=("self",))
    return contracts.select_related("organisation", "edition__programme").get(pk=contract.pk)


def record_purchase_order(
    contract: Contract, *, purchase_order_number: str, orderer: str = "", by: User | None
) -> Contract:
    """Note the order number that the organisation wants to see on its invoices, and who orders."""
    with transaction.atomic():
        contract = _locked_contract(contract)
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
        contract = _locked_contract(contract)
        refusals.refuse_state(
            contract,
            {Contract.State.DRAFT},
            _("Contract %(number)s cannot be offered: it is %(state)s."),
        )
        if send:
            refusals.refuse_nameless_seller()
        contract.agreement = store(
            agreement.pdf(contract, on=on),
            filename=f"{contract.number.replace('/', '-')}.pdf",
            media_type="application/pdf",
        )
        contract.offered_on = on
        contract.state = Contract.State.OFFERED
        contract.save()
        if send:
            enqueue("mail.agreement", f"agreement:{contract.number}", {"contract": contract.number})
        audit.record(
            "contract.offered", contract, by=by, on=on.isoformat(), sha256=contract.agreement.sha256
        )
    return contract


def sign_contract(
    contract: Contract, *, signatures: Sequence[SignatureData], by: User | None
) -> Contract:
    """Note that both parties signed; contract years, lines and entitlements come into being.

    They are copies: later editions of the office folders do not touch them.
    """
    with transaction.atomic():
        contract = _locked_contract(contract)
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


def amend_contract(  # noqa: PLR0913 - each is a column of the row it writes
    contract: Contract,
    *,
    edition: PackageEdition,
    package_code: str,
    from_year: int,
    reason: str,
    agreed_on: date,
    by: User | None,
) -> Addendum:
    """Agree on another package from contract year ``from_year`` (1, 2, ...) on.

    Only years that have not started on ``agreed_on`` and to which nothing
    refers yet; their lines and entitlements are replaced.
    """
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        contract = _locked_contract(contract)
        refusals.refuse_state(
            contract,
            {Contract.State.SIGNED},
            _("Only a signed contract has addenda; contract %(number)s is %(state)s."),
        )
        package = package_of(edition, package_code)
        years = refusals.years_to_amend(contract, from_year, agreed_on)
        refusals.refuse_start(edition, years[0].starts_on)
        refusals.refuse_unchanged(years, package)
        replace_years(years, package)
        addendum = contract.addenda.create(
            number=contract.addenda.count() + 1,
            takes_effect_on=years[0].starts_on,
            edition=edition,
            package_code=package_code,
            reason=reason.strip(),
            agreed_on=agreed_on,
            recorded_by=by,
        )
        audit.record("contract.amended", addendum, by=by, package=package_code, from_year=from_year)
    return addendum


def end_contract(contract: Contract, *, on: date, reason: str, by: User | None) -> Contract:
    """End a signed contract early; ``on`` is the first day on which it no longer holds.

    Contract years that start on that day or later are not invoiced.
    """
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        contract = _locked_contract(contract)
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
        contract = _locked_contract(contract)
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


def use_entitlement(  # noqa: PLR0913 - each is a column of the row it writes
    entitlement: Entitlement,
    *,
    quantity: Decimal,
    on: date,
    reason: str,
    person: Person | None = None,
    override_reason: str = "",
    by: User | None,
) -> Use:
    """Take ``quantity`` (hours, seats, EC) of an entitlement on a day of its contract year.

    Going beyond what is left needs an ``override_reason`` and a programme lead;
    the reason stays with the row. It is not kept where there was enough.
    """
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        locked = _locked_entitlement(entitlement.pk)
        refusals.refuse_outside(locked.contract_year, on)
        beyond = refusals.goes_beyond(locked, quantity, override_reason, by)
        use = Use(
            entitlement=locked,
            quantity=quantity,
            used_on=on,
            person=person,
            reason=reason.strip(),
            override_reason=override_reason.strip() if beyond else "",
            recorded_by=by,
        )
        refuse_invalid(use)
        use.save()
        row = {"use": use.pk, "quantity": str(quantity), "on": on.isoformat()}
        audit.record("entitlement.used", locked, by=by, override_reason=use.override_reason, **row)
    return use


def _locked_entitlement(pk: int) -> Entitlement:
    """Return an entitlement of which nobody else can take at this moment."""
    entitlements = Entitlement.objects.select_for_update(of=("self",))
    found = (
        entitlements.select_related("contract_year__contract__organisation").filter(pk=pk).first()
    )
    if found is None:
        raise Refused(
            _("An addendum replaced this entitlement; look it up again."),
            code="entitlement_replaced",
        )
    return found


def reverse_use(use: Use, *, on: date, reason: str, by: User | None) -> Use:
    """Give back what a use took: a negative row that names it, once for each use."""
    refusals.refuse_without_reason(reason)
    with transaction.atomic():
        entitlement = _locked_entitlement(use.entitlement_id)
        if use.reverses_id is not None:
            raise Refused(_("A reversal cannot be reversed. Record a new use."), code="is_reversal")
        if Use.objects.filter(reverses=use).exists():
            raise Refused(
                _("This use was given back before: %(use)s.") % {"use": use},
                code="already_reversed",
            )
        reversal = Use(
            entitlement=entitlement,
            quantity=-use.quantity,
            used_on=on,
            person=use.person,
            reason=reason.strip(),
            reverses=use,
            recorded_by=by,
        )
        refuse_invalid(reversal)
        reversal.save()
        audit.record(
            "entitlement.given_back",
            entitlement,
            by=by,
            use=use.pk,
            quantity=str(use.quantity),
            on=on.isoformat(),
        )
    return reversal
