"""The table of a Python function of 0/1 arguments, unless the function is a rule on numbers.

A function is asked for 0 and 1 only, so that ``lambda age: age > 60`` would silently be 0. Three
signs tell such a rule: it is constant; it compares an argument with a number beyond 0 and 1, or a
sum of arguments with a number far beyond all that the sum can be; or it rounds, divides, converts,
prints, masks or looks up by key numbers made from an argument that for 0 and 1 changes nothing.
With which keys they are looked up is not seen.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from numbers import Real
from random import Random
from typing import Any

import numpy as np

from logicnet.errors import LimitError, SpecificationError, shown
from logicnet.ground.digits import meaning
from logicnet.ground.names import argument_names
from logicnet.logic.language import spelled

_MOST_INPUTS = 20  # up to which a function is asked for every row
_WATCHED_ROWS = 256  # for which it is asked again, to see what it compares with
_SIGNS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "truediv": "/"}
_AS_TEXT = {"==": "{0} >= {1} & {0} <= {1}", "!=": "{0} < {1} | {0} > {1}"}

_Row = tuple[int, ...]


def values_of_callable(
    function: Callable[..., Any], names: Sequence[str] | None = None, checked: bool = True
) -> tuple[list[list[Any]], tuple[str, ...], list[str] | None]:
    """The rows of a function's values, its inputs, and its outputs where they have names.

    It is called once for each row and, where checked, some times more.

    >>> values_of_callable(lambda a, b: a and not b)
    ([[0], [0], [True], [False]], ('a', 'b'), None)
    """
    inputs = argument_names(function, names)
    n = len(inputs)
    if n > _MOST_INPUTS:
        raise LimitError(
            f"{n} inputs exceed the limit of {_MOST_INPUTS} for a Python callable; "
            "state the function as a formula or as packed words"
        )
    outputs, values = _by_output([function(*_row(r, n)) for r in range(2**n)])
    for r, row in enumerate(values):
        for value in row:
            if not _is_truth(value):
                raise SpecificationError(
                    f"the callable returns {shown(str(value))} for {_at(inputs, _row(r, n))}; "
                    "expected 0 or 1, or None where the value does not matter"
                )
    if checked and n:
        seen = _refuse_compared(function, inputs)
        _refuse_constant(values, inputs)
        _refuse_idle(values, inputs, seen)
    return values, inputs, outputs


def _row(r: int, n: int) -> _Row:
    return tuple(r >> place & 1 for place in range(n - 1, -1, -1))


def _at(inputs: Sequence[str], row: _Row) -> str:
    return ", ".join(f"{name}={v}" for name, v in zip(inputs, row, strict=True)) or "no arguments"


def _by_output(results: list[Any]) -> tuple[list[str] | None, list[list[Any]]]:
    """The names of the outputs, as far as there are any, and rows of values."""
    first = results[0]
    named = isinstance(first, Mapping)
    for result in results:
        if isinstance(result, Mapping) != named or (named and set(result) != set(first)):
            got = list(result) if isinstance(result, Mapping) else shown(str(result))
            wanted = list(first) if named else shown(str(first))
            raise SpecificationError(f"the callable returns outputs {wanted} and also {got}")
    if named:
        results = [[result[name] for name in first] for result in results]
    rows = [[_plain(value) for value in r] if _is_row(r) else [_plain(r)] for r in results]
    widths = sorted({len(row) for row in rows})
    if len(widths) > 1 or not widths[0]:
        raise SpecificationError(
            f"the callable returns {' or '.join(map(str, widths))} values; expected one value, or "
            "one for each output"
        )
    return [str(name) for name in first] if named else None, rows


def _is_row(result: Any) -> bool:
    return isinstance(result, (tuple, list)) or (isinstance(result, np.ndarray) and result.ndim > 0)


def _plain(value: Any) -> Any:
    """A scalar of an array library as the Python value that people know."""
    return value.item() if getattr(value, "ndim", None) == 0 and hasattr(value, "item") else value


def _is_truth(value: Any) -> bool:
    """Whether this is 0, 1 or a don't-care; a number is one of the first two."""
    return value in (0, 1) if isinstance(value, Real) else meaning(value) != 2


