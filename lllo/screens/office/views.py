"""The office: work lists with counts, and each list whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lllo import clock
from lllo.screens.access import OFFICE, for_roles, signed_in
from lllo.screens.office.queries import office_screen
from lllo.screens.office.worklists import WORK_LISTS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ROWS_ON_A_PAGE = 50


@require_safe
@for_roles(OFFICE)
def office_home(request: HttpRequest) -> HttpResponse:
    """Show what is to be done now."""
    screen = office_screen(signed_in(request), at=clock.now(), on=clock.today())
    return render(request, "office/home.html", {"screen": screen})


@require_safe
@for_roles(OFFICE)
def work_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show one work list whole, in pages."""
    spec = next((spec for spec in WORK_LISTS if spec.code == code), None)
    if spec is None:
        raise Http404
    on = clock.today()
    page = Paginator(spec.rows(on), ROWS_ON_A_PAGE).get_page(request.GET.get("pagina"))
    rows = [spec.row(each, on) for each in page]
    return render(request, "office/work_list.html", {"spec": spec, "page": page, "rows": rows})
