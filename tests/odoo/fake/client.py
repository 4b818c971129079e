"""How a test starts the fake, makes trouble, looks into it and plays the accountant."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]


class Fake:
    """A running fake. `url`, `database`, `login`, `key` are what a client needs."""

    database = "university"
    login = "sync"
    password = "sync-password"
    key = "fake-key-sync"

    def __init__(self, version: int, state: Path | None):
        self.version = version
        self.state = state
        self.port = 0
        self.process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """The second start takes the same port, and goes on with what was committed."""
        command = [sys.executable, "-m", "tests.odoo.fake", "--version", str(self.version)]
        command += ["--port", str(self.port), "--parent", str(os.getpid())]
        command += ["--state", str(self.state)] if self.state else []
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("http"):
            raise RuntimeError("the fake Odoo did not start; its stderr says why")
        self.port = int(line.rsplit(":", 1)[1])

    def kill(self) -> None:
        self.process.kill()
        self.wait()

    def wait(self) -> None:
        """Until the process is gone, e.g. after die_after."""
        self.process.wait(timeout=20)
        self.process.stdout.close()

    def restart(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.wait()
        self.start()

    def reset(self) -> None:
        """As new, in the same process."""
        self._ask("/fake/reset", {})
        self.calls(reset=True)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    # --- trouble -----------------------------------------------------------------------------

    def trouble(self, **wanted: Any) -> None:
        """Any of the fields of trouble.Trouble; what follows are the usual ones."""
        self._ask("/fake/trouble", wanted)

    def calm(self) -> None:
        """Every trouble off; the key works again."""
        self._ask("/fake/trouble", {"calm": True})

    def lose(self, share: float, seed: int = 1) -> None:
        """Throw this share of all answers away, after the work was done and committed."""
        self.trouble(lose_answers=share, seed=seed)

    def lose_next(self, call: str, times: int = 1) -> None:
        """`call` is "res.partner.load"; "*.load" stands for any model."""
        self.trouble(lose_next=[call] * times)

    def fail_next(self, status: int, times: int = 1) -> None:
        """502, 503, 429: a gateway answers, nothing is done."""
        self.trouble(status=status, status_next=times)

    def conflict_next(self, times: int = 1) -> None:
        self.trouble(conflict=times)

    def late(self, seconds: float, times: int = 1) -> None:
        self.trouble(late=seconds, late_next=times)

    def die_on(self, call: str, *, committed: bool = True) -> None:
        """The process ends in the next such call; wait() for it, restart() goes on with what was committed."""
        self.trouble(die_on=call, die_committed=committed)

    def die_after(self, calls: int, *, committed: bool = True) -> None:
        self.trouble(die_after=calls, die_committed=committed)

    # --- hands in Odoo -------------------------------------------------------------------------

    def do(self, what: str, **details: Any) -> Any:
        """One of accountant.DEEDS; records are named by id, external id, or name (an invoice's number)."""
        return self._ask("/fake/do", {"what": what, **details})

    def pay(self, move: int | str, amount: float | None = None, **more: Any) -> Any:
        return self.do("pay", move=move, amount=amount, **more)

    def credit(self, move: int | str, amount: float | None = None) -> Any:
        return self.do("credit", move=move, amount=amount)

    def write(self, model: str, record: int | str, values: dict[str, Any]) -> None:
        self.do("write", model=model, record=record, values=values)

    def unlink(self, model: str, record: int | str) -> None:
        self.do("delete", model=model, record=record)

    def merge_partners(self, gone: int | str, into: int | str) -> None:
        self.do("merge", gone=gone, into=into)

    # --- looking -------------------------------------------------------------------------------

    def records(self, model: str, **query: Any) -> list[dict[str, Any]]:
        """All records, archived too: raw values, `xids` their external ids. `fields="a,b"`, `name=…` narrow."""
        return self._ask("/fake/records?" + urlencode({"model": model, **query}))

    def by_xid(self, model: str, xid: str) -> dict[str, Any]:
        return next(row for row in self.records(model) if xid in row["xids"])

    def outgoing_mails(self) -> int:
        return len(self.records("mail.mail"))

    def calls(self, *, reset: bool = False, log: int = 0) -> dict[str, Any]:
        """Counts so far; `log=n` adds the last n calls; with reset they start again after this answer."""
        counts = self._ask(f"/fake/calls?log={log}" if log else "/fake/calls")
        if reset:
            self._ask("/fake/calls", {"reset": True})
        return counts

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data=data, headers={"Content-Type": "application/json"})  # noqa: S310
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 our own process
                return json.loads(answer.read())
        except OSError as problem:
            told = problem.read().decode() if hasattr(problem, "read") else str(problem)
            raise RuntimeError(f"fake {path}: {told}") from None


@contextmanager
def start_fake(version: int, directory: Path | None = None) -> Iterator[Fake]:
    """A fake of this version; its state lies in `directory` (pytest's tmp_path) and survives restart()."""
    fake = Fake(version, directory / f"odoo-{version}.jsonl" if directory else None)
    try:
        yield fake
    finally:
        if fake.alive:
            fake.kill()
        fake.process.stdout.close()
