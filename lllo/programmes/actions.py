"""Loads the office folders as a frozen edition, and marks a database as a demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.formats import day
from lllo.people import audit
from lllo.people.models import Organisation
from lllo.programmes.models import (
    Component,
    Deliverable,
    DevelopmentLine,
    EntitlementTerm,
    Installation,
    Package,
    PackageEdition,
    Programme,
    Question,
)
from lllo.programmes.queries import is_demo

if TYPE_CHECKING:
    from lllo.office.content import LineContent, Office, ProgrammeContent
    from lllo.people.models import User
    from lllo.rules import price


def load_edition(office: Office, *, by: User | None) -> PackageEdition:
    """Store the office folders as an edition; the same bytes give the edition they gave before.

    An edition never changes: contracts go on under the one they were made with.
    Refuses bytes of an edition whose place a later one took: loading them again
    would do nothing.
    """
    values: dict[str, Any] = {
        "programme": lambda: _save_programme(office.programme),  # called for a new one only
        "valid_from": office.programme.valid_from,
        "loaded_by": by,
        "files": office.files,
    }
    with transaction.atomic():
        edition, is_new = PackageEdition.objects.get_or_create(
            sha256=office.sha256, defaults=values
        )
        if is_new:
            _save_offer(edition, office)
            audit.record("edition.loaded", edition, by=by, sha256=office.sha256)
        _refuse_followed(edition)
    return edition


def _refuse_followed(edition: PackageEdition) -> None:
    """Refuse an edition whose place a later one took."""
    follower = edition.follower()
    if follower:
        raise Refused(
            _(
                "These files are the edition valid from %(first)s. One that was loaded later, valid"
                " from %(later)s, took its place. To return to these files, give programme.toml a"
                " later valid_from."
            )
            % {"first": day(edition.valid_from), "later": day(follower.valid_from)},
            code="edition_followed",
        )


def _save_programme(content: ProgrammeContent) -> Programme:
    """Make or update the programme with its lines and deliverables, known by their codes."""
    programme, _is_new = Programme.objects.update_or_create(
        code=content.code, defaults={"name": content.name, "starts_on": content.starts_on}
    )
    for position, line in enumerate(content.lines, start=1):
        _save_line(programme, line, position)
    return programme


def _save_line(programme: Programme, content: LineContent, position: int) -> None:
    values = {"name": content.name, "aim": content.aim, "position": position}
    line, _is_new = DevelopmentLine.objects.update_or_create(
        programme=programme, code=content.code, defaults=values
    )
    for deliverable in content.deliverables:
        Deliverable.objects.update_or_create(
            line=line, code=deliverable.code, defaults={"name": deliverable.name}
        )


def _save_offer(edition: PackageEdition, office: Office) -> None:
    """Write components, packages and questions of a new edition."""
    components = _save_components(edition, office)
    for position, content in enumerate(office.packages, start=1):
        package = Package.objects.create(
            edition=edition,
            code=content.code,
            name=content.name,
            description=office.descriptions.get(content.code, ""),
            position=position,
        )
        package.components.set([components[part.code] for part in content.components])
    for position, question in enumerate(office.questions, start=1):
        Question.objects.create(
            edition=edition,
            code=question.code,
            question=question.question,
            default=question.default,
            reason=question.reason,
            owner=question.owner,
            confirmed=question.confirmed,
            holds_invoices=question.holds_invoices,
            position=position,
        )


def _save_components(edition: PackageEdition, office: Office) -> dict[str, Component]:
    """Write the components that packages hold, with the VAT codes of the demo in a demo."""
    vat_codes = office.component_vat_codes(demo=is_demo())
    contents = {part.code: part for package in office.packages for part in package.components}
    written = [code for code in office.component_descriptions if code in contents]
    return {
        code: _save_component(
            edition,
            contents[code],
            description=office.component_descriptions[code],
            vat_code=vat_codes.get(code, ""),
            position=position,
        )
        for position, code in enumerate(written, start=1)
    }


def _save_component(
    edition: PackageEdition,
    content: price.Component,
    *,
    description: str,
    vat_code: str,
    position: int,
) -> Component:
    component = Component.objects.create(
        edition=edition,
        code=content.code,
        name=content.name,
        description=description,
        amount=content.amount,
        borne_by_university=content.borne_by_university,
        vat_code=vat_code,
        position=position,
    )
    for term in content.terms:
        EntitlementTerm.objects.create(component=component, kind=term.kind, quantity=term.quantity)
    return component


def mark_demo(*, by: User | None) -> Installation:
    """Mark this database as a demo: all its documents say so, for good.

    Refused once there are organisations, since they might be true ones.
    """
    with transaction.atomic():
        known = Installation.objects.filter(is_demo=True).first()
        if known:
            return known
        if Organisation.objects.exists():
            raise Refused(
                _("This database holds organisations; only an empty one can become a demo."),
                code="not_empty",
            )
        installation, _is_new = Installation.objects.update_or_create(
            pk=1, defaults={"is_demo": True}
        )
        audit.record("installation.marked_demo", installation, by=by)
    return installation
