"""How a letter begins: by initials, prefix and family name, in Dutch and in English.

After the names of the Dutch register of persons: a prefix has a capital where no name stands
before it ("Geachte mevrouw Van Puffelen") and none behind initials or a given name ("Geachte
R.M. van Puffelen"). Nothing is concluded from a name: who did not say how to be addressed is
addressed by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

APOSTROPHES = "'’‘"


class Form(StrEnum):
    """How somebody wants to be addressed before the family name."""

    MR = "mr"
    MS = "ms"
    DOCTOR = "doctor"
    PROFESSOR = "professor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """The parts of a name; ``form`` is empty for who is addressed by name alone."""

    family_name: str
    name_prefix: str = ""
    given_name: str = ""
    initials: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a language: to whom one writes with distance, and to whom one knows."""

    formal: str
    informal: str
    forms: dict[str, str]
    unsaid: str  # before a family name of which nothing else is known
    nobody: str  # where no name is known at all


LANGUAGES = {
    "nl": Words(
        formal="Geachte",
        informal="Beste",
        forms={
            Form.MR: "heer",
            Form.MS: "mevrouw",
            Form.DOCTOR: "doctor",
            Form.PROFESSOR: "professor",
        },
        unsaid="heer of mevrouw",
        nobody="heer of mevrouw",
    ),
    "en": Words(
        formal="Dear",
        informal="Dear",
        forms={Form.MR: "Mr", Form.MS: "Ms", Form.DOCTOR: "Dr", Form.PROFESSOR: "Professor"},
        unsaid="Mr or Ms",
        nobody="Sir or Madam",
    ),
}


def formal(names: Sequence[Name], language: str) -> str:
    """Return the first words of a letter to people by their family name; no comma behind it."""
    words = LANGUAGES[language]
    return _opened(words.formal, [_by_family_name(name, words) for name in names] or [words.nobody])


def informal(names: Sequence[Name], language: str) -> str:
    """Return the first words of a letter to people by their given name, where that is known."""
    words = LANGUAGES[language]
    called = [_clean(name.given_name) or _by_family_name(name, words) for name in names]
    return _opened(words.informal, called) if called else formal((), language)


def _opened(opening: str, people: Sequence[str]) -> str:
    """Address each of several people: ``Geachte mevrouw De Vries, geachte heer Jansen``."""
    first, *others = people
    return ", ".join([f"{opening} {first}", *(f"{opening.lower()} {each}" for each in others)])


def _by_family_name(name: Name, words: Words) -> str:
    """Return a form of address, initials or a given name, with the family name."""
    if name.form:
        return f"{words.forms[name.form]} {surname(name, is_first=True)}"
    before = dotted(name.initials) or _clean(name.given_name)
    if before:
        return f"{before} {surname(name, is_first=False)}"
    return f"{words.unsaid} {surname(name, is_first=True)}"


def surname(name: Name, *, is_first: bool) -> str:
    """Return prefix and family name; the prefix has a capital where no name stands before it.

    ``'t`` stays small, and behind ``d'`` there is no space.
    """
    prefix, family = _clean(name.name_prefix), _clean(name.family_name)
    if not prefix:
        return family
    if is_first:
        prefix = prefix[0].upper() + prefix[1:]
    return f"{prefix}{'' if prefix[-1] in APOSTROPHES else ' '}{family}"


def dotted(initials: str) -> str:
    """Return initials as they are written: ``RM``, ``R M`` and ``R. M.`` are ``R.M.``."""
    parts = initials.replace(".", ". ").split()
    letters = [part for each in parts for part in (each if each.isupper() else [each])]
    return "".join(
        f"{each}." if each[-1].isalpha() else each for each in letters if each not in {".", ""}
    )


def _clean(text: str) -> str:
    """Return a text without spaces around it, and never two in a row."""
    return " ".join(text.split())
