"""What the office asks of the worker about Odoo; no web request talks to Odoo itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.contracts.models import Contract
from lllo.invoices.models import Invoice
from lllo.odoo.actions import request_check, request_pull, request_push, request_reconcile
from lllo.people.models import Organisation
from lllo.screens.office.odoo.words import crumbs
from lllo.screens.office.records.acting import OfficeAction
from lllo.screens.office.records.places import address
from lllo.training.models import Event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User
    from lllo.screens.components.crumbs import Crumb

SOON = gettext_lazy("The worker does it within a minute; this page shows how it ended.")


class _Ask(OfficeAction):
    """Puts something in the outbox, and goes back to the page that shows what comes of it."""

    said: Any = gettext_lazy("It was asked for: the worker begins within a minute.")
    back = "odoo"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return crumbs()

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - the sentence is the same
        """Go to the page that shows how it comes along."""
        return str(self.said), reverse(self.back)


class PushAsk(_Ask):
    """Everything that changed is sent."""

    title = gettext_lazy("Send everything now")
    intro = SOON
    button = gettext_lazy("Send everything now")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Ask for it."""
        return request_push(by=user)


class PullAsk(_Ask):
    """What was paid is fetched."""

    title = gettext_lazy("Fetch payments now")
    intro = SOON
    button = gettext_lazy("Fetch payments now")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Ask for it."""
        return request_pull(by=user)


class CheckAsk(_Ask):
    """The connection and what is needed in Odoo is looked at."""

    title = gettext_lazy("Check the connection")
    intro = SOON
    button = gettext_lazy("Check the connection")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Ask for it."""
        return request_check(by=user)


class CompareAsk(_Ask):
    """Both sides are compared; nothing is changed by it."""

    title = gettext_lazy("Compare both sides")
    intro = gettext_lazy("Nothing is changed by it, here nor in Odoo.")
    button = gettext_lazy("Compare now")
    back = "odoo_differences"

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Ask for it."""
        return request_reconcile(by=user)


class _ObjectAsk(OfficeAction):
    """One of our records is sent, with what it needs there."""

    title = gettext_lazy("Send to Odoo")
    intro = gettext_lazy(
        "What it needs there goes along. What was refused or waited for a decision is tried again."
    )
    button = gettext_lazy("Send to Odoo")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Ask for it."""
        return request_push(self.subject, by=user)

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - the sentence is the same
        """Go back to the record, where the outcome will stand."""
        sentence = _("It was asked for: the worker sends it within a minute.")
        return sentence, f"{address(self.subject)}#odoo"


class OrganisationAsk(_ObjectAsk):
    """An organisation."""

    model = Organisation


class ContractAsk(_ObjectAsk):
    """An agreement."""

    model = Contract


class InvoiceAsk(_ObjectAsk):
    """An invoice or credit note."""

    model = Invoice


class EventAsk(_ObjectAsk):
    """An event."""

    model = Event
    argument = "uid"
