"""What a call can fail with: the exception's name on the wire and the HTTP status of json2 (facts §2)."""

from __future__ import annotations

MANDATORY = (
    "The operation cannot be completed:\n"
    "- Create/update: a mandatory field is not set.\n"
    "- Delete: another model requires the record being deleted. If possible, archive it instead.\n\n"
)
CONFLICT = "could not serialize access due to concurrent update\n"


class OdooError(Exception):
    """`name` is what stands in data.name (jsonrpc) or name (json2)."""

    name = "odoo.exceptions.UserError"
    status = 422

    def __init__(self, message: str, *, name: str = "", status: int = 0):
        super().__init__(message)
        self.message = message
        self.name = name or self.name
        self.status = status or self.status


class UserError(OdooError):
    pass


class ValidationError(UserError):
    name = "odoo.exceptions.ValidationError"


class AccessError(UserError):
    name = "odoo.exceptions.AccessError"
    status = 403


class AccessDenied(UserError):
    name = "odoo.exceptions.AccessDenied"
    status = 403

    def __init__(self):
        super().__init__("Access Denied")


class MissingError(UserError):
    name = "odoo.exceptions.MissingError"
    status = 404


class PythonError(OdooError):
    """A plain Python or PostgreSQL exception of the server: 500 with json2."""

    status = 500

    def __init__(self, message: str, name: str = "builtins.ValueError"):
        super().__init__(message, name=name)


class NotFound(OdooError):
    """No such model or method; jsonrpc and json2 name it differently."""

    status = 404


def conflict() -> PythonError:
    return PythonError(CONFLICT, "psycopg2.errors.SerializationFailure")


def missing(model: str, ids: list[int], uid: int) -> MissingError:
    return MissingError(
        "Record does not exist or has been deleted.\n"
        f"(Record: {model}({', '.join(map(str, ids))},), User: {uid})"
    )
