from __future__ import annotations

import sys

import pytest

from tests.browser.chromium import NoChromium, find_chromium


def test_named_browser_comes_first(monkeypatch):
    monkeypatch.setenv("LLLO_CHROMIUM", sys.executable)
    assert find_chromium() == sys.executable


def test_named_browser_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setenv("LLLO_CHROMIUM", "/nergens/chromium")
    with pytest.raises(NoChromium, match="LLLO_CHROMIUM is /nergens/chromium"):
        find_chromium()


def test_browser_of_playwright_is_the_last_resort(monkeypatch, tmp_path):
    monkeypatch.delenv("LLLO_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(NoChromium, match="install the package chromium"):
        find_chromium()
    program = tmp_path / "chromium-1" / "chrome-linux" / "chrome"
    program.parent.mkdir(parents=True)
    program.touch()
    assert find_chromium() == str(program)
