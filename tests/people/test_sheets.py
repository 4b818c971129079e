from __future__ import annotations

import os
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.utils.translation import gettext as _
from hypothesis import given
from hypothesis import strategies as st

from lllo.errors import Refused
from lllo.people import cells, files, sheets
from lllo.people.sheets import Column
from tests.people.files import write_csv, write_xlsx

COLUMNS = (
    Column(key="name", nl="Naam", en="Name", read=cells.text(20), required=True,
           explanation="De naam."),
    Column(key="day", nl="Dag", en="Day", read=cells.parse_date, explanation="-", aliases=("datum",)),
    Column(key="amount", nl="Bedrag", en="Amount", read=cells.parse_amount, explanation="+",
           required=True),
)  # fmt: skip


def refusal(path) -> Refused:
    with pytest.raises(Refused) as refused:
        sheets.parse(sheets.read(path), COLUMNS)
    return refused.value


def test_workbook_gives_rows_with_their_numbers_and_cells(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx",
        ("Blad", [[], ["Naam *", "Dag", "BEDRAG"], [], ["A", date(2026, 3, 1), 12.5], ["=1+1"]]),
        ("Uitleg", [["Naam"]]),
        ("Leeg", []),
    )
    sheet = sheets.read(path)
    assert (sheet.name, sheet.header_row, sheet.headings) == (
        "Blad",
        2,
        ("Naam *", "Dag", "BEDRAG"),
    )
    assert [row.number for row in sheet.rows] == [4, 5]
    assert sheet.rows[0].cells == {"Naam *": "A", "Dag": date(2026, 3, 1), "BEDRAG": 12.5}
    assert sheet.rows[1].cells["Naam *"] == "=1+1"


def test_formula_gives_the_value_the_office_saw(tmp_path):
    workbook = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = workbook.add_worksheet()
    sheet.write_row(0, 0, ["Naam", "Bedrag"])
    sheet.write_string(1, 0, "A")
    sheet.write_formula(1, 1, "=2*6", None, 12)
    workbook.close()
    records, problems = sheets.parse(sheets.read(tmp_path / "a.xlsx"), COLUMNS)
    assert not problems
    assert str(records[0].values["amount"]) == "12.00"


def workbook_with_errors(path):
    workbook = xlsxwriter.Workbook(str(path))
    workbook.add_worksheet("Leeg")
    sheet = workbook.add_worksheet("Blad")
    sheet.write_row(1, 1, ["Naam", "Dag", "Bedrag"])
    sheet.write_row(2, 1, ["#N/A", "1-3-2026", 1])
    sheet.write_formula(3, 1, "=NA()", None, "#N/A")
    sheet.write_formula(3, 2, "=#REF!", None, "#REF!")
    sheet.write_blank(4, 2, None, workbook.add_format({"bold": True}))
    sheet.write_blank(4, 1, None, workbook.add_format({"bold": True}))
    sheet.write_formula(4, 3, "=1/0", None, "#DIV/0!")
    workbook.close()
    return path


