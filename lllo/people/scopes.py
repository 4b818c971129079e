"""Who sees which rows: the shapes of ``visible_to`` that the querysets of all models begin with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

if TYPE_CHECKING:
    from lllo.people.models import Organisation, User


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to one organisation; ``organisation_lookup`` leads there.

    ``visible_to`` is the one answer to who sees what, for every view, export
    and feed: staff see all rows, others those of their own organisations.
    """

    organisation_lookup: ClassVar[str] = "organisation"

    def visible_to(self, user: User) -> Self:
        """Return the rows that ``user`` may see."""
        if user.sees_everything:
            return self
        return self.filter(**{f"{self.organisation_lookup}__in": user.organisations()})

    def for_organisation(self, organisation: Organisation) -> Self:
        """Return the rows of one organisation."""
        return self.filter(**{self.organisation_lookup: organisation})


class PapersQuerySet(ScopedQuerySet):
    """Agreements and invoices; of an organisation its contacts see them, nobody else there."""

    ROLES = ("contact",)  # of Membership.Role, whose module imports this one

    def visible_to(self, user: User) -> Self:
        """Return all rows for staff, else those of organisations whose contact ``user`` is now."""
        if user.sees_everything:
            return self
        return self.filter(**{f"{self.organisation_lookup}__in": user.organisations(self.ROLES)})


class StaffQuerySet(models.QuerySet[Any]):
    """Rows of the university's own; to others they mean nothing."""

    def visible_to(self, user: User) -> Self:
        """Return all rows for staff, else none."""
        return self if user.sees_everything else self.none()


class ProgrammeStaffQuerySet(models.QuerySet[Any]):
    """Figures and products of the programme; who works on it reads them: specialists, too."""

    def visible_to(self, user: User) -> Self:
        """Return all rows for staff and specialists, else none."""
        return self if user.sees_everything or "specialist" in user.roles else self.none()


class OfferQuerySet(models.QuerySet[Any]):
    """What the programme offers: the same for everyone with a role."""

    def visible_to(self, user: User) -> Self:
        """Return all rows to who has a role now, else none."""
        return self if user.has_every_right or user.roles else self.none()


class OwnQuerySet(models.QuerySet[Any]):
    """What the screens keep for one account; nobody else sees it, staff included."""

    def visible_to(self, user: User) -> Self:
        """Return the rows of ``user``."""
        return self.filter(user=user)
