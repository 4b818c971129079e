"""The button *undo* behind the sentence that says what was done."""

from __future__ import annotations

from dataclasses import dataclass

TAG = "undo"
BREAK = "\x1f"  # stands between the parts; nobody types it


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Where the form of the button goes, and its words."""

    href: str
    label: str


def offer_undo(undo: tuple[str, str] | None) -> str:
    """Return the tag of a message that carries the button."""
    return BREAK.join((TAG, undo[0], str(undo[1]))) if undo else ""


def undo_in(tags: str | None) -> Undo | None:
    """Return the button that a message carries, if it does."""
    parts = (tags or "").split(BREAK)
    return Undo(href=parts[1], label=parts[2]) if len(parts) == 3 and parts[0] == TAG else None  # noqa: PLR2004 - tag, address, label
