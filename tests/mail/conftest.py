"""Office folders and a clock of a test's own, as the tests of invoices have them."""

from __future__ import annotations

from tests.invoices.conftest import demo, office_folder

__all__ = ["demo", "office_folder"]
