from __future__ import annotations

import json

import pytest

from lllo.feeds import files

BOTH = {"a.ics": b"A", "b.ics": b"B"}


def states(folder, contents, **options):
    return {row.file: row.state for row in files.write(folder, contents, **options)}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_write_makes_the_folder_and_the_files(tmp_path):
    folder = tmp_path / "a" / "b"
    assert states(folder, BOTH) == {"a.ics": "new", "b.ics": "new"}
    assert (folder / "a.ics").read_bytes() == b"A"
    assert names(folder) == [files.LIST, "a.ics", "b.ics"]
    assert (folder / "a.ics").stat().st_mode & 0o777 == 0o644


def test_write_twice_touches_nothing(tmp_path):
    states(tmp_path, BOTH)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert states(tmp_path, BOTH) == {"a.ics": "unchanged", "b.ics": "unchanged"}
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_write_replaces_what_changed(tmp_path):
    states(tmp_path, BOTH)
    assert states(tmp_path, {**BOTH, "b.ics": b"C"}) == {"a.ics": "unchanged", "b.ics": "changed"}
    assert (tmp_path / "b.ics").read_bytes() == b"C"


def test_write_removes_only_what_it_wrote(tmp_path):
    (tmp_path / "theirs.ics").write_bytes(b"not ours")
    states(tmp_path, BOTH)
    assert states(tmp_path, {"a.ics": b"A"}) == {"a.ics": "unchanged", "b.ics": "removed"}
    assert names(tmp_path) == [files.LIST, "a.ics", "theirs.ics"]


def test_write_leaves_what_somebody_changed_and_keeps_naming_it(tmp_path):
    states(tmp_path, BOTH)
    (tmp_path / "b.ics").write_bytes(b"notes of mine")
    for _ in range(2):
        assert states(tmp_path, {"a.ics": b"A"}) == {"a.ics": "unchanged", "b.ics": "left"}
    assert (tmp_path / "b.ics").read_bytes() == b"notes of mine"
    (tmp_path / "b.ics").unlink()
    assert states(tmp_path, {"a.ics": b"A"}) == {"a.ics": "unchanged"}


def test_write_dry_run_changes_nothing(tmp_path):
    folder = tmp_path / "new"
    assert states(folder, BOTH, dry_run=True) == {"a.ics": "new", "b.ics": "new"}
    assert not folder.exists()


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[]", '{"files": 1}', '{"files": {"../b.ics": "x", "": "y", "..": "z"}}'],
)
def test_write_trusts_no_broken_list(tmp_path, text):
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "b.ics").write_bytes(b"B")
    (folder / "b.ics").write_bytes(b"B")
    (folder / files.LIST).write_text(text)
    assert states(folder, {"a.ics": b"A"}) == {"a.ics": "new"}
    assert (folder / "b.ics").exists()
    assert (tmp_path / "b.ics").exists()
    assert list(json.loads((folder / files.LIST).read_text())["files"]) == ["a.ics"]


def test_write_that_fails_leaves_the_old_file_whole(tmp_path, monkeypatch):
    states(tmp_path, BOTH)

    def no_space(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        files.write(tmp_path, {**BOTH, "a.ics": b"changed"})
    assert (tmp_path / "a.ics").read_bytes() == b"A"
    assert names(tmp_path) == [files.LIST, "a.ics", "b.ics"]


def test_write_after_a_crash_knows_every_file(tmp_path, monkeypatch):
    """The list is written before the files: a crash in between leaves no file behind for ever."""
    replace = files._replace

    def crash_at_b(path, content):
        if path.name == "b.ics":
            raise KeyboardInterrupt
        replace(path, content)

    monkeypatch.setattr(files, "_replace", crash_at_b)
    with pytest.raises(KeyboardInterrupt):
        files.write(tmp_path, BOTH)
    monkeypatch.undo()
    assert names(tmp_path) == [files.LIST, "a.ics"]
    assert states(tmp_path, {"b.ics": b"B"}) == {"b.ics": "new", "a.ics": "removed"}


def test_write_clears_the_halves_of_a_run_that_was_killed(tmp_path):
    (tmp_path / f"{files.HALF}abc").write_bytes(b"BEGIN:VCAL")
    states(tmp_path, BOTH)
    assert names(tmp_path) == [files.LIST, "a.ics", "b.ics"]
