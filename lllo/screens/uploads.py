"""Uploads: what a file is by its content, how large it may be, and how stored bytes are served.

What a name or a browser says about a file counts for nothing. Bytes that were
stored are served as a download, or inside the browser for a PDF, and never as
something that could run on this site.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import _StrPromise

LIMIT = 10 * 1024 * 1024  # bytes of the files of a request together; nothing beyond it is kept
UNPACKED_LIMIT = 20 * LIMIT  # of the parts of a packed file together
LONGEST_NAME = 100


class LimitedUpload(MemoryFileUploadHandler):
    """Reads the files of a request to their end and keeps no more than ``LIMIT`` of them together.

    What is larger arrives in the form with its true size, so that a sentence
    can say so; breaking off the connection would show the browser's own error.
    A file that was cut short for those before it counts with them.
    """

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        """Take every upload, whatever length the browser announces."""
        self.activated = True
        self.sent = 0  # of all files: a handler lives as long as its request

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing."""
        super(MemoryFileUploadHandler, self).new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        """Keep a part, as long as there is room."""
        self.sent += len(raw_data)
        if self.sent <= LIMIT:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """Return what was kept, with the size that was sent."""
        self.kept.seek(0)
        return UploadedFile(
            file=self.kept,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size if self.sent <= LIMIT else self.sent,
            charset=self.charset,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a kind of file is called, stored and recognised."""

    label: str | _StrPromise
    suffix: str
    media_type: str
    fits: Callable[[bytes], bool]


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]


def _parts(content: bytes) -> set[str]:
    """Return the names in a packed file; none when it is damaged or would unpack too large."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return set()
    if sum(info.file_size for info in infos) > UNPACKED_LIMIT:
        return set()
    return {info.filename for info in infos}


def _is_office(content: bytes, main: str) -> bool:
    """Tell whether a file is one of Office Open XML, without macros."""
    parts = _parts(content)
    macros = any(part.endswith(("vbaProject.bin", ".exe", ".dll", ".js")) for part in parts)
    return {"[Content_Types].xml", main} <= parts and not macros


def _is_xlsx(content: bytes) -> bool:
    return _is_office(content, "xl/workbook.xml")


def _is_docx(content: bytes) -> bool:
    return _is_office(content, "word/document.xml")


def _is_text(content: bytes) -> bool:
    """Tell whether a file is text: Windows still writes cp1252, and neither knows a NUL."""
    head = content[:4]
    if b"\0" in content or head.startswith((b"MZ", b"\x7fELF", b"PK\x03\x04", b"%PDF", b"#!")):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return all(byte >= 32 or byte in b"\t\r\n" for byte in content)  # noqa: PLR2004 - the control codes
    return True


def _is_calendar(content: bytes) -> bool:
    """Tell whether a file is a calendar as RFC 5545 has it."""
    return _is_text(content) and content.lstrip(b"\xef\xbb\xbf \t\r\n").upper().startswith(
        b"BEGIN:VCALENDAR"
    )


def _is_xml(content: bytes) -> bool:
    """Tell whether a file is XML that names no document type: entities are how XML does harm."""
    text = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    return text.startswith(b"<?xml") and b"<!DOCTYPE" not in content and b"<!ENTITY" not in content


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n") and content.rstrip(b"\0").endswith(
        b"IEND\xaeB`\x82"
    )


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]


OFFICE = "application/vnd.openxmlformats-officedocument"


class Kind(Enum):
    """The kinds of files that can be asked for."""

    PDF = Shape(label="PDF", suffix=".pdf", media_type="application/pdf", fits=_is_pdf)
    XLSX = Shape(
        label="Excel (.xlsx)",
        suffix=".xlsx",
        media_type=f"{OFFICE}.spreadsheetml.sheet",
        fits=_is_xlsx,
    )
    DOCX = Shape(
        label="Word (.docx)",
        suffix=".docx",
        media_type=f"{OFFICE}.wordprocessingml.document",
        fits=_is_docx,
    )
    CSV = Shape(
        label=gettext_lazy("text with columns (.csv)"),
        suffix=".csv",
        media_type="text/csv",
        fits=_is_text,
    )
    ICS = Shape(
        label=gettext_lazy("calendar (.ics)"),
        suffix=".ics",
        media_type="text/calendar",
        fits=_is_calendar,
    )
    XML = Shape(label="XML", suffix=".xml", media_type="application/xml", fits=_is_xml)
    PNG = Shape(label="PNG", suffix=".png", media_type="image/png", fits=_is_png)
    JPEG = Shape(label="JPEG", suffix=".jpg", media_type="image/jpeg", fits=_is_jpeg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was looked at: its kind follows from the content, its name is safe to show."""

    filename: str
    content: bytes
    kind: Kind

    @property
    def media_type(self) -> str:
        """The media type to store and serve it with."""
        return self.kind.value.media_type


class UploadField(forms.FileField):
    """A file of one of ``kinds``; its value is an ``Upload``."""

    def __init__(self, *, kinds: tuple[Kind, ...], limit: int = LIMIT, **options: Any) -> None:
        self.kinds, self.limit = kinds, min(limit, LIMIT)
        options.setdefault("widget", forms.FileInput)
        super().__init__(max_length=255, **options)
        self.widget.attrs["accept"] = ",".join(kind.value.suffix for kind in kinds)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        """Return the file as what it is, or say why it cannot be used."""
        if data and data.size > self.limit:
            raise ValidationError(
                _("The file is %(size)s; it can be %(limit)s at most.")
                % {"size": filesizeformat(data.size), "limit": filesizeformat(self.limit)},
                code="too_large",
            )
        cleaned = super().clean(data, initial)
        return self._looked_at(cleaned) if cleaned else None

    def _looked_at(self, data: UploadedFile) -> Upload:
        """Find the kind of a file by its content."""
        content = data.read()
        kind = next((kind for kind in self.kinds if kind.value.fits(content)), None)
        if kind is None:
            wanted = ", ".join(str(each.value.label) for each in self.kinds)
            raise ValidationError(
                _("This file is not what its name says, or is damaged. Expected: %(kinds)s.")
                % {"kinds": wanted},
                code="wrong_kind",
            )
        return Upload(filename=safe_name(str(data.name), kind), content=content, kind=kind)


def safe_name(name: str, kind: Kind) -> str:
    """Return a name to store and show: no folder, no control codes, the suffix of what it is."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = "".join(sign for sign in stem if sign.isprintable()).strip(". ")
    known = {kind.value.suffix, ".jpeg"} if kind is Kind.JPEG else {kind.value.suffix}
    if PurePath(stem).suffix.lower() in known:
        stem = stem[: -len(PurePath(stem).suffix)]
    return (stem[:LONGEST_NAME].strip(". ") or "bestand") + kind.value.suffix


def served(content: bytes, filename: str, media_type: str, *, inline: bool = False) -> HttpResponse:
    """Return stored bytes as a download; ``inline`` shows a PDF in the browser, nothing else."""
    as_attachment = not (inline and media_type == Kind.PDF.value.media_type)
    disposition = content_disposition_header(as_attachment=as_attachment, filename=filename)
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media_type, headers=headers)
