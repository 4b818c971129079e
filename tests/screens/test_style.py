from __future__ import annotations

import gzip
import html
import re
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings
from django.template.loader import get_template

import lllo.screens
from lllo.screens import style
from tests import world

STATIC = Path(lllo.screens.__file__).parent / "static" / "lllo"
TEMPLATES = Path(lllo.screens.__file__).parent / "templates"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"
BUDGET = 80 * 1024
READABLE, VISIBLE = 4.5, 3.0  # WCAG 2.2: 1.4.3 for text, 1.4.11 for what is no text
ON = ("paper", "surface")
TEXT = {
    **dict.fromkeys(
        ("ink", "ink-soft", "accent", "accent-strong", "late", "done", "wait", "strand-2"), ON
    ),
    "on-accent": ("accent", "accent-strong"),
    "on-late": ("late", "late-strong"),
    "on-demo": ("demo", "demo-deep"),
}
ON_TINTS = {"late": "late-soft", "done": "done-soft", "wait": "wait-soft", "ink-soft": "sunken"}


def tokens(scheme) -> dict[str, str]:
    """Return the colours of the light scheme, or those with what the dark one changes."""
    light, dark = re.findall(r":root \{(.*?)\n *\}", (STATIC / "lllo.css").read_text(), re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return (
        found
        if scheme == "light"
        else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark))
    )


def luminance(colour) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_words_can_be_read(scheme):
    found = tokens(scheme)
    pairs = [(text, ground) for text, grounds in TEXT.items() for ground in grounds]
    pairs += ON_TINTS.items()
    poor = {pair: contrast(*(found[each] for each in pair)) for pair in pairs}
    assert {pair: figure for pair, figure in poor.items() if figure < READABLE} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_fields_and_lines_of_charts_can_be_seen(scheme):
    found = tokens(scheme)
    names = ("rule-strong", "strand-1", "strand-2", "strand-3", "accent")
    assert {
        name for name in names for ground in ON if contrast(found[name], found[ground]) < VISIBLE
    } == set()


def test_everything_a_page_loads_stays_below_80_kb():
    files = [*STATIC.glob("*.css"), *STATIC.glob("*.js"), HTMX]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < BUDGET


def test_stylesheets_ask_nothing_of_others_and_use_tokens_only():
    for file in STATIC.glob("*.css"):
        text = file.read_text()
        assert "url(" not in text, file.name
        assert "@import" not in text, file.name
    outside = re.sub(
        r":root \{.*?\n *\}", "", (STATIC / "components.css").read_text(), flags=re.DOTALL
    )
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s])", outside) == []


@pytest.mark.parametrize(
    "path",
    sorted(TEMPLATES.rglob("*.html")),
    ids=lambda path: path.relative_to(TEMPLATES).as_posix(),
)
def test_template_has_no_style_and_no_script_of_its_own(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son(click|change|submit|load|input)=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert "<style" not in text
    assert not re.search(r"https?://(?!www\.nationaleombudsman\.nl|www\.w3\.org)", text)


def test_every_specimen_stands_on_the_page_with_its_markup(client, backoffice):
    client.force_login(backoffice)
    page = client.get("/stijl/").content.decode()
    for name, _label in style.SPECIMENS:
        source = get_template(f"style/{name}.html").template.source
        assert html.escape(source.strip(), quote=True) in page, name
    assert len(style.SPECIMENS) == len(list((TEMPLATES / "style").glob("[0-9]*.html")))


def test_every_colour_on_the_page_is_a_token_and_has_a_swatch():
    text = (STATIC / "components.css").read_text()
    for name in style.COLOURS:
        assert name in tokens("light"), name
        assert f".fill-{name} {{ fill: var(--{name}); }}" in text, name


@pytest.mark.parametrize("language", ["nl", "en"])
def test_statement_is_there_for_everyone_in_both_languages(client, db, language):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get("/toegankelijkheid/").content.decode()
    assert f'<html lang="{language}">' in page
    assert f"mailto:{settings.DEFAULT_FROM_EMAIL}" in page
    assert page.count("<li><strong>") == len(style.DEVIATIONS)


def test_style_is_for_staff(client, organisation):
    client.force_login(world.make_user("contact", organisation))
    assert client.get("/stijl/").status_code == 403
