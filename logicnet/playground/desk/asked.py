"""Requests as they come, from a browser: looked at key by key before anything is done with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from logicnet.errors import LimitError, SpecificationError, did_you_mean

T = TypeVar("T")
Request = Mapping[str, Any]
Answer = dict[str, Any]
Tell = Callable[[Answer], None]

MOST_TEXT = 1_000_000  # characters of what is stated
_NUMBER = (int, float)
_KINDS: Mapping[Any, str] = {
    str: "a text", dict: "an object", list: "a list", bool: "true or false", int: "a whole number",
    _NUMBER: "a number",
}  # fmt: skip
_MISSING: Any = object()


def field(request: Any, name: str, kind: Any, default: Any = _MISSING) -> Any:
    """What a request holds under a name, or the default where that is absent or null.

    >>> field({"size": 3}, "size", int)
    3
    >>> field({}, "size", int)
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: "size": expected a whole number, got null
    """
    value = request.get(name) if isinstance(request, Mapping) else None
    if value is None and default is not _MISSING:
        return default
    return checked_as(value, kind, name)


def number(request: Any, name: str, default: Any = _MISSING) -> Any:
    """The number of a request under a name."""
    return field(request, name, _NUMBER, default)


def checked_as(value: Any, kind: Any, name: str) -> Any:
    """The value, which is of a kind, or an error that names it."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        told = "null" if value is None else repr(value)[:60]
        raise SpecificationError(f'"{name}": expected {_KINDS[kind]}, got {told}')
    if isinstance(value, str) and len(value) > MOST_TEXT:
        raise LimitError(f'"{name}" has {len(value)} characters; the limit is {MOST_TEXT}')
    return value


def each(request: Any, name: str, kind: Any, default: Any = _MISSING) -> list[Any]:
    """The list of a request under a name, each of whose values is of a kind."""
    values: Sequence[Any] = field(request, name, list, default)
    return [checked_as(value, kind, f"{name}[{k}]") for k, value in enumerate(values)]


def one_of(word: str, known: Mapping[str, T], what: str) -> T:
    """The row of a table by its name, or an error that lists those that there are."""
    if word not in known:
        near = did_you_mean(word, known)
        raise SpecificationError(f"{what} is one of {', '.join(known)}, not {word!r:.60}{near}")
    return known[word]
