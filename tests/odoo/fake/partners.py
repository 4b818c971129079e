"""Partners, users and the small models of the base, with the quirks of facts §6."""

# ruff: noqa: FBT001, ARG002 - names and order of arguments are Odoo's
from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .errors import AccessError, PythonError, UserError, ValidationError
from .orm import Model, Values, on_model

if TYPE_CHECKING:
    from .schema import Field

COMMERCIAL = ("vat", "company_registry")
ADDRESS = ("street", "street2", "zip", "city", "country_id")
EAS = {"0088", "0106", "0184", "0190", "0192", "0204", "0208", "9906", "9930", "9944"}


class Partner(Model):
    ORDER = "display_name, id"

    def defaults(self, values: Values) -> Values:
        values = {"type": "contact", **values}
        if not values.get("lang") and values.get("parent_id"):
            values["lang"] = self.raw(values["parent_id"], "lang")
        if self.env.version >= 18:
            values.setdefault("autopost_bills", "ask")
        return values

    def unlink(self, ids: list[int]) -> bool:
        """A company with contacts goes, and its contacts lose their parent; one with documents stays."""
        for model, name in (("account.move", "partner_id"), ("sale.order", "partner_id")):
            if any(row.get(name) in ids for row in self.env.store.table(model).values()):
                raise ValidationError(
                    "The operation cannot be completed: another model requires the record being deleted. "
                    f"If possible, archive it instead.\n\nModel: {model}\nConstraint: {name}"
                )
        return super().unlink(ids)

    def optional(self) -> set[str]:
        return {"autopost_bills", "property_account_receivable_id", "property_account_payable_id"}

    def options(self, field: Field) -> list[str]:
        if field.name == "lang":
            # 17 raises for a language that is not installed, 18/19 accept it silently
            return (
                self.env.languages()
                if self.env.version == 17
                else [*self.env.languages(), "nl_NL", "de_DE"]
            )
        return super().options(field)

    def checked(self, keys: list[int], changed: set[str]) -> None:
        for key in keys:
            self._check(key, changed)
            self._follow_country(key, changed)
            self._share(key, changed)

    def _check(self, key: int, changed: set[str]) -> None:
        row = self.rows[key]
        if row.get("type") == "contact" and row.get("name") is False and not row.get("is_company"):
            raise ValidationError("Contacts require a name")
        if (
            "vat" in changed
            and row.get("vat")
            and row.get("country_id")
            and not self._vat_ok(str(row["vat"]))
        ):
            raise ValidationError(
                f"The VAT number [{row['vat']}] for partner [{row.get('name')}] does not seem to be valid. \n"
                "Note: the expected format is NL123456782B90"
            )
        if "peppol_eas" in changed and row.get("peppol_eas") and row["peppol_eas"] not in EAS:
            raise PythonError(f"Wrong value for res.partner.peppol_eas: {row['peppol_eas']!r}")

    def _vat_ok(self, vat: str) -> bool:
        """17 accepted 'NL000'; the check digits are left to the real servers."""
        return self.env.version == 17 or bool(
            re.fullmatch(r"NL\d{9}B\d{2}|(?!NL)[A-Z]{2}\w{2,12}", vat)
        )

    def _follow_country(self, key: int, changed: set[str]) -> None:
        """NL makes eas 0106 and leaves the endpoint empty; 17 sets the format to nlcius as well."""
        row = self.rows[key]
        if (
            "country_id" not in changed
            or row.get("country_id") != self.env.store.xids["base.nl"]["res_id"]
        ):
            return
        if not row.get("peppol_eas"):
            self.set(key, peppol_eas="0106")
        if self.env.version == 17 and not row.get("ubl_cii_format"):
            self.set(key, ubl_cii_format="nlcius")

    def _share(self, key: int, changed: set[str]) -> None:
        row = self.rows[key]
        parent = row.get("parent_id")
        if parent and not row.get("is_company"):
            if self.env.version == 19 and "vat" in changed and row.get("vat"):
                self.set(
                    parent, vat=row["vat"]
                )  # the quirk of 19: the contact writes to its company
            if "parent_id" in changed:
                self._inherit(parent, key)
        for child in self.having("parent_id", key) if changed & {*COMMERCIAL, *ADDRESS} else []:
            if not self.rows[child].get("is_company"):
                self._inherit(key, child, changed)

    def _inherit(self, parent: int, child: int, changed: set[str] | None = None) -> None:
        source, own = self.rows[parent], self.rows[child]
        names = [name for name in (*COMMERCIAL, *ADDRESS) if changed is None or name in changed]
        kept = (
            {"vat"} if self.env.version < 19 and own.get("vat") else set()
        )  # 17/18 keep a different one
        self.set(child, **{name: source.get(name, False) for name in names if name not in kept})

    def compute_display_name(self, key: int) -> str:
        row = self.rows[key]
        parent = row.get("parent_id")
        if parent and not row.get("is_company"):
            return f"{self.raw(parent, 'name') or ''}, {row.get('name') or ''}"
        return str(row.get("name") or "")

    def compute_commercial_partner_id(self, key: int) -> int:
        row = self.rows[key]
        parent = row.get("parent_id")
        return (
            key
            if row.get("is_company") or not parent
            else self.compute_commercial_partner_id(parent)
        )

    def compute_company_type(self, key: int) -> str:
        return "company" if self.raw(key, "is_company") else "person"

    def compute_email_normalized(self, key: int) -> str | bool:
        return str(self.raw(key, "email") or "").strip().lower() or False


