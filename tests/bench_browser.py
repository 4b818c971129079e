"""What a reader waits for in a browser: the largest part of a page, and what moves meanwhile.

``python -m tests.bench_browser``; part of ``make bench``. The aims: 0.600 s on this machine, and 0.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "test-output" / "vitals.txt"
TEST = "tests/browser/test_layout_shift.py"


def main() -> None:
    """Run the test of the layout shift, which measures both, and print what it measured."""
    FIGURES.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if ended.returncode or not FIGURES.is_file():
        sys.exit(ended.stdout + ended.stderr)
    print(f"{'page in a browser':28} {'width':>5} {'largest':>7} {'shift':>7}")
    print(FIGURES.read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
