"""One sentence for each action of the audit trail: how the history of a record reads.

Who adds an action adds its sentence here; a test compares this table with the
actions that the code records. A sentence begins small, for it stands behind the
moment: "4 mrt 2026 10:12 – pakket van Basis naar Basis Plus …, door Bob".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lllo.screens.components.history_readers import (
    Details,
    Either,
    changed,
    choice_recorded,
    event_changed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

    from lllo.people.models import AuditEntry

    # A sentence with the names of the detail as placeholders, %(label)s for the object;
    # or a function from the entry to the sentence, where one sentence does not do.
    Text = str | _StrPromise | Callable[[AuditEntry], str]


def sentence_of(entry: AuditEntry) -> str:
    """Return what happened in the active language; an unknown action reads as its name."""
    text = TEXTS.get(entry.action)
    if text is None:
        words = entry.action.partition(".")[2].replace("_", " ") or entry.action
        return f"{words} – {entry.object_label}"
    return text(entry) if callable(text) else str(text) % Details(entry)


TEXTS: dict[str, Text] = {
    # people
    "organisation.created": _("organisation %(label)s added"),
    "organisation.changed": changed,
    "person.created": _("%(label)s added"),
    "person.changed": changed,
    "organisation.confirmed": _("details confirmed on %(on)s – %(label)s"),
    "person.confirmed": _("details confirmed on %(on)s – %(label)s"),
    "correction.asked": _("correction asked on %(on)s – %(label)s"),
    "correction.accepted": _("correction made on %(on)s – %(label)s"),
    "correction.declined": _("correction declined on %(on)s: %(reason)s – %(label)s"),
    "correction.withdrawn": _("correction taken back on %(on)s – %(label)s"),
    "membership.created": _("new role: %(label)s"),
    "membership.changed": changed,
    "account.created": _("account opened for %(label)s"),
    # choices and contracts
    "choice.recorded": choice_recorded,
    "choice.withdrawn": _("choice withdrawn as of %(on)s"),
    "choice.reopened": _("choice open again: agreement %(contract)s was withdrawn"),
    "contract.made": _("agreement %(label)s made: package %(package)s"),
    "contract.order_recorded": _("order number %(number)s recorded on %(label)s"),
    "contract.offered": _("agreement %(label)s offered on %(on)s"),
    "contract.agreement_sent": _("agreement %(label)s sent to %(to)s"),
    "contract.signed": _("agreement %(label)s signed on %(on)s by %(signatures)s"),
    "contract.amended": _(
        "package from %(before)s to %(after)s as of %(takes_effect_on)s (addendum %(label)s)"
    ),
    "contract.addendum_sent": _("addendum %(label)s sent to %(to)s"),
    "contract.copy_kept": _("signed copy of %(label)s kept"),
    "contract.ended": _("agreement %(label)s ended as of %(on)s: %(reason)s"),
    "contract.withdrawn": _("agreement %(label)s withdrawn"),
    # entitlements
    "entitlement.used": Either(
        key="override_reason",
        known=_(
            "%(quantity)s used on %(on)s, beyond what was left: %(override_reason)s (%(label)s)"
        ),
        unknown=_("%(quantity)s used on %(on)s (%(label)s)"),
    ),
    "entitlement.given_back": _("%(quantity)s given back on %(on)s (%(label)s)"),
    # training
    "cohort.opened": _("%(label)s opened"),
    "cohort.removed": _("%(label)s removed again, without anybody in it"),
    "event.scheduled": _("event “%(label)s” scheduled for %(starts_at)s"),
    "event.changed": event_changed,
    "event.cancelled": _("event “%(label)s” cancelled"),
    "registration.made": _("registered – %(label)s"),
    "registration.named": Either(
        key="before",
        known=_("%(before)s replaced – %(label)s"),
        unknown=_("name given – %(label)s"),
    ),
    "registration.moved": _("moved from %(before)s to %(cohort)s – %(label)s"),
    "registration.cancelled": _("registration cancelled – %(label)s"),
    "registration.answered": _("answered the invitation to %(event)s – %(label)s"),
    "calendar.mail_chosen": _("invitations by mail chosen"),
    "calendar.subscription_chosen": _("subscription chosen instead of invitations by mail"),
    "calendar.invited": _("invitation mailed to %(to)s – %(label)s"),
    "calendar.withdrawn": _("invitation taken back by mail to %(to)s – %(label)s"),
    "attendance.recorded": _("attendance recorded – %(label)s"),
    "coaching.asked": _("coaching asked for on %(on)s – %(label)s"),
    "coaching.request_planned": _("talk planned that was asked for – %(label)s"),
    "coaching.request_declined": _("request for coaching declined: %(reason)s – %(label)s"),
    "coaching.request_withdrawn": _("request for coaching taken back – %(label)s"),
    "coaching.planned": _("coaching of %(hours)s hours planned – %(label)s"),
    "coaching.held": _("coaching held – %(label)s"),
    "coaching.cancelled": _("coaching cancelled – %(label)s"),
    "course_seat.taken": _("course seat taken – %(label)s"),
    "course_seat.assigned": Either(
        key="before",
        known=_("course seat passed on by %(before)s – %(label)s"),
        unknown=_("course seat assigned – %(label)s"),
    ),
    "course_seat.applied_for": _("course applied for – %(label)s"),
    "course_seat.confirmed": _("course seat confirmed – %(label)s"),
    "course_seat.declined": _("course seat declined: %(reason)s – %(label)s"),
    "course_seat.released": _("course seat given back – %(label)s"),
    "course_seat.completed": _("course completed – %(label)s"),
    # projects and placements
    "project.proposed": _("project “%(label)s” proposed"),
    "project.started": _("project “%(label)s” taken up on %(on)s"),
    "project.completed": _("project “%(label)s” completed on %(on)s"),
    "project.withdrawn": _("project “%(label)s” withdrawn on %(on)s: %(reason)s"),
    "placement.offered": _("placement “%(label)s” offered"),
    "placement.matched": _("placement “%(label)s” given to a student"),
    "placement.started": _("placement “%(label)s” began on %(on)s"),
    "placement.completed": _("placement “%(label)s” completed on %(on)s"),
    "placement.withdrawn": _("placement “%(label)s” withdrawn on %(on)s: %(reason)s"),
    # products of the lines
    "deliverable.moved": _("“%(label)s” is %(state)s since %(on)s"),
    "contribution.added": _("contribution “%(label)s” of %(on)s noted"),
    "contribution.withdrawn": _("contribution “%(label)s” taken back: %(reason)s"),
    # budget
    "budget_year.loaded": _("budget of %(label)s loaded: %(amount)s"),
    "hours.booked": _("hours booked: %(hours)s, worth %(amount)s – %(label)s"),
    "expense.booked": _("costs of %(amount)s booked – %(label)s"),
    "in_kind.delivered": _("contribution in kind of %(amount)s recorded – %(label)s"),
    "entry.reversed": _("entry reversed as of %(on)s – %(label)s"),
    # invoices
    "invoice.drafted": _("draft made: %(net_amount)s without VAT"),
    "invoice.renewed": _("draft renewed: %(net_amount)s without VAT"),
    "invoice.removed": _("draft removed – %(label)s"),
    "invoice.ordered": _("order number %(number)s recorded on the draft"),
    "invoice.issued": _("invoice %(label)s issued: %(payable_amount)s"),
    "invoice.credited": _("invoice %(label)s credited by %(note)s: %(reason)s"),
    "invoice.paid": _("%(amount)s received for %(label)s on %(received_on)s"),
    "invoice.payment_reversed": _("payment of %(amount)s for %(label)s reversed"),
    "contract.sending": _("agreement %(label)s handed over to be sent"),
    "organisation.annex_added": _("annex of invoices added: %(title)s"),
    "organisation.annex_removed": _("annex of invoices taken away: %(title)s"),
    # sending, reminding, the bank
    "invoice.sending": _("invoice %(label)s handed over to be sent to %(to)s"),
    "invoice.sent": _("invoice %(label)s sent to %(to)s"),
    "invoice.delivered": _("invoice %(label)s arrived at %(to)s"),
    "invoice.delivery_failed": _("invoice %(label)s did not arrive at %(to)s"),
    "reminder.sent": _("reminder of %(label)s sent to %(to)s"),
    "invoice.delivery_settled": _("whether invoice %(label)s arrived was settled"),
    "invoice.validated": _("e-invoice of %(label)s checked: %(state)s"),
    "invoice.held": _("reminders for %(label)s put on hold: %(reason)s"),
    "invoice.released": _("hold of %(label)s lifted"),
    "invoice.reminded": _("reminded of %(label)s: %(name)s"),
    "bank.statement_read": _("statement of the bank read: %(filename)s"),
    "bank.entry_dismissed": _("line of the statement set aside: %(reason)s"),
    # Odoo
    "odoo.push_asked": _("asked to be sent to Odoo – %(label)s"),
    "odoo.send_again": _("sent to Odoo once more – %(label)s"),
    "odoo.left": _("difference left as it is in Odoo: %(fields)s – %(label)s"),
    "odoo.stopped": _("not sent to Odoo any more – %(label)s"),
    "odoo.linked": _("linked with record %(odoo_id)s in Odoo – %(label)s"),
    "odoo.new": _("to be made anew in Odoo – %(label)s"),
    # accounts and calendars
    "account.signed_in": _("%(label)s signed in"),
    "account.sign_in_failed": _("someone tried to sign in as %(label)s"),
    "account.password_changed": _("password of %(label)s changed"),
    "user.password_changed": _("password of %(label)s changed in the back room"),
    "account.acts_for": _("acts on behalf of %(label)s from now on"),
    "account.back_room_opened": _("back room opened to %(label)s"),
    "account.closed": _("account of %(label)s closed"),
    "account.reopened": _("account of %(label)s opened again"),
    "account.devices_signed_out": _("%(label)s signed out on other devices"),
    "account.signed_out_everywhere": _("%(label)s signed out everywhere"),
    "account.second_factor_added": _("second step added to the account of %(label)s"),
    "account.second_factor_removed": _("second step taken from the account of %(label)s"),
    "account.second_factor_reset": _("second steps of %(label)s taken away"),
    "account.second_factor_failed": _("wrong code for the account of %(label)s"),
    "account.recovery_codes_renewed": _("new recovery codes for %(label)s"),
    "account.service_tied": _("account of %(label)s tied to the sign-in service"),
    "account.service_untied": _("account of %(label)s no longer tied to the sign-in service"),
    "invitation.sent": _("invited: %(label)s"),
    "invitation.mailed": _("invitation sent: %(label)s"),
    "invitation.accepted": _("invitation accepted: %(label)s"),
    "invitation.withdrawn": _("invitation withdrawn: %(label)s"),
    "subscription.made": _("calendar address made: %(label)s"),
    "subscription.revoked": _("calendar address ended: %(label)s"),
    "subscription.renewal_asked": _("calendar address ended, a new one asked for: %(label)s"),
    # programme and house
    "edition.loaded": _("programme loaded from the office folders"),
    "installation.marked_demo": _("this database marked as a demo"),
    "answer.mailed": _("mailed to %(to)s – %(label)s"),
    "mail.tried": _("trial mail sent to %(to)s"),
}
