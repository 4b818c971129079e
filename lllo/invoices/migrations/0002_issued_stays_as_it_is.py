"""Triggers: the database refuses to change or delete what was issued, whoever asks.

SQLite makes a table anew when a column is added, and its triggers are lost with the old one: a
later migration that does so for one of these tables must run ``INSTALL`` again
(``lllo check`` and tests/invoices/test_triggers.py tell).
"""

from django.db import migrations

MESSAGE = "what was issued does not change"
ISSUED = "EXISTS (SELECT 1 FROM invoices_invoice WHERE id = {row}.invoice_id AND state = 'issued')"
KEPT = (
    "EXISTS (SELECT 1 FROM invoices_invoice WHERE state = 'issued' AND OLD.id IN (pdf_id, xml_id))"
)
# table: the events of which each is refused, and when
RULES = {
    "invoices_invoice": {
        "UPDATE": "OLD.state = 'issued'",
        "DELETE": "OLD.state = 'issued'",
    },
    "invoices_invoiceline": {
        "INSERT": ISSUED.format(row="NEW"),
        "UPDATE": f"{ISSUED.format(row='OLD')} OR {ISSUED.format(row='NEW')}",
        "DELETE": ISSUED.format(row="OLD"),
    },
    "invoices_vattotal": {
        "INSERT": ISSUED.format(row="NEW"),
        "UPDATE": f"{ISSUED.format(row='OLD')} OR {ISSUED.format(row='NEW')}",
        "DELETE": ISSUED.format(row="OLD"),
    },
    "documents_document": {"UPDATE": KEPT, "DELETE": KEPT},
}


def name(table, event):
    return f"{table}_no_{event.lower()}"


def triggers():
    for table, events in RULES.items():
        for event, condition in events.items():
            yield table, event, condition


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        _install_on_postgresql(schema_editor)
        return
    for table, event, condition in triggers():
        schema_editor.execute(
            f"CREATE TRIGGER {name(table, event)} BEFORE {event} ON {table} FOR EACH ROW "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def _install_on_postgresql(schema_editor):
    for table, event, condition in triggers():
        result = "OLD" if event == "DELETE" else "NEW"
        schema_editor.execute(
            f"CREATE FUNCTION {name(table, event)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name(table, event)} BEFORE {event} ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION {name(table, event)}()"
        )


def remove(apps, schema_editor):
    for table, event, _condition in triggers():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name(table, event)} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name(table, event)}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name(table, event)}")


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("invoices", "0001_initial"),
    ]
    operations = [migrations.RunPython(install, remove)]
