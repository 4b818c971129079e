"""A mistake in the office folders: where it is, what is wrong and what is expected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lllo import texts

if TYPE_CHECKING:
    from collections.abc import Mapping


def _(text: str) -> str:
    """Mark a sentence for the translators; it is translated when the mistake is printed."""
    return text


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend; ``line`` counts from one, 0 means the file as a whole.

    ``text`` is the English sentence (the message id) and ``params`` fill its
    ``%(name)s`` places.
    """

    path: str
    line: int
    text: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in the language of the command line."""
        translated = texts._(self.text)
        return translated % self.params if self.params else translated

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.sentence}"
