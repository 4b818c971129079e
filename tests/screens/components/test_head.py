from __future__ import annotations

import pytest

from lllo.screens.templatetags.components import headline

WHOLE = '<span class="whole">{}</span>'


@pytest.mark.parametrize("kept", ["LLO-2026-010", "F2026-0006", "Cohort 2", "Masterclass 3"])
def test_number_in_a_title_stays_on_one_line(kept):
    assert headline(f"Over {kept}, Gemeente") == f"Over {WHOLE.format(kept)}, Gemeente"


LONG = "Gemeente-2026-LLO-000123456-ADD-07"  # wider than a telephone


@pytest.mark.parametrize(
    "title", ["Agenda-abonnementen", "Mijn gegevens", "Jaar 2026 en verder", LONG]
)
def test_other_words_may_be_divided(title):
    assert headline(title) == title


def test_title_is_escaped():
    assert headline("<b>A-1</b>") == f"&lt;b&gt;{WHOLE.format('A-1')}&lt;/b&gt;"


def test_what_stands_behind_a_colon_goes_to_the_next_line_as_a_whole():
    tail = '<span class="tail">{}</span>'
    assert headline("Weer herinneren: Heuvel") == f"Weer herinneren: {tail.format('Heuvel')}"
    assert (
        headline("Nieuw: wie: a@example.org") == f"Nieuw: {tail.format('wie: a@<wbr>example.org')}"
    )