# Whether it looks like a rule on numbers --------------------------------------------------------


def _numeric(
    sign: str, rule: str, meant: str = "its arguments are truth values all the same"
) -> SpecificationError:
    return SpecificationError(
        f"the callable {sign}, as a rule on numbers does, but callables are asked for 0 and 1 "
        f"only; state a rule on numbers as text, like {rule!r}, or as a Region. If {meant}, pass "
        "checked=False to TruthTable.from_callable"
    )


def _refuse_constant(values: list[list[Any]], inputs: tuple[str, ...]) -> None:
    digits = {tuple(map(meaning, row)) for row in values}
    if len(digits) == 1:
        what = ", ".join("01-"[digit] for digit in digits.pop())
        raise _numeric(
            f"is {what} for all rows", f"{spelled(inputs[0])} >= 60", "a constant is meant"
        )


def _refuse_idle(values: list[list[Any]], inputs: tuple[str, ...], seen: _Seen) -> None:
    """Refuse where an argument that changes nothing is rounded, divided or converted."""
    digits = np.array([[meaning(value) for value in row] for row in values])
    cube = digits.reshape(*[2] * len(inputs), -1)
    for axis, name in enumerate(map(spelled, inputs)):
        if name in seen.computed and (cube.take(0, axis) == cube.take(1, axis)).all():
            raise _numeric(
                f"computes with {name}, of which 0 and 1 change nothing", f"{name} >= 60"
            )


def _refuse_compared(function: Callable[..., Any], inputs: tuple[str, ...]) -> _Seen:
    seen = _Seen()
    for row in _some_rows(len(inputs)):
        arguments = [
            _watched(digit, spelled(name), (0, 1), (0, 1), (frozenset([spelled(name)]), seen))
            for digit, name in zip(row, inputs, strict=True)
        ]
        with suppress(Exception):  # watched numbers may be none that it takes
            function(*arguments)
        if seen.compared:
            text, sign, other = seen.compared[0]
            rule = _AS_TEXT.get(sign, f"{{0}} {sign} {{1}}").format(text, other)
            if isinstance(other, str):
                rule = spelled(f"{text}={other}")
            raise _numeric(f"compares {text} {sign} {_plain(other)!r}", rule)
    return seen


def _some_rows(n: int) -> list[_Row]:
    every = range(2**n)
    chosen = every if len(every) <= _WATCHED_ROWS else Random(0).sample(every, _WATCHED_ROWS)
    return [_row(r, n) for r in chosen]


@dataclass
class _Seen:
    """What a function did with its arguments."""

    compared: list[tuple[str, str, Any]] = field(default_factory=list)
    computed: set[str] = field(default_factory=set)  # arguments of numbers that were converted


class _Watched:
    """A number made from arguments, which tells what is done with it."""

    text: str  # the sum that it is
    least_most: tuple[Any, Any]  # what it can be
    honest: tuple[Any, Any]  # what it can be compared with
    origin: tuple[frozenset[str], _Seen]  # the arguments, and who is told

    def tell(self) -> None:
        """A number made from the arguments becomes one that is not watched."""
        names, seen = self.origin
        seen.computed |= names

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: object) -> Any:
        self.tell()
        return getattr(ufunc, method)(*map(_bare, inputs), **options)


class _WatchedInt(_Watched, int):
    """A watched whole number."""


class _WatchedFloat(_Watched, float):
    """A watched number of any other kind."""


def _watched(
    value: Any, text: str, least_most: tuple[Any, Any], honest: tuple[Any, Any], origin: Any
) -> Any:
    number = _WatchedInt(value) if isinstance(value, int) else _WatchedFloat(value)
    number.text, number.least_most = text, least_most
    number.honest, number.origin = honest, origin
    return number


