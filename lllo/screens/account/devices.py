"""The browser in which someone is signed in, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")  # Edge calls itself Chrome, Chrome Safari
BROWSER_NAMES = {"Edg": "Edge", "OPR": "Opera"}
SYSTEMS = ("iPhone", "iPad", "Android", "Windows", "Mac OS X", "Linux")  # Android says Linux, too
SYSTEM_NAMES = {"Mac OS X": "macOS"}


def device_name(user_agent: str) -> str:
    """Return browser and system in words, as far as they say what they are."""
    browser = next((each for each in BROWSERS if f"{each}/" in user_agent), "")
    system = next((each for each in SYSTEMS if each in user_agent), "")
    names = (BROWSER_NAMES.get(browser, browser), SYSTEM_NAMES.get(system, system))
    if all(names):
        return _("%(browser)s on %(system)s") % {"browser": names[0], "system": names[1]}
    return names[0] or names[1] or _("Unknown device")
