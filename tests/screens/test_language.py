"""Every page speaks one language: nothing English on a Dutch page, nothing Dutch on an English one."""

from __future__ import annotations

import ast
import functools
import html
import re
from pathlib import Path

import pytest
from django.conf import settings

import lllo
from tests import messages
from tests.screens.walk import STATUS, give_second_step, pages_of

LEAST = 13  # characters; a shorter text may be a name, or the same word in both languages
GAP = re.compile(r"%\(\w+\)\w|%\w|\{\w*\}|<[^>]+>|\n")
HIDDEN = re.compile(r"<(script|style|pre|code)\b.*?</\1>|<!--.*?-->", re.DOTALL)
# A document keeps its own language, and says so.
DOCUMENT = re.compile(r"<article[^>]* lang=\"\w+\".*?</article>", re.DOTALL)
SPOKEN = re.compile(r"\s(?:aria-label|title|placeholder|alt|content|data-[a-z]+)=\"([^\"]*)\"")
TAG = re.compile(r"<[^>]+>")
ROLES = ("stranger", "backoffice", "lead", "contact", "participant")
# Pages that are in both languages by their nature.
BILINGUAL = {"style"}


def texts(message):
    """Return singular and plural of one side of a message."""
    return message if isinstance(message, (tuple, list)) else (message,)


def fragments(text):
    """Return what stands between the placeholders, if it is long enough to be a text."""
    found = (part.strip(" .,:;()–·…\"'") for part in GAP.split(text))
    return {part for part in found if len(part) >= LEAST and " " in part}


@functools.cache
def vocabulary():
    """Return the fragments that are only English, and those that are only Dutch."""
    english = {part for message in messages.collect() if message.id for text in texts(message.id)
               for part in fragments(text)}  # fmt: skip
    dutch = {part for message in messages.read() if message.id for text in texts(message.string)
             for part in fragments(text or "")}  # fmt: skip
    both = english & dutch
    everything_dutch, everything_english = "\n".join(dutch), "\n".join(english)
    return (
        {part for part in english - both if part not in everything_dutch},
        {part for part in dutch - both if part not in everything_english},
    )


def words_of(page):
    """Return what a reader sees or hears of a page, as one line for each text."""
    page = HIDDEN.sub("\n", DOCUMENT.sub("\n", page))
    spoken = "\n".join(SPOKEN.findall(page))
    plain = html.unescape(TAG.sub("\n", page) + "\n" + spoken)
    return re.sub(r"[^\S\n]+", " ", plain)


def strangers(text, vocabulary):
    """Return the fragments of the other language that stand in a text, as whole words."""
    return sorted(
        part
        for part in vocabulary
        if part in text and re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text)
    )


@pytest.fixture
def walked(db, client):
    """Return a function that yields each page of a role in a language."""

    def walked(role):
        user, paths = pages_of(role)
        if user is not None:
            client.force_login(user)
        if role == "backoffice":
            give_second_step(user)
        for language in ("nl", "en"):
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
            for name, path in paths.items():
                answer = client.get(path, follow=True)
                assert answer.status_code == STATUS.get(name, 200), (name, path)
                yield language, name, answer

    return walked


@pytest.mark.parametrize("role", ROLES)
def test_no_page_mixes_languages(walked, role):
    english, dutch = vocabulary()
    other = {"nl": english, "en": dutch}
    wrong = {}
    for language, name, answer in walked(role):
        page = answer.content.decode()
        if "text/html" not in answer.headers["Content-Type"] or name in BILINGUAL:
            continue
        assert f'<html lang="{language}"' in page, name
        for part in strangers(words_of(page), other[language]):
            wrong.setdefault(f"{language}: {part}", name)
    assert not wrong, "\n".join(f"{text} ({name})" for text, name in sorted(wrong.items()))


AT_ONCE = {"gettext", "ngettext", "pgettext"}


def said_at_import(tree):
    """Yield the texts of a module that get their language when it is imported."""
    names = {
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for each in node.names
        if each.name in AT_ONCE
    }
    waiting = [tree]
    while waiting:
        for node in ast.iter_child_nodes(waiting.pop()):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in names:
                yield f"{node.lineno}: {ast.unparse(node)}"
            if not isinstance(node, (ast.FunctionDef, ast.Lambda)):
                waiting.append(node)


def test_no_text_chooses_its_language_before_the_reader_is_known():
    """A short label of a form would pass the walk: it is shorter than what is looked for there."""
    folder = Path(lllo.__file__).parent
    wrong = [
        f"{path.relative_to(folder)} {text}"
        for path in folder.rglob("*.py")
        for text in said_at_import(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not wrong, wrong
