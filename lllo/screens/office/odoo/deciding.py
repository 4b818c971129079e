"""What a person decides about a record in Odoo, or about a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.odoo.actions import adopt, link, make_new, refuse_off, send_again, stop_sending
from lllo.odoo.difference_actions import leave_difference, take_ours
from lllo.odoo.kinds import field_name
from lllo.odoo.models import OdooDifference, OdooRecord
from lllo.odoo.queries import differences, records
from lllo.screens.components.forms import Form
from lllo.screens.office.odoo.words import crumbs, ours, value
from lllo.screens.office.records.acting import OfficeAction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lllo.people.models import User
    from lllo.screens.components.crumbs import Crumb


class _OnRecord(OfficeAction):
    """A decision about a record."""

    model = OdooRecord
    said: Any = gettext_lazy("It was recorded; the worker sends it within a minute.")

    def rows(self) -> Any:
        """Return the records of the Odoo that is set."""
        return records().visible_to(self.user)

    def _href(self) -> str:
        return reverse("odoo_record", args=[self.subject.public_id])

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        what = _("What was sent")
        return crumbs((what, reverse("odoo_records")), (str(self.subject), self._href()))

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - the sentence is the same
        """Go back to the record."""
        return str(self.said), self._href()


class RecordSend(_OnRecord):
    """Our version is written once more."""

    title = gettext_lazy("Send again")
    intro = gettext_lazy("Our values are written in Odoo once more, over what stands there.")
    button = gettext_lazy("Send again")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Let it be sent."""
        return again(self.subject, user)


def again(record: OdooRecord, user: User) -> OdooRecord:
    """Let a record be sent once more; refuses where nothing is sent at all."""
    refuse_off()
    return send_again(record, by=user)


class RecordAdopt(_OnRecord):
    """A person confirms that what Odoo has is this record of ours."""

    title = gettext_lazy("Take over what Odoo has")
    intro = gettext_lazy(
        "It is the same: from then on our values are written there, and nothing is made anew. What"
        " the accountants keep at it stays theirs."
    )
    button = gettext_lazy("Take it over")

    def page_context(self) -> dict[str, Any]:
        """Return what was found."""
        return {"facts": [(_("Ours"), str(self.subject)), (_("In Odoo"), self.subject.result)]}

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Take it over."""
        return taken_over(self.subject, user)


def taken_over(record: OdooRecord, user: User) -> OdooRecord:
    """Take over the one that was found; refuses where nothing is sent at all."""
    refuse_off()
    return adopt(record, by=user)


class LinkForm(Form):
    """Asks which record of Odoo it is."""

    odoo_id = forms.IntegerField(
        label=gettext_lazy("Id in Odoo"),
        min_value=1,
        max_value=2**53,
        help_text=gettext_lazy("The number behind id= in the address of the record in Odoo."),
    )


class RecordLink(_OnRecord):
    """A person says which record of Odoo it is."""

    title = gettext_lazy("Link with a record in Odoo")
    intro = gettext_lazy("From then on our values are written there.")
    button = gettext_lazy("Link")
    form_class = LinkForm
    refused_fields = {"odoo_id_taken": "odoo_id"}

    def initial(self) -> dict[str, Any]:
        """Begin with the one that was chosen on the page before, or the only one found."""
        found = [str(each["id"]) for each in self.subject.said.get("found", [])]
        chosen = self.request.GET.get("odoo_id", "")
        if chosen in found:
            return {"odoo_id": chosen}
        return {"odoo_id": found[0]} if len(found) == 1 else {}

    def page_context(self) -> dict[str, Any]:
        """Return why it waits for a decision."""
        return {"facts": [(_("Last result"), self.subject.result)]}

    def act(self, form: Any, user: User) -> Any:
        """Link it."""
        return link(self.subject, form.cleaned_data["odoo_id"], by=user)


class RecordNew(_OnRecord):
    """A person says that it is none of those that look like it."""

    title = gettext_lazy("Make a new one in Odoo")
    intro = gettext_lazy("It is none of the records that look like it: a new one is made there.")
    button = gettext_lazy("Make a new one")

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Let a new one be made."""
        return make_new(self.subject, by=user)


class RecordStop(_OnRecord):
    """It is sent no more."""

    title = gettext_lazy("Stop sending")
    intro = gettext_lazy(
        "What stands in Odoo stays there as it is. Sending it again puts it back in step."
    )
    button = gettext_lazy("Stop sending")
    said = gettext_lazy("It is not sent any more.")
    is_dangerous = True

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Stop."""
        return stop_sending(self.subject, by=user)


class _OnDifference(OfficeAction):
    """A decision about a difference; what differs stands above the form."""

    model = OdooDifference
    said: Any = gettext_lazy("The decision was recorded.")

    def rows(self) -> Any:
        """Return the differences that the last comparison found."""
        return differences().visible_to(self.user)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return crumbs((_("Differences"), reverse("odoo_differences")))

    def page_context(self) -> dict[str, Any]:
        """Return what differs."""
        found = self.subject
        facts = [(_("Record"), found.label), (_("Difference"), found.get_what_display())]
        if found.field:
            facts.append((_("Field"), field_name(found.field)))
        theirs = value(found.field, found.theirs, found.their_name)
        return {"facts": [*facts, (_("Ours"), ours(found)), (_("In Odoo"), theirs)]}

    def done(self, result: Any) -> tuple[str, str]:  # noqa: ARG002 - the sentence is the same
        """Go back to the differences."""
        return str(self.said), reverse("odoo_differences")


class TakeOurs(_OnDifference):
    """Our version holds."""

    title: Any = gettext_lazy("Send our version")
    intro: Any = gettext_lazy("All fields of this record that are ours are written in Odoo.")
    button: Any = gettext_lazy("Send our version")

    def prepare(self) -> None:
        """Say what happens to what was merged: nothing is written, a person decides."""
        super().prepare()
        if self.subject.what == OdooDifference.What.MERGED:
            self.title, self.button = _("Decide about what was merged"), _("Go on")
            self.intro = _(
                "Nothing is written yet: within a minute both records wait for your decision."
            )

    def act(self, form: Any, user: User) -> Any:  # noqa: ARG002 - nothing is asked
        """Let it be sent."""
        return take_ours(self.subject, by=user)


class WithReason(Form):
    """Asks why."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class LeaveTheirs(_OnDifference):
    """Odoo's version stays, with the reason."""

    title = gettext_lazy("Leave what stands in Odoo")
    intro = gettext_lazy(
        "It is no difference any more, until ours changes: then ours is sent. What is not there"
        " is not sent any more."
    )
    button = gettext_lazy("Leave it")
    form_class = WithReason

    def act(self, form: Any, user: User) -> Any:
        """Leave it."""
        return leave_difference(self.subject, reason=form.cleaned_data["reason"], by=user)
