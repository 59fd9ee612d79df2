"""What the operators of ONNX that are read do, to columns and to constants.

`OPERATORS` has a function for each. It gets a `Node`, whose arguments are numpy arrays where they
are constant and `Columns` where they depend on the inputs, and gives a value or a list of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from logicnet.errors import FormatError
from logicnet.tracing.columns import Columns

from .moving import MOVING, Node, Value

_ALPHA = (0.01, float(np.float32(0.01)))  # slopes of LeakyRelu that an MLP has
_SIXTH = (1 / 6, float(np.float32(1 / 6)))  # that of HardSigmoid, likewise
_FLOATS = {1: "float32", 10: "float16", 11: "float64"}
_WHOLE = {2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 6: "int32", 7: "int64", 12: "uint32",
          13: "uint64"}  # fmt: skip
_TRUTH = 9


# Arithmetic ----------------------------------------------------------------------------------


def _add(node: Node) -> Value:
    total = node.args[0]
    for each in node.args[1:]:
        total = _sum(total, each)
    return total


def _sum(first: Value, second: Value) -> Value:
    if isinstance(first, Columns):
        return first.added(second) if isinstance(second, Columns) else first.plus(second)
    return second.plus(first) if isinstance(second, Columns) else first + second


def _negative(value: Value) -> Value:
    return value.scaled(-1.0) if isinstance(value, Columns) else -value


def _difference(first: Value, second: Value) -> Value:
    return _sum(first, _negative(second))


def _sub(node: Node) -> Value:
    return _difference(*node.args)


def _mul(node: Node) -> Value:
    first, second = node.args
    if isinstance(second, Columns):
        first, second = second, first
    if isinstance(second, Columns):
        raise FormatError("products of values that depend on the inputs are no sums of units")
    return first.scaled(second) if isinstance(first, Columns) else first * second


def _div(node: Node) -> Value:
    by = node.constant(1)
    with np.errstate(all="ignore"):
        part = 1.0 / np.asarray(by, dtype=np.float64)
    if not np.isfinite(part).all():
        raise FormatError("it divides by 0")
    if node.is_constant:
        if not node.type.digits:
            raise FormatError(f"quotients of {node.type.name} are rounded")
        return node.args[0] / by
    found = node.columns().scaled(part)
    powers = np.abs(np.frexp(part)[0]) == 0.5
    return found if powers.all() else _rounded(found)


def _rounded(found: Columns) -> Columns:
    return Columns(found.shape, found.matrix, found.offsets, found.gain, exact=False)


def _matmul(node: Node) -> Value:
    if node.is_constant:
        return node.args[0] @ node.args[1]
    return _product(node, node.columns(), node.constant(1))


def _product(node: Node, given: Columns, weights: Any) -> Columns:
    """Columns times a matrix of what is read by units."""
    from scipy.sparse import csr_matrix

    given = node.trace.values(given)
    if len(given.shape) != 1 or weights.ndim != 2 or weights.shape[0] != given.size:
        raise FormatError(
            f"a matrix of shape {list(weights.shape)} is multiplied by rows of shape "
            f"{list(given.shape)}"
        )
    return given.mapped(csr_matrix(weights.T.astype(np.float64)), (weights.shape[1],))


def _gemm(node: Node) -> Value:
    if node.attributes.get("transA"):
        raise FormatError("it transposes the rows")
    weights = np.asarray(node.constant(1), dtype=np.float64)
    weights = weights.T if node.attributes.get("transB") else weights
    alpha, beta = (node.attributes.get(name, 1.0) for name in ("alpha", "beta"))
    if not node.type.digits and (alpha, beta) != (1.0, 1.0):
        raise FormatError(f"fractions of {node.type.name} are rounded")
    total = _product(node, node.columns(), weights if alpha == 1 else alpha * weights)
    if len(node.args) < 3 or node.args[2] is None:
        return total
    bias = node.args[2]
    if isinstance(bias, Columns):
        return _sum(total, bias.scaled(beta))
    return _sum(total, bias if beta == 1 else beta * bias)


def _reduce(node: Node, mean: bool) -> Value:
    axes = node.constant(1, "axes")
    if axes is None:
        raise FormatError("it names no axes")
    keep = bool(node.attributes.get("keepdims", 1))
    given = node.columns()
    total = given.summed([int(axis) for axis in np.ravel(axes)], keep)
    return total.scaled(total.size / given.size) if mean and given.size else total


# Units -----------------------------------------------------------------------------------------


def _unit(activation: str) -> Callable[[Node], Value]:
    return lambda node: node.trace.units(node.columns(), activation)


def _dropout(node: Node) -> Value:
    if len(node.args) > 2 and (node.args[2] is None or np.any(node.constant(2))):
        raise FormatError("it leaves out values at random")
    return _identity(node)


def _identity(node: Node) -> Value:
    given = node.args[0]
    return node.trace.values(given) if isinstance(given, Columns) else given


def _softmax(node: Node) -> Value:
    given = node.columns()
    axis = node.attributes.get("axis", 1 if node.opset < 13 else -1)
    if len(given.shape) != 1 or axis not in (1, -1):
        raise FormatError("a softmax is read over the columns of rows alone")
    return node.trace.units(given, "softmax")


def _leaky(node: Node) -> Value:
    slope, given = float(node.attributes.get("alpha", 0.01)), node.columns()
    if slope in _ALPHA:
        return node.trace.units(given, "leaky_relu")
    part = node.trace.units(given, "relu").scaled(1.0 - slope)
    return part.added(given.scaled(slope))


def _clip(node: Node) -> Value:
    low, high = (node.constant(k, name) for k, name in ((1, "min"), (2, "max")))
    ends = [None if end is None or np.abs(end) >= node.type.high else float(np.ravel(end)[0])
            for end in (low, high)]  # fmt: skip
    bottom, top = ends
    if bottom is not None and top is not None and bottom > top:
        raise FormatError(f"it cuts off below {bottom} and above {top}, which is less")
    return node.trace.cut(node.columns(), *ends)


def _hard_sigmoid(node: Node) -> Value:
    alpha, beta = (float(node.attributes.get(*pair)) for pair in (("alpha", 0.2), ("beta", 0.5)))
    if alpha in _SIXTH and beta == 0.5:
        return node.trace.units(node.columns(), "hard_sigmoid")
    return node.trace.cut(node.columns().scaled(alpha).plus(beta), 0.0, 1.0)


def _max(node: Node, sign: float) -> Value:
    first, *others = (arg if sign > 0 else _negative(arg) for arg in node.args)
    for each in others:
        if isinstance(each, Columns) and isinstance(first, Columns):
            first = node.trace.larger(first, each)
        else:
            values, least = (first, each) if isinstance(first, Columns) else (each, first)
            part = node.trace.units(values.plus(-np.asarray(least, dtype=float)), "relu")
            first = part.plus(least)
    return first if sign > 0 else first.scaled(-1.0)


def _compared(sign: int, strict: bool) -> Callable[[Node], Value]:
    """Whether the first is above the second (`sign` 1) or below it (-1), or as large."""

    def apply(node: Node) -> Value:
        first, second = node.args if sign > 0 else node.args[::-1]
        return node.trace.steps(_difference(first, second), strict=strict)

    return apply


def _not(node: Node) -> Value:
    found = node.columns().scaled(-1.0).plus(1.0)
    return Columns(found.shape, found.matrix, found.offsets, truth=True)


def _counted(least: Callable[[int], int]) -> Callable[[Node], Value]:
    """Whether at least so many of the truth values are true."""

    def apply(node: Node) -> Value:
        total = _add(node)
        return node.trace.steps(total.plus(-float(least(len(node.args)))), strict=False)

    return apply


def _xor(node: Node) -> Value:
    total = _add(node)
    any_of, both = (node.trace.steps(total.plus(-k), strict=False) for k in (1.0, 2.0))
    found = any_of.added(both.scaled(-1.0))
    return Columns(found.shape, found.matrix, found.offsets, truth=True)


def _equal(node: Node) -> Value:
    over = _difference(*node.args)
    both = (node.trace.steps(each, strict=False) for each in (over, _negative(over)))
    found = _sum(*both).plus(-1.0)
    return Columns(found.shape, found.matrix, found.offsets, truth=True)


def _where(node: Node) -> Value:
    when, first, second = node.columns(), node.args[1], node.args[2]
    if isinstance(first, Columns) or isinstance(second, Columns):
        return _chosen(node, when, first, second)
    first, second = np.asarray(first), np.asarray(second)
    found = when.scaled(first - second).plus(second)
    kept = ((first - second) + second == first) & (first - (first - second) == second)
    return found if kept.all() else _rounded(found)


def _chosen(node: Node, when: Columns, first: Value, second: Value) -> Columns:
    """A choice between 0 or 1 and what is 0 or 1 itself: an AND or an OR."""
    if isinstance(first, Columns):
        when, first, second = when.scaled(-1.0).plus(1.0), second, first
    if isinstance(first, Columns) or not _is_truth(node, second):
        raise FormatError("choices between values that are not 0 and 1 are no sums of units")
    if np.all(first == 1):
        return node.trace.steps(when.added(second).plus(-1.0), strict=False)
    if np.any(first):
        raise FormatError("choices between values that are not 0 and 1 are no sums of units")
    return node.trace.steps(second.added(when.scaled(-1.0)).plus(-1.0), strict=False)


def _is_truth(node: Node, given: Columns) -> bool:
    """Whether all values are those of threshold units or their opposites."""
    plain = given.plain()
    weights, nodes = plain.matrix.data, plain.matrix.indices
    single = np.array_equal(plain.matrix.indptr, np.arange(plain.size + 1))
    if given.truth or not single:
        return given.truth
    whole = (weights == 1) & (plain.offsets == 0) | (weights == -1) & (plain.offsets == 1)
    apart = node.trace.lies_apart[nodes] & ((nodes >= node.trace.inputs) | (not node.trace.bipolar))
    return bool((whole & apart).all())


def _cast(node: Node) -> Value:
    to, given = node.attributes["to"], node.args[0]
    if not isinstance(given, Columns):
        return _constant_cast(node, np.asarray(given))
    if to in (1, 11):
        return given
    if to == _TRUTH:
        return given if given.truth else _is_not_zero(node, given)
    if to in _WHOLE and _is_whole(node, given):
        return given
    raise FormatError("values that need not be whole are cast to another type")


def _constant_cast(node: Node, given: Any) -> Any:
    to, kind = node.attributes["to"], node.type
    if given.dtype.kind == "f" and to in _WHOLE and not kind.holds(np.trunc(given)):
        raise FormatError(f"a constant that {kind.name} does not hold")
    return given.astype(bool if to == _TRUTH else _FLOATS.get(to) or _WHOLE[to])


def _is_not_zero(node: Node, given: Columns) -> Value:
    if not _is_truth(node, given):
        raise FormatError("values that need not be 0 or 1 are cast to truth values")
    return Columns(given.shape, given.matrix, given.offsets, truth=True)


def _is_whole(node: Node, given: Columns) -> bool:
    plain = given.plain()
    numbers = np.concatenate([plain.matrix.data, plain.offsets])
    apart = node.trace.lies_apart[plain.matrix.indices].all()
    return bool((numbers == np.rint(numbers)).all() and apart)


OPERATORS: dict[str, Callable[[Node], Value]] = MOVING | {
    "Add": _add, "Sum": _add, "Sub": _sub, "Mul": _mul, "Div": _div,
    "Neg": lambda node: _negative(node.args[0]),
    "MatMul": _matmul, "Gemm": _gemm,
    "ReduceSum": lambda node: _reduce(node, mean=False),
    "ReduceMean": lambda node: _reduce(node, mean=True),
    "Identity": _identity, "Dropout": _dropout, "Cast": _cast,
    "Sigmoid": _unit("sigmoid"), "Tanh": _unit("tanh"), "Relu": _unit("relu"),
    "LeakyRelu": _leaky, "Softmax": _softmax, "Clip": _clip, "HardSigmoid": _hard_sigmoid,
    "Max": lambda node: _max(node, 1.0), "Min": lambda node: _max(node, -1.0),
    "Sign": lambda node: node.trace.signs(node.columns()),
    "Greater": _compared(1, strict=True), "GreaterOrEqual": _compared(1, strict=False),
    "Less": _compared(-1, strict=True), "LessOrEqual": _compared(-1, strict=False),
    "Not": _not, "And": _counted(lambda count: count), "Or": _counted(lambda _: 1), "Xor": _xor,
    "Equal": _equal, "Where": _where,
}  # fmt: skip
