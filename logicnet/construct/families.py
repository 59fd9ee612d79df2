"""Families of functions by name: networks of a given size, and formulas that state them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from operator import index
from typing import Any

from ..errors import LimitError, SpecificationError
from ..network import Network
from . import arithmetic, parity, selection, symmetric

BUILDERS: Mapping[str, Callable[..., Network]] = {
    "adder": arithmetic.adder,
    "at_least": symmetric.at_least,
    "decoder": selection.decoder,
    "divider": arithmetic.divider,
    "equal": selection.equal,
    "exactly": symmetric.exactly,
    "greater": selection.greater,
    "greater_equal": selection.greater_equal,
    "majority": symmetric.majority,
    "maximum": selection.maximum,
    "multiplexer": selection.multiplexer,
    "multiplier": arithmetic.multiplier,
    "parity": parity.parity,
    "popcount": arithmetic.popcount,
    "priority_encoder": selection.priority_encoder,
    "sorting": selection.sorting,
    "square": arithmetic.square,
    "square_root": arithmetic.square_root,
}


# Up to which size a block is built, and a family stated: beyond, weights leave 64 bits or a
# network has more than about a million wires. With `max_weight` sizes are free.
_WIDEST: Mapping[str, int] = {
    "adder": 62, "decoder": 16, "divider": 31, "equal": 62, "greater": 62, "greater_equal": 62,
    "maximum": 62, "multiplexer": 16, "multiplier": 31, "parity": 4096, "sorting": 2048,
    "square": 31, "square_root": 31,
}  # fmt: skip
_WIDEST_IN_BLOCKS = 4096
_WIDEST_COUNT = 1 << 16
_WIDEST_STATED: Mapping[str, int] = {
    "adder": 128, "equal": 2048, "greater": 128, "majority": 2048, "multiplexer": 10,
    "parity": 1024,
}  # fmt: skip


def build(name: str, *sizes: int, **options: Any) -> Network:
    """The network of a named building block: `build("adder", 8)` is `adder(8)`.

    >>> build("adder", 8).units
    9
    """
    if name not in BUILDERS:
        raise SpecificationError(f"builders are {', '.join(BUILDERS)}; got {name!r}")
    whole = [_whole(name, size) for size in sizes]
    has_blocks = "max_weight" in signature(BUILDERS[name]).parameters
    in_blocks = has_blocks and options.get("max_weight") is not None
    most = _WIDEST_IN_BLOCKS if in_blocks else _WIDEST.get(name, _WIDEST_COUNT)
    if whole and max(whole) > most:
        advice = (
            "; max_weight asks for the form in blocks" if name in _WIDEST and has_blocks else ""
        )
        raise LimitError(f"{name}: sizes go up to {most}, got {max(whole)}{advice}")
    try:
        return BUILDERS[name](*whole, **options)
    except TypeError as error:
        raise SpecificationError(f"{name}: {str(error).partition('() ')[2] or error}") from None


def _whole(name: str, size: Any) -> int:
    """The size as an int."""
    try:
        if not isinstance(size, bool):
            return index(size)
    except TypeError:
        pass
    raise SpecificationError(f"{name}: a size is a whole number, got {size!r}")


def _parity(n: int) -> str:
    return " ^ ".join(f"x{i}" for i in range(1, n + 1))


def _majority(n: int) -> str:
    return f"AtLeast({n // 2 + 1}, {', '.join(f'x{i}' for i in range(1, n + 1))})"


def _adder(n: int) -> dict[str, str]:
    """Ripple carry: each carry is written out in full."""
    formulas, carry = {"s0": "a0 ^ b0"}, "(a0 & b0)"
    for i in range(1, n):
        formulas[f"s{i}"] = f"a{i} ^ b{i} ^ {carry}"
        carry = f"(a{i} & b{i} | (a{i} ^ b{i}) & {carry})"
    return {**formulas, f"s{n}": carry}


def _greater(n: int) -> str:
    """From the lowest digit up: greater here, or equal here and greater below."""
    formula = "a0 & ~b0"
    for i in range(1, n):
        formula = f"a{i} & ~b{i} | ~(a{i} ^ b{i}) & ({formula})"
    return formula


def _equal(n: int) -> str:
    return " & ".join(f"~(a{i} ^ b{i})" for i in range(n))


def _multiplexer(n: int) -> str:
    """Of n select inputs."""
    terms = []
    for k in range(1 << n):
        select = [f"{'' if k >> i & 1 else '~'}s{i}" for i in range(n)]
        terms.append(" & ".join([*select, f"d{k}"]))
    return " | ".join(f"({term})" for term in terms)


FAMILIES: Mapping[str, Callable[[int], Any]] = {
    "adder": _adder,
    "equal": _equal,
    "greater": _greater,
    "majority": _majority,
    "multiplexer": _multiplexer,
    "parity": _parity,
}


def family(name: str, n: int) -> Any:
    """The formula, or the formulas by output name, of the member of a family of size n.

    >>> family("parity", 3)
    'x1 ^ x2 ^ x3'
    """
    check_sizes(name, [n])
    return FAMILIES[name](index(n))


def check_sizes(name: str, sizes: Iterable[int]) -> None:
    """Refuse a family that is not known, or a size that it does not have."""
    if name not in FAMILIES:
        raise SpecificationError(f"families are {', '.join(FAMILIES)}; got {name!r}")
    most = _WIDEST_STATED[name]
    for n in (_whole(name, size) for size in sizes):
        if n < 1:
            raise SpecificationError(f"{name}: sizes start at 1, got {n}")
        if n > most:
            raise LimitError(f"{name}: formulas are stated up to size {most}, got {n}")
