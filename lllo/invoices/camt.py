"""Reads a CAMT.053 file (ISO 20022 BankToCustomerStatement, versions .001.02 to .001.13).

Why not a library: docs/decisions/0011. Only what was booked counts (``BOOK``); a
transaction that stands inside a batch is told apart where the bank gives its amount.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from lllo.errors import Refused
from lllo.rules.money import to_cents

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 20_000_000  # bytes; a year of a large account is a tenth of it
MESSAGE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d\d\}Document")
CREDIT, REVERSED = "CRDT", "true"
AMOUNT = re.compile(r"[0-9]{1,10}(\.[0-9]{1,5})?")  # above zero: its sign stands elsewhere
LONGEST_IBAN = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An amount that came in, or below zero was taken back; ``key`` is the same in any file."""

    key: str
    booked_on: date
    amount: Decimal
    payer: str
    payer_iban: str
    text: str
    bank_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement of one account; ``left_out`` counts what went out, and is nothing in euros."""

    statement_id: str
    account: str
    entries: tuple[Entry, ...]
    left_out: int


def read(content: bytes) -> tuple[Statement, ...]:
    """Return the statements of a file; refuses what is no CAMT.053, or declares entities."""
    root = _root(content)
    try:
        return tuple(_statement(node) for node in root.findall("{*}BkToCstmrStmt/{*}Stmt"))
    except (ValueError, AttributeError) as error:
        raise Refused(
            _("This CAMT.053 file cannot be read: something in it is missing or malformed."),
            code="camt_malformed",
        ) from error


def _root(content: bytes) -> Any:
    """Parse the XML without entities, without the network, and not endlessly."""
    from lxml import etree  # noqa: PLC0415 - 40 ms that most commands do not need

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    refused = Refused(
        _("This is no CAMT.053 file. Ask the bank for the format CAMT.053 (XML)."),
        code="camt_unknown",
    )
    if len(content) > LARGEST:
        raise Refused(_("This file is too large for a bank statement."), code="camt_too_large")
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise refused from error
    if root.getroottree().docinfo.doctype or not MESSAGE.fullmatch(str(root.tag)):
        raise refused
    return root


def _statement(node: Any) -> Statement:
    """Return one statement."""
    account = _text(node, "Acct/Id/IBAN")[:LONGEST_IBAN]
    entries: list[Entry] = []
    left_out = 0
    for entry in node.findall("{*}Ntry"):
        if _status(entry) != "BOOK":
            continue
        for part in _parts(entry):
            found = _entry(entry, part, account)
            if found is None:
                left_out += 1
            else:
                entries.append(found)
    return Statement(
        statement_id=_text(node, "Id")[:60],
        account=account,
        entries=tuple(_told_apart(entries)),
        left_out=left_out,
    )


def _status(entry: Any) -> str:
    """Return the status of an entry; from version .001.08 on it stands in a code."""
    return _text(entry, "Sts/Cd") or _text(entry, "Sts")


def _parts(entry: Any) -> list[Any]:
    """Return the transactions of a batch if each has its amount, else the one there is or none."""
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    if len(details) > 1 and all(_amount_node(detail) is not None for detail in details):
        return list(details)
    return [details[0] if len(details) == 1 else None]


def _amount_node(detail: Any) -> Any:
    """Return the amount of a transaction inside an entry, wherever the version puts it."""
    amount = detail.find("{*}Amt")
    return detail.find("{*}AmtDtls/{*}TxAmt/{*}Amt") if amount is None else amount


def _entry(entry: Any, detail: Any, account: str) -> Entry | None:
    """Return what came in, or was taken back; nothing for money that went out, or no euros."""
    single = detail is None or len(entry.findall("{*}NtryDtls/{*}TxDtls")) == 1
    node = entry.find("{*}Amt") if single else _amount_node(detail)
    is_credit = _text(entry, "CdtDbtInd") == CREDIT
    is_reversal = _text(entry, "RvslInd") == REVERSED
    if node.get("Ccy") != "EUR" or is_credit == is_reversal:
        return None  # a credit that is a reversal gives our own payment back
    amount = _amount(node.text.strip())
    if not amount:
        return None  # an interest of nothing, say
    where = entry if detail is None else detail
    booked = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")
    values: dict[str, Any] = {
        "booked_on": date.fromisoformat(booked[:10]),
        "amount": amount if is_credit else -amount,
        "payer": (_text(where, "RltdPties/Dbtr/Nm") or _text(where, "RltdPties/Dbtr/Pty/Nm"))[:140],
        "payer_iban": _text(where, "RltdPties/DbtrAcct/Id/IBAN")[:LONGEST_IBAN],
        "text": _description(entry, where),
        "bank_reference": (_text(where, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef"))[:140],
    }
    return Entry(key=_key(account, values, _text(where, "Refs/EndToEndId")), **values)


def _amount(written: str) -> Decimal:
    """Return an amount; raises ``ValueError`` for what is none, or more than can be kept."""
    if not AMOUNT.fullmatch(written):
        raise ValueError(written)
    return to_cents(Decimal(written))


def _description(entry: Any, where: Any) -> str:
    """Return all that the payer and the bank wrote."""
    paths = ("RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf",
             "Refs/EndToEndId", "AddtlTxInf")  # fmt: skip
    texts = [text for path in paths for text in _texts(where, path)]
    texts += _texts(entry, "AddtlNtryInf")
    unique = dict.fromkeys(" ".join(text.split()) for text in texts if text != "NOTPROVIDED")
    return " ".join(unique)[:1000]


def _key(account: str, values: dict[str, Any], end_to_end: str) -> str:
    """Return what tells an entry apart in every file that holds it."""
    parts = [account, *(str(values[name]) for name in sorted(values)), end_to_end]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _told_apart(entries: list[Entry]) -> Iterator[Entry]:
    """Give entries that are the same in everything a number: who pays twice paid twice."""
    seen: dict[str, int] = {}
    for entry in entries:
        count = seen[entry.key] = seen.get(entry.key, 0) + 1
        yield entry if count == 1 else replace(entry, key=f"{entry.key[:60]}#{count}")


def _text(node: Any, path: str) -> str:
    """Return the text at a path, or nothing."""
    return next(iter(_texts(node, path)), "")


def _texts(node: Any, path: str) -> list[str]:
    """Return the texts at a path, in whatever version of the message."""
    found = node.findall("/".join(f"{{*}}{step}" for step in path.split("/")))
    return [item.text.strip() for item in found if item.text and item.text.strip()]
