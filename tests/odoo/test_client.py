"""One call for both protocols; every trouble has its kind. Through a real socket, always."""

from __future__ import annotations

import logging
import socket
import ssl

import httpx
import pytest

from lllo.errors import Refused
from lllo.odoo.client import Client, client
from lllo.odoo.problems import Kind, Problem, of_error, of_status, tidy
from lllo.odoo.transport import why
from lllo.odoo.wording import note
from tests.odoo.conftest import connection
from tests.odoo.fake import start_fake

VERSIONS = {17: "jsonrpc", 18: "jsonrpc", 19: "json2"}
LOAD = {"fields": ["id", "name"], "data": [["lllo.x", "X"]]}


@pytest.fixture(scope="module", params=[18, 19])
def server(request, tmp_path_factory):
    """One server of each protocol for all tests here; each leaves it calm."""
    with start_fake(request.param, tmp_path_factory.mktemp("odoo")) as fake:
        yield fake


@pytest.fixture
def speak(server):
    made = []

    def make(**more) -> Client:
        made.append(Client(connection(server, **more)))
        return made[-1]

    yield make
    server.calm()
    for one in made:
        one.close()


def kind_of(call) -> Kind:
    with pytest.raises(Problem) as raised:
        call()
    return raised.value.kind


def test_protocol_and_version_are_found_out(server, speak):
    odoo = speak()

    assert odoo.protocol == VERSIONS[server.version]
    assert odoo.version[0] == server.version
    assert odoo.first_of("sale.order.line", "tax_ids", "tax_id") == (
        "tax_ids" if server.version == 19 else "tax_id"
    )
    assert odoo.first_of("sale.order.line", "nothing") == ""


def test_a_protocol_may_be_set(server, speak):
    assert speak(protocol="jsonrpc").version[0] == server.version
    if server.version == 19:
        assert speak(protocol="json2").version[0] == 19


def test_wrong_keys(server, speak):
    assert kind_of(lambda: speak(api_key="wrong").call("res.users", "context_get")) == Kind.AUTH
    odoo = speak()
    odoo.call("res.users", "context_get")
    server.trouble(expire_key=True)
    assert kind_of(lambda: odoo.call("res.users", "context_get")) == Kind.AUTH


def test_kinds_of_refusals(speak):
    odoo = speak()

    assert kind_of(lambda: odoo.call("ir.model.data", "search_count", domain=[])) == Kind.ACCESS
    assert kind_of(lambda: odoo.call("no.model", "search_count", domain=[])) in (
        Kind.MISSING,
        Kind.DATA,
    )
    assert kind_of(lambda: odoo.call("res.partner", "no_method")) == Kind.MISSING
    assert kind_of(lambda: odoo.call("res.partner", "write", [99999], vals={"name": "X"})) == (
        Kind.MISSING
    )
    assert kind_of(lambda: odoo.call("res.partner", "create", vals_list=[{"nothing": 1}])) == (
        Kind.DATA
    )


def test_create_and_write_are_the_same_in_both(speak, server):
    odoo = speak()

    (pk,) = odoo.call("res.partner", "create", vals_list=[{"name": "Een", "is_company": True}])
    odoo.call("res.partner", "write", [pk], vals={"name": "Twee"})

    assert odoo.read("res.partner", [["id", "=", pk]], ["name", "no_field"])[0]["name"] == "Twee"


def test_what_was_not_done_is_tried_again(server, speak):
    odoo = speak()
    odoo.call("res.users", "context_get")

    server.fail_next(429, 2)
    assert odoo.call("res.partner", "load", **LOAD)["ids"]
    server.fail_next(503, 1)
    assert odoo.call("res.partner", "load", **LOAD)["ids"]
    server.conflict_next(1)
    assert odoo.call("res.partner", "create", vals_list=[{"name": "Z"}])


def test_questions_are_asked_again_and_writes_are_not(server, speak):
    odoo = speak()
    odoo.call("res.users", "context_get")

    server.fail_next(502, 2)
    assert odoo.call("res.partner", "search_count", domain=[]) >= 0
    server.fail_next(502, 1)
    assert kind_of(lambda: odoo.call("res.partner", "load", **LOAD)) == Kind.GATEWAY
    server.lose_next("res.partner.load", 1)
    assert kind_of(lambda: odoo.call("res.partner", "load", **LOAD)) == Kind.UNKNOWN_OUTCOME


def test_an_answer_that_is_too_late(server, speak):
    odoo = speak(timeout=0.2, attempts=1)
    odoo.call("res.users", "context_get")
    server.late(0.6, 1)

    with pytest.raises(Problem) as raised:
        odoo.call("res.partner", "load", **LOAD)
    assert raised.value.said == note("unknown_outcome", detail=note("too_slow", seconds="0.2"))


def test_why_no_connection_came_about():
    def said(error: Exception, cause: Exception | None = None) -> str:
        error.__cause__ = cause
        return why(error, "odoo.example.org")["say"]

    untrusted = ssl.SSLCertVerificationError("self-signed")
    assert said(httpx.ConnectError("x"), untrusted) == "no_trust"
    assert said(httpx.ConnectError("x"), ssl.SSLError("wrong version number")) == "no_tls"
    assert said(httpx.ConnectError("x"), socket.gaierror(-2, "x")) == "no_host"
    assert said(httpx.ProxyError("407")) == "no_proxy"
    assert said(httpx.ConnectTimeout("x")) == "no_answer"
    assert said(httpx.ConnectError("x"), ConnectionRefusedError()) == "nobody_there"


def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    odoo = Client(connection(_Nobody(port), attempts=2, backoff=0.0, calls_per_second=1000.0))

    assert kind_of(lambda: odoo.call("res.partner", "search_count", domain=[])) == Kind.DOWN
    assert odoo.calls == 2


def test_the_key_stays_out_of_logs_and_messages(server, speak, caplog, settings):
    settings.LLLO_ODOO = connection(server)
    caplog.set_level(logging.DEBUG)
    odoo = speak()
    odoo.call("res.users", "context_get")

    with pytest.raises(Problem) as raised:
        odoo.call("res.partner", "create", vals_list=[{server.key: server.key}])

    assert server.key not in str(raised.value)
    assert server.key not in caplog.text


def test_without_settings_it_is_refused(settings):
    from lllo.odoo.config import Connection

    settings.LLLO_ODOO = Connection()
    with pytest.raises(Refused) as raised:
        client()
    assert raised.value.code == "odoo_not_set"


def test_a_page_in_place_of_an_answer():
    assert of_status(404, "<html>nothing here</html>").kind == Kind.MISSING
    assert of_status(404, "<html>nothing here</html>").concerns_all
    assert of_status(500, "<html>oops</html>").may_be_done
    assert of_status(403, "<html>blocked</html>").kind == Kind.GATEWAY
    assert of_status(520, "<html>of a proxy</html>").kind == Kind.GATEWAY
    assert of_status(413, "<html>too large</html>").kind == Kind.DATA
    assert of_status(502, "bad gateway").kind == Kind.GATEWAY
    assert of_status(301, "").kind == Kind.GATEWAY
    assert of_status(409, "[]").kind == Kind.BUSY
    assert of_error({"name": "psycopg2.OperationalError", "message": "x"}).kind == Kind.MISSING
    assert tidy("A\nB\n Traceback (most recent call last): secret") == "A B"


class _Nobody:
    database, login, key = "university", "sync", "fake-key-sync"

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
