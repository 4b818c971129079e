"""The forms of the portal: few fields, each word explained where it is needed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lllo.errors import Refused
from lllo.formats import day
from lllo.people.identifiers import NUMBERS
from lllo.people.models import Membership, Person
from lllo.programmes.models import DevelopmentLine, Programme
from lllo.projects.models import Placement
from lllo.screens.addressing import form_of_address_field
from lllo.screens.components.forms import (
    DayField,
    Form,
    PickField,
    PickManyField,
    QuantityField,
    WordField,
)
from lllo.training.queries import course_days

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from lllo.screens.portal.place import Place

LATER = _("The name follows later")
WHOLE = _("For the whole organisation")


def people_of(place: Place) -> QuerySet[Person]:
    """Return the people of an organisation by name: all for a contact, else only oneself."""
    held = Membership.objects.open().for_organisation(place.organisation)
    people = Person.objects.filter(pk__in=held.values("person"))
    if not place.is_contact:
        people = people.filter(pk=place.person and place.person.pk)
    return people.order_by("name_key", "pk")


class PortalForm(Form):
    """A form that knows for which organisation it is; ``person`` offers its people."""

    def __init__(self, *args: Any, place: Place, without: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        who = self.fields.get("person")
        if isinstance(who, PickField):
            who.queryset = people_of(place).exclude(pk__in=[key for key in without if key])
            if not place.is_contact:
                del self.fields["person"]

    def chosen(self) -> Person | None:
        """Return who it is about: the one that was chosen, or whoever signed in."""
        return self.cleaned_data["person"] if "person" in self.fields else self.place.person


class NothingForm(PortalForm):
    """A form that asks nothing: a button to be sure."""


class WhoForm(PortalForm):
    """Who takes a place."""

    person = PickField(Person.objects.none(), label=_("Who"))


class CohortForm(PortalForm):
    """Who takes a place in a cohort; the name may follow."""

    person = PickField(Person.objects.none(), label=_("Who"), required=False, empty_label=LATER)


class EventForm(PortalForm):
    """Who come to an event; a participant comes alone."""

    people = PickManyField(
        Person.objects.none(),
        label=_("Who come"),
        required=False,
        help_text=_("Not known yet? Ask for places below, and give the names later."),
    )
    without_name = forms.IntegerField(
        label=_("Places for which the name follows later"),
        min_value=0,
        max_value=20,
        required=False,
        initial=0,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def __init__(self, *args: Any, place: Place, without: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        if place.is_contact:
            people = people_of(place).exclude(pk__in=without)
            self.fields["people"].queryset = people  # type: ignore[attr-defined]
        else:
            self.fields.clear()


class CourseForm(PortalForm):
    """A course that someone wants to join."""

    course_name = forms.CharField(label=_("Which course"), max_length=200)
    course_code = forms.CharField(
        label=_("Course code"),
        max_length=40,
        required=False,
        help_text=_("From the course catalogue of the university. Not known? Leave it empty."),
    )
    starts_on = DayField(
        label=_("When does it start"),
        help_text=_("An estimate is fine; the backoffice confirms the day."),
    )
    person = PickField(
        Person.objects.none(), label=_("Who follows it"), required=False, empty_label=LATER
    )
    remark = forms.CharField(
        label=_("What should we know"), widget=forms.Textarea, max_length=1000, required=False
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        days = course_days(place.organisation)
        if days:
            sentence = gettext("From %(first)s to %(last)s: within your agreement.")
            possible = sentence % {"first": day(days.starts_on), "last": day(days.last_day)}
            field = self.fields["starts_on"]
            field.help_text = f"{possible} {field.help_text}"


class CoachingForm(PortalForm):
    """What to talk about with a coach."""

    subject = forms.CharField(
        label=_("What do you want to talk about"),
        max_length=200,
        help_text=_("For example: from ambition to project, or working together with the grid."),
    )
    wish = forms.CharField(
        label=_("Your question, and when it would suit you"),
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )
    person = PickField(
        Person.objects.none(), label=_("For whom"), required=False, empty_label=WHOLE
    )


class LineField(PickField):
    """One line of the programme, with what it aims at."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name and the aim."""
        return f"{obj.name}: {obj.aim}" if obj.aim else str(obj.name)


class LineForm(PortalForm):
    """What is offered to the programme belongs to one of its lines."""

    line = LineField(
        DevelopmentLine.objects.none(),
        to_field_name="code",
        label=_("Which line does it fit best"),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text=_("The programme works along these lines. Not sure? Choose the nearest one."),
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, place=place, **kwargs)
        programme = Programme.objects.order_by("-starts_on", "-pk").first()
        lines = DevelopmentLine.objects.filter(programme=programme)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]


