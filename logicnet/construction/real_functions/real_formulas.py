"""Real functions as formulas, read from text, and bounds of their values on boxes.

A text is read as Python reads an expression, but nothing is evaluated: only the operations and
functions that `intervals` has are known. Decimals are the floats that they are read as.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import inf, isfinite, nextafter
from typing import Any, NamedTuple, NoReturn

import numpy as np

from logicnet.errors import LimitError, ParseError, SpecificationError, did_you_mean
from logicnet.ground.names import natural_order

from .intervals import FUNCTIONS, Floats, Interval, hull, number, point

_MOST_TEXT = 20_000
_MOST_POWER = 1 << 20
_DOMAINS = {"log": "the logarithm or a broken power", "sqrt": "the square root"}
_OTHER_NAMES = {"ln": "log", "arctan": "atan", "Abs": "abs", "ceiling": "ceil",
                "Min": "min", "Max": "max"}  # fmt: skip
_CONSTANTS = {"pi": (np.pi, np.nextafter(np.pi, 4)), "e": (np.e, np.nextafter(np.e, 3)),
              "E": (np.e, np.nextafter(np.e, 3))}  # fmt: skip


class Step(NamedTuple):
    """One operation of a formula, on the values of steps before it."""

    name: str
    reads: tuple[int, ...] = ()
    value: Any = None  # ends of a number, the name of a variable, the exponent of a power


@dataclass(frozen=True)
class RealFormula:
    """A real function of some variables as steps, the last of which is its value."""

    text: str
    variables: tuple[str, ...]
    steps: tuple[Step, ...] = field(repr=False)

    def __call__(self, *places: Any) -> Floats:
        """The values at places, one array for each variable, as floats near them."""
        rows = np.stack(np.broadcast_arrays(*map(np.float64, places)), axis=-1)
        found, _ = self.bounds(Interval(rows, rows))
        with np.errstate(all="ignore"):
            return np.asarray(found.low / 2 + found.high / 2)

    def bounds(self, box: Interval, rates: bool = False) -> tuple[Interval, list[Interval]]:
        """Bounds of the values and, with `rates`, of the derivatives on boxes, rows of corners.

        >>> square = real_formula("x**2")
        >>> values, _ = square.bounds(Interval(np.array([[-1.0]]), np.array([[2.0]])))
        >>> bool(values.low[0] == 0 and 4 <= values.high[0] < 4.1)
        True
        """
        values: list[Interval] = []
        slopes: list[list[Interval]] = []
        with np.errstate(all="ignore"):
            for step in self.steps:
                read = [values[k] for k in step.reads]
                if step.name in _DOMAINS:
                    self._check(step.name, read[0].high, box)
                values.append(self._value(step, read, box))
                if rates:
                    own = [slopes[k] for k in step.reads]
                    slopes.append(self._slopes(step, read, own, box.low[..., 0]))
        return values[-1], slopes[-1] if rates else []

    def _check(self, name: str, argument: Floats, box: Interval) -> None:
        """Raise where a function would be taken of a number that it is not defined for."""
        wrong = np.argwhere(argument < 0)
        if len(wrong):
            at = self.place(box.low[tuple(wrong[0])])
            raise SpecificationError(f"{self.text}: {_DOMAINS[name]} of a negative number at {at}")

    def place(self, point: Floats) -> str:
        """A point in words."""
        pairs = zip(self.variables, point.tolist(), strict=True)
        return ", ".join(f"{name} = {value:.17g}" for name, value in pairs)

    def _value(self, step: Step, read: Sequence[Interval], box: Interval) -> Interval:
        if step.name == "variable":
            column = self.variables.index(step.value)
            return Interval(box.low[..., column], box.high[..., column])
        if step.name == "number":
            low, high = step.value
            return number(low, high, box.low[..., 0])
        if step.name == "power":
            return read[0].power(step.value)
        if step.name in FUNCTIONS:
            return FUNCTIONS[step.name][0](read[0])
        return _OPERATIONS[step.name](*read)

    def _slopes(
        self, step: Step, read: Sequence[Interval], slopes: Sequence[list[Interval]], like: Floats
    ) -> list[Interval]:
        """The derivatives of a step by all variables, from those of what it reads."""
        if not read:
            return [point(float(step == Step("variable", (), name)), like)
                    for name in self.variables]  # fmt: skip
        if step.name == "power":
            rate = read[0].power(step.value - 1) * point(float(step.value), like)
            return [rate * slope for slope in slopes[0]]
        if step.name in FUNCTIONS:
            rate = FUNCTIONS[step.name][1](read[0])
            return [rate * slope for slope in slopes[0]]
        return [_RATES[step.name](*read, *own) for own in zip(*slopes, strict=True)]


_OPERATIONS: dict[str, Callable[..., Interval]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b, "negative": lambda a: -a,
    "min": lambda a, b: Interval(np.minimum(a.low, b.low), np.minimum(a.high, b.high)),
    "max": lambda a, b: Interval(np.maximum(a.low, b.low), np.maximum(a.high, b.high)),
}  # fmt: skip
_RATES: dict[str, Callable[..., Interval]] = {
    "+": lambda a, b, p, q: p + q, "-": lambda a, b, p, q: p - q, "negative": lambda a, p: -p,
    "*": lambda a, b, p, q: p * b + a * q, "/": lambda a, b, p, q: (p - a / b * q) / b,
    "min": lambda a, b, p, q: hull(p, q), "max": lambda a, b, p, q: hull(p, q),
}  # fmt: skip


# Reading -----------------------------------------------------------------------------------------


def real_formula(source: Any) -> RealFormula:
    """The real function that a text or a sympy expression states.

    >>> real_formula("sin(2*pi*t) + t/2").variables
    ('t',)
    """
    if not isinstance(source, str):
        source = _sympy_text(source)
    text = source
    if len(text) > _MOST_TEXT:
        raise LimitError(f"a function of {len(text)} characters exceeds the limit of {_MOST_TEXT}")
    steps = _Reader(text).steps()
    names = natural_order({step.value for step in steps if step.name == "variable"})
    return RealFormula(text, names, tuple(steps))


def _sympy_text(expression: Any) -> str:
    """A sympy expression as text, its floats as the fractions that they are."""
    from sympy import Expr, Float, Rational

    if not isinstance(expression, Expr):
        raise SpecificationError(
            "a real function is a callable, text such as 'sin(x) + x**2' or a sympy expression, "
            f"not {type(expression).__name__}"
        )
    try:
        return str(expression.xreplace({f: Rational(f) for f in expression.atoms(Float)}))
    except RecursionError:
        raise LimitError("the expression is nested too deeply") from None


class _Reader:
    """Puts the nodes of a text's syntax tree into steps, each different one once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.number: dict[Step, int] = {}

    def steps(self) -> list[Step]:
        """The steps, operands before what reads them."""
        order, pending = [], [self._tree()]
        while pending:
            node = pending.pop()
            order.append(node)
            pending.extend(self._operands(node))
        done: dict[int, int] = {}
        for node in reversed(order):
            reads = [done[id(part)] for part in self._operands(node)]
            done[id(node)] = _BUILDERS[type(node)](self, node, *reads)
        value = done[id(order[0])]
        return list(self.number)[: value + 1]

    def _tree(self) -> ast.expr:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(f"({self.text})".replace("\n", " "), mode="eval").body
        except SyntaxError as error:
            place = max(0, min((error.offset or 2) - 2, len(self.text)))
            raise ParseError(self.text, place, f"not a formula: {error.msg}") from None
        except (RecursionError, MemoryError):
            raise LimitError("the formula is nested too deeply") from None
        except ValueError as error:
            raise ParseError(self.text, 0, f"not a formula: {error}") from None

    def _operands(self, node: ast.expr) -> list[ast.expr]:
        if isinstance(node, ast.BinOp):
            return [node.left, node.right]
        if isinstance(node, ast.UnaryOp):
            return [node.operand]
        if isinstance(node, ast.Call):
            return node.args
        if type(node) not in _BUILDERS:
            self.refuse(node, "expected numbers, variables, + - * / ** and functions")
        return []

    def refuse(self, node: ast.expr, reason: str) -> NoReturn:
        """Raise an error that points at a node."""
        before = len(f"({self.text}".encode()[: node.col_offset].decode(errors="ignore")) - 1
        raise ParseError(self.text, min(max(0, before), len(self.text)), reason)

    def add(self, name: str, *reads: int, value: Any = None) -> int:
        """The number of a step, a new one only where there is none like it."""
        return self.number.setdefault(Step(name, reads, value), len(self.number))

    def ends(self, step: int) -> tuple[float, float] | None:
        """The ends of a step that is a number."""
        found = list(self.number)[step]
        return found.value if found.name == "number" else None


