"""Hands e-invoices to an access point of Peppol, and reads its receipts.

The port is two functions; ``LLLO_PEPPOL_PORT`` names the class that has them. The one
here is a folder: ``out/KEY.xml`` and ``out/KEY.json`` (who it is for) go out, and the access point
puts ``receipts/KEY.json`` beside them: ``{"status": "delivered" | "failed", "at": "2026-03-02T…",
"message": "…"}``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from lllo import clock
from lllo.documents import queries as documents
from lllo.errors import Refused
from lllo.invoices import delivery_actions as deliveries
from lllo.invoices.models import Delivery
from lllo.mail.invoice import delivery_of, hand_over

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lllo.outbox.models import Job

CANNOT_BE_READ = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One document for the access point; ``receiver`` is scheme and number, ``0190:0000…``."""

    key: str
    number: str
    receiver: str
    xml: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the access point answered of one document."""

    key: str
    delivered: bool
    at: datetime
    message: str = ""


@dataclass(slots=True, kw_only=True)
class Collected:
    """What came of the receipts: keys by outcome, and the files that say nothing known."""

    delivered: list[str]
    failed: list[str]
    unreadable: list[str]


class Port(Protocol):
    """What an access point must offer."""

    def hand_over(self, dispatch: Dispatch) -> None:
        """Take a document; the same one again changes nothing."""

    def receipts(self) -> Iterator[Receipt | str]:
        """Return the receipts there are, or the name of one that cannot be read."""


class Folder:
    """An access point that works through a folder."""

    def __init__(self) -> None:
        if not settings.LLLO_PEPPOL_OUTBOX:
            raise Refused(
                _("No access point for Peppol is set up (LLLO_PEPPOL_OUTBOX)."), code="no_peppol"
            )
        self.root = Path(settings.LLLO_PEPPOL_OUTBOX)

    def hand_over(self, dispatch: Dispatch) -> None:
        """Write the document, whole or not at all; its address comes last: then it may be taken."""
        out = self.root / "out"
        out.mkdir(parents=True, exist_ok=True)
        stem = _stem(dispatch.key)
        address = {"number": dispatch.number, "receiver": dispatch.receiver}
        _write(out / f"{stem}.xml", dispatch.xml)
        _write(out / f"{stem}.json", json.dumps(address, indent=2).encode())

    def receipts(self) -> Iterator[Receipt | str]:
        """Return what lies in the folder of receipts."""
        keys = {_stem(key): key for key in _waiting()}
        for path in sorted((self.root / "receipts").glob("*.json")):
            if path.stem not in keys:
                continue  # of another installation, or known already
            try:
                yield _receipt(keys[path.stem], json.loads(path.read_bytes()))
            except CANNOT_BE_READ:
                yield path.name


def send_invoice(job: Job) -> None:
    """Hand the e-invoice of a delivery to the access point; called by the worker."""
    delivery = delivery_of(job)
    hand_over(job, delivery, lambda: _hand_over(delivery))


def collect_receipts() -> Collected:
    """Note what the access point answered since the last time."""
    found = Collected(delivered=[], failed=[], unreadable=[])
    for receipt in _port().receipts():
        if isinstance(receipt, str):
            found.unreadable.append(receipt)
            continue
        delivery = Delivery.objects.select_related("invoice").get(key=receipt.key)
        if deliveries.note_receipt(
            delivery, delivered=receipt.delivered, at=receipt.at, problem=receipt.message
        ):
            (found.delivered if receipt.delivered else found.failed).append(receipt.key)
    return found


def _hand_over(delivery: Delivery) -> None:
    """Hand over the stored bytes; what does not reach the port may be tried again as it is."""
    invoice = delivery.invoice
    assert invoice.xml is not None
    dispatch = Dispatch(
        key=delivery.key,
        number=str(invoice.number),
        receiver=delivery.recipient,
        xml=documents.content(invoice.xml),
    )
    if delivery.state in (Delivery.State.SENT, Delivery.State.DELIVERED):
        return
    _port().hand_over(dispatch)
    deliveries.note_sent(delivery)


def _port() -> Port:
    """Return the access point of the settings."""
    port: Port = import_string(settings.LLLO_PEPPOL_PORT)()
    return port


def _waiting() -> list[str]:
    """Return the keys of what was handed over and not answered."""
    waiting = Delivery.objects.filter(channel=Delivery.Channel.PEPPOL, state=Delivery.State.SENT)
    return list(waiting.values_list("key", flat=True))


def _receipt(key: str, said: dict[str, Any]) -> Receipt:
    """Return a receipt; raises ``ValueError`` or ``KeyError`` for what is none."""
    if said["status"] not in ("delivered", "failed"):
        raise ValueError(said["status"])
    at = datetime.fromisoformat(said["at"]) if said.get("at") else clock.now()
    if at.tzinfo is None:
        at = at.replace(tzinfo=clock.AMSTERDAM)
    return Receipt(
        key=key,
        delivered=said["status"] == "delivered",
        at=at,
        message=str(said.get("message", "")),
    )


def _stem(key: str) -> str:
    """Return a key as the name of a file."""
    return "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in key)


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all; one that is there already stays."""
    if path.exists() and path.read_bytes() == content:
        return
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
