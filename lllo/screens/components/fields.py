"""The ground of every form, and fields that read what people type in Dutch and English."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from lllo.errors import Refused
from lllo.people.cells import parse_amount, parse_date
from lllo.screens.components.expected import say_what_is_expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from django.forms import BaseForm, BoundField
    from django.utils.functional import _StrPromise

LONGEST_LINE = 200
LONGEST_TEXT = 5000
FEW_CHOICES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that belong together; ``legend`` is empty when the form has one group only."""

    legend: str | _StrPromise
    fields: Sequence[BoundField]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One line of the summary above a form; ``anchor`` is the id of the field, or empty."""

    anchor: str
    message: str


class Comfort:
    """What every form does: lengths, words for assistive software, groups, a summary of mistakes.

    ``autocomplete`` names what a browser may fill in, for data of the reader's
    own. ``groups`` divides a long form: ``((legend, (names, ...)), ...)``.
    """

    autocomplete: ClassVar[Mapping[str, str]] = {}
    groups: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = ()
    use_required_attribute = False  # mistakes are told in sentences, not in bubbles of the browser
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_quiet = False
        self.add_fields(self.fields)

    def add_fields(self, fields: Mapping[str, forms.Field]) -> None:
        """Take up fields, also those of which there are as many as a record has rows."""
        self.fields |= fields
        for name, field in fields.items():
            _limit(field)
            say_what_is_expected(field)
            _describe(field, self.autocomplete.get(name, ""))

    @property
    def errors(self) -> ErrorDict:
        """The mistakes; none while the form only shows again what was typed."""
        return ErrorDict() if self.is_quiet else super().errors  # type: ignore[misc]

    def grouped(self) -> list[Group]:
        """Return the visible fields by group; those that no group names come last."""
        visible = {field.name: field for field in self.visible_fields()}  # type: ignore[attr-defined]
        found = []
        for legend, names in self.groups:
            fields = [visible.pop(name) for name in names if name in visible]
            if fields:
                found.append(Group(legend=legend, fields=fields))
        if visible:
            found.append(Group(legend="", fields=list(visible.values())))
        return found

    def mistakes(self) -> list[Mistake]:
        """Return what is wrong, in the order of the page."""
        return list(mistakes_of(self))  # type: ignore[arg-type]


def mistakes_of(form: BaseForm) -> Iterator[Mistake]:
    """Yield what is wrong in a form, in the order of the page."""
    for message in form.non_field_errors():
        yield Mistake(anchor="", message=str(message))
    groups = form.grouped() if isinstance(form, Comfort) else []
    shown = [(group.legend, field) for group in groups for field in group.fields]
    shown = shown or [("", field) for field in form.visible_fields()]
    often = Counter(str(field.label) for _legend, field in shown)
    for legend, field in (*(("", field) for field in form.hidden_fields()), *shown):
        name = (
            f"{legend} – {field.label}" if legend and often[str(field.label)] > 1 else field.label
        )
        for message in field.errors:
            yield Mistake(anchor=_anchor(field), message=f"{name}: {message}")


def _anchor(field: BoundField) -> str:
    """Return the id of the first control of a field; empty when nobody sees it."""
    if field.is_hidden:
        return ""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.id_for_label)


class Form(Comfort, forms.Form):
    """A form of our own making."""


class ModelForm(Comfort, forms.ModelForm):
    """A form with the columns of a model; it is read, an action writes."""


def _limit(field: forms.Field) -> None:
    """Give a text without a limit a sensible one."""
    if type(field) is not forms.CharField or field.max_length is not None:
        return
    is_long = isinstance(field.widget, forms.Textarea)
    field.max_length = LONGEST_TEXT if is_long else LONGEST_LINE
    field.validators.append(MaxLengthValidator(field.max_length))


def _describe(field: forms.Field, autocomplete: str) -> None:
    """Tell browsers and assistive software what a field is."""
    attrs = field.widget.attrs
    many = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)
    if field.required and not field.widget.is_hidden and not isinstance(field.widget, many):
        attrs.setdefault("aria-required", "true")
    if isinstance(field.widget, forms.TextInput | forms.EmailInput):
        attrs.setdefault("autocomplete", autocomplete or "off")
    elif autocomplete:
        attrs.setdefault("autocomplete", autocomplete)
    attrs.pop("maxlength", None)  # what is too long is told, never cut off while it is pasted
    if isinstance(field.widget, forms.Textarea):
        if attrs.get("rows") in (None, "10"):  # Django's own
            attrs["rows"] = "4"
        attrs.pop("cols", None)


class DayField(forms.DateField):
    """A day; the browser offers a calendar, and ``1-3-2026`` is read as well."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """Read a day as the office writes it."""
        if value in self.empty_values:
            return None
        try:
            return parse_date(value)
        except Refused as refused:
            raise forms.ValidationError(str(refused), code="invalid") from refused


class MomentField(forms.DateTimeField):
    """A day and a time in Amsterdam."""

    def __init__(self, **options: Any) -> None:
        attrs = {"type": "datetime-local", "class": "short"}
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
        options.setdefault("widget", widget)
        super().__init__(**options)

    def to_python(self, value: Any) -> datetime | None:
        """Read a moment as a browser sends it, or as people write it: ``1-3-2026 13:30``."""
        if isinstance(value, str):  # a text with too many signs is no moment
            value = _moment_in(value[:40].strip())
        return super().to_python(value)


def _moment_in(text: str) -> str:
    """Return a text with the day as ISO writes it; as it is when there is no day in it."""
    day, between, hour = text.replace("T", " ").rpartition(" ")
    try:
        return f"{parse_date(day)} {hour}" if between else text
    except Refused:
        return text


class MoneyField(forms.Field):
    """An amount in euros as people write it: ``7.500,00``, ``7500``, ``€ 5,–``."""

    decimals = 2

    def __init__(
        self, *, least: Decimal | None = None, most: Decimal | None = None, **options: Any
    ) -> None:
        self.least, self.most = least, most
        attrs = {"inputmode": "decimal", "class": "short amount"}
        options.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        """Read an amount in whole cents."""
        if value in self.empty_values:
            return None
        try:
            return value if isinstance(value, Decimal) else parse_amount(str(value))
        except Refused as refused:
            raise forms.ValidationError(self.sentence(refused), code="invalid") from refused

    def sentence(self, refused: Refused) -> str:
        """Return what is said about a text that is no amount."""
        return str(refused)

    def validate(self, value: Any) -> None:
        """Refuse less than the least, and more than the most."""
        super().validate(value)
        if value is not None and self.least is not None and value < self.least:
            sentence = _("Expected at least %(least)s.")
            params = {"least": number_format(self.least, use_l10n=True)}
            raise forms.ValidationError(sentence, code="least", params=params)
        if value is not None and self.most is not None and value > self.most:
            sentence = _("Expected at most %(most)s.")
            params = {"most": number_format(self.most, use_l10n=True)}
            raise forms.ValidationError(sentence, code="most", params=params)

    def prepare_value(self, value: Any) -> Any:
        """Show an amount as it is written; keep what was typed as it is."""
        if isinstance(value, Decimal | int):
            return number_format(value, self.decimals, use_l10n=True, force_grouping=True)
        return value


class QuantityField(MoneyField):
    """Hours, days or seats with at most two decimals, or in larger steps: ``4``, ``2,5``."""

    def __init__(self, *, step: Decimal = Decimal("0.01"), **options: Any) -> None:
        self.step = step
        super().__init__(**options)

    def to_python(self, value: Any) -> Decimal | None:
        """Read a number with as many decimals as a step has."""
        number = super().to_python(value)
        return number if number is None or number % self.step else number.quantize(self.step)

    def validate(self, value: Any) -> None:
        """Refuse what lies between two steps."""
        super().validate(value)
        if value is not None and value % self.step:
            sentence = _("Expected steps of %(step)s.")
            params = {"step": number_format(self.step, use_l10n=True)}
            raise forms.ValidationError(sentence, code="step", params=params)

    def sentence(self, refused: Refused) -> str:  # noqa: ARG002 - the sentence is about amounts
        """Return what is said about a text that is no number."""
        return str(_("Expected a number such as 4 or 2,5."))

    def prepare_value(self, value: Any) -> Any:
        """Show a quantity without needless noughts."""
        if isinstance(value, Decimal | int):
            plain = f"{Decimal(value).quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".")
            return number_format(plain, use_l10n=True)
        return value


class PickManyField(forms.ModelMultipleChoiceField):
    """Several rows of a queryset as boxes to tick, named by their public ids."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        options.setdefault("to_field_name", "public_id")
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(queryset, **options)


class WordField(forms.ChoiceField):
    """One of a few words: as round buttons when they are few, else as a list to choose from."""

    def __init__(self, *, choices: Any, **options: Any) -> None:
        listed = list(choices)
        if "widget" not in options:
            few = len(listed) <= FEW_CHOICES
            options["widget"] = forms.RadioSelect if few else forms.Select
            if not few:
                listed = [("", _("Choose …")), *listed]
        super().__init__(choices=listed, **options)
