"""PDF and XML of all invoices that a list shows, in one file."""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lllo import clock
from lllo.documents.queries import content
from lllo.errors import Refused
from lllo.invoices.export import papers_of
from lllo.screens.office.lists.invoices import Invoices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from lllo.invoices.models import Invoice

MOST = 2000  # invoices: some 250 MB
AT_ONCE = 20


class InvoicePapers(Invoices):
    """The papers of what the list shows with the same address; drafts have none."""

    bulk: ClassVar[Any] = ()
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """Hand them out, or say why that cannot be."""
        found = self.found().filter(pdf__isnull=False, xml__isnull=False)
        count = found.count()
        if not 0 < count <= MOST:
            messages.warning(request, _why_not(count))
            return HttpResponseRedirect(f"{reverse('invoices')}?{request.GET.urlencode()}")
        try:
            packed = _packed(found.select_related("pdf", "xml").iterator(chunk_size=AT_ONCE))
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(f"{reverse('invoices')}?{request.GET.urlencode()}")
        name = f"facturen-{clock.today():%Y-%m-%d}.zip"
        return FileResponse(packed, as_attachment=True, filename=name)


def _why_not(count: int) -> str:
    """Return why there is no file."""
    if not count:
        return _("None of these invoices has documents yet: drafts have none.")
    sentence = ngettext(
        "%(count)s invoice is too many for one file; narrow the list to %(most)s at most.",
        "%(count)s invoices are too many for one file; narrow the list to %(most)s at most.",
        count,
    )
    return sentence % {"count": count, "most": MOST}


def _packed(invoices: Iterable[Invoice]) -> IO[bytes]:
    """Return a file with the documents; it lies on disk, and is gone when the answer was sent."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(TemporaryFile())
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed:
            for invoice in invoices:
                for document in papers_of(invoice):
                    packed.writestr(document.filename, content(document))
        file.seek(0)
        on_failure.pop_all()
        return file
