"""What happens to organisations, people, their roles and their accounts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from lllo import clock, formats
from lllo.errors import Refused
from lllo.fields import refuse_invalid
from lllo.people import audit, identifiers, sheets
from lllo.people.import_organisations import COLUMNS as ORGANISATION_COLUMNS
from lllo.people.import_organisations import POSTAL_CODES, plan_organisations
from lllo.people.import_people import COLUMNS as PERSON_COLUMNS
from lllo.people.import_people import plan_people
from lllo.people.imports import NO_ANSWERS, apply, one_at_a_time
from lllo.people.models import Membership, Organisation, Person, User
from lllo.people.roles import refuse_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from lllo.people.imports import Answers, FieldChange, ImportResult, Plan
    from lllo.people.register import Entry

    Progress = Callable[[Sequence[Any]], Iterable[Any]]

CHUNK = 500  # rows that an import writes together
M = TypeVar("M", Organisation, Person, Membership)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationData:
    """All that the office states of an organisation; numbers may hold spaces and dots."""

    name: str
    legal_name: str = ""
    kind: str = Organisation.Kind.OTHER
    kvk_number: str = ""
    oin: str = ""
    rsin: str = ""
    vat_identifier: str = ""
    iban: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country_code: str = "NL"
    invoice_attention: str = ""
    invoice_street: str = ""
    invoice_postal_code: str = ""
    invoice_city: str = ""
    invoice_email: str = ""
    invoice_channel: str = Organisation.Channel.MAIL
    invoice_format: str = Organisation.InvoiceFormat.PEPPOL_BIS
    invoice_language: str = "nl"
    peppol_scheme: str = ""
    peppol_id: str = ""
    orderer: str = ""
    order_number_rule: str = Organisation.OrderNumberRule.NEVER
    order_number_above: Decimal | None = None
    order_number_label: str = ""
    contract_reference: str = ""
    annexes_merged: bool = True
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """All that is stated of a person; the mail address tells people apart."""

    family_name: str
    given_name: str = ""
    initials: str = ""
    name_prefix: str = ""
    form_of_address: str = ""
    email: str = ""
    phone: str = ""
    language: str = "nl"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountData:
    """An account to open, with the person it is for; names are needed for a new person only."""

    email: str
    role: str
    given_name: str = ""
    name_prefix: str = ""
    family_name: str = ""
    password: str | None = None


def save_organisation(
    data: OrganisationData, *, organisation: Organisation | None = None, by: User | None
) -> Organisation:
    """Make an organisation, or bring one in line with ``data``; the same data changes nothing.

    Refuses numbers that fail their check and a KvK number or OIN that is another's.
    """
    values = _checked_organisation(asdict(data))
    with transaction.atomic():
        saved = _locked(organisation) if organisation else Organisation()
        changes = apply(saved, values)
        refuse_invalid(saved)
        _write(saved, changes, by=by)
    return saved


def save_person(data: PersonData, *, person: Person | None = None, by: User | None) -> Person:
    """Make a person, or bring one in line with ``data``; the same data changes nothing.

    Refuses a mail address that is someone else's. An account follows its person's address.
    """
    values = {name: " ".join(value.split()) for name, value in asdict(data).items()}
    if values["email"]:
        values["email"] = identifiers.email(values["email"])
    with transaction.atomic():
        saved = _locked(person) if person else Person()
        changes = apply(saved, values)
        refuse_invalid(saved)
        _write_person(saved, changes, by=by)
    return saved


def add_membership(
    person: Person,
    organisation: Organisation,
    role: str,
    *,
    job_title: str = "",
    on: date,
    by: User | None,
) -> Membership:
    """Give a person a role at an organisation from ``on``.

    A role that the person has there already stays; only its job title is brought up to date.
    """
    refuse_role(role, organisation)
    with transaction.atomic():
        _locked(person)  # the same role twice at once would be two rows
        same = {"person": person, "organisation": organisation, "role": role}
        membership = Membership.objects.open().filter(**same).first()
        values: dict[str, Any] = {"job_title": job_title} if job_title else {}
        if membership is None:
            membership = Membership(**same, started_on=on)
        _write(membership, apply(membership, values), by=by)
    return membership


def end_membership(membership: Membership, *, on: date, by: User | None) -> Membership:
    """End a role; ``on`` is the first day without it. Its rights end at once.

    Refuses a role that has ended, and a day before the role began.
    """
    with transaction.atomic():
        locked = _locked(membership)
        if locked.ended_on:
            raise Refused(
                _("This role ended on %(day)s already.") % {"day": formats.day(locked.ended_on)},
                code="membership_ended",
            )
        if on < locked.started_on:
            raise Refused(
                _("This role began on %(day)s; it cannot end before that.")
                % {"day": formats.day(locked.started_on)},
                code="membership_end_too_early",
            )
        _write(locked, apply(locked, {"ended_on": on}), by=by)
    return locked


def create_account(person: Person, *, password: str | None = None, by: User | None) -> User:
    """Open an account for a person under the person's mail address.

    Without a password the person sets one through the mail for a forgotten
    password. Refuses a second account, a missing address and a weak password.
    """
    with transaction.atomic():
        locked = _locked(person)
        if not locked.email:
            raise Refused(
                _("%(person)s has no mail address; an account needs one.") % {"person": locked},
                code="person_without_email",
            )
        taken = User.objects.filter(person=locked) | User.objects.filter(email=locked.email.lower())
        if taken.exists():
            raise Refused(
                _("There is an account for %(email)s already.") % {"email": locked.email},
                code="account_exists",
            )
        _refuse_weak(password, User(email=locked.email, person=locked))
        user = User.objects.create_user(locked.email, password, person=locked)
        audit.record("account.created", user, by=by)
    return user


def import_organisations(
    path: Path,
    *,
    dry_run: bool = False,
    answers: Answers = NO_ANSWERS,
    progress: Progress = iter,
    by: User | None,
) -> ImportResult:
    """Import a sheet of organisations: every row, or none while a problem or question is left.

    ``answers`` settle the rows that only a name ties to what is known. The same
    file twice changes nothing. ``progress`` may show how the writing comes along.
    """
    records, problems = sheets.parse(sheets.read(path), ORGANISATION_COLUMNS)
    with transaction.atomic():
        one_at_a_time()
        plan, entries = plan_organisations(records, problems, answers)
        result = _result(plan, problems, dry_run=dry_run)
        if not (dry_run or result.refused):
            for chunk in progress(_chunks(entries)):
                for entry in (each for each in chunk if each.obj.pk):
                    _write(entry.obj, entry.changes, by=by)
                _create([entry.obj for entry in chunk if entry.obj.pk is None], by=by)
    return result


def import_people(
    path: Path,
    *,
    dry_run: bool = False,
    answers: Answers = NO_ANSWERS,
    progress: Progress = iter,
    on: date | None = None,
    by: User | None,
) -> ImportResult:
    """Import a sheet of people with their roles, like ``import_organisations``.

    A role without a day of its own begins ``on`` (today when left out).
    """
    records, problems = sheets.parse(sheets.read(path), PERSON_COLUMNS)
    with transaction.atomic():
        one_at_a_time()
        plan, entries = plan_people(records, problems, answers, on=on or clock.today())
        result = _result(plan, problems, dry_run=dry_run)
        if not (dry_run or result.refused):
            for chunk in progress(_chunks(entries)):
                _write_people(chunk, by=by)
    return result


def _result(plan: Plan, problems: Sequence[sheets.Problem], *, dry_run: bool) -> ImportResult:
    """Return the outcome; a row with an unreadable cell is asked about when it can be read."""
    unreadable = {problem.row for problem in problems}
    plan.questions = [each for each in plan.questions if each.row not in unreadable]
    return plan.result(dry_run=dry_run)


def _chunks(entries: list[Entry[Any]]) -> list[list[Entry[Any]]]:
    """Return the entries in parts that are written together."""
    return [entries[start : start + CHUNK] for start in range(0, len(entries), CHUNK)]


def _write_people(entries: Sequence[Entry[Person]], *, by: User | None) -> None:
    """Save people, those who are known first, and the roles that an import added or changed."""
    for entry in (each for each in entries if each.obj.pk):
        _write_person(entry.obj, entry.changes, by=by)
    _create([entry.obj for entry in entries if entry.obj.pk is None], by=by)
    new = []
    for entry in entries:
        for membership in entry.changed_memberships:
            if membership.pk:
                _write(membership, (), by=by, always=True)
            else:
                membership.person = entry.obj  # it had no key when the role was planned
                new.append(membership)
    _create(new, by=by)


def _create(objects: Sequence[Organisation | Person | Membership], *, by: User | None) -> None:
    """Save many new rows with their history and audit trail in a few statements."""
    if not objects:
        return
    with _unique():
        bulk_create_with_history(objects, type(objects[0]), batch_size=CHUNK)
    audit.record_each(f"{objects[0]._meta.model_name}.created", objects, by=by)


def _write_person(person: Person, changes: Sequence[FieldChange], *, by: User | None) -> None:
    """Save a person; who signs in goes on with the new mail address."""
    user = User.objects.filter(person=person).first() if person.pk else None
    moved = user is not None and any(change.field == "email" for change in changes)
    if moved and not person.email:
        raise Refused(
            _("%(person)s signs in with this mail address; it cannot be empty.")
            % {"person": person},
            code="account_needs_email",
        )
    _write(person, changes, by=by)
    if user is not None and moved:
        user.email = person.email.lower()
        with _unique():
            user.save()
        EmailAddress.objects.filter(user=user).delete()  # allauth notes the new one


def _write(
    obj: Organisation | Person | Membership,
    changes: Sequence[FieldChange],
    *,
    by: User | None,
    always: bool = False,
) -> None:
    """Save ``obj`` with a line in the audit trail when it is new or changed."""
    new = obj.pk is None
    if not (new or changes or always):
        return
    with _unique():
        obj.save()
    changed = {change.field: [change.before, change.after] for change in changes}
    detail: dict[str, Any] = {} if new else {"changes": changed}
    action = f"{obj._meta.model_name}.{'created' if new else 'changed'}"
    audit.record(action, obj, by=by, **detail)


@contextmanager
def _unique() -> Iterator[None]:
    """Refuse what the database knows to be another's; the refusal ends the caller's transaction."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(
            _("This KvK number, OIN, mail address or role is another's already."), code="taken"
        ) from error


def _locked(obj: M) -> M:
    """Read a row again under a lock."""
    return type(obj).objects.select_for_update().get(pk=obj.pk)


def _refuse_weak(password: str | None, user: User) -> None:
    """Refuse a password that the rules of the settings do not allow."""
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), code="password_weak") from error


def _checked_organisation(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values in their stored form, or refuse the first that fails its check."""
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = value.strip()
    values["country_code"] = identifiers.country_code(values["country_code"] or "NL")
    for name, clean in identifiers.NUMBERS.items():
        if values[name]:
            values[name] = clean(values[name])
    for name in POSTAL_CODES:
        if values[name]:
            values[name] = identifiers.postal_code(values[name], values["country_code"])
    identifiers.clean_peppol(values)
    identifiers.clean_order_number(values)
    if not identifiers.rsin_fits(values["rsin"], values["oin"]):
        raise Refused(_("The OIN holds another RSIN."), code="rsin")
    return values