class ModelData(Model):
    """External ids; a person with the group "Access Rights" may make one, once (facts §4)."""

    RPC = Model.RPC | {"check_object_reference"}

    def make(self, values: Values) -> int:
        if f"{values['module']}.{values['name']}" in self.env.store.xids:
            raise ValidationError(
                "The operation cannot be completed: You cannot have multiple records with the same "
                "external ID in the same module!"
            )
        return super().make(values)

    @on_model
    def check_object_reference(
        self, module: str, xml_id: str, raise_on_access_error: bool = False
    ) -> list[Any]:
        row = self.env.store.xids.get(f"{module}.{xml_id}")
        if not row:
            raise PythonError(f"External ID not found in the system: {module}.{xml_id}")
        return [row["model"], row["res_id"]]


class Users(Model):
    RPC = Model.RPC | {"context_get", "has_group"}

    @on_model
    def context_get(self) -> Values:
        row = self.rows[self.env.uid]
        return {"lang": row.get("lang") or "en_US", "tz": row.get("tz"), "uid": self.env.uid}

    def has_group(self, ids: list[int], group_ext_id: str) -> bool:
        return group_ext_id in (self.env.settings.get("groups") or [])


class ApiKeys(Model):
    """Own keys; a person without administrator rights gets at most 90 days (18, 19)."""

    RPC = Model.RPC | {"generate", "revoke"}

    def _own(self, key: str) -> int:
        for number, row in self.rows.items():
            if row.get("_key") == key and row["user_id"] == self.env.uid:
                return number
        raise AccessError("Access Denied")

    @on_model
    def generate(self, key: str, scope: str, name: str, expiration_date: str) -> str:
        if self.env.version < 19:
            raise UserError("Programmatic API keys are not enabled")
        self._own(key)
        limit = datetime.strptime(self.env.now, "%Y-%m-%d %H:%M:%S").replace(
            tzinfo=UTC
        ) + timedelta(days=90)
        if expiration_date[:10] > limit.strftime("%Y-%m-%d"):
            raise UserError("You cannot exceed 90.0 days.")
        fresh = f"fake-key-{self.env.store.new_id('fake.keys')}"
        self.make({"name": name, "scope": scope, "user_id": self.env.uid})
        self.set(max(self.rows), _key=fresh, expiration_date=f"{expiration_date[:10]} 00:00:00")
        return fresh

    @on_model
    def revoke(self, key: str) -> None:
        self.drop([self._own(key)])


MODELS: dict[str, type[Model]] = {
    "res.partner": Partner,
    "res.users": Users,
    "res.users.apikeys": ApiKeys,
    "ir.model.data": ModelData,
}
