"""The columns of a sheet of people, and what its rows do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lllo.errors import Refused
from lllo.people import cells
from lllo.people.columns import Column, fitting
from lllo.people.directory import Directory
from lllo.people.imports import Change, FieldChange, Plan, apply, differences
from lllo.people.models import Membership, Organisation, Person
from lllo.people.register import Decision, Entry, Register, decide, refuse_unknown_rows
from lllo.people.roles import ROLES, refuse_role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lllo.people.imports import Answers
    from lllo.people.sheets import Problem, Record

LANGUAGES: cells.Words = {"nl": ("Nederlands", "Dutch"), "en": ("Engels", "English")}
FORMS: cells.Words = {
    "mr": ("heer", "Mr"),
    "ms": ("mevrouw", "Ms"),
    "doctor": ("doctor", "Dr"),
    "professor": ("professor", "Professor"),
}
MEMBERSHIP_FIELDS = ("job_title", "started_on")


_text = partial(fitting, Person)

COLUMNS = (
    Column(key="email", nl="E-mail", en="Mail address", read=cells.parse_email,
           explanation=gettext_lazy("Tells people apart; needed for an account."),
           example="naam@example.org", aliases=("e-mailadres", "mail", "e-mail address")),
    Column(key="given_name", nl="Voornaam", en="Given name", read=_text("given_name"),
           explanation=gettext_lazy("The name people call each other by."),
           aliases=("roepnaam", "first name")),
    Column(key="initials", nl="Voorletters", en="Initials", read=_text("initials"),
           explanation=gettext_lazy("Such as A.B."), example="A.B."),
    Column(key="name_prefix", nl="Tussenvoegsel", en="Name prefix", read=_text("name_prefix"),
           explanation=gettext_lazy("Such as van der; sorted after the family name."),
           example="van der", aliases=("voorvoegsel",)),
    Column(key="family_name", nl="Achternaam", en="Family name", read=_text("family_name"),
           required=True, explanation=gettext_lazy("The family name without its prefix."),
           example="Achternaam", aliases=("last name", "surname", "geslachtsnaam")),
    Column(key="form_of_address", nl="Aanspreekvorm", en="Form of address",
           read=cells.one_of(FORMS), words=FORMS, example="mevrouw", aliases=("aanhef", "titel"),
           explanation=gettext_lazy("How letters begin; by name only when empty.")),
    Column(key="phone", nl="Telefoon", en="Telephone", read=cells.phone,
           explanation=gettext_lazy("Written as text, so that the zero in front stays."),
           example="053 000 0000", aliases=("telefoonnummer", "phone number")),
    Column(key="language", nl="Taal", en="Language", read=cells.one_of(LANGUAGES),
           words=LANGUAGES, example="Nederlands",
           explanation=gettext_lazy("The language of mails; Dutch when empty.")),
    Column(key="organisation", nl="Organisatie", en="Organisation", read=cells.text(200),
           required=True, example="Gemeente Voorbeeldstad",
           explanation=gettext_lazy("Name, KvK number or OIN of an organisation that is known.")),
    Column(key="roles", nl="Rol", en="Role", read=cells.several_of(ROLES), words=ROLES,
           required=True, example="deelnemer", aliases=("rollen", "role"),
           explanation=gettext_lazy("One role, or several between commas.")),
    Column(key="job_title", nl="Functie", en="Job title",
           read=fitting(Membership, "job_title"),
           explanation=gettext_lazy("What the person does at this organisation.")),
    Column(key="started_on", nl="Vanaf", en="From", read=cells.parse_date, example="01-03-2026",
           explanation=gettext_lazy("First day of the role; the day of the import when empty."),
           aliases=("sinds", "started on")),
)  # fmt: skip
PERSON_FIELDS = tuple(column.key for column in COLUMNS[:8])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One row in three parts: who, in which roles at which organisation, since when as what."""

    record: Record
    person: dict[str, Any]
    organisation: Organisation
    roles: tuple[str, ...]
    membership: dict[str, Any]

    @property
    def name(self) -> str:
        """The full name, as a person shows it."""
        return str(Person(**self.person))

    def says_nothing_new(self, entry: Entry[Person]) -> bool:
        """Tell whether everything in this row is known of ``entry``."""
        known = [entry.memberships.get((self.organisation.pk, role)) for role in self.roles]
        return not differences(entry.obj, self.person) and all(
            one and not differences(one, self.membership) for one in known
        )


