"""The field that asks how somebody wants to be addressed; nobody is asked for a gender."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from lllo.people.models import Person
from lllo.screens.components.fields import WordField


def form_of_address_field() -> WordField:
    """Return the field: by name alone unless something else is chosen."""
    return WordField(
        label=_("Form of address"),
        choices=[("", _("By name only")), *Person.FormOfAddress.choices],
        required=False,
        widget=forms.Select,
        help_text=_("How letters begin: “Dear Ms De Vries”, or “Dear A. de Vries”."),
    )
