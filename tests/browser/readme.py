"""Makes the pictures of the README from those that the browser tests keep."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "test-output" / "screens"
IMAGES = ROOT / "docs" / "images"
NAMES = {"office": "office", "participant": "portal", "lead": "lead"}
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
    """Write all pictures and say how large they are."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, screen in NAMES.items():
        source = SCREENS / f"{screen}-1280-light.png"
        if not source.is_file():
            sys.exit(f"{source.name} is not there; first: pytest -m browser tests/browser")
        size = save(top_of(source), IMAGES / f"{name}.png")
        sys.stdout.write(f"docs/images/{name}.png {size} bytes\n")


if __name__ == "__main__":
    main()
