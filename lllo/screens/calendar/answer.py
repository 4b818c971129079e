"""The page behind the link in an invitation: look, and answer with a button.

Nobody signs in: the link is for one invitation of one person. Looking changes nothing, for mail
programs follow links before people do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lllo import clock
from lllo.errors import Refused
from lllo.feeds import invitation_actions
from lllo.feeds.invitation_mail import when
from lllo.training.models import Answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lllo.feeds.models import MailedInvitation
    from lllo.training.models import Event


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show the event and the three answers, or keep the one that was chosen."""
    row = invitation_actions.invitation_of(token)
    if row is None:
        return _unlisted(render(request, "calendar/answer_gone.html", status=404))
    with translation.override(_language(request, row)):
        if row.event is None or not row.is_open:
            return _unlisted(render(request, "calendar/answer_gone.html", status=410))
        if request.method == "POST":
            return _unlisted(_answer(request, row, row.event, token))
        return _unlisted(_page(request, row, row.event))


def _language(request: HttpRequest, row: MailedInvitation) -> str | None:
    """Return the language of the mail, unless another was chosen on the site."""
    chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    return translation.get_language() if chosen else row.person.language


def _answer(request: HttpRequest, row: MailedInvitation, event: Event, token: str) -> HttpResponse:
    """Keep the answer; a refusal is said on the same page."""
    word = request.POST.get("antwoord", "")
    if word not in Answer.Word.values:
        return _page(request, row, event, problem=_("Choose one of the three answers."))
    try:
        invitation_actions.answer(row, word, way=Answer.Way.PAGE, at=clock.now())
    except Refused as refused:
        return _page(request, row, event, problem=str(refused))
    messages.success(request, _("Thank you, your answer is known."))
    return HttpResponseRedirect(reverse("invitation_answer", args=[token]))


def _page(
    request: HttpRequest, row: MailedInvitation, event: Event, *, problem: str = ""
) -> HttpResponse:
    """Show what it is about, and what was answered before."""
    answers = Answer.objects.filter(registration=row.registration, event=event)
    known = answers.filter(person=row.person).select_related("event").first()
    context: dict[str, Any] = {
        "event": event,
        "person": row.person,
        "known": known,
        "answers": (
            (Answer.Word.ACCEPTED.value, _("I come")),
            (Answer.Word.TENTATIVE.value, _("Perhaps")),
            (Answer.Word.DECLINED.value, _("I do not come")),
        ),
        "when": _when(event),
        "problem": problem,
    }
    return render(request, "calendar/answer.html", context, status=422 if problem else 200)


def _when(event: Event) -> str:
    """Return day and time of an event; of whole days the days only."""
    starts, ends = localtime(event.starts_at), localtime(event.ends_at)
    return when(starts.date(), ends.date()) if event.all_day else when(starts, ends)


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Keep the page out of lists of search machines."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
