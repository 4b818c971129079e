"""The first words of a mail to people of ours, by the rule of salutations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lllo.rules import salutation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lllo.people.models import Person


def addressing(people: Iterable[Person], language: str) -> dict[str, str]:
    """Return what a template may begin with: ``salutation`` with distance, ``greeting`` without.

    Nobody: a letter to whoever reads it. No comma stands behind either.
    """
    names = [_name(person) for person in people]
    return {
        "salutation": salutation.formal(names, language),
        "greeting": salutation.informal(names, language),
    }


def _name(person: Person) -> salutation.Name:
    """Return the name of a person as the rule takes it."""
    return salutation.Name(
        family_name=person.family_name,
        name_prefix=person.name_prefix,
        given_name=person.given_name,
        initials=person.initials,
        form=person.form_of_address,
    )
