"""The numbers of a series, made of a pattern that the office chose."""

from __future__ import annotations


def number(pattern: str, year: int, count: int) -> str:
    """Return a number of a series: ``F{year}-{number:04d}``, 2026, 7 → ``F2026-0007``.

    Raises ``ValueError`` for a pattern without ``{year}`` or ``{number}``: such a
    series would give out the same number twice.
    """
    try:
        text = pattern.format(year=year, number=count)
        distinct = {text, pattern.format(year=year + 1, number=count)}
        distinct.add(pattern.format(year=year, number=count + 1))
    except (LookupError, AttributeError, ValueError) as error:
        raise ValueError(f"{pattern!r} knows only {{year}} and {{number}}") from error
    if len(distinct) < 3:  # noqa: PLR2004 - the number, that of next year, and the next one
        raise ValueError(f"{pattern!r} must hold {{year}} and {{number}}")
    return text
