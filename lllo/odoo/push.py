"""Sends what changed, in the order in which one thing needs the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lllo import clock
from lllo.odoo import mapping
from lllo.odoo.booking import Booker
from lllo.odoo.loading import Loader
from lllo.odoo.lock_actions import only_writer
from lllo.odoo.lost import without_lost
from lllo.odoo.models import OdooRecord, OdooRun
from lllo.odoo.note_actions import begin_run, end_run
from lllo.odoo.session import Session
from lllo.odoo.wording import in_words, note, of_error

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from lllo.odoo.client import Client
    from lllo.odoo.mapping.base import Booking, Entity, Row
    from lllo.odoo.wording import Note
    from lllo.people.models import User

State = OdooRecord.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to send: everything that changed, or some keys with what they need.

    ``until``: no further batches after this moment (of the real clock); the next run goes on.
    """

    keys: Collection[str] | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a push; ``is_whole`` is false when it stopped at ``until``."""

    counts: dict[str, int]
    problems: list[tuple[str, Note]]
    calls: int
    batches: list[dict[str, Any]]
    is_whole: bool

    @property
    def said(self) -> Note:
        """What is noted of it."""
        return note(
            "pushed",
            sent=self.counts.get(State.SENT, 0),
            same=self.counts.get("unchanged", 0),
            bad=self.counts.get(State.PROBLEM, 0),
            open=self.counts.get(State.STOPPED, 0),
        )

    @property
    def sentence(self) -> str:
        """What came of it, in words."""
        return in_words(self.said)


def push(
    client: Client, booking: Booking, wish: Wish | None = None, *, at: datetime, by: User | None
) -> Outcome:
    """Send what changed as the only writer; raises ``Problem`` when Odoo cannot be spoken to.

    What was sent by then is noted; the next push goes on from there.
    """
    server = client.connection.server
    with only_writer(server, longest_call=client.connection.longest_call) as lock:
        run = begin_run(server, OdooRun.Kind.PUSH, at=at, by=by)
        session = Session(client=client, booking=booking, at=at, lock=lock)
        calls = client.calls
        try:
            outcome = _push(session, wish or Wish())
        except Exception as error:
            figures = {"calls": client.calls - calls, "counts": dict(session.counts)}
            end_run(run, at=clock.now(), said=of_error(error), is_whole=False, **figures)
            raise
        figures = {"calls": outcome.calls, "counts": outcome.counts}
        is_whole = outcome.is_whole
        end_run(run, at=clock.now(), said=outcome.said, is_whole=is_whole, **figures)
    return outcome


def rehearse(client: Client, booking: Booking, *, at: datetime) -> Outcome:
    """Return the batches that a push would send now; Odoo is only asked for names and ids."""
    return _push(Session(client=client, booking=booking, at=at), Wish())


def _push(session: Session, wish: Wish) -> Outcome:
    """Send one kind of thing after the other."""
    session.open()
    before = session.client.calls
    rows = {entity.kind: list(entity.rows(session.booking)) for entity in mapping.ENTITIES}
    wanted = _with_needs(rows, wish.keys) if wish.keys is not None else None
    is_whole = True
    for entity in mapping.ENTITIES:
        chosen = [row for row in rows[entity.kind] if wanted is None or row.key in wanted]
        is_whole = _send(session, entity, chosen, wish) and is_whole
    return Outcome(
        counts=dict(session.counts),
        problems=session.problems,
        calls=session.client.calls - before,
        batches=session.batches,
        is_whole=is_whole,
    )


def _with_needs(rows: dict[str, list[Row]], keys: Collection[str]) -> set[str]:
    """Return some keys and those of everything that they refer to."""
    needs = {row.key: set(row.refs()) for found in rows.values() for row in found}
    wanted: set[str] = set()
    left = list(keys)
    while left:
        key = left.pop()
        if key not in wanted:
            wanted.add(key)
            left += needs.get(key, ())
    return wanted


def _send(session: Session, entity: Entity, rows: Sequence[Row], wish: Wish) -> bool:
    """Send the rows of one entity that changed; false when there was no time for all."""
    sender: Loader | Booker
    sender = Booker(session, entity) if entity.is_move else Loader(session, entity)
    for chunk in _waves(session, entity, _changed(session, entity, rows), sender):
        if wish.until is not None and clock.real_now() >= wish.until:
            return False
        if chosen := ready(session, chunk):
            sender.send(chosen)
    return True


def ready(session: Session, rows: Sequence[Row]) -> list[Row]:
    """Return the rows of which nothing was decided, merged or deleted since they were chosen."""
    if session.is_dry:
        return list(rows)
    session.refresh(row.key for row in rows)
    held = (State.STOPPED, State.LEFT)
    left = [row for row in rows if session.records[row.key].state not in held]
    return without_lost(session, left)


def _changed(session: Session, entity: Entity, rows: Sequence[Row]) -> list[Row]:
    """Return the rows that must be sent: new, changed, cut off or refused before."""
    found: list[Row] = []
    for row in rows:
        record = session.records.get(row.key)
        if row.gone and (record is None or record.odoo_id is None):
            continue  # nobody is made in order to be archived
        if record and record.state in (State.STOPPED, State.LEFT):
            session.counts["held"] += 1
        elif record and record.state == State.SENT and record.sha256 == row.sha256:
            session.counts["unchanged"] += 1
        elif row.problem:
            session.note([session.meet(entity, row)], State.PROBLEM, row.problem)
        else:
            session.meet(entity, row)
            found.append(row)
    return found


def _waves(
    session: Session, entity: Entity, rows: Sequence[Row], sender: Loader | Booker
) -> Iterator[Sequence[Row]]:
    """Yield rows of which everything they need is there; others wait with a sentence.

    What was refused before comes alone, so that it does not halve the batches of the others.
    """
    left = list(rows)
    while left:
        ready = [row for row in left if not _needs(session, row)]
        if not ready:
            break
        refused = [row for row in ready if session.records[row.key].state == State.PROBLEM]
        fresh = [row for row in ready if row not in refused]
        many = sender.size * 5
        for start in range(0, len(fresh), many):
            yield fresh[start : start + many]
        for row in refused:
            yield [row]
        left = [row for row in left if row not in ready]
    for row in left:
        said = note("waits", needs=_needs(session, row))
        session.note([session.meet(entity, row)], State.WAITING, said)


def _needs(session: Session, row: Row) -> list[str]:
    """Return the names of the records that must be there first and are not."""
    keys = [key for key in dict.fromkeys(row.refs()) if not _is_there(session, key)]
    return [str(session.records.get(key) or key) for key in keys]


def _is_there(session: Session, key: str) -> bool:
    """Tell whether another record may refer to this one; an invoice must be booked.

    In a rehearsal that is what would be sent before it, too.
    """
    record = session.records.get(key)
    if record is None or record.state == State.STOPPED:
        return False
    if session.is_dry and record.state != State.LEFT:
        return key not in session.held
    if record.target_id is None:
        return False
    return record.kind != "invoice" or record.state == State.SENT
