"""What an agreement needs before it is offered and mailed, and what it would leave blank."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lllo.contracts.models import Contract
from lllo.contracts.refusals import refuse_state
from lllo.errors import Refused
from lllo.people.models import Membership, Organisation
from lllo.programmes.queries import seller_in_force

OF_THE_UNIVERSITY = ("legal_name", "street", "postal_code", "city")
OF_THE_PARTICIPANT = ("legal_name", "street", "postal_code", "city", "kvk_number")


def refuse_offer(contract: Contract, *, send: bool) -> None:
    """Refuse to offer what is no draft, or names no university; ``send``: and reaches nobody."""
    refuse_no_draft(contract)
    refuse_nameless_university()
    if send:
        refuse_unreachable(contract)


def refuse_no_draft(contract: Contract) -> None:
    """Refuse to make the document of what was offered or withdrawn."""
    refuse_state(
        contract,
        {Contract.State.DRAFT},
        _("Contract %(number)s cannot be offered: it is %(state)s."),
    )


def refuse_unsendable(contract: Contract) -> None:
    """Refuse to mail an agreement that was not offered, or that reaches nobody."""
    refuse_state(
        contract,
        {Contract.State.OFFERED, Contract.State.SIGNED},
        _("The agreement %(number)s cannot be sent: it is %(state)s."),
    )
    refuse_nameless_university()
    refuse_unreachable(contract)


def refuse_nameless_university() -> None:
    """Refuse what does not say who the university is and where: nobody can sign that.

    A demo has a fictitious one, so there it never comes to this.
    """
    seller = seller_in_force()
    missing = [name for name in OF_THE_UNIVERSITY if not getattr(seller, name).strip()]
    if missing:
        raise Refused(
            _(
                "The document does not say yet who the university is and where. Fill in these in"
                " invoicing/seller.toml first: %(missing)s."
            )
            % {"missing": ", ".join(missing)},
            code="seller_incomplete",
        )


def refuse_unreachable(contract: Contract) -> None:
    """Refuse a mail that nobody would get."""
    contacts = Membership.objects.current().filter(role=Membership.Role.CONTACT)
    if not contacts.for_organisation(contract.organisation).exclude(person__email="").exists():
        raise Refused(
            _("%(organisation)s has no contact with a mail address.")
            % {"organisation": contract.organisation},
            code="no_contact",
        )


def left_blank(organisation: Organisation) -> list[str]:
    """Return what the document would leave blank of a participant, in words; it is no refusal.

    A KvK number is Dutch; of an organisation elsewhere nobody expects one.
    """
    return [
        str(organisation._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in OF_THE_PARTICIPANT
        if not getattr(organisation, name).strip()
        and (name != "kvk_number" or organisation.country_code == "NL")
    ]
