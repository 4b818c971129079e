"""What holds now: the edition in force, the seller and the VAT, the questions still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.utils.translation import gettext as _

from lllo import formats, office
from lllo.errors import Refused
from lllo.programmes.models import Installation, PackageEdition, Question

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lllo.office.content import Seller, Vat


def edition_in_force(on: date) -> PackageEdition:
    """Return the edition that holds on a day; refuses when none was loaded for it."""
    edition = PackageEdition.objects.select_related("programme").in_force(on)
    if edition is None:
        raise Refused(
            _(
                "No packages were loaded that are valid on %(day)s. Load the programme first;"
                " on the terminal: lllo programme load."
            )
            % {"day": formats.day(on)},
            code="no_edition",
        )
    return edition


def is_demo() -> bool:
    """Tell whether this database is a demo, in which every document says so."""
    return Installation.objects.filter(is_demo=True).exists()


def open_questions(edition: PackageEdition) -> QuerySet[Question]:
    """Return the questions of an edition that nobody confirmed yet."""
    return edition.questions.filter(confirmed=False)


def questions_in_force(on: date) -> QuerySet[Question]:
    """Return all questions of the edition that holds on a day, confirmed ones included."""
    edition = PackageEdition.objects.filter(valid_from__lte=on).order_by("-valid_from", "-pk")
    return Question.objects.filter(edition=Subquery(edition.values("pk")[:1]))


def seller_in_force() -> Seller:
    """Return who invoices, as the office folder says now; the fictitious seller in a demo."""
    content = office.read()
    return content.demo_seller if is_demo() else content.seller


def vat_in_force() -> Vat:
    """Return the treatments for VAT, as the office folder says now; those of the demo in one."""
    content = office.read()
    return content.demo_vat if is_demo() else content.vat
