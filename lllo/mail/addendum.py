"""Sends an addendum to the contacts of the organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lllo.contracts.addendum import file_name
from lllo.contracts.models import Addendum
from lllo.documents import queries as documents
from lllo.mail.agreement import contacts
from lllo.mail.letter import Letter, compose
from lllo.people import audit
from lllo.people.salutations import addressing
from lllo.programmes.queries import is_demo, seller_in_force

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from lllo.contracts.addendum import Change
    from lllo.outbox.models import Job
    from lllo.people.models import Person

TEMPLATE = "addendum_mail.txt.j2"


def send_addendum(job: Job) -> None:
    """Mail the addendum of ``job.payload`` (contract and number) as it was stored."""
    rows = Addendum.objects.select_related(
        "contract__organisation", "contract__edition__programme", "document", "edition"
    )
    addendum = rows.get(contract__number=job.payload["contract"], number=job.payload["addendum"])
    people = contacts(addendum.contract)
    package = addendum.edition.packages.get(code=addendum.package_code).name
    values = context(addendum, package, people)
    mail = _letter(values, people, key=job.key)
    seller = seller_in_force()
    mail.reply_to = [seller.email] if seller.email else []
    document = addendum.document
    assert document
    mail.attach(document.filename, documents.content(document), document.media_type)
    mail.send()
    audit.record("contract.addendum_sent", addendum, by=None, to=mail.to)


def preview(change: Change) -> Letter:
    """Return the mail as it would be sent if the addendum were recorded."""
    contract = change.contract
    people = contacts(contract)
    addendum = Addendum(
        contract=contract, number=change.number, takes_effect_on=change.years[0].starts_on
    )
    mail = _letter(context(addendum, change.package.name, people), people, key=str(addendum))
    return Letter(
        to=", ".join(f"{person} <{person.email}>" for person in people),
        subject=str(mail.subject),
        body=str(mail.body),
        files=(file_name(contract, change.number),),
    )


def _letter(values: dict[str, Any], people: list[Person], *, key: str) -> EmailMessage:
    """Return the mail without its file."""
    addresses = [person.email for person in people]
    return compose(TEMPLATE, values, to=addresses, key=key, demo=is_demo())


def context(addendum: Addendum, package: str, people: list[Person]) -> dict[str, Any]:
    """Return everything that the mail may say, by name."""
    contract = addendum.contract
    return {
        "number": addendum.number,
        "contract": contract.number,
        "programme": contract.edition.programme.name,
        "university": seller_in_force(),
        "organisation": contract.organisation.name,
        "people": [str(person) for person in people],
        **addressing(people, "nl"),
        "package": package,
        "takes_effect_on": addendum.takes_effect_on,
    }