def _constant(reader: _Reader, node: Any) -> int:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        reader.refuse(node, f"expected a real number, got {value!r:.40}")
    try:
        near = float(value)
    except OverflowError:
        near = inf
    if not isfinite(near):
        reader.refuse(node, "the number is too large for floats")
    if near == value:
        return reader.add("number", value=(near, near))
    return reader.add("number", value=(nextafter(near, -inf), nextafter(near, inf)))


def _name(reader: _Reader, node: Any) -> int:
    if node.id in _CONSTANTS:
        return reader.add("number", value=_CONSTANTS[node.id])
    if node.id in _KNOWN:
        reader.refuse(node, f"{node.id} is a function: write {node.id}(...)")
    return reader.add("variable", value=node.id)


def _unary(reader: _Reader, node: Any, operand: int) -> int:
    if isinstance(node.op, ast.UAdd):
        return operand
    if not isinstance(node.op, ast.USub):
        reader.refuse(node, "expected a number, a variable or a function")
    known = reader.ends(operand)
    if known is not None:
        return reader.add("number", value=(-known[1], -known[0]))
    return reader.add("negative", operand)


def _binary(reader: _Reader, node: Any, left: int, right: int) -> int:
    if isinstance(node.op, ast.Pow):
        return _power(reader, node, left, right)
    if type(node.op) not in _SIGNS:
        hint = "a power is written **" if isinstance(node.op, ast.BitXor) else "expected + - * / **"
        reader.refuse(node.right, hint)
    if isinstance(node.op, ast.Mult) and left == right:
        return reader.add("power", left, value=2)
    return reader.add(_SIGNS[type(node.op)], left, right)


