"""Makes values harmless inside office texts: they print as they are and bring no structure."""

from __future__ import annotations

import re
import unicodedata

ANYWHERE = re.compile(r"([\\`*_\[\]<>&#|])")  # what means something in the middle of a line
AT_START = re.compile(
    r"^((?:\d+(?=[.)](?:\s|$)))?)([-+=~:.)])"
)  # what starts a list, a rule, a fence
SPACES = re.compile(r"[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")  # the no-break space is none of them
PARAGRAPHS = re.compile(r"\n\s*\n")


def one_line(text: str) -> str:
    """Return a text on one line, without control characters, its accents composed."""
    text = unicodedata.normalize("NFC", SPACES.sub(" ", text).strip())
    return "".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cs"))


def escape_markdown(text: str) -> str:
    r"""Return a value that Markdown prints literally, on one line: ``# *x*`` as ``\# \*x\*``."""
    return AT_START.sub(r"\1\\\2", ANYWHERE.sub(r"\\\1", one_line(text)))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text of several lines, each on one line."""
    return [line for part in PARAGRAPHS.split(text) if (line := one_line(part))]
