"""Choices and contracts: from what an organisation wants to what both parties signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lllo.cli.output import show
from lllo.cli.run import DATE, format_option, uses_database
from lllo.texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from lllo.contracts.actions import SignatureData
    from lllo.contracts.models import Contract
    from lllo.documents.models import Document

ORGANISATION = _("ORGANISATION is a name, KvK number or OIN.")
STATES = ["draft", "offered", "signed", "ended", "withdrawn"]
COLUMNS = {
    "number": _("Number"),
    "organisation": _("Organisation"),
    "package_name": _("Package"),
    "state_name": _("State"),
    "first_day": _("First day"),
    "last_day": _("Last day"),
    "gross": _("Gross value"),
    "in_kind": _("In kind"),
    "price": _("Price a year"),
    "total": _("Whole term"),
}


def _day(given: datetime | None) -> date:
    """Return the day that was given, or today."""
    from lllo import clock

    return given.date() if given else clock.today()


@click.group(help=_("Choices of a package, and the agreements that follow."))
def contracts() -> None:
    """Group the commands about contracts."""


@contracts.command(name="list", help=_("List the contracts with their amounts."))
@click.option("--organisation", help=_("Only of this organisation."))
@click.option("--state", type=click.Choice(STATES), help=_("Only in this state."))
@format_option
@uses_database
def list_(organisation: str | None, state: str | None, output_format: str) -> None:
    """Print contracts."""
    from lllo.contracts.queries import contract_rows
    from lllo.people.queries import find_organisation

    only = find_organisation(organisation) if organisation else None
    show(contract_rows(organisation=only, state=state), output_format, COLUMNS)


@contracts.command(
    help=_("Record which PACKAGE an organisation wants; without one it committed orally.")
    + "\n\n"
    + ORGANISATION
)
@click.argument("organisation")
@click.argument("package", default="")
@click.option("--on", type=DATE, help=_("The day on which it was said; today unless given."))
@click.option("--start", type=DATE, help=_("The wanted start; the programme's unless given."))
@click.option("--remark", default="", help=_("What else was said."))
@uses_database
def choose(
    organisation: str, package: str, on: datetime | None, start: datetime | None, remark: str
) -> None:
    """Record or update the open choice of an organisation."""
    from lllo.contracts.actions import record_choice
    from lllo.contracts.queries import default_start
    from lllo.people.queries import find_organisation
    from lllo.programmes.queries import edition_in_force

    starts_on = start.date() if start else default_start(_day(on))
    choice = record_choice(
        find_organisation(organisation),
        edition=edition_in_force(starts_on),
        package_code=package,
        stated_on=_day(on),
        starts_on=starts_on,
        remark=remark,
        by=None,
    )
    click.echo(_("Recorded: %s.") % choice)


@contracts.command(
    help=_("Make the draft of an agreement from the open choice.") + "\n\n" + ORGANISATION
)
@click.argument("organisation")
@click.option("--start", type=DATE, help=_("The first day; that of the choice unless given."))
@click.option("--years", type=int, help=_("How many years; the least allowed unless given."))
@click.option("--order-number", default="", help=_("The order number for on the invoices."))
@click.option("--orderer", default="", help=_("Who orders; that of the organisation unless given."))
@click.option("--terms", default="", help=_("The purchasing terms that apply."))
@uses_database
def make(
    organisation: str,
    start: datetime | None,
    years: int | None,
    order_number: str,
    orderer: str,
    terms: str,
) -> None:
    """Make a contract and print its number."""
    from lllo.contracts.actions import make_contract
    from lllo.contracts.queries import open_choice
    from lllo.people.queries import find_organisation

    contract = make_contract(
        open_choice(find_organisation(organisation)),
        starts_on=start.date() if start else None,
        years=years,
        purchase_order_number=order_number,
        orderer=orderer,
        purchasing_terms=terms,
        by=None,
    )
    click.echo(
        _("Made draft %(number)s for %(organisation)s.")
        % {"number": contract.number, "organisation": contract.organisation}
    )


@contracts.command(help=_("Make the agreement of contract NUMBER as PDF, and offer it."))
@click.argument("number")
@click.option("--on", type=DATE, help=_("The day of the offer; today unless given."))
@click.option("--send", is_flag=True, help=_("Mail it to the contacts of the organisation."))
@click.option(
    "--preview",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Write the document as it would be to this file, and offer nothing."),
)
@uses_database
def offer(number: str, on: datetime | None, send: bool, preview: Path | None) -> None:
    """Offer a contract; one that was offered before is only mailed, as it was made then."""
    from lllo.contracts.actions import offer_contract, send_agreement
    from lllo.contracts.queries import find_contract

    contract = find_contract(number)
    if contract.state == contract.State.DRAFT:
        _say_blanks(contract)
    if preview:
        _preview(contract, preview, on)
        return
    if send and contract.state == contract.State.OFFERED:
        job = send_agreement(contract, by=None)
        sentence = _("The agreement %(number)s is in the outbox: %(state)s.")
        click.echo(sentence % {"number": contract.number, "state": job.get_state_display()})
        return
    contract = offer_contract(contract, on=_day(on), send=send, by=None)
    click.echo(_("Offered %(number)s.") % {"number": contract.number})


def _say_blanks(contract: Contract) -> None:
    """Say what the document would leave blank of the organisation; that stops nothing."""
    from lllo.contracts.offers import left_blank

    blanks = ", ".join(left_blank(contract.organisation))
    if blanks:
        words = {"organisation": contract.organisation, "names": blanks}
        sentence = _("The document does not say these yet of %(organisation)s: %(names)s.")
        click.echo(sentence % words, err=True)


def _preview(contract: Contract, file: Path, on: datetime | None) -> None:
    """Write the document of a draft to look at; every page says that it is one."""
    from lllo.contracts import agreement, offers

    offers.refuse_no_draft(contract)
    try:
        file.write_bytes(agreement.concept(contract, on=_day(on)))
    except OSError as error:
        sentence = _("The file %(file)s cannot be written: %(problem)s")
        detail = {"file": file, "problem": error.strerror}
        raise click.ClickException(sentence % detail) from error
    click.echo(str(file))


@contracts.command(help=_("Note that both parties signed contract NUMBER."))
@click.argument("number")
@click.option("--participant", default="", help=_("Who signed for the organisation."))
@click.option("--university", default="", help=_("Who signed for the university."))
@click.option("--on", type=DATE, help=_("The day of the signatures; today unless given."))
@uses_database
def sign(number: str, participant: str, university: str, on: datetime | None) -> None:
    """Sign a contract; a party that is not named did not sign."""
    from lllo.contracts.actions import sign_contract
    from lllo.contracts.queries import find_contract

    signatures = _signatures(participant, university, _day(on))
    contract = sign_contract(find_contract(number), signatures=signatures, by=None)
    click.echo(_("Signed %(number)s.") % {"number": contract.number})


def _signatures(participant: str, university: str, on: date) -> list[SignatureData]:
    """Return the signatures of the parties that are named."""
    from lllo.contracts.actions import SignatureData

    names = {"participant": participant, "university": university}
    return [
        SignatureData(party=party, name=name, signed_on=on) for party, name in names.items() if name
    ]


@contracts.command(help=_("Agree on another PACKAGE for later years of contract NUMBER."))
@click.argument("number")
@click.argument("package")
@click.option("--from-year", type=int, required=True, help=_("The first contract year: 2, 3, …"))
@click.option("--reason", required=True, help=_("Why."))
@click.option("--on", type=DATE, help=_("The day of the addendum; today unless given."))
@click.option("--participant", default="", help=_("Who signed for the organisation."))
@click.option("--university", default="", help=_("Who signed for the university."))
@click.option("--send", is_flag=True, help=_("Mail its document to the contacts."))
@uses_database
def amend(  # noqa: PLR0913 - its options
    number: str,
    package: str,
    *,
    from_year: int,
    reason: str,
    on: datetime | None,
    participant: str,
    university: str,
    send: bool,
) -> None:
    """Make an addendum, with the packages that are in force when its first year starts."""
    from lllo.contracts.actions import amend_contract
    from lllo.contracts.queries import find_contract

    addendum = amend_contract(
        find_contract(number),
        package_code=package,
        from_year=from_year,
        reason=reason,
        agreed_on=_day(on),
        signatures=_signatures(participant, university, _day(on)),
        send=send,
        by=None,
    )
    click.echo(_("Made addendum %s.") % addendum)


@contracts.command(help=_("End contract NUMBER before its time."))
@click.argument("number")
@click.option("--on", type=DATE, required=True, help=_("The first day on which it does not hold."))
@click.option("--reason", required=True, help=_("Why."))
@uses_database
def end(number: str, on: datetime, reason: str) -> None:
    """End a contract."""
    from lllo.contracts.actions import end_contract
    from lllo.contracts.queries import find_contract

    contract = end_contract(find_contract(number), on=on.date(), reason=reason, by=None)
    click.echo(_("Ended %(number)s.") % {"number": contract.number})


@contracts.command(help=_("Take back contract NUMBER, which is not signed."))
@click.argument("number")
@uses_database
def withdraw(number: str) -> None:
    """Withdraw a contract."""
    from lllo.contracts.actions import withdraw_contract
    from lllo.contracts.queries import find_contract

    contract = withdraw_contract(find_contract(number), by=None)
    click.echo(_("Withdrew %(number)s.") % {"number": contract.number})


@contracts.command(help=_("Record the ORDER number for on the invoices of contract NUMBER."))
@click.argument("number")
@click.argument("order")
@click.option("--orderer", default="", help=_("Who orders."))
@uses_database
def order(number: str, order: str, orderer: str) -> None:
    """Record an order number."""
    from lllo.contracts.queries import find_contract
    from lllo.invoices.order_actions import record_order_number

    contract = record_order_number(
        find_contract(number), purchase_order_number=order, orderer=orderer, by=None
    )
    click.echo(
        _("The invoices of %(number)s will carry %(order)s.")
        % {"number": contract.number, "order": contract.purchase_order_number}
    )


@contracts.command(help=_("Write the agreement of each offered or signed contract as PDF."))
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help=_("The folder.")
)
@click.option("--organisation", help=_("Only of this organisation."))
@uses_database
def export(out: Path, organisation: str | None) -> None:
    """Write agreements as they were offered, byte for byte."""
    from lllo.contracts.queries import agreements
    from lllo.people.queries import find_organisation

    documents = agreements(find_organisation(organisation) if organisation else None)
    try:
        written = _write(out, documents)
    except OSError as error:
        sentence = _("The folder %(folder)s cannot be written: %(problem)s")
        detail = {"folder": out, "problem": error.strerror}
        raise click.ClickException(sentence % detail) from error
    for path in written:
        click.echo(str(path))


def _write(folder: Path, documents: Iterable[Document]) -> list[Path]:
    """Write documents to a folder and return their paths."""
    from lllo.documents.queries import content

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for document in documents:
        path = folder / document.filename
        path.write_bytes(content(document))
        paths.append(path)
    return paths
