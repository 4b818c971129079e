"""Stands in for the process that runs the rules, and behaves badly: `rule_process.py HOW`."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

POISON = b"<cbc:ID>F2026-0002</cbc:ID>"


def say(number: int, *findings: str) -> None:
    found = [{"rule": "BR-01", "weight": text, "text": text, "place": ""} for text in findings]
    print(json.dumps({"id": number, "findings": found}), flush=True)


def main(how: str) -> None:
    documents = json.load(sys.stdin)["documents"]
    poison = [item["id"] for item in documents if POISON in Path(item["path"]).read_bytes()]
    for item in documents:
        if how == "dies_at_one" and item["id"] in poison:
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "dies" or (how == "full" and item["id"] > 0):
            sys.exit(3 if how == "dies" else 0)
        if how == "hangs":
            time.sleep(600)
        if how == "mutters":
            print("Killed", flush=True)
        else:
            say(item["id"], *(["fatal"] if how == "finds" else []))


if __name__ == "__main__":
    main(sys.argv[1])
