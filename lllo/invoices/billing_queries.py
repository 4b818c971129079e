"""Whether an organisation can be billed as it stands, before anything is drafted for it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lllo.invoices.billing import in_force
from lllo.invoices.freezing import buyer_of
from lllo.invoices.preflight import buyer_problems
from lllo.invoices.readiness import BY_MAIL, BY_PEPPOL
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


def dutch_on_english() -> tuple[tuple[str, str], ...]:
    """Return the texts that stand in Dutch on the invoices of those who get them in English.

    Each with its file; none as long as nobody gets English ones.
    """
    is_asked = Organisation.objects.filter(invoice_language="en").exists()
    return in_force().without_english() if is_asked else ()


def delivery_addresses(organisation: Organisation) -> list[tuple[str, str]]:
    """Return over which channels invoices leave, and where each goes; empty: nobody knows yet."""
    endpoint = buyer_of(organisation).endpoint
    ways = []
    if organisation.invoice_channel in BY_MAIL:
        ways.append((_("mail"), organisation.invoice_email))
    if organisation.invoice_channel in BY_PEPPOL:
        ways.append(("Peppol", ":".join(endpoint) if endpoint else ""))
    return ways
