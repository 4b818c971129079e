"""Makes the papers of a run ahead of their numbers, in processes of their own, on all cores.

The order stays: numbers are given out by the one process that writes, draft after draft. What
could not be made ahead is made, or refused, when its turn comes.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

from lllo.errors import LlloError
from lllo.invoices.papers import Prepared, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from lllo.invoices.snapshot import InvoiceSnapshot

    Made = tuple[InvoiceSnapshot, Prepared]  # what it was made of, and what was made
    Wanted = tuple[InvoiceSnapshot, str, Mapping[str, bytes]]  # what prepare takes

WORTH_IT = 40  # drafts: starting the processes takes a second
AHEAD_EACH = 3  # papers that a process may be ahead: some 0.2 MB each
Item = TypeVar("Item")


@contextmanager
def papers_ahead(
    drafts: Sequence[Item], read: Callable[[Item, int], Wanted]
) -> Iterator[Callable[[Iterable[Item]], Iterator[tuple[Item, Made | None]]]]:
    """Give a function that walks over drafts and yields each with its papers, if they were made.

    ``read(draft, waiting)`` returns its snapshot, the number it will probably have when
    ``waiting`` others come before it, and the bytes of its annexes. Few drafts, or one core:
    nothing is made ahead.
    """
    processes = min(len(drafts) // WORTH_IT, os.cpu_count() or 1)
    if processes < 2:  # noqa: PLR2004 - one other process gains nothing
        yield lambda walked: ((draft, None) for draft in walked)
        return
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_start)
    try:
        yield lambda walked: _walk(walked, read, pool, processes * AHEAD_EACH)
    finally:
        pool.shutdown(cancel_futures=True)


def _start() -> None:
    """Start Django in a process that makes papers; what is loaded then is never let go."""
    import django  # noqa: PLC0415 - once, in the new process

    django.setup()
    gc.freeze()


def _prepare(wanted: Wanted) -> Prepared | None:
    """Return the papers, or nothing where they are refused: a refusal does not travel."""
    try:
        return prepare(*wanted)
    except LlloError:
        return None


def _walk(
    drafts: Iterable[Item],
    read: Callable[[Item, int], Wanted],
    pool: ProcessPoolExecutor,
    ahead: int,
) -> Iterator[tuple[Item, Made | None]]:
    """Yield each draft with its papers while those of the next are being made."""
    waiting: deque[tuple[Item, InvoiceSnapshot | None, Future[Prepared | None] | None]] = deque()
    for draft in drafts:
        try:
            wanted = read(draft, len(waiting))
            waiting.append((draft, wanted[0], pool.submit(_prepare, wanted)))
        except (LlloError, BrokenProcessPool):
            waiting.append((draft, None, None))
        if len(waiting) > ahead:
            yield _made(*waiting.popleft())
    while waiting:
        yield _made(*waiting.popleft())


def _made(
    draft: Item, snapshot: InvoiceSnapshot | None, future: Future[Prepared | None] | None
) -> tuple[Item, Made | None]:
    """Return a draft with its papers; without them if it was refused, or its process died."""
    if future is None or snapshot is None:
        return draft, None
    try:
        prepared = future.result()
    except BrokenProcessPool:
        return draft, None
    return draft, (snapshot, prepared) if prepared else None
