"""Plays a programme year with the office's own actions, each on its own day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lllo import clock
from lllo.contracts import actions as contracts
from lllo.contracts.actions import SignatureData
from lllo.demo import data
from lllo.demo.parties import make_parties
from lllo.demo.story import Story, moment
from lllo.demo.year import play_year
from lllo.programmes.actions import mark_demo
from lllo.programmes.queries import edition_in_force
from lllo.setup.actions import load_programme

if TYPE_CHECKING:
    from collections.abc import Callable

    from lllo.contracts.models import Choice, Contract

FORTNIGHT = timedelta(days=14)
FIVE_DAYS = timedelta(days=5)


def build(progress: Callable[[str], None]) -> None:
    """Fill an empty, migrated database; ``progress`` hears the name of each step."""
    with clock.at(moment(data.BEGIN)):
        progress("programme")
        mark_demo(by=None)
        load_programme(by=None)
        progress("people")
        parties = make_parties()
    story = Story(parties=parties, edition=edition_in_force(data.STARTS_ON))
    progress("contracts")
    for host in sorted(data.HOSTS, key=lambda item: item.stated_on):
        _agree(story, host)
    play_year(story, progress)


def _agree(story: Story, host: data.Host) -> None:
    """Let one organisation choose, and take its agreement as far as its stage says."""
    choice = _choose(story, host)
    if host.stage in {"committed", "chosen"}:
        return
    made_on = host.stated_on + FIVE_DAYS
    with clock.at(moment(made_on)):
        contract = contracts.make_contract(
            choice,
            purchase_order_number=host.purchase_order_number,
            orderer=str(story.parties.contacts[host.name]),
            by=story.office,
        )
    if host.stage != "draft":
        with clock.at(moment(made_on, "14:30")):
            contract = contracts.offer_contract(contract, on=made_on, send=True, by=story.office)
    if host.signed_on:
        contract = _sign(story, host, contract)
    story.contracts[host.name] = contract


def _choose(story: Story, host: data.Host) -> Choice:
    """Record what the organisation wants, and what it wanted before."""
    organisation = story.parties.organisations[host.name]
    if host.first_choice:
        with clock.at(moment(host.stated_on - FORTNIGHT)):
            first = contracts.record_choice(
                organisation,
                edition=story.edition,
                package_code=host.first_choice,
                stated_on=host.stated_on - FORTNIGHT,
                starts_on=host.starts_on,
                by=story.office,
            )
        with clock.at(moment(host.stated_on, "09:30")):
            contracts.withdraw_choice(first, on=host.stated_on, by=story.office)
    with clock.at(moment(host.stated_on)):
        return contracts.record_choice(
            organisation,
            edition=story.edition,
            package_code=host.package,
            state="committed" if host.stage == "committed" else None,
            stated_on=host.stated_on,
            starts_on=host.starts_on,
            by=story.office,
        )


def _sign(story: Story, host: data.Host, contract: Contract) -> Contract:
    """Both parties sign, the university last."""
    assert host.signed_on
    signatures = [
        SignatureData(
            party="participant",
            name=str(story.parties.contacts[host.name]),
            job_title="Gemandateerd contactpersoon",
            signed_on=host.signed_on - timedelta(days=3),
        ),
        SignatureData(
            party="university",
            name=str(story.parties.staff["Lotte"]),
            job_title="Programmaleider",
            signed_on=host.signed_on,
        ),
    ]
    with clock.at(moment(host.signed_on)):
        return contracts.sign_contract(contract, signatures=signatures, by=story.office)
