"""The way back from a page, and the buttons in its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from lllo.screens.access import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """One step on the way back; the page itself is not among them."""

    label: str | _StrPromise
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadAction:
    """A button in the head of a page; ``roles`` may press it, empty: whoever sees the page."""

    label: str | _StrPromise
    href: str | _StrPromise
    roles: frozenset[Role] = frozenset()
    is_main: bool = False
