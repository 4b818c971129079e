from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

import lllo
from lllo.people import audit
from lllo.people.models import AuditEntry
from lllo.screens.components.history import timeline
from lllo.screens.components.history_texts import TEXTS, sentence_of
from tests import world

SOURCES = Path(lllo.__file__).parent
RECORDED = re.compile(r'"([a-z_]+\.[a-z_]+)"')
# Actions that are put together of a name and a state.
ALSO = {
    *(
        f"{name}.{what}"
        for name in ("organisation", "person", "membership")
        for what in ("created", "changed")
    ),
}


def recorded():
    """Return the actions that the rooms record, as they stand in the source."""
    found = set(ALSO)
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "components" or "audit" not in text:
            continue
        for call in re.finditer(
            r"(?:audit\.record(?:_each)?|_moved|_taken|_answered|_write)\(", text
        ):
            found.update(RECORDED.findall(text[call.end() : call.end() + 200].split("\n\n")[0]))
        for line in re.findall(r"^ +action = .*$", text, re.MULTILINE):
            found.update(RECORDED.findall(line))  # one of two, as it came out
    return {action for action in found if not action.startswith("lllo")}


def test_every_action_that_is_recorded_has_its_sentence():
    assert recorded() - set(TEXTS) == set()


def entry(action, **detail):
    return AuditEntry(
        action=action, object_type="people.organisation", object_label="Gemeente X", detail=detail
    )


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("action", sorted(TEXTS))
def test_sentence_holds_when_an_entry_tells_nothing(action, language):
    with translation.override(language):
        sentence = sentence_of(entry(action))
    assert sentence
    assert "%(" not in sentence


def test_details_read_as_people_say_them():
    with translation.override("en"):
        told = sentence_of(entry("invoice.paid", amount="7500.00", received_on="2026-03-04"))
        assert told == "€\N{NO-BREAK SPACE}7,500.00 received for Gemeente X on 4 March 2026"
        told = sentence_of(entry("event.scheduled", starts_at="2026-03-04T09:00:00+00:00"))
        assert "4 March 2026 10:00" in told
        told = sentence_of(
            entry("contract.signed", on="onleesbaar", signatures={"a": "A", "b": "B"})
        )
        assert told == "agreement Gemeente X signed on onleesbaar by A and B"


def test_change_tells_fields_by_their_names_and_counts_the_rest():
    changes = {"city": ["", "Enschede"], "orderer": ["Inkoop", ""], "name": ["A", "B" * 80]}
    with translation.override("en"):
        told = sentence_of(entry("organisation.changed", changes=changes))
        assert "city becomes “Enschede”" in told
        assert "orderer “Inkoop” taken out" in told
        assert "…" in told
        many = {f"x{number}": ["1", "2"] for number in range(6)}
        assert sentence_of(entry("organisation.changed", changes=many)).endswith("2 more")


def test_two_sentences_for_what_may_be_missing():
    with translation.override("en"):
        named = sentence_of(entry("registration.named", before="Alice"))
        assert (named, sentence_of(entry("registration.named", before=""))) == (
            "Alice replaced – Gemeente X",
            "name given – Gemeente X",
        )
        assert "beyond" in sentence_of(entry("entitlement.used", override_reason="afgesproken"))
        assert sentence_of(entry("choice.recorded", package="basis")).endswith("basis")
        changed = sentence_of(entry("event.changed", changed=["parts", "location"]))
        assert "parts of the day" in changed


def test_unknown_action_reads_as_its_name():
    assert sentence_of(entry("kat.geaaid_door")) == "geaaid door – Gemeente X"


def test_history_names_who_and_the_command_line(db):
    organisation = world.make_organisation()
    bob = world.make_user("backoffice", organisation)
    audit.record("organisation.created", organisation, by=None)
    audit.record("organisation.changed", organisation, by=bob)
    latest, first = timeline(organisation)
    assert latest.who == str(bob)
    with translation.override("en"):
        assert timeline(organisation)[1].who == "the command line"
    assert first.sentence
