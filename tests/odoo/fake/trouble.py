"""Trouble on demand: answers lost or late, gateway errors, conflicts, an expired key, a sudden death."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(slots=True)
class Trouble:
    """`call` below is "model.method"; numbers count down, 0 is off."""

    lose_answers: float = 0.0  # share of the answers thrown away after the work was done
    seed: int = 0
    lose_next: list[str] = field(
        default_factory=list
    )  # calls whose next answer is lost, one entry each
    late: float = 0.0  # seconds between the work and its answer
    late_next: int = 0  # how many answers are late; 0 with `late` set: all
    status: int = 0  # 502, 503, 429: the gateway answers, nothing is done
    status_next: int = 0  # how many requests get `status`; 0 with `status` set: all
    status_on: str = ""  # only this call gets `status`
    conflict: int = 0  # so many writing calls lose against another writer
    die_after: int = 0  # the process ends in the n-th call from now
    die_on: str = ""  # the process ends in the next such call
    die_committed: bool = True  # after the commit; else before, and nothing of the call is kept
    expire_key: bool = False
    then_on: str = ""  # after the next such call the accountant does `then`
    then: dict[str, Any] = field(default_factory=dict)
    random: random.Random = field(default_factory=random.Random)

    def set(self, wanted: dict[str, Any]) -> None:
        unknown = wanted.keys() - {one.name for one in fields(self)}
        if unknown:
            raise ValueError(f"no such trouble: {', '.join(sorted(unknown))}")
        for name, value in wanted.items():
            setattr(self, name, value)
        if "seed" in wanted or "lose_answers" in wanted:
            self.random = random.Random(self.seed)  # noqa: S311 nothing here is a secret

    def gateway(self, call: str) -> int:
        if not self.status or self.status_on not in ("", call):
            return 0
        status = self.status
        if self.status_next:
            self.status_next -= 1
            self.status = status if self.status_next else 0
        return status

    def dies(self, call: str) -> bool:
        if self.die_on in (call, f"*.{call.rsplit('.', 1)[-1]}"):
            return True
        if not self.die_after:
            return False
        self.die_after -= 1
        return self.die_after == 0

    def deed_after(self, call: str) -> dict[str, Any]:
        if self.then_on != call:
            return {}
        self.then_on = ""
        return self.then

    def wait(self) -> None:
        if not self.late:
            return
        seconds = self.late
        if self.late_next:
            self.late_next -= 1
            self.late = seconds if self.late_next else 0.0
        time.sleep(seconds)

    def loses(self, call: str) -> bool:
        for wanted in (call, f"*.{call.rsplit('.', 1)[-1]}"):
            if wanted in self.lose_next:
                self.lose_next.remove(wanted)
                return True
        return self.random.random() < self.lose_answers


def die() -> None:
    os._exit(9)  # as a kill would: no answer, nothing written on the way out
