"""Texts of the command line, translated without starting Django.

The catalogue is the one the site uses; the language is that of ``LLLO_LANGUAGE``
(Dutch unless set). click's own words come from the same catalogue.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"
LANGUAGE = os.environ.get("LLLO_LANGUAGE", "nl")

os.environ["LANGUAGE"] = LANGUAGE  # read by the gettext of the standard library, which click uses
gettext.bindtextdomain("django", str(LOCALE))
gettext.textdomain("django")
_ = gettext.translation("django", str(LOCALE), languages=[LANGUAGE], fallback=True).gettext
