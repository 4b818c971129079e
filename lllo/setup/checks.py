"""Checks office folders, settings and database: all mistakes at once, then open questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import checks as django_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from lllo import office
from lllo.documents.templates import render
from lllo.errors import OfficeMistake
from lllo.invoices.billing_queries import dutch_on_english
from lllo.programmes.models import PackageEdition
from lllo.setup.invariants import INVARIANTS
from lllo.setup.samples import samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lllo.office.content import Office, QuestionContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend: ``area`` is office, settings or database, ``text`` a sentence."""

    area: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found; ``notes`` say what is not wrong but good to know."""

    mistakes: tuple[Finding, ...]
    notes: tuple[str, ...]
    questions: tuple[QuestionContent, ...]


def check_all(*, database: bool = True) -> Report:
    """Check everything; without a ``database`` only folders and settings."""
    root = office.folder()
    content, mistakes = _check_office()
    notes: list[str] = []
    if content is None:
        notes.append(_("The templates are checked once the mistakes in the folders are mended."))
    mistakes += [Finding(area="settings", text=text) for text in _wrong_settings(notes)]
    if database:
        mistakes += [Finding(area="database", text=text) for text in _wrong_data(content, notes)]
    return Report(
        mistakes=tuple(mistakes), notes=tuple(notes), questions=office.open_questions(root)
    )


def _check_office() -> tuple[Office | None, list[Finding]]:
    """Read the folders and render every template with sample values."""
    try:
        content = office.read()
    except OfficeMistake as error:
        return None, [Finding(area="office", text=str(mistake)) for mistake in error.mistakes]
    found = dict.fromkeys(text for text in _wrong_templates(content))
    return content, [Finding(area="office", text=text) for text in found]


def _wrong_templates(content: Office) -> Iterator[str]:
    """Return what is wrong with the templates; a template has one mistake at a time."""
    for name, context in samples(content):
        try:
            render(name, context)
        except OfficeMistake as error:
            yield from (str(mistake) for mistake in error.mistakes)


def _wrong_settings(notes: list[str]) -> Iterator[str]:
    """Return what Django finds wrong, and note a secret key that is not set yet."""
    for message in django_checks.run_checks():
        if message.level >= django_checks.ERROR and not message.is_silenced():
            yield f"{message.id}: {message.msg}"
    try:
        settings.SECRET_KEY  # noqa: B018 - reading it is what fails
    except ImproperlyConfigured:
        notes.append(_("LLLO_SECRET_KEY is not set; the site does not start without it."))


def _wrong_data(content: Office | None, notes: list[str]) -> Iterator[str]:
    """Return what is wrong with the database, and note folders that were not loaded."""
    try:
        if _is_behind():
            yield _("The database has no tables for this version yet. Run: lllo migrate")
            return
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        yield _("The database cannot be reached: %(reason)s") % {"reason": reason}
        return
    for invariant in INVARIANTS:
        yield from invariant()
    if content:
        text = _("English invoices say this in Dutch; %(file)s has no English text: %(text)s")
        notes += [text % {"file": file, "text": said} for file, said in dutch_on_english()]
    if content and not _is_in_place(content):
        notes.append(_("The office folders are not loaded as they are now: lllo programme load"))


def _is_in_place(content: Office) -> bool:
    """Tell whether the folders are loaded as they are, and no later edition took their place."""
    edition = PackageEdition.objects.filter(sha256=content.sha256).first()
    return edition is not None and edition.follower() is None


def _is_behind() -> bool:
    """Tell whether migrations wait."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
