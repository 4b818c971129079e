"""What the smaller components show: facts, tabs, work lists, entitlements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.utils.functional import _StrPromise

    from lllo.screens.components.cells import Kind, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyValue:
    """One fact: a label and a value; one without a value shows a dash."""

    label: str | _StrPromise
    value: object
    kind: Kind = "text"
    href: str = ""
    hint: object = ""
    tone: Tone = "plain"  # of a value that is a badge


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A link to a part of a page; ``count`` stands behind it when it is not ``None``."""

    label: str | _StrPromise
    href: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A work list: how many wait, what they are, where they are; nought shows as done."""

    count: int
    label: str | _StrPromise
    href: str
    is_late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who uses a part of an entitlement; without a name a name is still needed."""

    name: str
    what: str = ""
    note: str = ""
    href: str = ""
    action: str | _StrPromise = ""  # the word of the link: replace, release, name


@dataclass(frozen=True, slots=True, kw_only=True)
class EntitlementCard:
    """One entitlement, remaining first; ``granted`` is ``None`` where there is no limit."""

    label: str | _StrPromise
    granted: Decimal | int | None
    used: Decimal | int
    holders: Sequence[Holder] = ()
    href: str = ""
    action: str | _StrPromise = ""  # the word of the button
    note: object = ""
    reason: object = ""  # why there is no button

    @property
    def remaining(self) -> Decimal | int:
        """What is left, never below nought."""
        return max((self.granted or 0) - self.used, 0)

    @property
    def over(self) -> Decimal | int:
        """How much more was used than granted."""
        return 0 if self.granted is None else max(self.used - self.granted, 0)
