"""Compares names the way people do: case, accents, legal forms and small slips do not count."""

from __future__ import annotations

import re
import unicodedata

# Words that one source writes and another leaves out; "provincie" and "waterschap" do tell apart.
NOISE = frozenset({"bv", "nv", "vof", "cv", "ua", "stichting", "vereniging", "gemeente", "gem"})
BETWEEN = re.compile(r"[^\w]+")
ADDITION = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
NO_LETTER, DIGITS = re.compile(r"[\d\s_]+"), re.compile(r"\d+")
SHORTEST_NEAR = 4  # below this, one letter makes another name
# Words before a family name that do not count where it is sorted: Van Puffelen stands at the P.
PREFIXES = frozenset({
    "'s", "'t", "aan", "af", "al", "bij", "d'", "da", "de", "del", "den", "der", "des", "di",
    "do", "dos", "du", "el", "het", "in", "la", "las", "le", "les", "los", "onder", "op", "over",
    "te", "ten", "ter", "tot", "uit", "uijt", "van", "ver", "von", "voor", "vor", "zu", "zum",
    "zur",
})  # fmt: skip


def plain(text: str) -> str:
    """Return ``text`` in lower case without accents and with single spaces."""
    kept = text
    if not text.isascii():  # most names are: an import compares thousands
        decomposed = unicodedata.normalize("NFKD", text)
        kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(kept.casefold().split())


def person_key(family_name: str, first: str, prefix: str) -> str:
    """Return what a person is sorted and found by: ``puffelen, alice van``.

    A prefix that was typed along with the family name moves behind it, too.
    """
    words = plain(family_name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")).split()
    count = 0
    while count < len(words) - 1 and words[count] in PREFIXES:
        count += 1
    bare, typed_along = " ".join(words[count:]), " ".join(words[:count])
    return plain(f"{bare}, {first} {typed_along} {prefix}")


def name_key(text: str) -> str:
    """Return what two ways of writing one name have in common.

    ``Gemeente Enschede``, ``ENSCHEDE`` and ``Enschede, gem.`` share a key.
    """
    words = BETWEEN.sub(" ", plain(text).replace(".", "").replace("&", " en ")).split()
    return " ".join([word for word in words if word not in NOISE] or words)


def without_addition(text: str) -> str:
    """Return a name without what stands in brackets behind it; empty when nothing does.

    ``Gemeente Voorbeeldstad (demo)`` may be ``Gemeente Voorbeeldstad``: worth a question.
    """
    if "(" not in text and "[" not in text:
        return ""
    bare = ADDITION.sub("", text).strip()
    return "" if bare == text.strip() else bare


def near_shape(key: str) -> tuple[int, str]:
    """Return how many letters and which digits a key has.

    Two keys are near only if their digits are the same, and their letters one more or less.
    """
    return len(NO_LETTER.sub("", key)), "-".join(DIGITS.findall(key))


def near_keys(key: str) -> frozenset[str]:
    """Return keys of which two names share one when they are a slip of the pen apart.

    A slip is one letter too many, too few, wrong or swapped with its neighbour.
    Names with different digits ("Wijk 1", "Wijk 2") are never near.
    """
    letters = NO_LETTER.sub("", key)
    digits = "-".join(DIGITS.findall(key))
    if len(letters) < SHORTEST_NEAR:
        return frozenset({f"{letters}|{digits}"})
    shorter = (letters[:index] + letters[index + 1 :] for index in range(len(letters)))
    return frozenset(f"{text}|{digits}" for text in (letters, *shorter))
