"""What a field says of a value that it cannot take: what was expected, in the words of the site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CHOICES = {
    "invalid_choice": _("This is not one of the choices any more. Choose again."),
    "required": _("Choose one."),
}
SEVERAL = {"required": _("Choose at least one.")}
NUMBERS = {
    "invalid": _("Expected a whole number, such as 3."),
    "min_value": _("Expected at least %(limit_value)s."),
    "max_value": _("Expected at most %(limit_value)s."),
}
# In place of what Django says itself; a field that says something of its own keeps it.
SENTENCES: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
    (forms.EmailField, {"invalid": _("Expected a mail address, such as name@example.org.")}),
    (forms.URLField, {"invalid": _("Expected an address, such as https://www.example.org/page.")}),
    (forms.IntegerField, NUMBERS),
    (forms.DateTimeField, {"invalid": _("Expected a day and a time, such as 01-03-2026 13:30.")}),
    (forms.MultipleChoiceField, SEVERAL),
    (forms.ModelMultipleChoiceField, SEVERAL),
    (forms.ChoiceField, CHOICES),
    (forms.FileField, {"required": _("Choose a file.")}),
    (
        forms.CharField,
        {"max_length": _("Expected at most %(limit_value)s characters, there are %(show_value)s.")},
    ),
    (forms.Field, {"required": _("Fill this in.")}),
)


def say_what_is_expected(field: forms.Field) -> None:
    """Put our own sentences where a field has those of Django."""
    for kind, sentences in SENTENCES:
        if isinstance(field, kind):
            for code, sentence in sentences.items():
                if field.error_messages.get(code) == _of_django(field, code):
                    field.error_messages[code] = sentence


def _of_django(field: forms.Field, code: str) -> Any:
    """Return what the classes of a field say of a mistake; nothing: its validators do."""
    for kind in type(field).__mro__:
        said = vars(kind).get("default_error_messages", {}).get(code)
        if said is not None:
            return said
    return None
