"""python -m tests.odoo.fake --version 19 --port 0 --state FILE: prints its address, ends with its parent."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from pathlib import Path

from .scenario import furnish
from .server import FakeOdoo
from .store import Store
from .wire import Server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.odoo.fake", description=__doc__)
    parser.add_argument("--version", type=int, choices=(17, 18, 19), default=19)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--state", type=Path, help="what was committed, kept over a restart")
    parser.add_argument("--parent", type=int, default=0, help="end when this process is gone")
    options = parser.parse_args()
    server = Server(Store(options.state), options.version)
    furnish(server.env(uid=2))
    fake = FakeOdoo(("127.0.0.1", options.port), server)
    if options.parent:
        threading.Thread(target=_end_with, args=(options.parent,), daemon=True).start()
    print(f"http://127.0.0.1:{fake.server_address[1]}", flush=True)
    try:
        fake.serve_forever(poll_interval=0.05)
    except KeyboardInterrupt:
        sys.exit(0)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    main()
