"""What a reader waits for in a browser: the largest part of a page, and what moves meanwhile.

``python -m tests.bench_browser``; part of ``make bench``. The aims: 0.600 s on this machine, and 0.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "test-output" / "vitals.txt"
STATIC = ROOT / "lllo" / "screens" / "static" / "lllo"
TEST = "tests/browser/test_layout_shift.py"


def served() -> list[Path]:
    """Return the stylesheets and scripts that pages of the site ask for, and htmx."""
    import django_htmx

    own = [path for path in STATIC.iterdir() if path.suffix in {".css", ".js"}]
    folder = Path(django_htmx.__file__).parent / "static" / "django_htmx"
    return [*own, folder / "htmx-2.min.js"]


def main() -> None:
    """Run the test of the layout shift, which measures both, and print what it measured."""
    FIGURES.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if ended.returncode or not FIGURES.is_file():
        sys.exit(ended.stdout + ended.stderr)
    print(f"{'page in a browser':28} {'width':>5} {'largest':>7} {'shift':>7}")
    print(FIGURES.read_text(encoding="utf-8"), end="")
    size = sum(len(gzip.compress(path.read_bytes(), 9)) for path in served())
    print(f"CSS and JS together, compressed: {size / 1024:.1f} kB (aim: 80 kB)")


if __name__ == "__main__":
    main()
