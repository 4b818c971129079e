"""Makes the pictures of the README from a demo, as a reader sees it after ``make demo``."""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image

from lllo.demo.data import PASSWORD
from tests.browser.chromium import FLAGS, find_chromium

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
LLLO = Path(sys.executable).parent / "lllo"
PEOPLE = {
    "office": "bente.kuiper@example.org",
    "participant": "maud.oldenhof@example.org",
    "lead": "lotte.programma@example.org",
}
PATIENCE = 180  # seconds until the demo answers
TOP = (0, 0, 1280, 860)
WIDTH = 960
LARGEST = 90_000  # bytes
COLOURS = (256, 128, 64, 32)


def top_of(path: Path) -> Image.Image:
    """Return the top of a page, smaller."""
    with Image.open(path) as page:
        top = page.convert("RGB").crop(TOP)
    return top.resize((WIDTH, TOP[3] * WIDTH // TOP[2]), Image.Resampling.LANCZOS)


def save(picture: Image.Image, path: Path, largest: int = LARGEST) -> int:
    """Write a picture with as many colours as its size allows, and return its bytes."""
    for colours in COLOURS:
        few = picture.quantize(colours, dither=Image.Dither.NONE)
        few.save(path, optimize=True)
        if path.stat().st_size < largest:
            return path.stat().st_size
    raise ValueError(f"{path.name} takes {path.stat().st_size} bytes with {COLOURS[-1]} colours.")


def main() -> None:
    """Make a demo, look at its first screens, write all pictures and say how large they are."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        command = [LLLO, "demo", "--dir", Path(folder) / "demo", "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as site:
            try:
                take(f"http://127.0.0.1:{port}/account/inloggen/", Path(folder))
            finally:
                site.terminate()
        for name in PEOPLE:
            size = save(top_of(Path(folder) / f"{name}.png"), IMAGES / f"{name}.png")
            sys.stdout.write(f"docs/images/{name}.png {size} bytes\n")


def take(door: str, folder: Path) -> None:
    """Sign in as each person and keep a picture of the first screen."""
    from playwright.sync_api import sync_playwright

    wait_for(door)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        for name, mail in PEOPLE.items():
            page = browser.new_page(viewport={"width": TOP[2], "height": TOP[3]}, locale="nl-NL")
            page.goto(door)
            page.fill("input[name=login]", mail)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button")
            page.wait_for_selector(".account-menu")
            page.screenshot(path=folder / f"{name}.png")
            page.close()
        browser.close()


def wait_for(address: str) -> None:
    """Wait until the demo was filled and its site answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return urlopen(address).close()  # noqa: S310 - the demo just started
        except (URLError, ConnectionError):
            time.sleep(0.5)
    sys.exit(f"The demo did not answer within {PATIENCE} seconds.")


if __name__ == "__main__":
    main()
