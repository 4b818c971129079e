"""Reads the three office folders as a whole: all mistakes at once, or what they say."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from lllo.errors import OfficeMistake
from lllo.office import billing, content, dates, offer
from lllo.office.folders import folder
from lllo.office.mistakes import Mistake, _
from lllo.office.reader import read_file
from lllo.office.source import Source

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")

PROGRAMME = "packages_config/programme.toml"
PACKAGES = "packages_config/packages.toml"
QUESTIONS = "packages_config/questions.toml"
SELLER = "invoicing/seller.toml"
VAT = "invoicing/vat.toml"
TERMS = "invoicing/terms.toml"
NUMBERING = "invoicing/numbering.toml"
ODOO = "invoicing/odoo.toml"
FEEDS = "calendar/feeds.toml"
HOLIDAYS = "calendar/holidays.toml"
EVENTS = "calendar/20??.toml"
TEMPLATES = ("invoicing/templates/*.j2", "calendar/templates/*.j2")
FOLDERS = ("packages_config", "invoicing", "calendar")
VAT_QUESTION = "vat_treatment"


@dataclass
class _Folders:
    """The files that were read so far, in the order in which their mistakes are shown."""

    root: Path
    sources: dict[str, Source] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)

    def read(self, path: str, cls: type[T]) -> T | None:
        """Read one file; its mistakes stay with its source."""
        source = self.sources[path] = Source(self.root, path)
        self.parts[path] = read_file(source, cls)
        part: T | None = self.parts[path]
        return part

    def mistakes(self) -> tuple[Mistake, ...]:
        """Return all mistakes, by file and line."""
        return tuple(
            mistake
            for source in self.sources.values()
            for mistake in sorted(source.mistakes, key=lambda found: found.line)
        )


def check(root: Path) -> tuple[Mistake, ...]:
    """Return all mistakes of the office folders under ``root``."""
    return _gather(root)[0]


def read(root: Path | None = None) -> content.Office:
    """Return what the office folders say; raises ``OfficeMistake`` with all mistakes.

    A page may ask this each time: the files are read anew only when one of them changed.
    """
    root = root or folder()
    files = sorted(each for name in FOLDERS for each in (root / name).rglob("*") if each.is_file())
    marks = ((each, each.stat()) for each in files)
    return _read(root, tuple((path, mark.st_mtime_ns, mark.st_size) for path, mark in marks))


@lru_cache(maxsize=8)
def _read(root: Path, _files: tuple[tuple[Path, int, int], ...]) -> content.Office:
    mistakes, folders = _gather(root)
    if mistakes:
        raise OfficeMistake(mistakes)
    return _office(folders)


def open_questions(root: Path) -> tuple[content.QuestionContent, ...]:
    """Return the questions that are not confirmed, even where other files hold mistakes."""
    found = read_file(Source(root, QUESTIONS), content.QuestionsContent)
    return tuple(item for item in found.questions if not item.confirmed) if found else ()


def _gather(root: Path) -> tuple[tuple[Mistake, ...], _Folders]:
    folders = _Folders(root)
    missing = [name for name in FOLDERS if not (root / name).is_dir()]
    if missing:
        text = _("The office folder %(name)s is missing in %(root)s.")
        mistakes = (Mistake(name, 0, text, {"name": name, "root": root}) for name in missing)
        return tuple(mistakes), folders
    _read_offer(folders)
    _read_billing(folders)
    _read_dates(folders)
    return folders.mistakes(), folders


def _read_offer(folders: _Folders) -> None:
    programme = folders.read(PROGRAMME, content.ProgrammeContent)
    packages = folders.read(PACKAGES, content.PackagesContent)
    questions = folders.read(QUESTIONS, content.QuestionsContent)
    if programme:
        offer.check_programme(folders.sources[PROGRAMME], programme)
    if packages:
        offer.check_packages(folders.sources[PACKAGES], packages)
    if questions:
        offer.check_questions(folders.sources[QUESTIONS], questions)


def _read_billing(folders: _Folders) -> None:
    seller = folders.read(SELLER, content.SellerContent)
    vat = folders.read(VAT, content.VatContent)
    terms = folders.read(TERMS, content.Terms)
    numbering = folders.read(NUMBERING, content.Numbering)
    odoo = folders.read(ODOO, content.Odoo)
    packages = folders.parts[PACKAGES]
    if seller:
        billing.check_seller(folders.sources[SELLER], seller)
    if vat and packages:
        written = folders.sources[PACKAGES].written("components")
        billing.check_vat(folders.sources[VAT], vat, packages.components, written)
    if vat:
        _check_vat_question(folders, vat)
    if vat and packages and seller:
        billing.check_vat_with_seller(folders.sources[VAT], vat, seller, packages.packages)
    if terms:
        billing.check_terms(folders.sources[TERMS], terms)
    if terms and packages:
        written = folders.sources[PACKAGES].written("components")
        billing.check_ledger(folders.sources[TERMS], terms, written)
    if numbering:
        billing.check_numbering(folders.sources[NUMBERING], numbering)
    if odoo:
        codes = folders.sources[VAT].written("codes") if vat else ()
        billing.check_odoo(folders.sources[ODOO], odoo, codes)


def _check_vat_question(folders: _Folders, vat: content.Vat) -> None:
    """Check that the VAT is confirmed in both files or in neither."""
    questions = folders.parts[QUESTIONS]
    answer = offer.confirmed(questions.questions, VAT_QUESTION) if questions else None
    if answer is not None and answer != vat.confirmed:
        text = _(
            'confirmed differs from that of the question "%(code)s" in questions.toml; '
            "expected the same in both."
        )
        folders.sources[VAT].wrong(vat, text, "confirmed", code=VAT_QUESTION)


def _read_dates(folders: _Folders) -> None:
    feeds = folders.read(FEEDS, content.FeedsContent)
    holidays = folders.read(HOLIDAYS, content.HolidaysContent)
    if feeds:
        dates.check_feeds(folders.sources[FEEDS], feeds)
    if holidays:
        dates.check_holidays(folders.sources[HOLIDAYS], holidays)
    years = []
    for path in _event_files(folders.root):
        events = folders.read(path, content.EventsContent)
        if events:
            years.append((folders.sources[path], events))
    dates.check_events(years)


def _event_files(root: Path) -> list[str]:
    """Return the paths of the files of events, one for each year."""
    return sorted(file.relative_to(root).as_posix() for file in root.glob(EVENTS))


def _office(folders: _Folders) -> content.Office:
    parts = folders.parts
    packages: content.PackagesContent = parts[PACKAGES]
    vat: content.VatContent = parts[VAT]
    files = _files(folders)
    return content.Office(
        programme=parts[PROGRAMME],
        packages=offer.to_rules(packages, vat.components),
        descriptions={item.code: item.description for item in packages.packages},
        component_descriptions={item.code: item.description for item in packages.components},
        questions=parts[QUESTIONS].questions,
        seller=parts[SELLER].seller,
        demo_seller=parts[SELLER].demo,
        vat=vat,
        demo_vat=content.Vat(
            prices_include_vat=vat.prices_include_vat,
            codes=vat.codes,
            components=vat.demo.components,
        ),
        terms=parts[TERMS],
        numbering=parts[NUMBERING],
        odoo=parts[ODOO],
        feeds=parts[FEEDS].feeds,
        holidays=parts[HOLIDAYS],
        events=tuple(event for path in _event_files(folders.root) for event in parts[path].events),
        sha256=_sha256(files),
        files=files,
    )


def _files(folders: _Folders) -> dict[str, str]:
    """Return the text of every file that decides something: the TOML files and the templates."""
    root = folders.root
    templates = (file for pattern in TEMPLATES for file in root.glob(pattern))
    texts = {
        file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in templates
    }
    texts |= {path: source.text for path, source in folders.sources.items()}
    return dict(sorted(texts.items()))


def _sha256(files: dict[str, str]) -> str:
    """Return one hash over the names and texts of all files, each with its length before it."""
    digest = hashlib.sha256()
    for path, text in files.items():
        for part in (path.encode(), text.encode()):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
