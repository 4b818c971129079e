from __future__ import annotations

import io
import zipfile

import pytest
from django import forms
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from lllo.screens import uploads
from lllo.screens.uploads import Kind, LimitedUpload, UploadField, safe_name, served

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
XML = b'<?xml version="1.0"?><a/>'
PROGRAM = b"MZ\x90\0" + b"\0" * 100


def packed(*names):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return content.getvalue()


XLSX = packed("[Content_Types].xml", "xl/workbook.xml")
DOCX = packed("[Content_Types].xml", "word/document.xml")


def looked_at(content, name="naam.pdf", kinds=tuple(Kind), **options):
    class Form(forms.Form):
        file = UploadField(kinds=kinds, **options)

    form = Form({}, {"file": SimpleUploadedFile(name, content)} if content is not None else {})
    form.is_valid()
    errors = form.errors.as_data().get("file", [])
    return form.cleaned_data.get("file"), [error.code for error in errors]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, Kind.PDF),
        (XLSX, Kind.XLSX),
        (DOCX, Kind.DOCX),
        ("naam;plaats\nZoë;Almelo\n".encode(), Kind.CSV),
        ("naam;plaats\nZoë;Almelo\n".encode("cp1252"), Kind.CSV),
        (PNG, Kind.PNG),
        (JPEG, Kind.JPEG),
    ],
)
def test_file_is_what_its_content_is_whatever_its_name(content, kind):
    upload, errors = looked_at(content, "bestand.exe")
    assert (upload.kind, upload.media_type, upload.content, errors) == (
        kind,
        kind.value.media_type,
        content,
        [],
    )
    assert upload.filename == "bestand.exe" + kind.value.suffix


def test_xml_is_xml_when_it_is_asked_for():
    assert looked_at(XML, "a.xml", (Kind.XML,))[0].kind is Kind.XML


@pytest.mark.parametrize(
    "content",
    [
        PROGRAM,
        b"\x7fELF" + b"\0" * 50,
        b"#!/bin/sh\nrm -rf x\n",
        PDF[:-7],
        b"GIF89a",
        b"\x00\x01",
        packed("een.txt"),
        packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        b"PK\x03\x04 kapot",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"a\x01\xff",
    ],
)
def test_renamed_or_damaged_file_is_refused(content):
    kinds = (Kind.PDF, Kind.XLSX, Kind.DOCX, Kind.PNG, Kind.JPEG, Kind.XML)
    if content not in (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"GIF89a"):
        kinds = (*kinds, Kind.CSV)
    assert looked_at(content, "keurig.pdf", kinds) == (None, ["wrong_kind"])


def test_packed_file_that_unpacks_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "UNPACKED_LIMIT", 1)
    assert looked_at(XLSX, "a.xlsx", (Kind.XLSX,)) == (None, ["wrong_kind"])


def test_file_of_another_kind_than_asked_is_refused():
    assert looked_at(PDF, "a.xlsx", (Kind.XLSX, Kind.CSV)) == (None, ["wrong_kind"])


def test_empty_large_and_missing_files_are_sentences():
    assert looked_at(b"", "leeg.pdf") == (None, ["empty"])
    assert looked_at(PDF, "groot.pdf", limit=10) == (None, ["too_large"])
    assert looked_at(None) == (None, ["required"])
    assert looked_at(None, required=False) == (None, [])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\map\\Offerte.PDF", "Offerte.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("", "bestand.pdf"),
        ("...", "bestand.pdf"),
        ("Zoë & co.pdf", "Zoë & co.pdf"),
    ],
)
def test_name_is_safe_to_store_and_show(name, expected):
    assert safe_name(name, Kind.PDF) == expected


def test_picture_may_be_called_jpeg():
    assert safe_name("foto.JPEG", Kind.JPEG) == "foto.jpg"


def parse(rf, content, monkeypatch, limit):
    monkeypatch.setattr(uploads, "LIMIT", limit)
    body = encode_multipart(BOUNDARY, {"naam": "x", "file": SimpleUploadedFile("a.pdf", content)})
    request = rf.generic("POST", "/", body, MULTIPART_CONTENT)
    handler = LimitedUpload(request)
    return MultiPartParser(request.META, request, [handler]).parse()


def test_upload_is_read_to_its_end_and_kept_up_to_the_limit(rf, monkeypatch):
    content = bytes(200_000)
    post, files = parse(rf, content, monkeypatch, 70_000)
    assert isinstance(post, QueryDict)
    assert post["naam"] == "x"
    assert files["file"].size == 200_000
    assert len(files["file"].read()) <= 70_000


def test_upload_within_the_limit_arrives_whole(rf, monkeypatch):
    _post, files = parse(rf, PDF, monkeypatch, 70_000)
    assert (files["file"].read(), files["file"].name) == (PDF, "a.pdf")


def test_files_of_one_request_share_the_limit(rf, monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT", 100_000)
    files = {name: SimpleUploadedFile(f"{name}.csv", b"a" * 60_000) for name in ("een", "twee")}
    request = rf.generic("POST", "/", encode_multipart(BOUNDARY, files), MULTIPART_CONTENT)
    _post, sent = MultiPartParser(request.META, request, [LimitedUpload(request)]).parse()
    assert len(sent["een"].read()) == sent["een"].size == 60_000
    assert len(sent["twee"].read()) <= 40_000
    field = UploadField(kinds=(Kind.CSV,), limit=100_000)
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(sent["twee"])  # never the part that there was room for
    assert refusal.value.code == "too_large"


def test_more_files_than_any_form_asks_for_are_refused(rf):
    files = {f"file{number}": SimpleUploadedFile("a.csv", b"a") for number in range(5)}
    request = rf.generic("POST", "/", encode_multipart(BOUNDARY, files), MULTIPART_CONTENT)
    with pytest.raises(TooManyFilesSent):
        _ = request.FILES


def test_stored_bytes_are_a_download_and_only_a_pdf_is_shown():
    def disposition(media_type, *, inline):
        answer = served(b"x", "a b.pdf", media_type, inline=inline)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == media_type
        return answer.headers["Content-Disposition"].split(";")[0]

    assert disposition("application/pdf", inline=False) == "attachment"
    assert disposition("application/pdf", inline=True) == "inline"
    assert disposition("text/html", inline=True) == "attachment"
    assert disposition("image/svg+xml", inline=True) == "attachment"
