"""What can go wrong in a way that a user must read.

LlloError
├── Refused            a rule says no: a translated sentence and a code
├── OfficeMistake      the office folders cannot be used as they are
└── OdooProblem        Odoo did not do what was asked
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class LlloError(Exception):
    """The root of every error that is shown as a sentence, never as a traceback."""


class Refused(LlloError):
    """A rule says no. ``message`` is a translated sentence, ``code`` is for machines."""

    def __init__(self, message: object, *, code: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return str(self.message)


class OfficeMistake(LlloError):
    """The office folders hold mistakes; ``mistakes`` has one ``file:line: sentence`` each."""

    def __init__(self, mistakes: Sequence[object]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = tuple(mistakes)


class OdooProblem(LlloError):
    """Odoo did not do what was asked."""
