"""From a request to a method: who may call what, with which arguments (facts §2)."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from .errors import AccessError, NotFound, OdooError, PythonError, conflict

if TYPE_CHECKING:
    from collections.abc import Callable

    from .env import Env
    from .orm import Model

WRITING = frozenset({
    "create", "write", "unlink", "load", "action_post", "button_draft", "button_cancel", "message_post",
    "action_create_payments", "action_confirm", "action_cancel",
})  # fmt: skip


def method_of(env: Env, model: str, name: str) -> Callable[..., Any]:
    owner: Model = env[model]
    if name.startswith("_"):
        message = f"Private methods (such as '{model}.{name}') cannot be called remotely."
        raise AccessError(message)
    if name not in owner.RPC:
        message = f"The method '{name}' does not exist on the model '{model}'"
        raise NotFound(message, name="builtins.AttributeError")
    return getattr(owner, name)


def positional(env: Env, model: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """execute_kw: ids come first, unless the method belongs to the model."""
    method = method_of(env, model, name)
    kwargs = dict(kwargs)
    env.context = kwargs.pop("context", None) or {}
    if name == "create" and not args:  # facts §2: create(vals_list=...) does not work on /jsonrpc
        raise PythonError("list/tuple index out of range", "builtins.IndexError")
    if name == "write" and len(args) < 2 and env.version < 19:
        raise PythonError(
            "write() missing 1 required positional argument: 'values'", "builtins.TypeError"
        )
    try:
        bound = inspect.signature(method).bind(*args, **kwargs)
    except TypeError as mistake:
        text = f"{type(env[model]).__name__}.{name}() {mistake}"
        raise PythonError(text, "builtins.TypeError") from None
    return _run(env, name, method, bound)


def named(env: Env, model: str, name: str, body: dict[str, Any]) -> Any:
    """json2: everything by name; ids are refused where the method belongs to the model."""
    arguments = dict(body)
    env.context = arguments.pop("context", None) or {}
    ids = arguments.pop("ids", [])
    method = method_of(env, model, name)
    if getattr(method, "on_model", False):
        if ids:
            raise OdooError(
                f"cannot call {model}.{name} with ids",
                name="werkzeug.exceptions.UnprocessableEntity",
            )
    else:
        arguments["ids"] = ids
    try:
        bound = inspect.signature(method).bind(**arguments)
    except TypeError as mistake:
        raise OdooError(str(mistake), name="werkzeug.exceptions.UnprocessableEntity") from None
    result = _run(env, name, method, bound)
    return [result] if name == "create" and isinstance(result, int) else result


def _run(env: Env, name: str, method: Callable[..., Any], bound: inspect.BoundArguments) -> Any:
    """One call is one transaction."""
    try:
        _demand_quiet(env, name)
        result = method(*bound.args, **bound.kwargs)
    except Exception:
        env.store.rollback()
        raise
    env.store.commit()
    return result


def _demand_quiet(env: Env, name: str) -> None:
    """load tells a conflict in its messages; every other writing call fails with it."""
    if name in WRITING and name != "load" and env.conflicts():
        raise conflict()
