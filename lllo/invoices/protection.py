"""Whether the database still refuses to change what was issued, and keeps what is open."""

from __future__ import annotations

from django.db import connection

ALWAYS = ("update", "delete")
TRIGGERS = (
    *(f"invoices_invoice_no_{event}" for event in ALWAYS),
    *(f"invoices_invoiceline_no_{event}" for event in ("insert", *ALWAYS)),
    *(f"invoices_vattotal_no_{event}" for event in ("insert", *ALWAYS)),
    *(f"documents_document_no_{event}" for event in ALWAYS),
)
KEEPERS = tuple(
    f"invoices_{table}_balance_{event}"
    for table in ("invoice", "payment")
    for event in ("insert", *ALWAYS)
)
NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def missing_triggers(wanted: tuple[str, ...] = TRIGGERS) -> list[str]:
    """Return the triggers that should be there and are not; a table made anew loses its own."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in found]