def _bare(value: Any) -> Any:
    """The number without a watch."""
    if isinstance(value, _WatchedInt):
        return int.__int__(value)
    return float.__float__(value) if isinstance(value, _WatchedFloat) else value


def _watching(operation: str) -> Callable[[Any, Any], Any]:
    """How a watched number is compared."""
    compare = getattr(operator, operation)

    def watching(self: _Watched, other: Any) -> Any:
        number: Any = _bare(other) if isinstance(other, Real) else self.honest[0]
        if isinstance(other, str) or not self.honest[0] <= number <= self.honest[1]:
            self.origin[1].compared.append((self.text, _SIGNS[operation], other))
        return compare(_bare(self), _bare(other))

    return watching


def _combining(operation: str, turned: bool) -> Callable[[Any, Any], Any]:
    """How a watched number is added to another, and so on."""
    combine = getattr(operator, operation)

    def combining(self: _Watched, other: Any) -> Any:
        if not isinstance(other, Real):
            return NotImplemented
        left, right = (other, self) if turned else (self, other)
        ends = [combine(p, q) for p in _least_most(left) for q in _least_most(right)]
        text = f"({_text(left)} {_ARITHMETIC[operation]} {_text(right)})"
        return _made(combine(_bare(left), _bare(right)), text, ends, self, other)

    return combining


def _alone(operation: str) -> Callable[[Any], Any]:
    """How a watched number is negated, and so on."""
    change = getattr(operator, operation)

    def alone(self: _Watched) -> Any:
        ends = [change(end) for end in self.least_most]
        text = f"-{self.text}" if operation == "neg" else self.text
        return _made(change(_bare(self)), text, ends, self)

    return alone


def _made(value: Any, text: str, ends: list[Any], *parts: Any) -> Any:
    """A number that is made from others."""
    watched = [part for part in parts if isinstance(part, _Watched)]
    low, high = min(ends), max(ends)
    beyond = high - low + 1  # as far as a check of bounds may go
    names = frozenset().union(*(part.origin[0] for part in watched))
    honest = (low - beyond, high + beyond)
    return _watched(value, text, (low, high), honest, (names, watched[0].origin[1]))


def _telling(kind: type, operation: str) -> Callable[..., Any]:
    """How a watched number is made one that is not."""
    plain = getattr(kind, operation)

    def telling(self: _Watched, *others: Any) -> Any:
        self.tell()
        return plain(_bare(self), *map(_bare, others))

    return telling


def _masking(self: _Watched, other: Any) -> Any:
    """The bits that a watched number has in common with another, which may ask for a high one."""
    if not isinstance(other, _Watched) and other not in (0, 1):
        self.tell()
    return int.__and__(_bare(self), _bare(other))


def _least_most(value: Any) -> tuple[Any, Any]:
    return value.least_most if isinstance(value, _Watched) else (value, value)


def _text(value: Any) -> str:
    return value.text if isinstance(value, _Watched) else str(value)


_TELLING = (
    "abs int float round trunc floor ceil mod rmod divmod rdivmod pow rpow floordiv rfloordiv "
    "hash str repr format"
)
_WatchedInt.__and__ = _WatchedInt.__rand__ = _masking  # type: ignore[method-assign,assignment]
_WatchedInt.__rshift__ = _telling(int, "__rshift__")  # type: ignore[method-assign]

for _kind, _plain_kind in ((_WatchedInt, int), (_WatchedFloat, float)):
    for _operation in _TELLING.split():
        setattr(_kind, f"__{_operation}__", _telling(_plain_kind, f"__{_operation}__"))
    for _operation in ("neg", "pos"):
        setattr(_kind, f"__{_operation}__", _alone(_operation))
    for _operation in _SIGNS:
        setattr(_kind, f"__{_operation}__", _watching(_operation))
    for _operation in _ARITHMETIC:
        setattr(_kind, f"__{_operation}__", _combining(_operation, False))
        setattr(_kind, f"__r{_operation}__", _combining(_operation, True))