def plan_people(
    records: list[Record], problems: Sequence[Problem], answers: Answers, *, on: date
) -> tuple[Plan, list[Entry[Person]]]:
    """Match every row and return what the import does, and the people to save.

    The mail address decides; a name alone asks. One person may stand in several
    rows, one for each organisation; the rows must agree about the person.
    """
    plan = Plan(problems=list(problems))
    refuse_unknown_rows(records, answers, plan)
    directory = Directory(Organisation.objects.all())
    register = _known_people()
    entries: dict[Entry[Person], None] = {}
    for record in records:
        row = _split(record, directory, plan)
        if row is None:
            continue
        decision = _match(row, register, answers, plan)
        if decision.known:
            entry = decision.entry or Entry(obj=Person())
            _plan_row(row, entry, plan, on=on)
            _enter(register, entry)
            entries[entry] = None
    return plan, list(entries)


def _known_people() -> Register[Person]:
    """Return everybody with the roles that have not ended, locked until the import is done."""
    register: Register[Person] = Register()
    entries = {person.pk: Entry(obj=person) for person in Person.objects.select_for_update()}
    for membership in Membership.objects.open():
        key = (membership.organisation_id, membership.role)
        entries[membership.person_id].memberships[key] = membership
    for entry in entries.values():
        _enter(register, entry)
    return register


def _enter(register: Register[Person], entry: Entry[Person]) -> None:
    """Enter a person under the present mail address and name."""
    register.add(entry, numbers=(entry.obj.email.casefold(),), names=(str(entry.obj),))


def _split(record: Record, directory: Directory, plan: Plan) -> _Row | None:
    """Return the parts of a row, or note why it has none."""
    values = record.values
    try:
        organisation = directory.find(values["organisation"]) if "organisation" in values else None
    except Refused as refused:
        plan.problems.append(record.problem("organisation", refused))
        return None
    if organisation is None or "family_name" not in values or "roles" not in values:
        return None  # the reader of the sheet has said so already
    try:
        for role in values["roles"]:
            refuse_role(role, organisation)
    except Refused as refused:
        plan.problems.append(record.problem("roles", refused))
        return None
    return _Row(
        record=record,
        person={key: values[key] for key in PERSON_FIELDS if key in values},
        organisation=organisation,
        roles=values["roles"],
        membership={key: values[key] for key in MEMBERSHIP_FIELDS if key in values},
    )


def _match(row: _Row, register: Register[Person], answers: Answers, plan: Plan) -> Decision[Person]:
    """Return the person that a row means: by mail address, else by what the office answers.

    The same name asks wherever it is found; a name a slip of the pen away asks
    only within the same organisation.
    """
    matches = register.by_numbers((row.person.get("email", "").casefold(),))
    if matches:
        return Decision(entry=matches[0])
    same = register.by_names([row.name])
    near = [
        entry
        for entry in register.by_near_names([row.name])
        if any(organisation == row.organisation.pk for organisation, _role in entry.memberships)
    ]
    candidates = list(dict.fromkeys([*same, *near]))
    for entry in candidates:
        if row.says_nothing_new(entry):
            return Decision(entry=entry)
    return decide(row.record, row.name, candidates, answers, plan)


def _plan_row(row: _Row, entry: Entry[Person], plan: Plan, *, on: date) -> None:
    """Work out what one row does to a person and the person's roles."""
    number = row.record.row.number
    changes: list[FieldChange] = []
    if entry.row is None:
        status = "changed" if entry.obj.pk else "new"
        entry.row = number
        changes += apply(entry.obj, row.person)
        entry.changes = list(changes)
    else:
        status = "changed"
        for change in differences(entry.obj, row.person):
            if change.before:
                sentence = _("Row %(row)s says “%(other)s” of the same person.")
                detail = {"row": entry.row, "other": change.before}
                plan.problems.append(row.record.problem(change.field, sentence % detail))
            else:
                changes += apply(entry.obj, {change.field: row.person[change.field]})
                entry.changes.append(changes[-1])
    for role in row.roles:
        changes += _plan_role(row, entry, role, on)
    label = str(entry.obj)
    plan.note(Change(row=number, status=status, label=label, fields=tuple(changes)))


def _plan_role(row: _Row, entry: Entry[Person], role: str, on: date) -> Sequence[FieldChange]:
    """Add a role to a person, or bring the one that is there up to date."""
    key = (row.organisation.pk, role)
    membership = entry.memberships.get(key)
    if membership is None:
        membership = Membership(
            organisation=row.organisation, role=role, **{"started_on": on, **row.membership}
        )
        entry.memberships[key] = membership
        entry.changed_memberships.append(membership)
        said = f"{membership.get_role_display()}, {row.organisation}"
        return [FieldChange(field="role", before="", after=said)]
    changes = apply(membership, row.membership)
    if changes and membership not in entry.changed_memberships:
        entry.changed_memberships.append(membership)
    return changes
