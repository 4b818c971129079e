"""Triggers: the database adds up what is paid, credited and open of an invoice.

They add up anew, and never count on, so that a row is right whatever it was before. On PostgreSQL
the row is locked first: of two payments at a time the second sees the first. A later migration
that makes one of these tables anew on SQLite must run ``remove`` before it and ``install`` after
it (``lllo check`` and tests/invoices/test_balances.py tell).
"""

from django.db import migrations

MADE = (
    "INSERT INTO invoices_balance (invoice_id, paid_amount, credited_amount, open_amount) "
    "VALUES ({row}, 0, 0, 0)"
)
GONE = "DELETE FROM invoices_balance WHERE invoice_id = {row}"
PAID = "SELECT SUM(amount) FROM invoices_payment WHERE invoice_id = {row}"
CREDITED = "SELECT SUM(payable_amount) FROM invoices_invoice WHERE corrects_id = {row}"
ADDED_UP = (
    f"UPDATE invoices_balance SET paid_amount = ROUND(COALESCE(({PAID}), 0), 2), "
    f"credited_amount = ROUND(COALESCE(({CREDITED}), 0), 2) WHERE invoice_id = {{row}}",
    "UPDATE invoices_balance SET open_amount = COALESCE((SELECT "
    "ROUND(i.payable_amount - invoices_balance.paid_amount - invoices_balance.credited_amount, 2) "
    "FROM invoices_invoice i WHERE i.id = {row} AND i.state = 'issued' AND i.kind = 'invoice'), 0) "
    "WHERE invoice_id = {row}",
)
LOCKED = "PERFORM 1 FROM invoices_balance WHERE invoice_id = {row} FOR UPDATE"
# table and event: what is made or removed, and whose rows are added up
RULES = {
    ("invoices_invoice", "INSERT"): (MADE.format(row="NEW.id"), ("NEW.id", "NEW.corrects_id")),
    ("invoices_invoice", "UPDATE"): ("", ("NEW.id", "OLD.corrects_id", "NEW.corrects_id")),
    ("invoices_invoice", "DELETE"): (GONE.format(row="OLD.id"), ("OLD.corrects_id",)),
    ("invoices_payment", "INSERT"): ("", ("NEW.invoice_id",)),
    ("invoices_payment", "UPDATE"): ("", ("OLD.invoice_id", "NEW.invoice_id")),
    ("invoices_payment", "DELETE"): ("", ("OLD.invoice_id",)),
}


def name(table, event):
    return f"{table}_balance_{event.lower()}"


def statements(first, rows, *, lock):
    steps = (LOCKED, *ADDED_UP) if lock else ADDED_UP
    added = [step.format(row=row) for row in rows for step in steps]
    return "; ".join([*([first] if first else []), *added])


def install(apps, schema_editor):
    postgres = schema_editor.connection.vendor == "postgresql"
    for (table, event), (first, rows) in RULES.items():
        body = statements(first, rows, lock=postgres)
        called = name(table, event)
        if not postgres:
            schema_editor.execute(
                f"CREATE TRIGGER {called} AFTER {event} ON {table} FOR EACH ROW BEGIN {body}; END"
            )
            continue
        schema_editor.execute(
            f"CREATE FUNCTION {called}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {body}; RETURN NULL; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {called} AFTER {event} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {called}()"
        )


def remove(apps, schema_editor):
    for table, event in RULES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name(table, event)} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name(table, event)}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name(table, event)}")


class Migration(migrations.Migration):
    dependencies = [
        ("invoices", "0002_issued_stays_as_it_is"),
    ]
    operations = [migrations.RunPython(install, remove)]
