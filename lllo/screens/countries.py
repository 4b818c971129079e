"""A country is chosen by its name, in the language of the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy

from lllo.people.names import plain
from lllo.rules.identifiers import COUNTRIES

HOME = "NL"


def countries() -> list[tuple[str, str]]:
    """Return codes with names, our own first and the rest in the order of the alphabet."""
    from babel import Locale  # noqa: PLC0415 - babel is slow to import

    names = Locale.parse(get_language() or "nl").territories
    known = [(code, names[code]) for code in COUNTRIES if code != HOME]
    return [(HOME, names[HOME]), *sorted(known, key=lambda item: plain(item[1]))]


class CountryField(forms.ChoiceField):
    """One of all countries."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Country"))
        super().__init__(choices=countries, **options)
