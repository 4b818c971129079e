"""The settings of the connection (LLLO_ODOO_*); one that cannot be used stops the start."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Callable

PROTOCOLS = ("auto", "jsonrpc", "json2")
PREFIX = re.compile(r"[a-z][a-z0-9_]{1,29}")
KEY = re.compile(r"[!-~]*")
LONGEST_PAUSE = 30.0  # between two attempts of a call
OWN_COMPUTER = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where Odoo is and how it is spoken to; times in seconds.

    ``calls_per_second``: nought is no limit. ``prefix`` is the part of external ids before the
    point: two installations that share one Odoo must differ in it. ``keep_days``: how long runs and
    done jobs are kept.
    """

    url: str = ""
    database: str = ""
    protocol: str = "auto"
    login: str = ""
    api_key: str = field(default="", repr=False)
    key_expires: date | None = None
    ca_bundle: str = ""
    proxy: str = field(default="", repr=False)  # its address may hold a password
    timeout: float = 150.0
    connect_timeout: float = 10.0
    calls_per_second: float = 0.0
    prefix: str = "lllo"
    contacts_per_call: int = 100
    invoices_per_call: int = 20
    keep_days: int = 90
    attempts: int = 5
    backoff: float = 1.0

    @property
    def is_set(self) -> bool:
        """Whether there is an Odoo to speak to."""
        return bool(self.url)

    @property
    def longest_call(self) -> timedelta:
        """How long a call may take at most, with all its attempts and the pauses between them."""
        each = self.timeout + self.connect_timeout + LONGEST_PAUSE
        return timedelta(seconds=self.attempts * each)

    @property
    def server(self) -> str:
        """The name under which we keep what was sent there: another Odoo starts anew."""
        return f"{urlsplit(self.url).netloc}/{self.database}"


def read(env: Any) -> Connection:
    """Return the settings of the environment; raises ``ImproperlyConfigured`` with a sentence."""
    connection = Connection(
        url=env.str("LLLO_ODOO_URL", default="").rstrip("/"),
        database=env.str("LLLO_ODOO_DATABASE", default=""),
        protocol=env.str("LLLO_ODOO_PROTOCOL", default="auto"),
        login=env.str("LLLO_ODOO_LOGIN", default=""),
        api_key=_api_key(env),
        key_expires=_day(env.str("LLLO_ODOO_KEY_EXPIRES", default="")),
        ca_bundle=env.str("LLLO_ODOO_CA_BUNDLE", default=""),
        proxy=env.str("LLLO_ODOO_PROXY", default=""),
        prefix=env.str("LLLO_ODOO_PREFIX", default="lllo"),
        **{
            name: _number(env, name, kind, least)
            for name, kind, least in (
                ("timeout", float, 1),
                ("connect_timeout", float, 0.1),
                ("calls_per_second", float, 0),
                ("contacts_per_call", int, 1),
                ("invoices_per_call", int, 1),
                ("keep_days", int, 1),
                ("attempts", int, 1),
                ("backoff", float, 0),
            )
        },
    )
    _refuse_unusable(connection)
    return connection


def _api_key(env: Any) -> str:
    """Return the key from the environment or from a file that only we can read."""
    key, path = env.str("LLLO_ODOO_API_KEY", default=""), env.str("LLLO_ODOO_API_KEY_FILE", "")
    if key and path:
        raise _wrong("API_KEY and LLLO_ODOO_API_KEY_FILE are both set; expected one of them.")
    if not path:
        return str(key)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(f"API_KEY_FILE is {path!r}; it cannot be read.") from error


def _day(text: str) -> date | None:
    """Return the day after which the key no longer works."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(f"KEY_EXPIRES is {text!r}; expected a day such as 2026-12-31.") from error


def _number(env: Any, name: str, kind: Callable[[str], Any], least: float) -> Any:
    """Return a number that is not too small; without a setting the default of its field."""
    key = f"LLLO_ODOO_{name.upper()}"
    text = env.str(key, default="")
    if not text:
        return Connection.__dataclass_fields__[name].default
    try:
        value = kind(text)
    except ValueError as error:
        raise _wrong(f"{name.upper()} is {text!r}; expected a number.") from error
    if not least <= value <= 1000:  # noqa: PLR2004 - also refuses nan
        raise _wrong(f"{name.upper()} is {text!r}; expected {least} to 1000.")
    return value


def _refuse_unusable(connection: Connection) -> None:
    """Raise a sentence on the first setting that cannot be used."""
    if connection.protocol not in PROTOCOLS:
        raise _wrong(f"PROTOCOL is {connection.protocol!r}; expected {', '.join(PROTOCOLS)}.")
    if not PREFIX.fullmatch(connection.prefix):
        raise _wrong(f"PREFIX is {connection.prefix!r}; expected small letters, figures and _.")
    if not KEY.fullmatch(connection.api_key):
        raise _wrong("API_KEY holds a space or a character that no key has; copy it again.")
    if connection.ca_bundle and not Path(connection.ca_bundle).is_file():
        raise _wrong(f"CA_BUNDLE is {connection.ca_bundle!r}; there is no such file.")
    if connection.is_set:
        _refuse_address(connection)
        _refuse_missing(connection)


def _refuse_address(connection: Connection) -> None:
    """Raise a sentence on an address that is none, or that would send the key in the open."""
    try:
        parts = urlsplit(connection.url)
        host = parts.hostname
    except ValueError as error:
        raise _wrong("URL cannot be read; expected https://odoo.example.org.") from error
    if parts.username or parts.password:
        raise _wrong("URL holds a name or password; put the key in LLLO_ODOO_API_KEY.")
    if not host or parts.scheme not in ("https", "http"):
        raise _wrong(f"URL is {connection.url!r}; expected https://odoo.example.org.")
    if parts.scheme == "http" and host not in OWN_COMPUTER:
        raise _wrong(f"URL is {connection.url!r}; expected https://, or the key can be read.")


def _refuse_missing(connection: Connection) -> None:
    """Raise a sentence on a setting that an address needs beside it."""
    needed = ["database", "api_key"] + ["login"] * (connection.protocol != "json2")
    missing = [f"LLLO_ODOO_{name.upper()}" for name in needed if not getattr(connection, name)]
    if missing:
        raise _wrong(f"URL is set; expected {' and '.join(missing)}, too.")


def _wrong(text: str) -> ImproperlyConfigured:
    """Return the error that stops the start."""
    return ImproperlyConfigured(f"LLLO_ODOO_{text}")
