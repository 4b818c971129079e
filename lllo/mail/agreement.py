"""Sends an agreement to the contacts of the organisation."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.contracts.agreement import file_name
from lllo.contracts.models import Contract
from lllo.documents import queries as documents
from lllo.errors import Refused
from lllo.mail.letter import Letter, compose
from lllo.people import audit
from lllo.people.models import Membership, Person
from lllo.people.salutations import addressing
from lllo.programmes.queries import is_demo, seller_in_force
from lllo.rules.period import Period

if TYPE_CHECKING:
    from datetime import date

    from django.core.mail import EmailMessage

    from lllo.outbox.models import Job

TEMPLATE = "agreement_mail.txt.j2"
TO_SEND = (Contract.State.OFFERED, Contract.State.SIGNED)


def send_agreement(job: Job) -> None:
    """Mail the agreement of ``job.payload["contract"]`` (its number) as it was stored.

    Repeating it sends the same mail with the same Message-ID; that happens
    only when the worker dies between the mail server's answer and its note of it.
    """
    contract = Contract.objects.select_related(
        "agreement", "organisation", "edition__programme"
    ).get(number=job.payload["contract"])
    if contract.state not in TO_SEND or contract.agreement is None:
        raise Refused(
            _("The agreement %(number)s cannot be sent: it is %(state)s.")
            % {"number": contract.number, "state": contract.get_state_display()},
            code="agreement_not_offered",
        )
    people = contacts(contract)
    addresses = [person.email for person in people]
    mail = _letter(contract, people, key=job.key)
    seller = seller_in_force()
    mail.reply_to = [seller.email] if seller.email else []
    document = contract.agreement
    mail.attach(document.filename, documents.content(document), document.media_type)
    mail.send()
    audit.record("contract.agreement_sent", contract, by=None, to=addresses)


def preview(contract: Contract, *, on: date) -> Letter:
    """Return the mail of a draft as it would be sent if it were offered on a day."""
    people = contacts(contract)
    offered = copy(contract)  # whoever asked goes on with the draft as it is
    offered.offered_on = on
    mail = _letter(offered, people, key=f"agreement:{contract.number}")
    return Letter(
        to=", ".join(f"{person} <{person.email}>" for person in people),
        subject=str(mail.subject),
        body=str(mail.body),
        files=(file_name(contract),),
    )


def _letter(contract: Contract, people: list[Person], *, key: str) -> EmailMessage:
    """Return the mail without its file."""
    addresses = [person.email for person in people]
    return compose(TEMPLATE, context(contract, people), to=addresses, key=key, demo=is_demo())


def contacts(contract: Contract) -> list[Person]:
    """Return the organisation's contacts with a mail address, each once; none is refused."""
    people = (
        Person.objects.filter(
            memberships__in=Membership.objects.current().filter(
                organisation=contract.organisation, role=Membership.Role.CONTACT
            )
        )
        .exclude(email="")
        .distinct()
    )
    if not people:
        raise Refused(
            _("%(organisation)s has no contact with a mail address.")
            % {"organisation": contract.organisation},
            code="no_contact",
        )
    return list(people)


def context(contract: Contract, people: list[Person]) -> dict[str, Any]:
    """Return everything that the mail may say, by name."""
    term = Period(starts_on=contract.starts_on, ends_on=contract.ends_on)
    return {
        "number": contract.number,
        "programme": contract.edition.programme.name,
        "university": seller_in_force(),
        "organisation": contract.organisation.name,
        "people": [str(person) for person in people],
        **addressing(people, "nl"),
        "package": contract.package_name,
        "years": contract.years,
        "first_day": term.starts_on,
        "last_day": term.last_day,
        "offered_on": contract.offered_on,
    }
