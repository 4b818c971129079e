"""A page with rows: search, filters, order, pages, totals, a spreadsheet, work on many rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import slugify

from lllo import clock
from lllo.errors import Refused
from lllo.screens.access import may_enter
from lllo.screens.components import saved, stale, typed
from lllo.screens.components.bulk import Bulk
from lllo.screens.components.cells import Cell, Column, row_html, shown, shown_cell
from lllo.screens.components.crumbs import Crumb, HeadAction
from lllo.screens.components.export import spreadsheet
from lllo.screens.components.many import BulkSteps
from lllo.screens.components.query import EXPORT, ORDER, PAGE, SEARCH, Question, searched

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

    from lllo.people.models import User

__all__ = ["Bulk", "Cell", "Column", "Crumb", "Empty", "HeadAction", "ListPage"]
Empty = HeadAction  # what an empty list invites to: a label and an address


class CountedPages(Paginator):
    """Pages of rows that were counted already.

    The keys of a page are looked up first, and then its rows: what a column adds to
    a row, such as a sum of payments, is worked out for one page and not for all.
    """

    def __init__(self, rows: Any, size: int, *, total: int) -> None:
        super().__init__(rows.values_list("pk", flat=True), size)
        self.rows = rows
        self.count = total

    def _get_page(self, found: Any, number: Any, paginator: Any) -> Page[Any]:
        """Return the page with the rows that have the keys ``found``, in their order."""
        keys = list(found)
        known = {row.pk: row for row in self.rows.order_by().filter(pk__in=keys)}
        return Page([known[key] for key in keys if key in known], number, paginator)


class ListPage(BulkSteps):
    """A list; a subclass says of what. docs/screens.md has an example."""

    title: str | _StrPromise = ""
    intro: str | _StrPromise = ""
    url_name: ClassVar[str] = ""
    columns: ClassVar[Sequence[Column]] = ()
    sheet_columns: ClassVar[Sequence[Column]] = ()  # more, for the spreadsheet only
    order: ClassVar[str] = ""  # key of a column, "-key" for the other way round
    search: ClassVar[Sequence[str]] = ()
    search_hint: str | _StrPromise = ""
    filterset_class: ClassVar[Any] = None
    bulk: ClassVar[Sequence[Bulk]] = ()
    actions: ClassVar[Sequence[HeadAction]] = ()
    downloads: ClassVar[
        Sequence[HeadAction]
    ] = ()  # files of what is shown: the question goes along
    empty: str | _StrPromise = ""
    empty_action: ClassVar[HeadAction | None] = None
    export_name: ClassVar[str] = ""
    page_size: ClassVar[int] = 50
    template_name = "components/list.html"

    # What a subclass fills in

    def rows(self, user: User) -> QuerySet[Any]:
        """Return all rows the account may see, with what the columns need joined to them."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return ()

    def head_actions(self) -> Sequence[HeadAction]:
        """Return the buttons in the head."""
        return self.actions

    def row_class(self, row: Any) -> str:  # noqa: ARG002 - a subclass reads it
        """Return ``late`` for a row that wants attention, else nothing."""
        return ""

    def page_context(self) -> dict[str, Any]:
        """Return further values for a template of one's own."""
        return {}

    # How it works

    def prepare(self) -> None:
        """Read the address: words, filters, order."""
        self.question = Question(self.request.GET, self.columns, self.order)
        self.filters: Any = None

    def found(self) -> QuerySet[Any]:
        """Return the rows that search and filters leave, in the order asked for."""
        rows = self.rows(self.user)
        if self.filterset_class:
            self.filters = self.filterset_class(
                self.request.GET, queryset=rows, request=self.request
            )
            self.filters.form.fields.pop("o", None)
            # A value that no filter knows keeps nothing: work on all rows must not grow by it.
            rows = self.filters.qs if self.filters.is_valid() else rows.none()
        rows = self.searched(rows)
        return rows.order_by(*self.question.order_by(), "pk")

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that hold the words that are looked for."""
        return searched(rows, self.search, self.question.text)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show the list, or hand it out as a spreadsheet."""
        kept = typed.take_back(request)
        if kept is not None and stale.belongs_to(kept.get(stale.FIELD, ""), self.user):
            return self.resume_bulk(request, kept)
        found = self.found()
        if request.GET.get(EXPORT) == "xlsx":
            return self._spreadsheet(found)
        return self._page(found)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Keep or forget a filter, or work on many rows."""
        if "filter_weg" in request.POST:
            saved.delete_filter(self.user, self.url_name, request.POST["filter_weg"])
            return self.back()
        if "filter_naam" in request.POST:
            return self._save_filter(request.POST["filter_naam"])
        return self.post_bulk(request, request.POST)

    def _save_filter(self, name: str) -> HttpResponse:
        query = self.question.query()
        try:
            saved.save_filter(self.user, self.url_name, name=name, query=query)
        except Refused as refused:
            messages.error(self.request, str(refused))
        return self.back()

    def back(self) -> HttpResponse:
        """Lead back to the list as it was asked for."""
        query = self.question.query()
        return HttpResponseRedirect(f"{self.request.path}?{query}" if query else self.request.path)

    def _spreadsheet(self, found: QuerySet[Any]) -> HttpResponse:
        rows = found.iterator(chunk_size=2000)
        name = f"{slugify(self.export_name or str(self.title))}-{clock.today():%Y-%m-%d}"
        return spreadsheet(name, str(self.title), (*self.columns, *self.sheet_columns), rows)

    def _page(self, found: QuerySet[Any]) -> HttpResponse:
        totals = self._totals(found)
        pages = CountedPages(found, self.page_size, total=totals.pop("rows_found"))
        page = pages.get_page(self.request.GET.get(PAGE))
        context = {
            "list": self,
            "page": page,
            "rows": [self._row(row) for row in page],
            "foot": self._foot(totals) if pages.count > 1 else (),
            "heads": self.question.heads(),
            "question": self.question,
            "filters": self.filters,
            "filters_set": self._filters_set(),
            "saved_filters": list(saved.filters_of(self.user, self.url_name)),
            "bulks": self.allowed_bulks(),
            "crumbs": self.crumbs(),
            "head_actions": [
                each
                for each in self.head_actions()
                if not each.roles or may_enter(self.user, each.roles)
            ],
            "result": self.earlier_result(),
            "is_filtered": self.question.is_filtered,
            "names": {"search": SEARCH, "order": ORDER, "page": PAGE, "export": EXPORT},
            **self.page_context(),
        }
        return render(self.request, self.template_name, context)

    def _totals(self, found: QuerySet[Any]) -> dict[str, Any]:
        """Count the rows and add up the columns that have a foot, in one query."""
        sums = {f"total_{column.key}": Sum(column.total) for column in self.columns if column.total}
        return found.order_by().aggregate(rows_found=Count("pk"), **sums)

    def _filters_set(self) -> int:
        """Return how many filters are in use; a narrow screen folds them, and says so."""
        names = self.filters.form.fields if self.filters else ()
        return sum(bool(self.request.GET.get(name)) for name in names)

    def _row(self, row: Any) -> dict[str, Any]:
        cells = [shown_cell(column, row) for column in self.columns]
        return {
            "cells": cells,
            "html": row_html(cells),
            "key": str(getattr(row, "public_id", "")),
            "label": cells[0].text if cells else str(row),
            "class": self.row_class(row),
        }

    def _foot(self, totals: dict[str, Any]) -> list[tuple[Column, str]]:
        if not totals:
            return []
        return [
            (column, shown(totals.get(f"total_{column.key}"), column.kind))
            for column in self.columns
        ]
