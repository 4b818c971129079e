"""What people do in Odoo themselves, and a look at what is stored: the control address of the fake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import payments, posting
from .env import DENIED, Env
from .errors import OdooError
from .schema import load_schema

if TYPE_CHECKING:
    from collections.abc import Callable

Body = dict[str, Any]


def records(env: Env, query: dict[str, str]) -> list[dict[str, Any]]:
    """Archived records too; values as stored or computed, `xids` the external ids."""
    model = env[query["model"]]
    wanted = [name for name in query.get("fields", "").split(",") if name] or list(model.fields)
    same = {
        name: value
        for name, value in query.items()
        if name in model.fields and name not in ("model", "fields")
    }
    found = []
    for key in sorted(model.rows):
        if all(str(model.value(key, name)) == value for name, value in same.items()):
            row = {"id": key, "xids": list(env.store.owners.get((model.name, key), []))}
            found.append(row | {name: model.value(key, name) for name in wanted})
    return found


def act(env: Env, body: Body) -> Any:
    """One deed of a person, in one transaction."""
    details = dict(body)
    deed = DEEDS[details.pop("what")]
    result = deed(env, **details)
    env.store.commit()
    return {"done": True} | (result or {})


def key_of(env: Env, model: str, record: int | str) -> int:
    """By database id, external id, or name (number of an invoice)."""
    if isinstance(record, int):
        return record
    row = env.store.xids.get(record)
    if row and row["model"] == model:
        return int(row["res_id"])
    named = [key for key, row in env[model].rows.items() if row.get("name") == record]
    if not named:
        raise OdooError(f"no {model} {record!r}")
    return named[0]


# --- any model ----------------------------------------------------------------------------------


def create(env: Env, model: str, values: Body) -> Body:
    return {"id": env[model].make(values)}


def write(env: Env, model: str, record: int | str, values: Body) -> None:
    """Past what is protected: totals of a posted invoice follow, too."""
    env.forced = True
    env[model].change([key_of(env, model, record)], values)


def edit_move(env: Env, record: int | str, values: Body) -> None:
    """Back to draft, change, post again: what a person does with a posted invoice."""
    moves, key = env["account.move"], key_of(env, "account.move", record)
    posting.to_draft(moves, key)
    moves.change([key], values)
    posting.post(moves, key)


def pay(env: Env, move: int | str, amount: float | None = None, day: str = "") -> Body:
    moves = env["account.move"]
    return {"id": payments.pay(moves, key_of(env, "account.move", move), amount, day or env.today)}


def unpay(env: Env, move: int | str) -> None:
    """The last payment of the invoice is taken away again."""
    moves, key = env["account.move"], key_of(env, "account.move", move)
    partials = env["account.partial.reconcile"]
    mine = [n for n, row in partials.rows.items() if row["_debit"] == key and row["_payment"]]
    partials.drop(mine[-1:])
    posting.settle(moves, key)
    moves.touch(key)


def credit(env: Env, move: int | str, amount: float | None = None, day: str = "") -> Body:
    """A credit note of a person: Odoo numbers it, and it reconciles with the invoice."""
    moves = env["account.move"]
    key = payments.refund(moves, key_of(env, "account.move", move), amount, day)
    moves.action_post([key])
    return {"id": key, "name": moves.raw(key, "name")}


def invoice(
    env: Env, journal: str, partner: int | str, amount: float, *, post: bool = True
) -> Body:
    """An invoice that a person makes by hand in a journal: it takes the next number of the series."""
    moves = env["account.move"]
    line = {"name": "By hand", "quantity": 1.0, "price_unit": amount}
    values = {
        "move_type": "out_invoice",
        "partner_id": key_of(env, "res.partner", partner),
        "journal_id": env["account.journal"].find([("code", "=", journal)])[0],
        "invoice_line_ids": [(0, 0, line)],
    }
    key = moves.make(values)
    if post:
        moves.action_post([key])
    return {"id": key, "name": moves.raw(key, "name")}


def post(env: Env, move: int | str) -> None:
    env["account.move"].action_post([key_of(env, "account.move", move)])


def draft(env: Env, move: int | str) -> None:
    env["account.move"].button_draft([key_of(env, "account.move", move)])


def archive(env: Env, model: str, record: int | str, *, active: bool = False) -> None:
    env[model].change([key_of(env, model, record)], {"active": active})


def delete(env: Env, model: str, record: int | str) -> None:
    env[model].unlink([key_of(env, model, record)])


def merge(env: Env, into: int | str, gone: int | str, model: str = "res.partner") -> None:
    """Both external ids point to the survivor, and so does everything that named the other (facts §4)."""
    keep, lose = key_of(env, model, into), key_of(env, model, gone)
    for name, fields in load_schema(env.version).items():
        links = [
            field.name
            for field in fields.values()
            if field.relation == model and field.type == "many2one"
        ]
        for key, row in list(env.store.table(name).items()):
            moved = {link: keep for link in links if row.get(link) == lose}
            if moved and not (name == model and key == keep):
                env[name].set(key, **moved)
    for xid in list(env.store.owners.get((model, lose), [])):
        row = env.store.xids[xid]
        env["ir.model.data"].set(row["id"], res_id=keep)
    env.store.put(model, lose, None)
    env[model].touch(keep)


# --- the house ----------------------------------------------------------------------------------


def deny(env: Env, model: str, operations: str = "read create write unlink") -> None:
    denied = env.settings.get("denied", {})
    now = denied.get(model, DENIED.get(model, ""))
    both = dict.fromkeys([*now.split(), *operations.split()])
    env.setting(denied=denied | {model: " ".join(both)})


def allow(env: Env, model: str, operations: str = "read create write unlink") -> None:
    denied = env.settings.get("denied", {})
    now = denied.get(model, DENIED.get(model, "")).split()
    env.setting(
        denied=denied | {model: " ".join(one for one in now if one not in operations.split())}
    )


def setting(env: Env, **values: Any) -> None:
    """`now` (a fixed moment), `wkhtmltopdf`, `in_payment`, `groups`."""
    env.setting(**values)


def expire_key(env: Env, *, expired: bool = True) -> None:
    for key in env.store.table("res.users.apikeys"):
        env["res.users.apikeys"].set(key, _expired=expired)


def new_key(env: Env, key: str, until: str | None = None) -> None:
    number = env.store.new_id("res.users.apikeys")
    row = {
        "id": number,
        "name": "lllo",
        "scope": "rpc",
        "user_id": 7,
        "_key": key,
        "expiration_date": until or False,
    }
    env.store.put("res.users.apikeys", number, row)


def key_until(env: Env, until: str) -> None:
    for key in env.store.table("res.users.apikeys"):
        env["res.users.apikeys"].set(key, expiration_date=until)


def lock(env: Env, date: str) -> None:
    env["res.company"].set(1, fiscalyear_lock_date=date)


def rounding(env: Env, method: str) -> None:
    env["res.company"].set(1, tax_calculation_rounding_method=method)


DEEDS: dict[str, Callable[..., Any]] = {
    "create": create,
    "write": write,
    "edit_move": edit_move,
    "pay": pay,
    "unpay": unpay,
    "credit": credit,
    "invoice": invoice,
    "post": post,
    "draft": draft,
    "archive": archive,
    "delete": delete,
    "merge": merge,
    "deny": deny,
    "allow": allow,
    "setting": setting,
    "expire_key": expire_key,
    "new_key": new_key,
    "key_until": key_until,
    "lock": lock,
    "rounding": rounding,
}
