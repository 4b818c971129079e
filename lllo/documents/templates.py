"""Office templates: from a text of the office and plain values to a text.

``NAME.md.j2`` is Markdown, and a value in it prints literally; ``NAME.txt.j2``
is plain text. In both a value stands on one line; the filter ``paragraphs``
keeps the paragraphs of a remark. Filters of our own: ``money`` (€ 7.500,00),
``number`` (1.234,5), ``day`` (1 maart 2026), ``time`` (13:30). They write Dutch,
and English where the value ``english`` is true or the name ends in ``.en.txt.j2``.
"""

from __future__ import annotations

import traceback
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from jinja2 import FileSystemLoader, TemplateError, TemplateNotFound, TemplateSyntaxError

from lllo import office
from lllo.clock import AMSTERDAM
from lllo.documents.markup import escape_markdown, one_line
from lllo.documents.sandbox import Sandbox, TemplateProblem, check_plain
from lllo.errors import OfficeMistake
from lllo.office.mistakes import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDERS = ("invoicing/templates", "calendar/templates")
LARGEST_FILE = 200_000
LOCALES = {False: "nl", True: "en_GB"}  # by whether the text is English
TROUBLE = (
    TemplateError,
    TemplateProblem,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    UnicodeError,
    ValueError,
)


def render(name: str, context: dict[str, Any]) -> str:
    """Render the template ``name`` of the office with plain values.

    Raises ``OfficeMistake`` with file and line for anything wrong with the
    template, a name that is not in ``context`` included; ``TypeError`` when
    the caller passes something else than plain values.
    """
    return renderer(name)(context)


def renderer(name: str) -> Callable[[dict[str, Any]], str]:
    """Return what renders one template many times: it is read once, each time has its own limits.

    Raises as ``render`` does, when the template is used.
    """
    root = office.folder()
    sandbox = Sandbox(_Loader(root), escape_markdown if name.endswith(".md.j2") else one_line)
    sandbox.add_filter("time", clock_time)

    def rendered(context: dict[str, Any]) -> str:
        for key, value in context.items():
            check_plain(value, key)
        locale = LOCALES[".en." in name or context.get("english") is True]
        for key, function in IN_WORDS.items():
            sandbox.add_filter(key, partial(function, locale=locale))
        sandbox.renew_allowance()
        try:
            return sandbox.get_template(name).render(context)
        except TROUBLE as error:
            raise OfficeMistake([_mistake(error, name, root)]) from error

    return rendered


def names() -> list[str]:
    """Return the templates that the office has."""
    return _Loader(office.folder()).list_templates()


class _Loader(FileSystemLoader):
    """Reads templates of the office, none of them huge."""

    def __init__(self, root: Path) -> None:
        super().__init__([root / folder for folder in FOLDERS])

    def get_source(self, environment: Any, template: str) -> Any:
        """Return the text of a template."""
        found = super().get_source(environment, template)
        if len(found[0]) > LARGEST_FILE:
            raise TemplateProblem(
                _("The template is larger than %(count)s characters.") % {"count": LARGEST_FILE}
            )
        return found


def _mistake(error: BaseException, name: str, root: Path) -> Mistake:
    """Say where a template went wrong, and how."""
    path = next(
        (str(Path(folder, name)) for folder in FOLDERS if (root / folder / name).is_file()),
        str(Path(FOLDERS[0], name)),
    )
    line = 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".j2") and Path(frame.filename).is_relative_to(root):
            path, line = str(Path(frame.filename).relative_to(root)), frame.lineno or 0
    if isinstance(error, TemplateSyntaxError):
        line = error.lineno
        if error.filename:
            path = str(Path(error.filename).relative_to(root))
    return Mistake(path, line, _sentence(error))


def _sentence(error: BaseException) -> str:
    """Return what is wrong, in words."""
    if isinstance(error, TemplateNotFound):
        return _("There is no template “%(name)s”; there are: %(names)s.") % {
            "name": error.name,
            "names": ", ".join(names()) or "–",
        }
    if isinstance(error, RecursionError):
        return _("The template uses itself without end.")
    if isinstance(error, UnicodeError):
        return _("The file is not in UTF-8.")
    if isinstance(error, TemplateSyntaxError):
        return _("This cannot be read as a template: %(error)s") % {"error": error}
    if isinstance(error, TemplateError | TemplateProblem):
        return str(error)
    return _("This does not work with the values given: %(error)s") % {"error": error}


def _decimal(value: Any, name: str) -> Decimal:
    """Return a number as Decimal, or say that the filter needs one."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TemplateProblem(
            _("The filter “%(name)s” needs a number, not “%(value)s”.")
            % {"name": name, "value": one_line(str(value))[:60]}
        )
    return Decimal(value)


def money(value: Any, *, locale: str) -> str:
    """Return an amount of euros: ``€ 7.500,00``, with a space that does not break."""
    from babel.numbers import format_currency  # noqa: PLC0415 - babel is slow to import

    return format_currency(_decimal(value, "money"), "EUR", locale=locale)


def number(value: Any, *, locale: str) -> str:
    """Return a number with only the decimals it needs: ``1.234,5``."""
    from babel.numbers import format_decimal  # noqa: PLC0415 - babel is slow to import

    return format_decimal(_decimal(value, "number"), locale=locale)


def day(value: Any, *, locale: str) -> str:
    """Return a day in words, of a moment the day in Amsterdam: ``1 maart 2026``."""
    from babel.dates import format_date  # noqa: PLC0415 - babel is slow to import

    if isinstance(value, datetime):
        value = value.astimezone(AMSTERDAM).date()
    if not isinstance(value, date):
        raise TemplateProblem(
            _("The filter “%(name)s” needs a day, not “%(value)s”.")
            % {"name": "day", "value": one_line(str(value))[:60]}
        )
    return format_date(value, "d MMMM y", locale=locale)


def clock_time(value: Any) -> str:
    """Return the time of a moment in Amsterdam: ``13:30``."""
    if not isinstance(value, datetime):
        raise TemplateProblem(
            _("The filter “%(name)s” needs a moment, not “%(value)s”.")
            % {"name": "time", "value": one_line(str(value))[:60]}
        )
    return f"{value.astimezone(AMSTERDAM):%H:%M}"


IN_WORDS: dict[str, Callable[..., str]] = {  # filters that read otherwise in each language
    "money": money,
    "number": number,
    "day": day,
}
