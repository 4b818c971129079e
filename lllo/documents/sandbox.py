"""Where office templates run: they see plain values only, for a short time, and write little.

Jinja2's sandbox alone lets a template read every row through a live model, make
a text of gigabytes and loop for hours. So values are checked before they go
in, every loop, filter and operator spends from one allowance of time and
characters, and only the attributes and filters named here exist.
"""

from __future__ import annotations

import time
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn

from django.utils.translation import gettext as _
from jinja2 import BaseLoader, StrictUndefined, Undefined, nodes, pass_context
from jinja2.defaults import DEFAULT_FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from lllo.documents.markup import paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2.runtime import Context

SECONDS = 2  # of processor time; an agreement takes some hundredths
CHARACTERS = 1_000_000  # an agreement has some ten thousand
LARGEST = 10**15  # number to calculate with
VALUES = 100_000  # in the context, or in one list
SCALARS = (str, int, Decimal, bool, type(None), date, datetime)
FILTERS = [
    "abs",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "first",
    "groupby",
    "items",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "reject",
    "rejectattr",
    "reverse",
    "select",
    "selectattr",
    "sort",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
]
METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        {"endswith", "lower", "lstrip", "rstrip", "split", "startswith", "strip", "upper"}
    ),
    dict: frozenset({"get", "items", "keys", "values"}),
    tuple: frozenset({"grouper", "list"}),  # what the filter groupby gives
    list: frozenset(),
    datetime: frozenset({"date", "day", "hour", "minute", "month", "year"}),
    date: frozenset({"day", "month", "year"}),
    int: frozenset(),
    float: frozenset(),
    Decimal: frozenset(),
}


class TemplateProblem(Exception):
    """A template did what it may not do; the text is a translated sentence."""


def check_plain(value: Any, path: str, left: list[int] | None = None) -> None:
    """Raise ``TypeError`` unless ``value`` is plain all the way down; ``path`` names it.

    Plain are text, whole numbers, Decimal, bool, None, days and moments, and
    dicts, lists, tuples and frozen dataclasses of these.
    """
    left = [VALUES] if left is None else left
    left[0] -= 1
    if left[0] < 0:
        raise TypeError(f"{path}: more than {VALUES} values")
    if isinstance(value, Undefined):
        str(value)  # raises, with the name
    if type(value) in SCALARS or type(value) is Markup:
        return
    for name, item in _parts(value, path):
        check_plain(item, f"{path}.{name}", left)


def _parts(value: Any, path: str) -> Iterable[tuple[Any, Any]]:
    """Return the named parts of a container, or raise ``TypeError`` for anything else."""
    if type(value) is dict and all(type(key) in (str, int) for key in value):
        return value.items()
    if type(value) in (list, tuple):
        return enumerate(value)
    if is_dataclass(value) and type(value).__dataclass_params__.frozen:  # type: ignore[union-attr]
        return [(field.name, getattr(value, field.name)) for field in fields(value)]
    raise TypeError(f"{path} is a {type(value).__name__}; templates get plain values only")


