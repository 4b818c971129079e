"""Keeps the Dutch catalogue complete: collects every text and compares it with ``nl.po``.

``python -m tests.messages`` brings new texts into the catalogue and takes old
ones out; ``--check`` changes nothing and fails on a missing or fuzzy one.
The texts of click are collected, too: the command line speaks one language.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
OURS = ROOT / "lllo"
CATALOGUE = OURS / "locale" / "nl" / "LC_MESSAGES" / "django.po"
HEADER = """msgid ""
msgstr ""
"Project-Id-Version: lllo\\n"
"Language: nl\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
BORROWED = [  # texts of a library that its own Dutch catalogue leaves out
    (
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def _templates():
    """Yield the texts of Django's templates, which Django turns into calls of gettext."""
    import django
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(INSTALLED_APPS=[])
        django.setup()
    for path in sorted(OURS.rglob("*")):
        if path.suffix in {".html", ".txt"} and "templates" in path.parts:
            calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
            yield path, io.BytesIO(calls.encode()), "javascript"


def _sources():
    for path in sorted(OURS.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, io.BytesIO(path.read_bytes()), "python"
    for path in sorted(Path(click.__file__).parent.glob("*.py")):
        yield path, io.BytesIO(path.read_bytes()), "python"


def collect() -> Catalog:
    """Return a catalogue of every text in the code and the templates."""
    found = Catalog()
    for text in BORROWED:
        found.add(text, locations=[("django", None)])
    for sources in (_sources(), _templates()):
        for path, text, method in sources:
            place = path.relative_to(ROOT).as_posix() if path.is_relative_to(OURS) else "click"
            options = {"encoding": "utf-8"} if method == "javascript" else {}
            for _line, message, _comments, context in extract(
                method, text, keywords=KEYWORDS, options=options
            ):
                if message and message != ("", ""):
                    found.add(message, context=context, locations=[(place, None)])
    return found


def read() -> Catalog:
    """Return the Dutch catalogue as it is in the repository."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="nl")


def gaps(found: Catalog, dutch: Catalog) -> list[str]:
    """Return a sentence for each text that is missing, fuzzy or no longer used."""
    known = {(message.id, message.context): message for message in dutch if message.id}
    wanted = {(message.id, message.context) for message in found if message.id}
    sentences = [f"no longer used: {key[0]!r}" for key in known.keys() - wanted]
    for key in wanted:
        message = known.get(key)
        if message is None:
            sentences.append(f"missing: {key[0]!r}")
        elif message.fuzzy:
            sentences.append(f"fuzzy: {key[0]!r}")
        elif not all(message.string) if isinstance(message.string, tuple) else not message.string:
            sentences.append(f"not translated: {key[0]!r}")
        else:
            sentences += [f"{key[0]!r}: {error}" for error in message.check(dutch)]
    return sorted(sentences)


def update() -> None:
    """Write the catalogue with new texts in and old ones out; translations stay."""
    found, dutch = collect(), read()
    dutch.update(found, no_fuzzy_matching=True)
    dutch.obsolete.clear()
    body = io.BytesIO()
    write_po(body, dutch, width=100, sort_output=True, omit_header=True, ignore_obsolete=True)
    CATALOGUE.write_text(HEADER + body.getvalue().decode(), encoding="utf-8")


def main(arguments: list[str]) -> int:
    if "--check" not in arguments:
        update()
    sentences = gaps(collect(), read())
    for sentence in sentences:
        print(f"{CATALOGUE.relative_to(ROOT)}: {sentence}", file=sys.stderr)
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
