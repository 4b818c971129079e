"""Carries requests to Odoo: one keep-alive client, our own timeouts, a limit of calls.

Importing this module imports httpx.
"""

from __future__ import annotations

import logging
import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

import httpx

from lllo import __version__
from lllo.odoo.problems import Kind, Problem, of_status
from lllo.odoo.wording import note

if TYPE_CHECKING:
    from lllo.odoo.config import Connection
    from lllo.odoo.wording import Note

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
log = logging.getLogger(__name__)
for _name in ("httpx", "httpcore", "odoolib"):  # at DEBUG odoolib writes the key into the log
    logging.getLogger(_name).setLevel(logging.WARNING)


class Transport:
    """One HTTP client for as long as a worker lives."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.sent = 0
        self._last = 0.0
        self._client = httpx.Client(
            base_url=connection.url,
            timeout=httpx.Timeout(connection.timeout, connect=connection.connect_timeout),
            verify=_certificates(connection),
            proxy=connection.proxy or None,
            trust_env=False,  # proxies and certificates are settings of ours
            headers={"User-Agent": f"lllo/{__version__}"},
        )

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        self._client.close()

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        """Return the JSON of an answer; raises ``Problem``."""
        return self._send("POST", path, json=body, headers=headers)

    def get(self, path: str) -> Any:
        """Return the JSON of an answer; raises ``Problem``."""
        return self._send("GET", path)

    def _send(self, method: str, path: str, **content: Any) -> Any:
        """Send one request and tell apart what was not sent, not answered and not understood."""
        self._wait()
        self.sent += 1
        try:
            answer = self._client.request(method, path, **content)
        except NOT_SENT as error:
            raise Problem(Kind.DOWN, why(error, self._client.base_url.host)) from error
        except httpx.HTTPError as error:
            raise Problem(Kind.UNKNOWN_OUTCOME, self._broken_off(error)) from error
        if answer.status_code != httpx.codes.OK:
            log.info("%s %s: HTTP %s", method, path, answer.status_code)
            raise of_status(answer.status_code, answer.text)
        try:
            return answer.json()
        except ValueError as error:
            raise Problem(Kind.GATEWAY) from error

    def _broken_off(self, error: httpx.HTTPError) -> Note:
        """Say how a request ended that was sent, and not answered."""
        if isinstance(error, httpx.TimeoutException):
            return note("too_slow", seconds=f"{self.connection.timeout:g}")
        return note("hung_up")

    def _wait(self) -> None:
        """Keep to the number of calls a second."""
        if self.connection.calls_per_second:
            pause = self._last + 1 / self.connection.calls_per_second - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            self._last = time.monotonic()


def why(error: Exception, host: str) -> Note:
    """Say why no connection came about, for who must find out where it goes wrong."""
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None:
        causes.append(cause)
    if any(isinstance(each, ssl.SSLCertVerificationError) for each in causes):
        return note("no_trust", host=host)
    if any(isinstance(each, ssl.SSLError) for each in causes):
        return note("no_tls", host=host)
    if any(isinstance(each, socket.gaierror) for each in causes):
        return note("no_host", host=host)
    if isinstance(error, httpx.ProxyError):
        return note("no_proxy", host=host)
    if isinstance(error, httpx.TimeoutException):
        return note("no_answer", host=host)
    return note("nobody_there", host=host)


def _certificates(connection: Connection) -> ssl.SSLContext | bool:
    """Return whom we trust: our own authority where one is set."""
    if connection.ca_bundle:
        return ssl.create_default_context(cafile=connection.ca_bundle)
    return True