class Missing(StrictUndefined):
    """A name that is not there: using it is a mistake, told with the names there are."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, obj = self._undefined_name, self._undefined_obj
        if self._undefined_hint:
            return _("“%(name)s” may not be used in a template.") % {"name": name}
        if is_dataclass(obj) or isinstance(obj, dict):
            known = ", ".join(sorted(map(str, obj if isinstance(obj, dict) else field_names(obj))))
            return _("There is no “%(name)s” here; there is: %(known)s.") % {
                "name": name,
                "known": known,
            }
        return _("The name “%(name)s” is not known here.") % {"name": name}


def field_names(obj: Any) -> set[str]:
    """Return the fields and properties of a dataclass that a template may read."""
    kind = type(obj)
    properties = {
        name
        for base in kind.__mro__
        for name, item in vars(base).items()
        if isinstance(item, property)
    }
    return {name for name in properties | {field.name for field in fields(obj)} if name[0] != "_"}


class Allowance:
    """What one rendering may still spend."""

    def __init__(self) -> None:
        self.characters = CHARACTERS
        self.until = time.thread_time() + SECONDS

    def spend(self, characters: int = 0) -> bool:
        """Count ``characters`` and look at the clock; always true, so that it fits a condition."""
        self.characters -= characters
        if self.characters < 0:
            raise TemplateProblem(
                _("The template makes more than %(count)s characters.") % {"count": CHARACTERS}
            )
        if time.thread_time() > self.until:
            raise TemplateProblem(
                _("The template takes longer than %(count)s seconds.") % {"count": SECONDS}
            )
        return True


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one rendering; ``escape`` makes a value harmless for its kind of text."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "%", "**"])

    def __init__(self, loader: BaseLoader, escape: Callable[[str], str]) -> None:
        super().__init__(
            loader=loader,
            undefined=Missing,
            autoescape=True,  # marks what a macro wrote, so that it is not escaped again
            finalize=self._print,
            optimized=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.escape = escape
        self.renew_allowance()
        self.globals = {name: self.globals[name] for name in ("range", "namespace")}
        self.filters = {name: self._counted(DEFAULT_FILTERS[name]) for name in FILTERS}
        self.filters |= {"join": self._join, "paragraphs": self._paragraphs}

    def renew_allowance(self) -> None:
        """Let the next rendering spend as much as the first."""
        self.allowance = Allowance()

    def spend(self, characters: int = 0) -> bool:
        """Spend from the allowance of the rendering that goes on now."""
        return self.allowance.spend(characters)

    # What a template writes

    def _text(self, value: Any) -> str:
        """Return a value as it prints; what cannot be read on paper is refused."""
        if isinstance(value, Undefined):
            str(value)  # raises, with the name
        if isinstance(value, Markup):
            return value
        if isinstance(value, bool) or value is None or not isinstance(value, SCALARS):
            raise TemplateProblem(
                _("A value of the kind “%(kind)s” cannot be printed.")
                % {"kind": type(value).__name__}
            )
        return str(value)

    def _marked(self, value: Any) -> Markup:
        text = self._text(value)
        return text if isinstance(text, Markup) else Markup(self.escape(text))  # noqa: S704 - not HTML

    @pass_context
    def _print(self, context: Context, value: Any) -> Markup:  # noqa: ARG002 - it stops constant folding
        marked = self._marked(value)
        self.spend(len(marked))
        return marked

    def concatenate(self, *values: Any) -> str:
        """Join texts; one that a macro wrote stays as it is, the others are escaped beside it."""
        texts = [self._text(value) for value in values]
        if any(isinstance(text, Markup) for text in texts):
            texts = [self._marked(text) for text in texts]
        self.spend(sum(map(len, texts)))
        joined = "".join(texts)
        return Markup(joined) if texts and isinstance(texts[0], Markup) else joined  # noqa: S704

    def _join(self, values: Iterable[Any], separator: str = "") -> str:
        parts: list[Any] = []
        for value in values:
            parts += [separator, value] if parts else [value]
            self.spend(len(separator))
        return self.concatenate(*parts)

    def _paragraphs(self, value: Any) -> Markup:
        """Print a text of several lines as paragraphs."""
        return Markup("\n\n".join(self.escape(part) for part in paragraphs(self._text(value))))  # noqa: S704

    # What a template may touch

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a key, a field or one of the methods named above."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if is_dataclass(obj):
            return self._field(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an item; of a dataclass a field."""
        if is_dataclass(obj):
            return self._field(obj, argument)
        return super().getitem(obj, argument)

    def _field(self, obj: Any, name: Any) -> Any:
        if name not in field_names(obj):
            return self.undefined(obj=obj, name=str(name))
        value = getattr(obj, name)
        check_plain(value, name)  # a property could give anything
        return value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow the methods named above; Jinja2 decides about its own objects."""
        for kind, allowed in METHODS.items():
            if isinstance(obj, kind):
                return attr in allowed
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> None:
        """Wrap nothing: ``format`` can pad a text to gigabytes and is not among the methods."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers, join texts; everything that multiplies memory is refused."""
        self.spend()
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self.concatenate(left, right)
        for value in (left, right):
            if isinstance(value, Undefined):
                str(value)
            if not isinstance(value, int | Decimal) or abs(Decimal(value)) > LARGEST:
                self._refuse(operator)
        if operator == "**":
            self._refuse(operator)
        return super().call_binop(context, operator, left, right)

    def _refuse(self, operator: str) -> NoReturn:
        raise TemplateProblem(
            _("“%(operator)s” cannot be used on these values.") % {"operator": operator}
        )

    def container(self, value: Any) -> Any:
        """Check a list that the template made itself: lists in lists grow without end."""
        check_plain(value, "list")
        return value

    # What is counted

    def add_filter(self, name: str, function: Callable[..., str]) -> None:
        """Add a filter of our own."""
        self.filters[name] = self._counted(function)

    def _counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def counted(*args: Any, **kwargs: Any) -> Any:
            self.spend()
            return function(*args, **kwargs)

        return counted

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        """Put the counting into a template before it becomes Python."""
        blocks: list[Any] = list(source.find_all((nodes.For, nodes.Macro, nodes.CallBlock)))
        for found in blocks:
            found.body.insert(0, _count(found))
            if isinstance(found, nodes.For) and found.test is not None:
                found.test = nodes.And(_call("spend"), found.test, lineno=found.lineno)
        source.body.insert(0, _count(source))
        _replace(source)
        source.set_environment(self)
        return super()._generate(source, *args, **kwargs)


def _count(block: nodes.Node) -> nodes.ExprStmt:
    """Return the statement that spends the plain text of a block each time it runs."""
    literals = sum(len(found.data) for found in block.find_all(nodes.TemplateData))
    call = _call("spend", nodes.Const(literals, lineno=block.lineno))
    return nodes.ExprStmt(call, lineno=block.lineno)


def _call(method: str, *arguments: nodes.Expr) -> nodes.Call:
    """Return a call of a method of the sandbox, as part of a template."""
    line = arguments[0].lineno if arguments else 1
    attribute = nodes.EnvironmentAttribute(method, lineno=line)
    return nodes.Call(attribute, list(arguments), [], None, None, lineno=line)


def _replace(node: nodes.Node) -> None:
    """Let ``~`` and lists written in a template go through the sandbox."""
    for name, value in list(node.iter_fields()):
        if isinstance(value, nodes.Node):
            setattr(node, name, _guarded(value))
        elif isinstance(value, list):
            setattr(node, name, [_guarded(v) if isinstance(v, nodes.Node) else v for v in value])


def _guarded(node: nodes.Node) -> nodes.Node:
    """Return a node, or the guarded call that takes its place."""
    _replace(node)
    if isinstance(node, nodes.Concat):
        return _call("concatenate", *node.nodes)
    if isinstance(node, nodes.List | nodes.Dict) or (
        isinstance(node, nodes.Tuple) and node.ctx == "load"
    ):
        return _call("container", node)
    return node
