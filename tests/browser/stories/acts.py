"""What people do on every page: press a button, follow a link, read what was said."""

from __future__ import annotations


def press(page, name):
    """Press a button of the page; the page that comes is waited for."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name, *, exact=True):
    """Follow a link of the page; the page that comes is waited for."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name, exact=exact).first.click()


def undo(page, name):
    """Press the button beside what was just said."""
    with page.expect_navigation():
        page.get_by_role("status").get_by_role("button", name=name, exact=True).click()


def say(page, sentence):
    """Expect a sentence among those that were said after something was done."""
    said = " ".join(page.get_by_role("status").all_inner_texts())
    assert sentence in said, said