class CaseForm(LineForm):
    """A case from practice."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("What is it about"),
        widget=forms.Textarea,
        help_text=_(
            "A few sentences: what is going on, who is involved, what do you want to know."
        ),
    )
    person = PickField(
        Person.objects.none(),
        label=_("Who knows more"),
        required=False,
        empty_label=_("To be decided"),
    )
    field_order = ("title", "summary", "line", "person")


class StudentPlaceForm(LineForm):
    """A place for a student."""

    title = forms.CharField(label=_("Subject of the assignment"), max_length=200)
    kind = WordField(choices=Placement.Kind.choices, label=_("Kind of place"))
    description = forms.CharField(label=_("What is the student going to do"), widget=forms.Textarea)
    starts_on = DayField(label=_("From"), help_text=_("The first possible day; about is fine."))
    last_day = DayField(label=_("Up to and including"))
    hours = QuantityField(
        label=_("How many hours, roughly"),
        least=Decimal(1),
        help_text=_("In total. For example: 20 weeks of 40 hours is 800."),
    )
    person = PickField(
        Person.objects.none(),
        label=_("Who guides the student at your organisation"),
        required=False,
        empty_label=_("To be decided"),
    )
    field_order = (
        "title", "kind", "description", "starts_on", "last_day", "hours", "line", "person",
    )  # fmt: skip


class ReasonForm(PortalForm):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Why"), max_length=300)


class PersonForm(PortalForm):
    """The name and the address of a colleague."""

    given_name = forms.CharField(label=_("Given name"), max_length=100)
    name_prefix = forms.CharField(
        label=_("Name prefix"), max_length=30, required=False, help_text=_("Such as: van der")
    )
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        help_text=_("The address at work: invitations go there."),
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)


class ColleagueForm(PersonForm):
    """A colleague to add; ``goes_on`` is the form for which the colleague was missing."""

    job_title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    goes_on = forms.CharField(widget=forms.HiddenInput, max_length=300, required=False)


class OwnDataForm(Form):
    """What someone says of oneself; the office changes the address with which one signs in."""

    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    initials = forms.CharField(label=_("Initials"), max_length=20, required=False)
    name_prefix = forms.CharField(
        label=_("Name prefix"), max_length=30, required=False, help_text=_("Such as: van der")
    )
    family_name = forms.CharField(label=_("Family name"), max_length=100)
    form_of_address = form_of_address_field()
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    language = WordField(
        choices=Person._meta.get_field("language").choices,
        label=_("Language of letters and calendars"),
    )
    autocomplete: ClassVar[Mapping[str, str]] = {
        "given_name": "given-name",
        "family_name": "family-name",
        "phone": "tel",
    }


class PostForm(PortalForm):
    """Where post, invoices and questions about orders go."""

    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    invoice_email = forms.EmailField(
        label=_("Mail address for invoices"), max_length=254, required=False
    )
    invoice_attention = forms.CharField(
        label=_("For the attention of"),
        max_length=200,
        required=False,
        help_text=_("A department, such as: Financial administration."),
    )
    invoice_street = forms.CharField(
        label=_("Street or PO box for invoices"), max_length=200, required=False
    )
    invoice_postal_code = forms.CharField(
        label=_("Postal code for invoices"), max_length=10, required=False
    )
    invoice_city = forms.CharField(label=_("City for invoices"), max_length=100, required=False)
    orderer = forms.CharField(
        label=_("Orderer"),
        max_length=200,
        required=False,
        help_text=_("Who orders at your organisation, and whom we ask for an order number."),
    )
    groups = (
        (_("Visiting address"), ("street", "postal_code", "city")),
        (
            _("Invoices"),
            (
                "invoice_email", "invoice_attention", "invoice_street", "invoice_postal_code",
                "invoice_city", "orderer",
            ),
        ),
    )  # fmt: skip


class CorrectionForm(PortalForm):
    """What is wrong in what agreements and invoices go by."""

    name = forms.CharField(label=_("Name"), max_length=200)
    legal_name = forms.CharField(
        label=_("Legal name"),
        max_length=200,
        required=False,
        help_text=_("The name in the trade register, as it stands in the agreement."),
    )
    kvk_number = forms.CharField(
        label=_("KvK number"), required=False, help_text=_("8 digits, of the trade register.")
    )
    oin = forms.CharField(
        label="OIN", required=False, help_text=_("20 digits; only public bodies have one.")
    )
    rsin = forms.CharField(label="RSIN", required=False, help_text=_("9 digits."))
    vat_identifier = forms.CharField(
        label=_("VAT identifier"), required=False, help_text=_("Such as NL000099998B57.")
    )
    iban = forms.CharField(label="IBAN", required=False, help_text=_("The account you pay from."))
    remark = forms.CharField(
        label=_("Something else, or an explanation"),
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Tell of all numbers at once what is wrong; the action refuses the first."""
        for name, check in NUMBERS.items():
            if typed := self.cleaned_data.get(name):
                try:
                    check(typed)
                except Refused as refused:
                    self.add_error(name, str(refused))
        return self.cleaned_data
