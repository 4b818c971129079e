"""``lllo serve``, as the real process on a free port of this machine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from lllo.cli.serve import NEW_KEY


@pytest.fixture(scope="module")
def environment(tmp_path_factory, migrated):
    """Return the environment of an installation with an empty database."""
    return os.environ | {"DATABASE_URL": migrated(tmp_path_factory.mktemp("site") / "lllo.sqlite3")}


def serve(environment, *words):
    return subprocess.Popen(
        [sys.executable, "-u", "-m", "lllo", "serve", *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def page(address):
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


def refusal(environment, *words):
    """Return what ``lllo serve`` says when it does not start."""
    process = serve(environment, *words)
    _output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Traceback" not in errors
    return errors


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_until_it_is_stopped(environment, number):
    process = serve(environment, "--port", "0", "--workers", "1")
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline()).group()
        assert "<form" in page(f"{address}/account/inloggen/")
    finally:
        process.send_signal(number)
        _output, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in errors
    with pytest.raises(OSError, match="refused"):
        page(address)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_outbox_is_worked_on_until_the_site_stops(environment, number):
    """The errors of both come through one pipe, which closes when the last of them has ended."""
    process = serve(environment, "--port", "0", "--workers", "1", "--outbox")
    lines = [process.stdout.readline() for _ in range(2)]
    process.send_signal(number)
    process.communicate(timeout=60)
    assert "http://127.0.0.1" in "".join(lines)
    assert "Ctrl-C" in lines[1]


def test_taken_port_is_refused(environment):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        sentence = refusal(environment, "--port", port)
    assert port in sentence
    assert "--port" in sentence


def test_unknown_host_is_refused(environment):
    assert "192.0.2.1" in refusal(environment, "--host", "192.0.2.1", "--port", "0")


def test_missing_key_says_how_to_set_it(environment, tmp_path):
    path = str(tmp_path / "lllo.env")
    sentence = refusal(environment | {"LLLO_SECRET_KEY": "", "LLLO_ENV_FILE": path})
    assert "LLLO_SECRET_KEY" in sentence
    assert f">> {path}" in sentence
    subprocess.run(f"{NEW_KEY} >> {path}", shell=True, check=True)  # noqa: S602 - as a user would
    assert re.fullmatch(r"LLLO_SECRET_KEY=[\w-]{50,}\n", (tmp_path / "lllo.env").read_text())


def test_database_of_another_version_is_refused(environment, tmp_path):
    (tmp_path / "old.sqlite3").touch()
    url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    assert "lllo migrate" in refusal(environment | {"DATABASE_URL": url}, "--port", "0")


def test_number_of_workers_must_make_sense(environment):
    process = serve(environment, "--workers", "0")
    _output, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "--workers" in errors
