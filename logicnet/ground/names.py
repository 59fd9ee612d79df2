"""Names of inputs and outputs: distinct, in natural order, with defaults."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from logicnet.errors import SpecificationError

from .checks import shown

if TYPE_CHECKING:
    from inspect import Parameter

INSIDE = "inside"  # the output of a network of a single region


def unique_names(names: Sequence[str], what: str) -> tuple[str, ...]:
    """The names as a tuple of distinct non-empty strings.

    >>> unique_names(["a", "b"], "input")
    ('a', 'b')
    """
    if not isinstance(names, Iterable) or getattr(names, "shape", (1,)) == ():
        raise SpecificationError(f"{what}s are given by a list of names, not {shown(names)}")
    names = tuple(map(str, names))
    if len(set(names)) < len(names):
        twice = Counter(names).most_common()[0][0]
        raise SpecificationError(f"{what} name {twice!r} is given twice")
    if "" in names:
        raise SpecificationError(f"{what} {names.index('') + 1} has an empty name")
    return names


def default_inputs(n: int) -> tuple[str, ...]:
    """x1, x2, ..., xn."""
    return tuple(f"x{i + 1}" for i in range(n))


def default_outputs(m: int) -> tuple[str, ...]:
    """y, or y1, ..., ym."""
    return ("y",) if m == 1 else tuple(f"y{k + 1}" for k in range(m))


def natural_order(names: Iterable[str]) -> tuple[str, ...]:
    """The names sorted as people sort them.

    >>> natural_order(["x10", "x2", "a"])
    ('a', 'x2', 'x10')
    """

    split = re.compile(r"(\d+)").split

    def key(name: str) -> list[Any]:
        parts: list[Any] = split(name)  # a text, which may be empty, a number, a text, and so on
        for k in range(1, len(parts), 2):
            significant = parts[k].lstrip("0")  # of any length, unlike int(digits)
            parts[k] = len(significant), significant
        parts += ((-1, ""), name)
        return parts

    return tuple(sorted(names, key=key))


def check_columns(given: Iterable[object], inputs: Sequence[str]) -> None:
    """Raise unless the names given are the inputs, in any order.

    >>> check_columns(["b", "c"], ["a", "b"])
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: inputs are a, b; missing: a; unknown: c
    """
    names = list(given)
    there, known = set(names), set(inputs)
    missing = [name for name in inputs if name not in there]
    extra = [str(name) for name in names if name not in known]
    if missing or extra:
        hint = "" if missing else " (leave them out, or give the network more inputs: net.over)"
        raise SpecificationError(
            f"inputs are {few(inputs)}"
            + f"; missing: {few(missing)}" * bool(missing)
            + f"; unknown: {few(extra)}{hint}" * bool(extra)
        )


def few(names: Sequence[str]) -> str:
    """The names in a list; of many the first ones and the last.

    >>> few([f"x{k}" for k in range(100)])
    'x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, ..., x99'
    """
    return ", ".join(names if len(names) <= 12 else [*names[:10], "...", names[-1]])


def category_of(name: str, columns: Iterable[object]) -> tuple[str, str] | None:
    """The one column of which a name may say that it has a category, and the category.

    >>> category_of("size_XL", ["x", "size"]), category_of("x", ["x_1"])
    (('size', 'XL'), None)
    """
    said = [str(each) for each in columns if name.startswith(f"{each}_")]
    return (said[0], name[len(said[0]) + 1 :]) if len(said) == 1 else None


def argument_names(
    function: Callable[..., Any], names: Sequence[str] | None = None
) -> tuple[str, ...]:
    """The names of the arguments of a callable: those given, or those of its parameters.

    >>> argument_names(lambda a, b: a)
    ('a', 'b')
    """
    import inspect

    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some that are not written in Python say nothing
        signature = None
    if names is None:
        return _parameter_names([] if signature is None else signature.parameters.values())
    inputs = unique_names(names, "input")
    try:
        if signature is not None:
            signature.bind(*inputs)
    except TypeError as error:
        raise SpecificationError(
            f"the callable does not take the {len(inputs)} arguments that are named: {error}"
        ) from None
    return inputs


def _parameter_names(parameters: Collection[Parameter]) -> tuple[str, ...]:
    positional = ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")
    if any(p.kind.name not in positional for p in parameters) or not parameters:
        raise SpecificationError(
            "the callable does not name its arguments one by one; pass names=[...] to "
            "TruthTable.from_callable"
        )
    return tuple(p.name for p in parameters)
