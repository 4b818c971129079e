"""A Dutch company as facts §1 describes: chart nl, one integration user `sync`, a sale journal of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from .env import ADMIN, SETTINGS, SYNC, Env

KEY, PASSWORD = "fake-key-sync", "sync-password"
TAXES = [  # external id, name, rate, category and reason for UBL on 19
    ("account.1_btw_21", "21% G", 21.0, "S"),
    ("account.1_btw_21_d", "21% S", 21.0, "S"),
    ("account.1_btw_9", "9% G", 9.0, "AA"),
    ("account.1_btw_9_d", "9% S", 9.0, "AA"),
    ("account.1_btw_0", "0% G", 0.0, "E"),
    ("account.1_btw_0_d", "0% S", 0.0, "O"),
    ("account.1_btw_verk_0", "0% RC", 0.0, "AE"),
    ("account.1_btw_X0_diensten", "0% EU S", 0.0, "K"),
    ("account.1_btw_X1", "0% EX", 0.0, "G"),
]
ACCOUNTS = [
    ("110300", "Bank", "asset_cash"),
    ("130000", "Debiteuren", "asset_receivable"),
    ("150000", "Te betalen btw hoog", "liability_current"),
    ("800100", "Omzet handelsgoederen", "income"),
    ("800200", "Omzet diensten", "income"),
    ("806000", "Omzet onderwijs", "income"),
]
JOURNALS = [
    ("INV", "Customer Invoices", "sale"),
    ("BILL", "Vendor Bills", "purchase"),
    ("BNK1", "Bank", "bank"),
    ("MISC", "Miscellaneous Operations", "general"),
    ("LLO", "Leven lang ontwikkelen", "sale"),
]
COUNTRIES = [
    ("base.nl", "NL", "Netherlands"),
    ("base.be", "BE", "Belgium"),
    ("base.de", "DE", "Germany"),
]
LANGUAGES = [
    ("base.lang_en", "en_US", "English (US)"),
    ("base.lang_nl", "nl_NL", "Dutch / Nederlands"),
]
STAGES = {"New": "new", "Booked": "booked", "Announced": "announced", "Ended": "done"}


def furnish(env: Env) -> None:
    """Once: a fake that starts again goes on with its state."""
    if env.store.table(SETTINGS):
        return
    env.store.put(SETTINGS, 1, {"version": env.version, "wkhtmltopdf": env.version != 17})
    _base(env)
    _people(env)
    _accounting(env)
    _events(env)
    env.store.commit()


def place(env: Env, model: str, xid: str = "", **values: Any) -> int:
    """A row as it is, past every check."""
    key = env.store.new_id(model)
    stamp = {
        "id": key,
        "create_date": env.now,
        "write_date": env.now,
        "create_uid": 1,
        "write_uid": 1,
    }
    if "active" in env.schema[model]:
        stamp["active"] = True
    env.store.put(model, key, stamp | values)
    if xid:
        env.name(xid, model, key)
    return key


def _base(env: Env) -> None:
    euro = place(
        env, "res.currency", "base.EUR", name="EUR", symbol="€", rounding=0.01, decimal_places=2
    )
    for xid, code, name in COUNTRIES:
        place(env, "res.country", xid, code=code, name=name)
    for xid, code, name in LANGUAGES:
        place(env, "res.lang", xid, code=code, name=name, iso_code=code[:2])
    own = place(
        env,
        "res.partner",
        "base.main_partner",
        name="Universiteit (proef)",
        is_company=True,
        type="contact",
    )
    globally = env.version >= 19
    place(
        env,
        "res.company",
        "base.main_company",
        name="Universiteit (proef)",
        partner_id=own,
        currency_id=euro,
        tax_calculation_rounding_method="round_globally" if globally else "round_per_line",
    )


def _people(env: Env) -> None:
    people = {
        1: ("__system__", "OdooBot", ""),
        ADMIN: ("admin", "Administrator", "admin"),
        SYNC: ("sync", "Sync", PASSWORD),
    }
    for uid, (login, name, secret) in people.items():
        partner = place(env, "res.partner", name=name, type="contact", active=uid != 1)
        zone = "Europe/Amsterdam"
        row = {
            "id": uid,
            "login": login,
            "name": name,
            "partner_id": partner,
            "company_id": 1,
            "active": uid != 1,
        }
        env.store.put(
            "res.users", uid, row | {"lang": "en_US", "tz": zone, "_password": secret or None}
        )
    until = (date.fromisoformat(env.today) + timedelta(days=60)).strftime("%Y-%m-%d 00:00:00")
    expires = {"expiration_date": until} if env.version >= 18 else {}
    place(env, "res.users.apikeys", name="lllo", scope="rpc", user_id=SYNC, _key=KEY, **expires)


def _accounting(env: Env) -> None:
    nl = env.ref("base.nl")
    for code, name, kind in ACCOUNTS:
        place(env, "account.account", f"account.1_{code}", code=code, name=name, account_type=kind)
    for code, name, kind in JOURNALS:
        place(env, "account.journal", code=code, name=name, type=kind, company_id=1)
    for xid, name, rate, category in TAXES:
        place(
            env,
            "account.tax",
            xid,
            name=name,
            amount=rate,
            amount_type="percent",
            type_tax_use="sale",
            company_id=1,
            country_id=nl,
            ubl_cii_tax_category_code=category,
        )
    place(
        env,
        "account.payment.term",
        "account.account_payment_term_immediate",
        name="Immediate Payment",
        _days=0,
    )
    place(
        env, "account.payment.term", "account.account_payment_term_30days", name="30 Days", _days=30
    )
    place(
        env,
        "account.fiscal.position",
        name="NL Domestic" if env.version == 19 else "Domestic",
        company_id=1,
    )
    place(env, "account.analytic.plan", name="LLO")
    category = place(env, "product.category", "product.product_category_all", name="All")
    place(env, "uom.uom", "uom.product_uom_unit", name="Units", factor=1.0)
    assert category == 1


def _events(env: Env) -> None:
    stages = STAGES if env.version >= 19 else {**STAGES, "Cancelled": "cancelled"}
    for number, (name, xid) in enumerate(stages.items(), 1):
        place(
            env,
            "event.stage",
            f"event.event_stage_{xid}",
            name=name,
            sequence=number,
            pipe_end=name in ("Ended", "Cancelled"),
        )
