"""Office templates: what they may say, and how a mistake is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import mistune
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lllo.documents.markup import one_line
from lllo.documents.templates import names, render
from lllo.errors import OfficeMistake
from tests import world


@dataclass(frozen=True, kw_only=True)
class Line:
    name: str
    amount: Decimal
    note: str = ""

    @property
    def double(self) -> Decimal:
        return self.amount * 2

    @property
    def live(self) -> object:
        return object()

    def method(self) -> str:
        return "never"


CONTEXT = {
    "name": "| # *x* <b>",
    "amount": Decimal("7500.00"),
    "on": date(2026, 3, 1),
    "at": datetime(2026, 6, 1, 22, 30, tzinfo=UTC),
    "line": Line(name="Basis", amount=Decimal("7500.00")),
    "lines": (Line(name="A", amount=Decimal(1)), Line(name="B", amount=Decimal(2))),
    "numbers": list(range(50_000)),
    "table": {"items": 3, "x": None},
    "remark": "One\nline.\n\n\n# Two\x07\n",
}


def mistake(text, write, name="letter.md.j2"):
    """Return the sentence about the one mistake of a template."""
    write(text, name)
    with pytest.raises(OfficeMistake) as caught:
        render(name, CONTEXT)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ amount|money }}", "€\u00a07.500,00"),
        ("{{ (0 - amount)|money }}", "€\u00a0-7.500,00"),
        ("{{ 3|number }} {{ (amount + 1.5|default(0) if false else amount)|number }}", "3 7.500"),
        ("{{ on|day }}", "1 maart 2026"),
        ("{{ at|day }} om {{ at|time }}", "2 juni 2026 om 00:30"),
        ("{{ line.name }} {{ line['amount']|money }}", "Basis €\u00a07.500,00"),
        ("{{ line.double|money }}", "€\u00a015.000,00"),
        ("{{ lines|map(attribute='name')|join(', ') }}", "A, B"),
        ("{{ lines|sum(attribute='amount')|number }}", "3"),
        ("{% for l in lines if l.amount > 1 %}{{ l.name }}{{ loop.last }}{% endfor %}", None),
        ("{% for l in lines %}{{ loop.index }}{{ l.name }}{% endfor %}", "1A2B"),
        ("{{ table.items }}{{ table.get('items') }}", "33"),
        ("{{ name }}", r"\| \# \*x\* \<b\>"),
        ("{{ name.upper() }}", r"\| \# \*X\* \<B\>"),
        ("{{ '*' ~ name ~ 1 }}", r"\*\| \# \*x\* \<b\>1"),
        ("{{ '*' + name }}", r"\*\| \# \*x\* \<b\>"),
        ("{% macro m(x) %}**{{ x }}**{% endmacro %}{{ m('*') }}{{ '*' ~ m(1) }}", r"**\***\***1**"),
        ("{% set x %}*{{ name }}*{% endset %}{{ x }}", r"*\| \# \*x\* \<b\>*"),
        ("{{ remark|paragraphs }}", "One line.\n\n\\# Two"),
        ("{{ remark }}", "One line. \\# Two"),
        ("{{ [1, 2]|length }}{{ (1, 2)|first }}{{ {'a': 1}.a }}", "211"),
        ("{% set a, b = 1, 2 %}{{ a + b * 2 - 1 }}", "4"),
        ("{% if line.note %}x{% else %}y{% endif %}", "y"),
    ],
)
def test_render_gives(write_template, text, expected):
    write_template(text)
    if expected is None:  # true and false are not for paper
        assert "bool" in mistake(text, write_template)
    else:
        assert render("letter.md.j2", CONTEXT) == expected


def test_plain_text_is_not_escaped_and_stays_on_one_line(write_template):
    write_template("A: {{ name }}\nB: {{ remark }}\n", "mail.txt.j2")
    assert render("mail.txt.j2", CONTEXT) == "A: | # *x* <b>\nB: One line. # Two\n"


@pytest.mark.parametrize(
    ("name", "english", "expected"),
    [
        ("mail.txt.j2", False, "€\u00a07.500,00 · 7.500 · 1 maart 2026"),
        ("mail.txt.j2", True, "€7,500.00 · 7,500 · 1 March 2026"),
        ("mail.en.txt.j2", False, "€7,500.00 · 7,500 · 1 March 2026"),
    ],
)
def test_amounts_and_days_are_written_in_the_language_of_the_text(
    write_template, name, english, expected
):
    write_template("{{ amount|money }} · {{ amount|number }} · {{ on|day }}", name)
    assert render(name, CONTEXT | {"english": english}) == expected


def test_include_and_calendar_folder(write_template, tmp_path):
    (tmp_path / "calendar/templates/event.txt.j2").write_text("{{ name }}")
    write_template("[{% include 'event.txt.j2' %}]", "mail.txt.j2")
    assert render("mail.txt.j2", {"name": "x"}) == "[x]"
    assert names() == ["event.txt.j2", "mail.txt.j2"]


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a\n\n{{ nothing }}", 3, "nothing"),
        ("\n{{ line.nothing }}", 2, "amount, double, live, name, note"),
        ("\n{{ table.nothing.more }}", 2, "items, x"),
        ("{{ [nothing] }}", 1, "nothing"),
        ("{{ nothing + 1 }}", 1, "nothing"),
        ("{{ nothing ~ 'x' }}", 1, "nothing"),
        ("{{ name.__class__ }}", 1, "__class__"),
        ("{{ name['__class__'] }}", 1, "__class__"),
        ("{{ line._x }}", 1, "_x"),
        ("{{ line.method() }}", 1, "method"),
        ("{{ line.live }}", 1, "object"),
        ("{{ name.format(1) }}", 1, "format"),
        ("{{ (1).to_bytes(10) }}", 1, "to_bytes"),
        ("{{ on.strftime('%Y') }}", 1, "strftime"),
        ("{{ '%1000000000s' % 1 }}", 1, "%"),
        ("{{ 2 ** 9 }}", 1, "**"),
        ("{{ 1 / 0 }}", 1, ""),
        ("{{ lines }}", 1, "tuple"),
        ("{{ table.x }}", 1, "NoneType"),
        ("{{ 7 / 2 }}", 1, "float"),
        ("{{ name|money }}", 1, "money"),
        ("{{ (1 == 1)|number }}", 1, "number"),
        ("{{ name|day }}", 1, "day"),
        ("{{ on|time }}", 1, "time"),
        ("x\n{{ name|center(1000000000) }}", 2, "center"),
        ("x\n{% if %}", 2, ""),
        ("{{ [name, lines|map('upper')] }}", 1, "list"),
        ("{% include 'other.md.j2' %}", 1, "other.md.j2"),
        ("{% include 'letter.md.j2' %}", 1, ""),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", 1, ""),
        ("{{ range(999999)|length }}", 1, ""),
    ],
)
def test_mistake_names_file_line_and_word(write_template, text, place, word):
    sentence = mistake(text, write_template)
    assert sentence.startswith(f"invoicing/templates/letter.md.j2:{place}: ")
    assert word in sentence


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "{% for i in range(99999) %}{{ 'x'*20000000 }}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{% if range(99999)|list|length %}{% endif %}{% endfor %}",
        "{% for i in range(99999) if -1 in numbers %}x{% endfor %}",
        "{% for i in range(99999) %}" + "x" * 1000 + "{% endfor %}",
        (
            "{% set n = namespace(x='12345') %}{% for i in range(60) %}"
            "{% set n.x = n.x ~ n.x %}{% endfor %}"
        ),
        (
            "{% set n = namespace(x='12345') %}{% for i in range(60) %}"
            "{% set n.x = n.x + n.x %}{% endfor %}"
        ),
        (
            "{% set n = namespace(x='12345') %}{% for i in range(60) %}"
            "{% set n.x %}{{ n.x }}{{ n.x }}{% endset %}{% endfor %}"
        ),
        "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}",
        "{% set n = namespace(x=9) %}{% for i in range(60) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "{{ range(99999)|join('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx') }}",
        "x" * 200_001,
        b"\xff\xfe",
    ],
)
def test_greedy_template_ends_in_a_sentence(write_template, text):
    assert mistake(text, write_template).startswith("invoicing/templates/letter.md.j2")


def test_unknown_template_names_those_there_are(write_template):
    write_template("x", "agreement.md.j2")
    with pytest.raises(OfficeMistake, match=r"agrement\.md\.j2.*agreement\.md\.j2"):
        render("agrement.md.j2", {})


def test_template_outside_the_folders_is_unknown(write_template, tmp_path):
    (tmp_path / "secret.md.j2").write_text("secret")
    with pytest.raises(OfficeMistake):
        render("../../secret.md.j2", {})


@pytest.mark.parametrize("value", [object(), 1.5, {1.5: 2}, {"a"}, [object()], b"x"])
def test_only_plain_values_go_in(write_template, value):
    write_template("x")
    with pytest.raises(TypeError, match="plain values only"):
        render("letter.md.j2", {"value": [value]})


def test_no_more_values_than_can_be_checked(write_template):
    write_template("x")
    with pytest.raises(TypeError, match="more than"):
        render("letter.md.j2", {"value": [1] * 100_001})


def test_models_and_mutable_dataclasses_stay_out(write_template, organisation):
    @dataclass
    class Mutable:
        name: str

    write_template("x")
    for value in (organisation, Mutable("x"), world.make_person()):
        with pytest.raises(TypeError, match="plain values only"):
            render("letter.md.j2", {"value": value})


PARSE = mistune.create_markdown(renderer=None, plugins=["table"])
HOSTILE = st.text(
    alphabet=st.sampled_from("ab1.)-+*_#|`<>&;[](){}!\\~=:\"' \t\n\u00a0Łé"), max_size=30
)


def text_of(tokens):
    return "".join(text_of(t["children"]) if "children" in t else t["raw"] for t in tokens)


@example("1. x")
@example("- x")
@example("+")
@example("---")
@example("===")
@example("~~~")
@example("```")
@example("&amp;")
@example("a #")
@example("\\|")
@example("a\n\n# b")
@example("<!-- page -->")
@example("[x]: http://example.org")
@given(value=HOSTILE)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_value_prints_literally_wherever_it_stands(write_template, value):
    write_template(
        "{{ v }}\n\nx {{ v }} y\n\n## x {{ v }}\n\n- {{ v }}y\n\n| a | b |\n|---|--:|\n| {{ v }} | {{ v }}|\n"
    )
    tokens = [t for t in PARSE(render("letter.md.j2", {"v": value})) if t["type"] != "blank_line"]
    expected = one_line(value)
    shown = " ".join(expected.split(" "))
    *first, middle, heading, listed, table = tokens
    assert [t["type"] for t in first] == (["paragraph"] if expected else [])
    assert text_of(first).strip() == shown.strip()
    assert (middle["type"], heading["type"], listed["type"]) == ("paragraph", "heading", "list")
    assert text_of([middle]) == f"x {expected} y"
    assert text_of([heading]) == f"x {expected}".strip()
    assert text_of([listed]) == f"{expected}y"
    assert [text_of([cell]) for cell in table["children"][1]["children"][0]["children"]] == [
        expected,
        expected,
    ]
