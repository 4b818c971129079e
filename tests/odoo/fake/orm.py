"""The common behaviour of every model: search, read, create, write, unlink, rights, external ids."""

# ruff: noqa: FBT001, ARG002, PLR0917 - names and order of arguments are Odoo's
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import loading, reading
from .domains import candidates, fields_of, matches
from .errors import MANDATORY, AccessError, PythonError, UserError, ValidationError, missing
from .schema import INVERSE, Field
from .store import XIDS, Row
from .values import apply_lines, linked, stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from .env import Env

Values = dict[str, Any]
MAGIC = ("id", "create_date", "write_date", "create_uid", "write_uid", "display_name")


def on_model(method: Callable) -> Callable:
    """Odoo's @api.model: json2 refuses ids for it."""
    method.on_model = True
    return method


class Model:
    """What has no leading underscore and stands in RPC may be called from outside."""

    RPC = frozenset({
        "search", "search_read", "search_count", "read", "create", "write", "unlink", "load", "fields_get",
        "default_get", "name_search", "read_group", "get_external_id", "exists", "check_access_rights",
        "has_access", "message_post", "action_archive", "action_unarchive",
    })  # fmt: skip
    ORDER = "id"
    RESTRICTED = False

    def __init__(self, env: Env, name: str):
        self.env = env
        self.name = name
        self.fields: dict[str, Field] = env.schema[name]

    # --- rows ------------------------------------------------------------------------------

    @property
    def rows(self) -> dict[int, Row]:
        return self.env.store.table(self.name)

    def has(self, key: int) -> bool:
        return key in self.rows

    def raw(self, key: int, field: str) -> Any:
        """The stored value, the empty one of its type when nothing was stored."""
        row = self.rows[key]
        if field in row:
            return row[field]
        return self.fields[field].empty if field in self.fields else False

    def value(self, key: int, field: str) -> Any:
        """The value as a reader sees it: computed where there is a method for it."""
        compute = getattr(self, f"compute_{field}", None)
        if compute:
            return compute(key)
        known = self.fields[field]
        if known.type == "one2many":
            return self._lines(key, known)
        return self.raw(key, field)

    def inverse(self, field: str) -> str:
        return INVERSE.get((self.name, field), "")

    def _lines(self, key: int, field: Field) -> list[int]:
        back = self.inverse(field.name)
        if not back or field.relation not in self.env.models:
            return []
        return sorted(self.env[field.relation].having(back, key))

    def having(self, field: str, key: int) -> list[int]:
        return [one for one, row in self.rows.items() if row.get(field) == key]

    def compute_display_name(self, key: int) -> str:
        return str(self.raw(key, "name") or f"{self.name},{key}")

    def options(self, field: Field) -> list[str]:
        return field.selection

    def ancestors(self, key: int) -> list[int]:
        found = []
        while key and self.has(key) and key not in found:
            found.append(key)
            key = self.rows[key].get("parent_id") or 0
        return found

    # --- changing, without rights: what the server itself does -----------------------------------

    def defaults(self, values: Values) -> Values:
        return values

    def checked(self, _keys: list[int], _changed: set[str]) -> None:
        """Constraints and computed values, after every change."""

    def make(self, values: Values) -> int:
        values = self.defaults(dict(values))
        key = self.env.store.new_id(self.name)
        stamp = {"id": key, "create_date": self.env.now, "create_uid": self.env.uid}
        if "active" in self.fields:
            stamp["active"] = True
        self.env.store.put(self.name, key, stamp)
        self._store(key, values)
        self._demand(key)
        self.checked([key], set(values))
        return key

    def change(self, keys: list[int], values: Values) -> None:
        for key in keys:
            if not self.has(key):
                raise missing(self.name, [key], self.env.uid)
            self._store(key, values)
            self._demand(key, set(values))
        self.checked(keys, set(values))

    def drop(self, keys: list[int]) -> None:
        for key in keys:
            if not self.has(key):
                continue
            for field in self.fields.values():
                if field.type == "one2many" and field.relation in self.env.models:
                    self._orphan(key, field)
            for name in list(self.env.store.owners.get((self.name, key), [])):
                self.env.store.put(XIDS, self.env.store.xids[name]["id"], None)
            self.env.store.put(self.name, key, None)

    def _orphan(self, key: int, field: Field) -> None:
        back = self.inverse(field.name)
        if not back:
            return
        others = self.env[field.relation]
        keys = others.having(back, key)
        if others.fields[back].required:
            others.drop(keys)
        else:
            for one in keys:
                others.set(one, **{back: False})

    def set(self, key: int, **values: Any) -> None:
        """Store as it is: computed fields, and what checks would loop on."""
        self.env.store.put(self.name, key, {**self.rows[key], **values})

    def touch(self, key: int) -> None:
        self.set(key, write_date=self.env.now, write_uid=self.env.uid)

    def _store(self, key: int, values: Values) -> None:
        row, lines = dict(self.rows[key]), []
        for name, value in values.items():
            field = self._field(name)
            if field.type == "one2many":
                lines.append((field, value))
            elif field.type == "many2many":
                row[name] = linked(row.get(name) or [], value)
            elif not (field.readonly and name in MAGIC):
                row[name] = stored(self, field, value)
        self.env.store.put(
            self.name, key, row | {"write_date": self.env.now, "write_uid": self.env.uid}
        )
        for field, commands in lines:
            apply_lines(self, key, field, commands)

    def _field(self, name: str) -> Field:
        if name not in self.fields:
            raise PythonError(f"Invalid field {name!r} on model {self.name!r}")
        return self.fields[name]

    def _demand(self, key: int, names: set[str] | None = None) -> None:
        for field in self.fields.values():
            if not field.required or field.readonly or field.name in self.optional():
                continue
            if field.type in ("boolean", "float", "integer", "monetary", "one2many", "many2many"):
                continue
            if (names is None or field.name in names) and self.raw(key, field.name) in (
                False,
                None,
            ):
                raise ValidationError(
                    f"{MANDATORY}Model: {self.name}\nField: {field.label} ({field.name})"
                )

    def optional(self) -> set[str]:
        """Required in the list of fields, but filled by a default that the fake does not need."""
        return set()

    # --- the calls of a client -------------------------------------------------------------

    def allow(self, operation: str) -> None:
        if not self.env.may(self.name, operation):
            raise AccessError(
                f"You are not allowed to {VERBS[operation]} '{self.name}' ({self.name}) records.\n\n"
                "Contact your administrator to request access if necessary."
            )

    def find(self, domain: list, order: str = "") -> list[int]:
        """Ids without rights and pages."""
        found = candidates(self, domain)
        keys = [key for key in found if matches(self, key, domain)]
        return reading.ordered(self, keys, order or self.ORDER)

    @on_model
    def search(
        self, domain: list, offset: int = 0, limit: int | None = None, order: str | None = None
    ) -> list[int]:
        self.allow("read")
        domain = self._narrowed(list(domain or []))
        keys = self.find(domain, order or "")[offset or 0 :]
        return keys[:limit] if limit else keys

    def _narrowed(self, domain: list) -> list:
        hides = "active" in self.fields and self.env.context.get("active_test", True)
        if hides and "active" not in fields_of(domain):
            return [("active", "=", True), *domain]
        return domain

    @on_model
    def search_read(
        self, domain: list | None = None, fields: list[str] | None = None, offset: int = 0,
        limit: int | None = None, order: str | None = None, load: str = "_classic_read",
    ) -> list[Values]:  # fmt: skip
        return self.read(self.search(domain or [], offset, limit, order), fields, load)

    @on_model
    def search_count(self, domain: list, limit: int | None = None) -> int:
        return len(self.search(domain, limit=limit))

    def read(
        self, ids: list[int], fields: list[str] | None = None, load: str = "_classic_read"
    ) -> list[Values]:
        self.allow("read")
        return reading.read(self, _listed(ids), fields, load)

    @on_model
    def create(self, vals_list: Values | list[Values]) -> int | list[int]:
        self.allow("create")
        single = isinstance(vals_list, dict)
        keys = [self.make(values) for values in ([vals_list] if single else vals_list)]
        return keys[0] if single else keys

    def write(self, ids: list[int], vals: Values) -> bool:
        self.allow("write")
        self.change(_listed(ids), vals)
        return True

    def unlink(self, ids: list[int]) -> bool:
        self.allow("unlink")
        gone = [key for key in _listed(ids) if not self.has(key)]
        if gone:
            raise missing(self.name, gone, self.env.uid)
        self.drop(_listed(ids))
        return True

    @on_model
    def load(self, fields: list[str], data: list[list[Any]]) -> Values:
        return loading.load(self, fields, data)

    @on_model
    def fields_get(
        self, allfields: list[str] | None = None, attributes: list[str] | None = None
    ) -> Values:
        told = {
            name: field.described()
            for name, field in self.fields.items()
            if not allfields or name in allfields
        }
        for name in told.keys() & {"lang", "tz"}:
            told[name]["selection"] = [[value, value] for value in self.options(self.fields[name])]
        if attributes:
            return {
                name: {a: all_[a] for a in attributes if a in all_} for name, all_ in told.items()
            }
        return told

    @on_model
    def default_get(self, fields_list: list[str]) -> Values:
        return {name: value for name, value in self.defaults({}).items() if name in fields_list}

    @on_model
    def name_search(
        self, name: str = "", args: list | None = None, operator: str = "ilike", limit: int = 100
    ) -> list:
        keys = self.search([("display_name", operator, name), *(args or [])], limit=limit)
        return [[key, self.value(key, "display_name")] for key in keys]

    @on_model
    def read_group(
        self, domain: list, fields: list[str], groupby: str | list[str], offset: int = 0,
        limit: int | None = None, orderby: str | bool = False, lazy: bool = True,
    ) -> list[Values]:  # fmt: skip
        groups = reading.groups(self, self.search(domain), fields, groupby)
        return groups[offset or 0 :][: limit or None]

    def get_external_id(self, ids: list[int]) -> dict[str, str]:
        owners = self.env.store.owners
        return {str(key): (owners.get((self.name, key)) or [""])[0] for key in _listed(ids)}

    def exists(self, ids: list[int]) -> list[int]:
        return [key for key in _listed(ids) if self.has(key)]

    @on_model
    def check_access_rights(self, operation: str, raise_exception: bool = True) -> bool:
        if raise_exception:
            self.allow(operation)
        return self.env.may(self.name, operation)

    def has_access(self, ids: list[int], operation: str) -> bool:
        return self.env.may(self.name, operation)

    def message_post(self, ids: list[int], body: str = "", **_more: Any) -> int:
        if "message_ids" not in self.fields:
            raise UserError(f"{self.name} has no messages")
        message = {"model": self.name, "res_id": _listed(ids)[0], "body": body}
        return self.env["mail.message"].make(message)

    def action_archive(self, ids: list[int]) -> bool:
        return self.write(ids, {"active": False})

    def action_unarchive(self, ids: list[int]) -> bool:
        return self.write(ids, {"active": True})


VERBS = {"read": "access", "write": "modify", "create": "create", "unlink": "delete"}


def _listed(ids: int | list[int]) -> list[int]:
    return [ids] if isinstance(ids, int) else list(ids)
