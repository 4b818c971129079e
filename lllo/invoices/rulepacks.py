"""The rules for e-invoices that the installation was given: a folder with a ``manifest.toml``.

None are in this repository: OpenPeppol publishes no licence for its own. New ones come twice a
year; of those of one name the newest counts that was valid on the day of the invoice. A file
that is not the one of the manifest is not used.

    [[rules]]
    name = "EN 16931"
    version = "1.3.16"
    kind = "schematron"            # schematron: compiled XSLT; xsd: UBL 2.1 schemas
    formats = ["peppol_bis_3", "nlcius", "en_16931"]    # the last: buyers without a Peppol number
    valid_from = 2026-05-18
    path = "en16931.xslt"          # for xsd the folder of the schemas, and in it:
    # invoice = "maindoc/UBL-Invoice-2.1.xsd"
    # credit_note = "maindoc/UBL-CreditNote-2.1.xsd"
    sha256 = "…"                   # lllo invoices rules shows what it is
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from lllo.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST = "manifest.toml"
KINDS = ("schematron", "xsd")
NEEDED = ("name", "version", "kind", "formats", "valid_from", "path", "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """One set of rules in one version; ``path`` is absolute."""

    name: str
    version: str
    kind: str
    formats: tuple[str, ...]
    valid_from: date
    path: Path
    sha256: str
    invoice: str = ""
    credit_note: str = ""

    @property
    def label(self) -> str:
        """Name and version."""
        return f"{self.name} {self.version}"


def all_packs() -> tuple[RulePack, ...]:
    """Return the rules of the manifest, none where no folder is configured.

    Refuses a manifest that cannot be read, and a file that is not the one it names.
    """
    if not settings.LLLO_EINVOICE_RULES:
        return ()
    manifest = Path(settings.LLLO_EINVOICE_RULES) / MANIFEST
    try:
        stamp = manifest.stat().st_mtime_ns
    except OSError as error:
        raise _unreadable(manifest, error.strerror) from error
    return _read(manifest, stamp)


def in_force(kind: str, invoice_format: str, on: date) -> tuple[RulePack, ...]:
    """Return the rules for a format on a day: of each name the newest that was valid then."""
    newest: dict[str, RulePack] = {}
    for pack in sorted(all_packs(), key=lambda item: item.valid_from):
        if pack.kind == kind and invoice_format in pack.formats and pack.valid_from <= on:
            newest[pack.name] = pack
    return tuple(newest.values())


def digest(path: Path) -> str:
    """Return the sha256 of a file, or of a folder: over the names and digests of its files."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256()
    for file in sorted(item for item in path.rglob("*") if item.is_file()):
        whole.update(f"{file.relative_to(path).as_posix()} {digest(file)}\n".encode())
    return whole.hexdigest()


@cache
def _read(manifest: Path, _stamp: int) -> tuple[RulePack, ...]:
    """Read a manifest once for each time that it was written."""
    try:
        written = tomllib.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(manifest, str(error)) from error
    packs = tuple(_pack(manifest, item) for item in written.get("rules", ()))
    _refuse_changed(packs)
    return packs


def _pack(manifest: Path, written: dict[str, Any]) -> RulePack:
    """Return one entry of a manifest."""
    missing = [key for key in NEEDED if key not in written]
    if missing or written["kind"] not in KINDS or not isinstance(written["valid_from"], date):
        what = ", ".join(missing) or "kind, valid_from"
        raise _unreadable(manifest, _("expected for each of the rules: %(what)s") % {"what": what})
    known = {item.name for item in fields(RulePack)}
    values = {key: value for key, value in written.items() if key in known}
    path = manifest.parent / written["path"]
    return RulePack(**values | {"path": path, "formats": tuple(written["formats"])})


def _refuse_changed(packs: Iterable[RulePack]) -> None:
    """Refuse rules that are not those of the manifest."""
    for pack in packs:
        found = digest(pack.path) if pack.path.exists() else "–"
        if found != pack.sha256:
            raise Refused(
                _("The rules %(name)s (%(path)s) differ from the manifest; sha256: %(sha256)s.")
                % {"name": pack.label, "path": pack.path, "sha256": found},
                code="rules_changed",
            )


def _unreadable(manifest: Path, problem: str | None) -> Refused:
    """Return the refusal of a manifest."""
    return Refused(
        _("The rules for e-invoices cannot be read (%(path)s): %(problem)s.")
        % {"path": manifest, "problem": problem},
        code="rules_unreadable",
    )
