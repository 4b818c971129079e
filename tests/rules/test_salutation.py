"""How a letter begins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lllo.rules.salutation import LANGUAGES, Form, Name, dotted, formal, informal, surname

PUFFELEN = {"family_name": "Puffelen", "name_prefix": "van"}
CASES = [
    # the rule of the register of persons
    ({**PUFFELEN, "form": "ms"}, "Geachte mevrouw Van Puffelen", "Dear Ms Van Puffelen"),
    ({**PUFFELEN, "initials": "RM"}, "Geachte R.M. van Puffelen", "Dear R.M. van Puffelen"),
    ({**PUFFELEN, "given_name": "Alice"}, "Geachte Alice van Puffelen", "Dear Alice van Puffelen"),
    (PUFFELEN, "Geachte heer of mevrouw Van Puffelen", "Dear Mr or Ms Van Puffelen"),
    ({"family_name": "Hart", "name_prefix": "'t", "form": "mr"}, "Geachte heer 't Hart", "Dear Mr 't Hart"),
    ({"family_name": "Veld", "name_prefix": "in  het", "form": "doctor"}, "Geachte doctor In het Veld", "Dear Dr In het Veld"),
    ({"family_name": "Ancona", "name_prefix": "d'", "form": "professor"}, "Geachte professor D'Ancona", "Dear Professor D'Ancona"),
    ({"family_name": "Ancona", "name_prefix": "d’", "initials": "B."}, "Geachte B. d’Ancona", "Dear B. d’Ancona"),
    ({"family_name": " Vries ", "initials": " A. ", "form": "mr"}, "Geachte heer Vries", "Dear Mr Vries"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "dutch", "english"), CASES)
def test_letter_with_distance_begins_with_the_family_name(parts, dutch, english):
    assert formal([Name(**parts)], "nl") == dutch
    assert formal([Name(**parts)], "en") == english


def test_letter_to_somebody_one_knows_begins_with_the_given_name_if_that_is_known():
    known = Name(**PUFFELEN, given_name=" Alice ", form="ms")
    assert (informal([known], "nl"), informal([known], "en")) == ("Beste Alice", "Dear Alice")
    assert informal([Name(**PUFFELEN, form="ms")], "nl") == "Beste mevrouw Van Puffelen"


def test_each_of_several_is_addressed_and_nobody_as_well():
    two = [Name(family_name="Vries", name_prefix="de", form="ms"), Name(family_name="Jansen", initials="B.")]  # fmt: skip
    assert formal(two, "nl") == "Geachte mevrouw De Vries, geachte B. Jansen"
    assert informal(two, "en") == "Dear Ms De Vries, dear B. Jansen"
    assert formal([], "nl") == informal([], "nl") == "Geachte heer of mevrouw"
    assert formal([], "en") == informal([], "en") == "Dear Sir or Madam"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("RM", "R.M."), ("R M", "R.M."), ("R. M.", "R.M."), ("Th.J.", "Th.J."), ("Th", "Th."),
     ("J-P", "J.-P."), ("R.M", "R.M."), ("", ""), (" . ", "")],
)  # fmt: skip
def test_initials_are_written_with_dots(written, expected):
    assert dotted(written) == expected
    assert dotted(expected) == expected


WORD = st.text(st.sampled_from("abcDE' -éÏ"), max_size=8)
NAMES = st.builds(
    Name,
    family_name=st.text(st.sampled_from("abcDEé"), min_size=1, max_size=8),
    name_prefix=WORD,
    given_name=WORD,
    initials=st.text(st.sampled_from("ABct. -"), max_size=6),
    form=st.sampled_from(["", *Form]),
)


@given(st.lists(NAMES, max_size=3), st.sampled_from(sorted(LANGUAGES)))
def test_salutation_is_whole_for_every_name(names, language):
    for text in (formal(names, language), informal(names, language)):
        assert text == " ".join(text.split())
        assert text.split()[0] in {"Geachte", "Beste", "Dear"}
    assert all(name.family_name in formal(names, language) for name in names)


@given(NAMES)
def test_prefix_has_a_capital_exactly_where_no_name_stands_before_it(name):
    first, within = surname(name, is_first=True), surname(name, is_first=False)
    assert first[1:] == within[1:]
    assert not name.name_prefix.strip() or first[0] == within[0].upper()
    is_named = not name.form and (dotted(name.initials) or name.given_name.strip())
    assert formal([name], "nl").endswith(within if is_named else first)
