"""How many calls keep Odoo in step, against one call for each record; part of ``make bench``.

``python -m tests.odoo.bench [--json] [SCALE]``: 1 000 organisations, 1 000 contacts, 300 agreements, 300
invoices, 60 events and 2 000 registrations, or that times SCALE. The fake stands for Odoo, so the
calls are those of a real one, and the seconds are ours plus little. With ODOO_TEST_URL and its
credentials set (see test_contract) the same is sent to that server, once, and stays there.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
import time
from base64 import b64encode
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lllo.odoo.client import Client

SIZES = {
    "organisations": 1000,
    "contacts": 1000,
    "agreements": 300,
    "invoices": 300,
    "events": 60,
    "registrations": 2000,
}
LATENCY = 0.045  # seconds that a call took on a real server when records went one by one
UNCHANGED = 20
WRITES = ("load", "create", "write", "action_post")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one push took; `batches` are the calls that write."""

    what: str
    calls: int
    batches: int
    seconds: float
    aim: int = 0


class Counting:
    """The calls of a client by method, counted where they leave it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.methods: Counter[str] = Counter()
        self._call = client.call
        client.call = self.call  # type: ignore[method-assign]

    def call(self, model: str, method: str, ids: Any = None, **kw: Any) -> Any:
        self.methods[method] += 1
        return self._call(model, method, ids, **kw)

    def figure(
        self, what: str, work: Any, *, twice_the_batches: bool = False, aim: int = 0
    ) -> Figure:
        before, written, began = self.client.calls, self.written, time.perf_counter()
        work()
        seconds, batches = time.perf_counter() - began, self.written - written
        calls = self.client.calls - before
        return Figure(
            what=what,
            calls=calls,
            batches=batches,
            seconds=seconds,
            aim=2 * batches if twice_the_batches else aim,
        )

    @property
    def written(self) -> int:
        return sum(self.methods[method] for method in WRITES)


# --- the programme ------------------------------------------------------------------------------


def start(folder: Path) -> None:
    """Start Django on an empty demo database, with an office that decided about Odoo."""
    os.environ.pop("LLLO_ENV_FILE", None)
    os.environ.update(
        LLLO_SECRET_KEY="bench" * 10,
        DATABASE_URL=f"sqlite:///{folder}/db.sqlite3",
        DJANGO_SETTINGS_MODULE="lllo.settings",
        LLLO_OFFICE_DIR=str(folder / "office"),
    )
    import django

    django.setup()
    from tests.invoices.builders import OfficeFolder
    from tests.odoo import world

    world.decide(OfficeFolder(folder / "office"))


def fill(sizes: dict[str, int]) -> None:
    """Make a programme of this size, its invoices issued."""
    from django.core.management import call_command
    from django.db import transaction

    from tests.odoo import world
    from tests.world import make_edition, mark_demo

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        mark_demo()
        edition = make_edition()
        world.make_budget(edition)
        organisations = _organisations(sizes["organisations"])
        people = _people(sizes["contacts"], organisations)
        _events(edition, sizes, people, organisations)
    _invoices(edition, organisations[: sizes["agreements"]], sizes["invoices"])


def _organisations(count: int) -> list:
    from lllo.people.models import Organisation

    first = 60_000_000 + secrets.randbelow(30_000_000)  # a real server may know those of last time
    return Organisation.objects.bulk_create(
        Organisation(
            name=f"Gemeente Proef {number:04} (demo)",
            legal_name=f"Gemeente Proef {number:04} (demo)",
            kind=Organisation.Kind.MUNICIPALITY,
            street=f"Voorbeeldstraat {number}",
            postal_code="7500 AA",
            city="Voorbeeldstad",
            kvk_number=f"{first + number}",
            invoice_email=f"o{number}@example.org",
        )
        for number in range(count)
    )


def _people(count: int, organisations: list) -> list:
    from lllo.people.models import Membership, Person

    people = Person.objects.bulk_create(
        Person(given_name="Alice", family_name=f"Proef {number:04}", email=f"p{number}@example.org")
        for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(
            person=person,
            organisation=organisations[number % len(organisations)],
            role=Membership.Role.CONTACT,
            started_on=datetime(2026, 1, 1, tzinfo=UTC).date(),
        )
        for number, person in enumerate(people)
    )
    return people


def _events(edition: Any, sizes: dict[str, int], people: list, organisations: list) -> None:
    from lllo.training.models import Event, Registration

    begin = datetime(2026, 4, 1, 8, tzinfo=UTC)
    events = Event.objects.bulk_create(
        Event(
            programme=edition.programme,
            kind="knowledge_event",
            title=f"Bijeenkomst {number}",
            starts_at=begin + timedelta(days=number),
            ends_at=begin + timedelta(days=number, hours=4),
        )
        for number in range(sizes["events"])
    )
    Registration.objects.bulk_create(
        Registration(
            event=events[number % len(events)],
            person=people[number // len(events) * 7 % len(people)],
            organisation=organisations[number // len(events) * 7 % len(organisations)],
        )
        for number in range(sizes["registrations"])
    )


def _invoices(edition: Any, organisations: list, count: int) -> None:
    from lllo.invoices.actions import draft_invoices, issue_drafts
    from tests.invoices.builders import ISSUE_DAY, sign

    for organisation in organisations:
        sign(edition, "professional_plus", organisation, instalments=1)
    draft_invoices(2026, on=ISSUE_DAY, by=None)
    issued = issue_drafts(2026, on=ISSUE_DAY, by=None)
    assert (len(issued.issued), issued.blocked) == (count, [])


# --- in batches, and one by one -----------------------------------------------------------------


def in_batches(client: Client) -> list[Figure]:
    """Push everything, then again with nothing changed, then with one organisation changed."""
    from lllo import clock
    from lllo.odoo import mapping
    from lllo.odoo.push import push
    from lllo.people.models import Organisation

    counting = Counting(client)

    def send() -> None:
        outcome = push(client, mapping.booking(), at=clock.now(), by=None)
        assert outcome.problems == [], outcome.problems[:3]

    figures = [
        counting.figure("first push", send, twice_the_batches=True),
        counting.figure("push, nothing changed", send, aim=UNCHANGED),
    ]
    organisation = Organisation.objects.order_by("pk").last()
    organisation.city = "Elders" if organisation.city != "Elders" else "Voorbeeldstad"
    organisation.save()
    return [*figures, counting.figure("push, one organisation changed", send, aim=UNCHANGED)]


def one_by_one(client: Client) -> list[Figure]:
    """Do as a naive client does: look for each record by its key, then create or write it."""
    naive = Naive(client, secrets.token_hex(4))
    counting = Counting(client)
    return [
        counting.figure("one by one: first push", naive.push),
        counting.figure("one by one: nothing changed", naive.push),
    ]


class Naive:
    """A client without external ids, batches and hashes."""

    def __init__(self, client: Client, run: str) -> None:
        self.client = client
        self.run = run
        self.ids: dict[str, int] = {}

    def push(self) -> None:
        from lllo.contracts.models import Contract
        from lllo.invoices.models import Invoice
        from lllo.people.models import Membership, Organisation
        from lllo.training.models import Event, Registration

        for organisation in Organisation.objects.all():
            self.keep("res.partner", organisation, name=organisation.name, is_company=True)
        for role in Membership.objects.select_related("person", "organisation"):
            parent = self.ids[f"organisation{role.organisation_id}"]
            self.keep("res.partner", role.person, name=str(role.person), parent_id=parent)
        for contract in Contract.objects.all():
            partner = self.ids[f"organisation{contract.organisation_id}"]
            self.keep(
                "sale.order", contract, key="client_order_ref", partner_id=partner, order_line=LINES
            )
        for event in Event.objects.all():
            begin, end = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (event.starts_at, event.ends_at))
            self.keep(
                "event.event",
                event,
                key="name",
                date_begin=begin,
                date_end=end,
                event_mail_ids=[],
            )
        for place in Registration.objects.all():
            event = self.ids[f"event{place.event_id}"]
            self.keep("event.registration", place, key="name", event_id=event)
        for invoice in Invoice.objects.filter(state="issued").select_related("organisation"):
            self.book(invoice)

    def keep(self, model: str, obj: Any, *, key: str = "ref", **values: Any) -> None:
        """Look, then create or write; lines are only made."""
        mine = f"{self.run} {obj.pk}"
        found = self.client.call(model, "search_read", domain=[[key, "=", mine]], fields=["id"])
        if found:
            values.pop("order_line", None)
            self.client.call(model, "write", [found[0]["id"]], vals=values)
        else:
            found = [
                {"id": self.client.call(model, "create", vals_list=[{key: mine, **values}])[0]}
            ]
        self.ids[f"{obj._meta.model_name}{obj.pk}"] = found[0]["id"]

    def book(self, invoice: Any) -> None:
        """Make, post, read back and attach two files, each with a call."""
        mine = f"{self.run}-{invoice.pk}"
        found = self.client.call(
            "account.move", "search_read", domain=[["ref", "=", mine]], fields=TOTALS
        )
        if found:
            return
        partner = self.ids[f"organisation{invoice.organisation_id}"]
        values = {
            "move_type": "out_invoice",
            "ref": mine,
            "partner_id": partner,
            "invoice_line_ids": LINES,
        }
        (move,) = self.client.call("account.move", "create", vals_list=[values])
        self.client.call("account.move", "action_post", [move])
        self.client.call("account.move", "search_read", domain=[["id", "=", move]], fields=TOTALS)
        for name in ("invoice.pdf", "invoice.xml"):
            file = {
                "name": name,
                "res_model": "account.move",
                "res_id": move,
                "datas": b64encode(b"x").decode(),
            }
            self.client.call("ir.attachment", "create", vals_list=[file])


LINES = [[0, 0, {"name": "Basis", "price_unit": 7500.0}]]
TOTALS = ["state", "amount_untaxed", "amount_tax", "amount_total", "payment_state"]


# --- the table ----------------------------------------------------------------------------------


def fewest(sizes: dict[str, int]) -> int:
    """Batches of 100 and, of what has lines, of 20: the fewest loads that can be."""
    heavy = ("agreements", "invoices")
    return sum(ceil(count / (20 if what in heavy else 100)) for what, count in sizes.items())


def real() -> Any:
    """The server of the environment, with external ids of this run only; None without one."""
    from lllo.odoo.config import Connection

    names = ("url", "database", "login", "api_key")
    given = {name: os.environ.get(f"ODOO_TEST_{name.upper()}", "") for name in names}
    prefix = f"bench_{secrets.token_hex(4)}"
    return Connection(**given, prefix=prefix, attempts=3) if all(given.values()) else None


def measure(sizes: dict[str, int]) -> dict[str, list[Figure]]:
    """Return the figures by the name of the server."""
    from lllo import clock
    from lllo.odoo.client import Client
    from tests.invoices.builders import NOW
    from tests.odoo.conftest import connection
    from tests.odoo.fake import start_fake

    found: dict[str, list[Figure]] = {}
    with clock.at(NOW):
        fill(sizes)
        for version in (18, 19):
            with start_fake(version) as fake:
                client = Client(connection(fake))
                found[f"fake {version}, {client.protocol}"] = in_batches(client)
                client.close()
        with start_fake(19) as fake:
            client = Client(connection(fake))
            found["fake 19, json2, naive"] = one_by_one(client)
            client.close()
        server = real()
        if server:
            client = Client(server)
            found[f"{server.server}, {client.protocol}"] = in_batches(client)
            client.close()
    return found


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    given = [word for word in given if word != "--json"]
    scale = float(given[0]) if given else 1.0
    sizes = {what: max(1, round(count * scale)) for what, count in SIZES.items()}
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder))
        found = measure(sizes)
    if as_json:
        print(json.dumps({name: [asdict(row) for row in rows] for name, rows in found.items()}))
        return
    print(f"\nOdoo: {', '.join(f'{count} {what}' for what, count in sizes.items())};")
    print(
        f"{fewest(sizes)} loads are the fewest that can be; a batch is a call that writes (loads, posts, files)."
    )
    print(
        f"{'server':24} {'what':32} {'calls':>7} {'batches':>8} {'aim':>6} {'seconds':>8} {'at 45 ms a call':>16}"
    )
    for server, figures in found.items():
        for row in figures:
            network = f"{row.seconds + row.calls * LATENCY:.0f} s"
            aim = str(row.aim or "")
            print(
                f"{server:24} {row.what:32} {row.calls:7} {row.batches:8} {aim:>6} {row.seconds:8.2f} {network:>16}"
            )
    if len(found) < 4:
        print(
            "A real Odoo was not asked: ODOO_TEST_URL, _DATABASE, _LOGIN, _API_KEY are not all set."
        )


if __name__ == "__main__":
    main()
