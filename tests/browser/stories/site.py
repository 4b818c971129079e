"""A real server for the stories of one module."""

from __future__ import annotations

import threading

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread


class OneByOne(StaticFilesHandler):
    """Answers one request after the other: all threads share the one database in memory."""

    turn = threading.Lock()

    def __call__(self, environ, start_response):
        with self.turn:
            return super().__call__(environ, start_response)


class Site:
    """The site on a free port of this machine, as long as the ``with`` lasts."""

    def __init__(self):
        shared = {each.alias: each for each in connections.all() if each.is_in_memory_db()}
        self._thread = LiveServerThread("127.0.0.1", OneByOne, connections_override=shared)
        self._thread.daemon = True

    @property
    def url(self):
        return f"http://{self._thread.host}:{self._thread.port}"

    def __enter__(self):
        for each in self._thread.connections_override.values():
            each.inc_thread_sharing()
        self._thread.start()
        self._thread.is_ready.wait()
        assert self._thread.error is None, self._thread.error
        return self

    def __exit__(self, *_problem):
        self._thread.terminate()  # the sharing stays: connections that are kept alive end later

    def cookie_of(self, user):
        """Sign someone in without the form, and return the cookie that a browser needs."""
        client = Client()
        client.force_login(user)
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}
