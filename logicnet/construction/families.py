"""Families of functions by name: networks of a given size, and formulas that state them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import signature
from operator import index
from typing import Any

from logicnet.errors import LimitError, SpecificationError, did_you_mean
from logicnet.ground.arguments import checked
from logicnet.network.network import Network

from .counting import parity, symmetric
from .limits import LimitOptions
from .numbers import arithmetic, selection

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


# Up to which size a block is built, and a family stated. Beyond, sums leave 64 bits (the first
# table), or a network has more than about a million wires. With `max_weight` there are blocks of
# digits, whose weights stay small.
_EXACT: Mapping[str, int] = {
    "adder": 59, "divider": 31, "equal": 60, "greater": 61, "greater_equal": 61, "maximum": 61,
    "multiplier": 31, "priority_encoder": 89, "square": 31, "square_root": 30,
}  # fmt: skip
_WIDEST = {**_EXACT, "decoder": 16, "multiplexer": 16, "parity": 4096, "sorting": 2048}
_WIDEST_COUNT = 1 << 16
_WIDEST_IN_BLOCKS: Mapping[str, int] = {"multiplier": 256, "square": 256}
_WIDEST_OF_BLOCKS = 4096
_WIDEST_STATED: Mapping[str, int] = {
    "adder": 128, "equal": 2048, "greater": 128, "majority": 2048, "multiplexer": 10,
    "parity": 1024,
}  # fmt: skip


@checked()
def build(
    name: str,
    *sizes: int,
    max_weight: int | None = None,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    skip: bool = True,
    depth: int | None = None,
    carry_in: bool = False,
    even: bool = False,
    inputs: Sequence[str] | None = None,
) -> Network:
    """The network of a named building block: `build("adder", 8)` is `adder(8)`.

    What the options mean is said by the block's own function; one that it does not have is
    refused.

    >>> build("adder", 8).units
    9
    """
    if not isinstance(name, str) or name not in BUILDERS:
        hint = did_you_mean(name, BUILDERS)
        raise SpecificationError(f"builders are {', '.join(BUILDERS)}; got {name!r}{hint}")
    asked = {
        "max_weight": max_weight, "max_depth": max_depth, "max_fan_in": max_fan_in,
        "skip": None if skip is True else skip, "depth": depth, "carry_in": carry_in or None,
        "even": even or None, "inputs": inputs,
    }  # fmt: skip
    options = {option: value for option, value in asked.items() if value is not None}
    whole = [_whole(name, size) for size in sizes]
    _check_call(name, whole, options)
    _check_width(name, max(whole), "max_weight" in options)
    return BUILDERS[name](*whole, **options)


def _check_call(name: str, sizes: Sequence[int], options: Mapping[str, Any]) -> None:
    """Refuse sizes in another number than the block has, and options that it has not."""
    parameters = signature(BUILDERS[name]).parameters.values()
    places = [each for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    least = sum(each.default is each.empty for each in places)
    if not least <= len(sizes) <= len(places):
        wanted = ", ".join(each.name for each in places)
        count = f"{least}" if least == len(places) else f"{least} or {len(places)}"
        got = f"{len(sizes)}: {', '.join(map(str, sizes))}" if sizes else "none"
        places_of = f"size{'s' * (count != '1')} ({wanted})"
        raise SpecificationError(f"{name} takes {count} {places_of}; got {got}")
    known = {each.name for each in parameters if each.kind is each.KEYWORD_ONLY}
    if any(each.kind is each.VAR_KEYWORD for each in parameters):  # limits that are handed on
        known.update(LimitOptions.__annotations__)
    for option in options:
        if option not in known:
            has = f"its options are {', '.join(sorted(known))}" if known else "it has no options"
            raise SpecificationError(f"{name} has no option {option}; {has}")


def _check_width(name: str, size: int, in_blocks: bool) -> None:
    """Refuse a size up to which the block cannot be built exactly or within memory."""
    if in_blocks and name in _EXACT:
        most = _WIDEST_IN_BLOCKS.get(name, _WIDEST_OF_BLOCKS)
    else:
        most = _WIDEST.get(name, _WIDEST_COUNT)
    if size > most:
        has_blocks = name in _EXACT and "max_weight" in signature(BUILDERS[name]).parameters
        advice = "; max_weight asks for the form in blocks" if has_blocks and not in_blocks else ""
        raise LimitError(f"{name}: sizes go up to {most}, got {size}{advice}")


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
    check_family(name, [n])
    return FAMILIES[name](index(n))


def check_family(name: str, sizes: Iterable[int]) -> None:
    """Refuse a family that is not known, or a size that it does not have."""
    if name not in FAMILIES:
        hint = did_you_mean(name, FAMILIES)
        raise SpecificationError(f"families are {', '.join(FAMILIES)}; got {name!r}{hint}")
    most = _WIDEST_STATED[name]
    for n in (_whole(name, size) for size in sizes):
        if n < 1:
            raise SpecificationError(f"{name}: sizes start at 1, got {n}")
        if n > most:
            raise LimitError(f"{name}: formulas are stated up to size {most}, got {n}")
