"""Whether an organisation can be billed as it stands, before anything is drafted for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lllo.invoices.preflight import buyer_problems
from lllo.invoices.readiness import BY_MAIL, BY_PEPPOL
from lllo.invoices.snapshot import buyer_of

if TYPE_CHECKING:
    from lllo.people.models import Organisation


def billing_problems(organisation: Organisation) -> list[str]:
    """Return in sentences what would keep the invoices of an organisation from being issued."""
    buyer = buyer_of(organisation)
    found = [problem.sentence for problem in buyer_problems(buyer)]
    if organisation.invoice_channel in BY_MAIL and not organisation.invoice_email:
        found.append(
            _("%(organisation)s gets its invoices by mail, and the mail address is missing.")
            % {"organisation": organisation}
        )
    return found


def delivery_addresses(organisation: Organisation) -> list[tuple[str, str]]:
    """Return over which channels invoices leave, and where each goes; empty: nobody knows yet."""
    endpoint = buyer_of(organisation).endpoint
    ways = []
    if organisation.invoice_channel in BY_MAIL:
        ways.append((_("mail"), organisation.invoice_email))
    if organisation.invoice_channel in BY_PEPPOL:
        ways.append(("Peppol", ":".join(endpoint) if endpoint else ""))
    return ways
