"""Looks organisations up by number or name, for a command and for each row of an import."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.people.names import name_key, plain
from lllo.rules.identifiers import compact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lllo.people.models import Organisation

NAMES_SHOWN = 5


class Directory:
    """Every organisation by KvK number, OIN, public id and name."""

    FIELDS: ClassVar = ("kvk_number", "oin", "public_id", "name", "legal_name")

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._by_number: dict[str, Organisation] = {}
        self._by_name: dict[str, dict[int, Organisation]] = {}
        self._by_key: dict[str, dict[int, Organisation]] = {}
        self._names: list[str] = []
        for organisation in organisations:
            self._add(organisation)

    def _add(self, organisation: Organisation) -> None:
        """Enter one organisation under all it is known by."""
        numbers = (organisation.kvk_number, organisation.oin, compact(str(organisation.public_id)))
        self._by_number.update({number: organisation for number in numbers if number})
        for name in {organisation.name, organisation.legal_name} - {""}:
            self._by_name.setdefault(plain(name), {})[organisation.pk] = organisation
            self._by_key.setdefault(name_key(name), {})[organisation.pk] = organisation
            self._names.append(name)

    def find(self, text: str) -> Organisation:
        """Return the one organisation that ``text`` means, or refuse with the nearest names.

        A number comes first, then the name as written, then the name without
        legal form and the word gemeente.
        """
        wanted = " ".join(text.split())
        if compact(wanted) in self._by_number:
            return self._by_number[compact(wanted)]
        matches = self._by_name.get(plain(wanted)) or self._by_key.get(name_key(wanted)) or {}
        if len(matches) == 1:
            return next(iter(matches.values()))
        if matches:
            raise Refused(
                _("Several organisations are called “%(text)s”; use a number: %(candidates)s.")
                % {"text": wanted, "candidates": listed(map(numbered, matches.values()))},
                code="organisation_ambiguous",
            )
        sentence = _("No organisation is called “%(text)s”.") % {"text": wanted}
        raise Refused(with_near_names(sentence, wanted, self._names), code="organisation_unknown")


def numbered(organisation: Organisation) -> str:
    """Return a name with the number that tells the organisation from all others."""
    if organisation.kvk_number:
        number = f"KvK {organisation.kvk_number}"
    else:
        number = f"OIN {organisation.oin}" if organisation.oin else str(organisation.public_id)
    return f"{organisation.name} ({number})"


def near_names(wanted: str, names: Iterable[str]) -> list[str]:
    """Return the names that look like ``wanted`` or hold it, best first, each once."""
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(name_key(name), name)
    key = name_key(wanted)
    close = get_close_matches(key, list(by_key), n=NAMES_SHOWN, cutoff=0.6)
    holding = [other for other in by_key if key and key in other]
    return [by_key[other] for other in dict.fromkeys([*close, *holding])][:NAMES_SHOWN]


def with_near_names(sentence: str, wanted: str, names: Iterable[str]) -> str:
    """Return ``sentence``, and a question with the nearest names when there are any."""
    near = near_names(wanted, names)
    if not near:
        return sentence
    return sentence + " " + _("Did you mean: %(names)s?") % {"names": listed(near)}


def listed(parts: Iterable[str]) -> str:
    """Return the first few parts in one line."""
    shown = list(parts)
    rest = len(shown) - NAMES_SHOWN
    return ", ".join(shown[:NAMES_SHOWN]) + (f", … (+{rest})" if rest > 0 else "")
