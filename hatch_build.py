"""Build step: compiles the message catalogues, so that no machine needs gettext."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileMessages(BuildHookInterface):
    """Turns each ``.po`` file into the ``.mo`` file beside it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the signature is hatchling's
        """Compile before the files are collected; also for an editable install."""
        for source in Path(self.root, "lllo", "locale").rglob("*.po"):
            with source.open("rb") as messages:
                catalogue = read_po(messages)
            with source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, catalogue)
