"""Finds the browser that the tests drive; the Makefile asks the same function before it starts."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

VARIABLE = "LLLO_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SENTENCE = (
    f"No Chromium was found for the browser tests: install the package chromium, "
    f"or point {VARIABLE} at the program of a Chromium that is there."
)


class NoChromium(Exception):
    """There is no browser to drive."""


def find_chromium() -> str:
    """Return the path of the browser; raise ``NoChromium`` with one clear sentence."""
    named = os.environ.get(VARIABLE, "")
    if named:
        if os.access(named, os.X_OK):
            return named
        raise NoChromium(f"{VARIABLE} is {named}, and there is no program. {SENTENCE}")
    for name in NAMES:
        if found := shutil.which(name):
            return found
    if own := _of_playwright():
        return own
    raise NoChromium(SENTENCE)


def _of_playwright() -> str:
    """Return the browser that ``playwright install chromium`` put in place, if it did."""
    cache = Path(
        os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright")
    )
    found = sorted(cache.glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else ""


if __name__ == "__main__":
    try:
        sys.stdout.write(find_chromium() + "\n")
    except NoChromium as missing:
        sys.exit(str(missing))
