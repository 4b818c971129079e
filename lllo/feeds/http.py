"""Answers calendar programs: the same bytes to everyone who holds an address, and never a page.

Programs wipe a calendar that answers with HTML, switch it off after a 500, and keep old
events after a 404 (docs/calendar.md). So there are no redirects, cookies or pages here; who
lost the right gets a valid, empty calendar; and when the database is away the last good
bytes stand in.
"""

from __future__ import annotations

import functools
import logging
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date

from lllo import clock
from lllo.addresses import address_of
from lllo.feeds import folders, keeping, making
from lllo.feeds.actions import TOKEN_LENGTH, hash_of
from lllo.feeds.keeping import Good
from lllo.feeds.limits import Limit, Uses
from lllo.feeds.making import SECOND
from lllo.feeds.models import ENDED_IS_ANSWERED, FeedFile, Subscription
from lllo.feeds.queries import feed_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.http import HttpRequest

PREFIX = "/agenda/"
ALLOWED = ("GET", "HEAD")
CALENDAR = "text/calendar; charset=utf-8"
ON_EVERY_ANSWER = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
FRESH = {True: "public, max-age=900", False: "private, max-age=300"}
askers = Limit(60)  # times an hour that an address is looked at afresh
guessers = Limit(30)  # unknown addresses an hour from one network address
uses = Uses()
logger = logging.getLogger(__name__)


class NotThere(Exception):
    """No calendar has this address."""


class FeedGate:
    """Answers below ``/agenda/`` itself: no session, language or cookie is looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Answer a calendar program; leave everything else to the site."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        response = answer(request, request.path_info.removeprefix(PREFIX))
        for name, value in ON_EVERY_ANSWER.items():
            response[name] = value
        return response


def answer(request: HttpRequest, name: str) -> HttpResponse:
    """Return the calendar at an address, or a short text that says why not."""
    if request.method not in ALLOWED:
        response = _text(405, "This address is a calendar: GET and HEAD only.")
        response["Allow"] = ", ".join(ALLOWED)
        return response
    code = name.removesuffix(".ics")
    if code == name or "/" in code:
        return _unknown(request)
    try:
        return _calendar(request, _good(request, code))
    except NotThere:
        return _unknown(request)
    except Exception:  # whatever is wrong here must not switch off people's calendars
        logger.exception("A calendar could not be made")
        kept = keeping.recall(hash_of(code))
        return _calendar(request, kept) if kept else _later()


def _good(request: HttpRequest, code: str) -> Good:
    """Return what an address holds now; raise ``NotThere`` for one that nobody has."""
    secret = hash_of(code)
    subscription = _subscription(secret) if len(code) == TOKEN_LENGTH else None
    if subscription:
        uses.note(subscription.pk)
        file = _held(subscription, secret)
        good = _from_file(file, is_public=False, since=_answered_since(subscription, file))
    else:
        good = _from_file(_public(request, code), is_public=True)
    keeping.keep(secret, good)
    return good


def _subscription(secret: str) -> Any:
    """Return the holder of an address, with everything that an unchanged calendar needs."""
    return _rows(clock.today()).filter(token_hash=secret).first()


@functools.lru_cache(maxsize=2)
def _rows(_on: date) -> Any:
    """Return the question of a day, but for the secret: Django takes longer over it than SQL."""
    rows = Subscription.objects.with_right().with_head()
    return rows.select_related("file").defer("file__body").order_by()


def _held(subscription: Any, secret: str) -> FeedFile:
    """Return the calendar at a secret address; without a right to it an empty one."""
    ended_at = subscription.ended_at
    if ended_at and clock.now() - ended_at > ENDED_IS_ANSWERED:
        raise NotThere
    if ended_at or not subscription.has_right:
        return making.make_ended(subscription)
    file = subscription.file
    if file and (askers.passed(secret) or file.stands(subscription.head, clock.today())):
        return file
    read = folders.read()
    owner = subscription.owner
    language = subscription.person.language
    feed = feed_of(read, subscription.feed, owner, language=language)
    if feed is None or feed.scope != subscription.scope:
        return making.make_ended(subscription)
    made = making.make(feed, read, on=clock.today(), known=file)
    if file is None or file.pk != made.pk:
        Subscription.objects.filter(pk=subscription.pk).update(file=made)
    return made


def _answered_since(subscription: Any, file: FeedFile) -> datetime | None:
    """Return since when an address is answered with this file; nothing: it never had another.

    The calendar that comes back with a lost right is older than the empty one that stood
    in for it: without this, Last-Modified would go backwards, and who asks by date kept
    the wrong one of the two.
    """
    if subscription.answered_id == file.pk:
        return cast("datetime | None", subscription.answered_since)
    before, since = subscription.answered, None
    if before:
        times = (before.changed_at, subscription.answered_since)
        now = clock.now().replace(microsecond=0)
        since = max(now, *(time + SECOND for time in times if time))
    Subscription.objects.filter(pk=subscription.pk).update(answered=file, answered_since=since)
    return since


def _public(request: HttpRequest, code: str) -> FeedFile:
    """Return a calendar for everyone; there is one language, so that all get the same bytes."""
    key = f"{code}::{settings.LANGUAGE_CODE}"
    file: Any = FeedFile.objects.with_head().defer("body").filter(key=key).first()
    if file and (file.stands(file.head, clock.today()) or askers.passed(code)):
        return file
    if not file and guessers.is_passed(address_of(request)):
        raise NotThere  # reading the office folders takes long enough
    read = folders.read()
    feed = feed_of(read, code, None)
    if feed is None or feed.scope != "public":
        raise NotThere
    return making.make(feed, read, on=clock.today(), known=file)


def _from_file(file: Any, *, is_public: bool, since: datetime | None = None) -> Good:
    """Return a stored calendar as an answer; its bytes are read only when they are sent."""
    return Good(
        etag=file.etag,
        changed_at=max(file.changed_at, since or file.changed_at),
        filename=file.filename,
        is_public=is_public,
        read=lambda: bytes(file.body),
    )


def _calendar(request: HttpRequest, good: Good) -> HttpResponse:
    """Return the bytes, or 304 where the asker has them already (RFC 9110 13)."""
    changed_at = int(good.changed_at.timestamp())
    headers = {
        "ETag": good.etag,
        "Last-Modified": http_date(changed_at),
        "Cache-Control": FRESH[good.is_public],
        "Content-Disposition": content_disposition_header(
            as_attachment=False, filename=good.filename
        ),
    }
    response = HttpResponse(content_type=CALENDAR, headers=headers)
    settled = get_conditional_response(request, good.etag, changed_at, response)
    if settled and settled is not response:
        return settled
    body = good.read()
    response["Content-Length"] = len(body)
    if request.method == "GET":
        response.content = body
    return response


def _unknown(request: HttpRequest) -> HttpResponse:
    """Return 404, and 429 to who guesses."""
    if guessers.passed(address_of(request)):
        response = _text(429, "Too many unknown addresses were asked for. Try again in an hour.")
        response["Retry-After"] = "3600"
        return response
    return _text(404, "There is no calendar at this address.")


def _later() -> HttpResponse:
    """Return 503, only where there is nothing better."""
    response = _text(503, "This calendar cannot be had at the moment.")
    response["Retry-After"] = "3600"
    return response


def _text(status: int, sentence: str) -> HttpResponse:
    """Return a short text that no cache keeps."""
    headers = {"Cache-Control": "no-store"}
    content_type = "text/plain; charset=utf-8"
    return HttpResponse(f"{sentence}\n", status=status, content_type=content_type, headers=headers)