def rewritten(path, change):
    """Change the XML of the second worksheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet2.xml"
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return path


def with_prefix(xml):
    """Name the namespace in every tag, as some programs do."""
    return re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml).replace(" xmlns=", " xmlns:x=")


def without_places(xml):
    """Leave out where rows and cells stand when that follows from the one before."""
    return re.sub(r'<c r="[CD]\d+"', "<c", xml).replace('<row r="4"', "<row")


@pytest.mark.parametrize("change", [str, with_prefix, without_places])
def test_error_of_a_formula_is_told_and_not_read_as_empty(tmp_path, change):
    path = rewritten(workbook_with_errors(tmp_path / "a.xlsx"), change)
    _records, problems = sheets.parse(sheets.read(path), COLUMNS)
    errors = [(each.row, each.column, each.value) for each in problems if each.value]
    assert errors == [(4, "Naam", "#N/A"), (4, "Dag", "#REF!"), (5, "Bedrag", "#DIV/0!")]
    assert [(each.row, each.column) for each in problems if not each.value] == [
        (4, "Bedrag"),
        (5, "Naam"),
    ]
    assert str(problems[0]).startswith("Blad, ")
    assert problems[0].expected == _("This cell holds an error.")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_whatever_wrote_it(tmp_path, delimiter, encoding):
    path = write_csv(
        tmp_path / "a.csv",
        ["naam", "datum", "bedrag"],
        ["# uitleg"],
        ["Café €", "01-03-2026", "7.500"],
        [],
        ["B", "", "'-1"],
        encoding=encoding,
        delimiter=delimiter,
    )
    records, problems = sheets.parse(sheets.read(path), COLUMNS)
    assert not problems
    assert [record.row.number for record in records] == [3, 5]
    assert records[0].values["name"] == "Café €"
    assert records[0].values["day"] == date(2026, 3, 1)
    assert "day" not in records[1].values
    assert str(records[1].values["amount"]) == "-1.00"


def test_row_whose_name_begins_with_a_hash_is_a_row(tmp_path):
    path = write_csv(
        tmp_path / "a.csv", ["Naam", "Bedrag"], ["# 1", "1"], ["#2", "2"], ["# uitleg"]
    )
    records, _problems = sheets.parse(sheets.read(path), COLUMNS)
    assert [record.values["name"] for record in records] == ["# 1", "#2"]


def test_csv_may_name_its_delimiter_as_excel_does(tmp_path):
    path = write_csv(tmp_path / "a.csv", ["sep=|"], ["Naam|Bedrag"], ["A|1,00"])
    records, _problems = sheets.parse(sheets.read(path), COLUMNS)
    assert (records[0].row.number, records[0].values["name"]) == (3, "A")


@given(
    rows=st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=15),
        min_size=1,
        max_size=5,
    ),
    encoding=st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_any_text_survives_csv(tmp_path_factory, rows, encoding):
    import csv

    path = tmp_path_factory.mktemp("csv") / "a.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=";").writerows([["x", "Naam", "Bedrag"]])
        csv.writer(file, delimiter=";").writerows([["", name, "1"] for name in rows])
    sheet = sheets.read(path)
    assert [row.cells["Naam"] for row in sheet.rows] == rows


def test_every_mistake_is_told_at_once(tmp_path):
    path = write_xlsx(
        tmp_path / "a.xlsx",
        ("Blad", [
            ["Naam", "Bedraag", "Dag", "datum", "Kleur", ""],
            ["A" * 21, 1, "31-02-2026", "", "", ""],
            ["", 1, "", "", "", "los"],
        ]),
    )  # fmt: skip
    _records, problems = sheets.parse(sheets.read(path), COLUMNS)
    places = [(problem.row, problem.column) for problem in problems]
    assert places == [
        (1, "Bedraag"), (1, "datum"), (1, "Kleur"), (1, "(F)"), (1, "Bedrag"),
        (2, "Naam"), (2, "Dag"), (3, "Naam"),
    ]  # fmt: skip
    assert "“Bedrag”" in str(problems[0])
    assert "“31-02-2026”" in str(problems[6])
    assert "Blad" in str(problems[6])


def test_problem_cuts_a_long_value_short(tmp_path):
    row = sheets.Row(sheet="Blad", number=2, cells={})
    assert "x" * 60 + "…" in str(row.problem("Naam", "x" * 100, "Anders."))
    assert str(row.problem("", "", "Anders.")).endswith("2: Anders.")


def test_a_cell_under_no_heading_is_named_by_its_letter(tmp_path):
    row = ["A"] * 27 + ["los"]
    path = write_xlsx(tmp_path / "a.xlsx", ("Blad", [["Naam"], row]))
    assert sheets.read(path).headings[-1] == "(AB)"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_empty"),
        (b"\n\n  \n", "sheet_empty"),
        (b";;\n;;\n", "sheet_empty"),
        (b"Naam;Bedrag\n", "sheet_empty"),
        (b"Gemeente;12\n", "no_header"),
        (b"%PDF-1.7\n", "not_a_sheet"),
        (b"\x89PNG\x00\x00", "not_a_sheet"),
        (b"Naam\n\x81\x8d", "not_a_sheet"),
        (b"\xff\xfe\x00", "not_a_sheet"),
        (b'Naam;Bedrag\n"A;1\n', "not_a_sheet"),
        (b"PK\x03\x04broken", "not_a_sheet"),
        (files.OLE + b"\x00" * 600, "not_a_sheet"),
        (files.OLE + b"\x00" * 600 + files.ENCRYPTED_PACKAGE, "sheet_protected"),
    ],
)
def test_file_that_is_no_spreadsheet_is_refused_in_a_sentence(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refusal(path).code == code


def test_file_that_is_not_there_is_refused(tmp_path):
    assert refusal(tmp_path / "niets.xlsx").code == "no_file"
    assert refusal(tmp_path).code == "not_a_file"
    assert refusal(tmp_path / ("n" * 300)).code == "unreadable"


def test_workbook_with_a_document_type_is_refused(tmp_path):
    def declared(xml):
        return xml.replace("<worksheet", "<!DOCTYPE worksheet><worksheet", 1)

    path = rewritten(workbook_with_errors(tmp_path / "a.xlsx"), declared)
    assert refusal(path).code == "not_a_sheet"


def test_pipe_is_refused_unread(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    assert refusal(tmp_path / "a.csv").code == "not_a_file"


def test_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(files.LARGEST_FILE + 1)
    assert refusal(path).code == "file_too_large"


def test_zip_without_a_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(path).code == "not_a_sheet"


def test_document_that_asks_for_a_password_is_refused(tmp_path):
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
        '<manifest:encryption-data manifest:checksum="x"><manifest:algorithm/></manifest:encryption-data>'
        "</manifest:file-entry>"
        "</manifest:manifest>"
    )
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", "secret")
    assert refusal(path).code == "sheet_protected"


def test_workbook_that_spans_the_whole_grid_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write(0, 0, "Naam")
    sheet.write(1_048_575, 16_383, "ver weg")
    workbook.close()
    assert refusal(path).code == "sheet_too_large"


def test_workbook_with_several_filled_sheets_asks_for_one(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", ("Een", [["Naam"]]), ("Twee", [["Naam"]]))
    assert "Een, Twee" in str(refusal(path))


def test_hidden_sheet_does_not_count(tmp_path):
    workbook = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    workbook.add_worksheet("Zichtbaar")
    hidden = workbook.add_worksheet("Lijsten")
    hidden.write(0, 0, "Naam")
    hidden.hide()
    workbook.close()
    assert refusal(tmp_path / "a.xlsx").code == "sheet_empty"


@pytest.mark.parametrize("name", ["leeg.xlsx", "leeg.csv"])
def test_template_can_be_filled_in_and_read(tmp_path, name):
    path = tmp_path / name
    choice = Column(key="kind", nl="Soort", en="Kind", explanation="Kies.", example="=een",
                    words={"a": ("een", "one")}, read=cells.one_of({"a": ("een", "one")}))  # fmt: skip
    sheets.template(path, (*COLUMNS, choice), title="Dingen")
    sheet = sheets.read(path)
    assert [heading.removesuffix(" *") for heading in sheet.headings] == [
        "Naam", "Dag", "Bedrag", "Soort"
    ]  # fmt: skip
    assert sheet.rows == ()
    assert refusal(path).code == "sheet_empty"


def test_template_explains_every_column_and_runs_no_formula(tmp_path):
    from python_calamine import CalamineWorkbook

    path = tmp_path / "leeg.xlsx"
    sheets.template(path, COLUMNS, title="Dingen")
    workbook = CalamineWorkbook.from_path(str(path))
    rows = workbook.get_sheet_by_index(1).to_python()
    assert [row[0] for row in rows[1:]] == ["Naam", "Dag", "Bedrag"]
    assert [row[2] for row in rows[1:]] == ["De naam.", "'-", "'+"]
    with zipfile.ZipFile(path) as archive:
        first = archive.read("xl/worksheets/sheet1.xml").decode()
        assert any("comments" in name for name in archive.namelist())
    assert 'state="frozen"' in first
    assert "<f>" not in first


def test_template_is_not_written_over_or_into_the_void(tmp_path):
    path = tmp_path / "leeg.csv"
    sheets.template(path, COLUMNS, title="Dingen")
    for other, code in (
        (path, "file_exists"),
        (tmp_path / "leeg.doc", "file_kind"),
        (tmp_path / "nergens" / "leeg.csv", "unwritable"),
        (tmp_path / "nergens" / "leeg.xlsx", "unwritable"),
    ):
        with pytest.raises(Refused) as refused:
            sheets.template(other, COLUMNS, title="Dingen")
        assert refused.value.code == code