def _power(reader: _Reader, node: Any, base: int, exponent: int) -> int:
    known = reader.ends(exponent)
    if known == (0.5, 0.5):
        return reader.add("sqrt", base)
    if known is not None and known[0] == known[1] and known[0].is_integer():
        if abs(known[0]) > _MOST_POWER:
            reader.refuse(node.right, f"the exponent exceeds the limit of {_MOST_POWER}")
        return reader.add("power", base, value=int(known[0]))
    return reader.add("exp", reader.add("*", exponent, reader.add("log", base)))


def _call(reader: _Reader, node: Any, *reads: int) -> int:
    name = getattr(node.func, "id", "")
    name = _OTHER_NAMES.get(name, name)
    if name not in _KNOWN:
        known = ", ".join(sorted(_KNOWN))
        reader.refuse(node, f"there is no function {name or 'like this'!r}; there are {known}"
                            + did_you_mean(name, _KNOWN))  # fmt: skip
    if node.keywords or (len(reads) < 2 if name in _OPERATIONS else len(reads) != 1):
        count = "two arguments or more" if name in _OPERATIONS else "one argument"
        reader.refuse(node, f"{name} takes {count}, got {len(reads) + len(node.keywords)}")
    return reduce(lambda a, b: reader.add(name, a, b), reads[1:], reads[0]) if (
        name in _OPERATIONS) else reader.add(name, *reads)  # fmt: skip


_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_KNOWN = {*FUNCTIONS, "min", "max", *_OTHER_NAMES}
_BUILDERS: dict[type, Callable[..., int]] = {
    ast.Constant: _constant, ast.Name: _name, ast.UnaryOp: _unary, ast.BinOp: _binary,
    ast.Call: _call,
}  # fmt: skip
