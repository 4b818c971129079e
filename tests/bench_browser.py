"""What a reader waits for in a browser: the largest part of a page, and what moves meanwhile.

``python -m tests.bench_browser``; part of ``make bench``. The aims: 0.600 s on this machine, and 0.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

from tests import bench_table
from tests.bench_table import Figure

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "test-output" / "vitals.txt"
STATIC = ROOT / "lllo" / "screens" / "static" / "lllo"
LARGEST = 0.600
TEST = "tests/browser/test_layout_shift.py"


def served() -> list[Path]:
    """Return the stylesheets and scripts that pages of the site ask for, and htmx."""
    import django_htmx

    own = [path for path in STATIC.iterdir() if path.suffix in {".css", ".js"}]
    folder = Path(django_htmx.__file__).parent / "static" / "django_htmx"
    return [*own, folder / "htmx-2.min.js"]


def report() -> list[Figure]:
    """Run the test of the layout shift, which measures both, and return what it measured."""
    FIGURES.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if ended.returncode or not FIGURES.is_file():
        raise SystemExit(ended.stdout[-2000:] + ended.stderr[-2000:])
    found, shifts = [], []
    for line in FIGURES.read_text(encoding="utf-8").splitlines():
        path, width, largest, shift = line.split()
        what = f"largest part of {path} at {width}"
        found.append(Figure(what=what, value=float(largest), aim=LARGEST))
        shifts.append(float(shift))
    size = sum(len(gzip.compress(path.read_bytes(), 9)) for path in served())
    return [
        *found,
        Figure(
            what="layout shift, the most of these pages", value=max(shifts), unit="shift", aim=0
        ),
        Figure(what="CSS and JS together, compressed", value=size / 1024, unit="kB", aim=80),
    ]


def main() -> None:
    """Print it as a table."""
    print("\n".join([bench_table.HEAD, *bench_table.lines(report(), 1.0)]))


if __name__ == "__main__":
    main()
