"""The triggers that protect what was issued, and how a test gets past them."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import import_module

from django.db import connection
from django.test import TransactionTestCase

MIGRATION = "lllo.invoices.migrations.0002_issued_stays_as_it_is"


class _Editor:
    """What a migration asks of a schema editor, inside any transaction."""

    connection = connection

    def execute(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(sql)


def install():
    import_module(MIGRATION).install(None, _Editor())


@contextmanager
def lifted():
    """Let a test tamper with what was issued, as no program can."""
    module = import_module(MIGRATION)
    module.remove(None, _Editor())
    try:
        yield
    finally:
        module.install(None, _Editor())


def let_tests_be_flushed(patch):
    """A test with transactions of its own ends by emptying all tables; SQLite does that by rows."""
    original = TransactionTestCase._fixture_teardown

    def teardown(case):
        if connection.vendor == "sqlite":
            with lifted():
                original(case)
        else:
            original(case)

    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
