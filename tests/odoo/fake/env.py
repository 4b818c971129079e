"""What one call works with: the store, who calls, the context, the rights, the models of this version."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .errors import NotFound
from .registry import CLASSES
from .schema import Schema, load_schema

if TYPE_CHECKING:
    from .orm import Model
    from .store import Store

SYNC, ADMIN = 7, 2
SETTINGS = "fake.settings"  # one row: rights, keys, switches of the scenario

# What the integration user of the facts may not do: groups that it does not have.
DENIED = {
    "ir.model.data": "read create write unlink",
    "account.journal": "create write unlink",
    "account.tax": "create write unlink",
    "account.account": "create write unlink",
    "account.bank.statement.line": "read create write unlink",
    "res.company": "create write unlink",
    "res.users": "create unlink",
    "res.lang": "create write unlink",
    "res.currency": "create write unlink",
    "res.country": "create write unlink",
    "ir.sequence": "create write unlink",
}


class Env:
    def __init__(
        self, store: Store, version: int, uid: int = SYNC, context: dict[str, Any] | None = None
    ):
        self.store = store
        self.version = version
        self.uid = uid
        self.context = context or {}
        self.schema: Schema = load_schema(version)
        self.models = self.schema.keys()
        self.made: dict[str, Model] = {}
        self.pending_conflicts: list[int] = [0]
        self.busy: set[int] = set()  # moves whose lines are being changed
        self.forced = False  # a person who knows a way around what is protected
        self.now = self.settings.get("now") or time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())

    def __getitem__(self, name: str) -> Model:
        if name not in self.models:
            raise NotFound(f"Object {name} doesn't exist", name="odoo.exceptions.UserError")
        if name not in self.made:
            self.made[name] = CLASSES[name](self, name)
        return self.made[name]

    @property
    def today(self) -> str:
        return self.now[:10]

    @property
    def user_zone(self) -> str:
        return str(self.store.table("res.users").get(self.uid, {}).get("tz") or "UTC")

    @property
    def settings(self) -> dict[str, Any]:
        return self.store.table(SETTINGS).get(1, {})

    def setting(self, **values: Any) -> None:
        self.store.put(SETTINGS, 1, self.settings | values)

    def may(self, model: str, operation: str) -> bool:
        if self.uid == ADMIN:
            return True
        denied = self.settings.get("denied", {}).get(model, DENIED.get(model, ""))
        return operation not in denied.split()

    def conflicts(self) -> bool:
        """One of the serialisation conflicts asked for is used up."""
        if not self.pending_conflicts[0]:
            return False
        self.pending_conflicts[0] -= 1
        return True

    def ref(self, xid: str) -> int:
        return int(self.store.xids[xid]["res_id"])

    def name(self, xid: str, model: str, key: int) -> None:
        module, _dot, name = xid.partition(".")
        row = {"module": module, "name": name, "model": model, "res_id": key, "noupdate": True}
        self["ir.model.data"].make(row)

    def company(self) -> dict[str, Any]:
        return self.store.table("res.company")[1]

    def languages(self) -> list[str]:
        return [row["code"] for row in self.store.table("res.lang").values() if row.get("active")]
