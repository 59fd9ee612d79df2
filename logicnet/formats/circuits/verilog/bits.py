"""Expressions of Verilog as gates, bit by bit, in the widths that the language gives them.

Operands of ``& | ^ ~ + - ? :`` are as wide as the widest of them and of what they are assigned to;
those of comparisons as the wider of the two; parts of ``{}``, amounts of shifts and operands of
reductions are as wide as they are themselves. All values are without a sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import NamedTuple

from logicnet.formats.circuits.expressions import Grammar, Node
from logicnet.formats.circuits.netlist import MOST_GATES, Module

Bits = list[int]  # signals, the lowest first

GRAMMAR = Grammar(
    {"~": ("not", 12), "!": ("none", 12), "&": ("all", 12), "|": ("any", 12), "^": ("odd", 12),
     "~&": ("not all", 12), "~|": ("none", 12), "~^": ("even", 12), "^~": ("even", 12)},
    {"+": ("plus", 10), "-": ("minus", 10), "<<": ("left", 9), ">>": ("right", 9),
     "<": ("less", 8), "<=": ("at most", 8), ">": ("more", 8), ">=": ("at least", 8),
     "==": ("same", 7), "!=": ("other", 7), "===": ("same", 7), "!==": ("other", 7),
     "&": ("and", 6), "^": ("xor", 5), "~^": ("xnor", 5), "^~": ("xnor", 5), "|": ("or", 4),
     "&&": ("both", 3), "||": ("either", 2)},
    braces=True, choice=True,
)  # fmt: skip
MOST_BITS = 1 << 16  # of a value
_MOST_WORK = 1 << 24  # bits of all expressions of a module
_WIDE = ("and", "or", "xor", "xnor", "not", "plus", "minus")
_COMPARED = ("less", "at most", "more", "at least", "same", "other")


class Operand(NamedTuple):
    """The bits of a net or a number; `plain` is a number without a width, which has a sign."""

    bits: Bits
    plain: bool = False


class BitWires:
    """Gates between signals of a module, where constants are known."""

    def __init__(self, module: Module) -> None:
        self.module, self.line, self.work = module, 0, 0

    def spend(self, bits: int) -> None:
        """Count the bits of a value; too many are refused."""
        self.work += bits
        if bits > MOST_BITS or self.work > _MOST_WORK or len(self.module.made) > MOST_GATES:
            limit = f"{MOST_BITS} bits of a value, {_MOST_WORK} of all"
            raise self.module.error(f"too many bits; the limit is {limit}", self.line)

    def no(self, a: int) -> int:
        return a ^ 1 if a < 2 else self.module.gate("not", (a,), self.line)

    def both(self, a: int, b: int) -> int:
        if a < 2 or b < 2:
            return 0 if 0 in (a, b) else max(a, b)
        return self.module.gate("and", (a, b), self.line)

    def either(self, a: int, b: int) -> int:
        if a < 2 or b < 2:
            return 1 if 1 in (a, b) else max(a, b)
        return self.module.gate("or", (a, b), self.line)

    def differ(self, a: int, b: int) -> int:
        if a < 2 or b < 2:
            a, b = min(a, b), max(a, b)
            return self.no(b) if a else b
        return self.module.gate("xor", (a, b), self.line)

    def chosen(self, condition: int, then: int, other: int) -> int:
        if condition < 2 or then == other:
            return then if condition else other
        if then < 2 or other < 2:
            held = self.both(condition, then)
            return self.either(held, self.both(self.no(condition), other))
        return self.module.gate("ite", (condition, then, other), self.line)

    # Values of several bits --------------------------------------------------------------------

    def sum(self, a: Bits, b: Bits, carry: int) -> Bits:
        """a + b + carry, as wide as they are."""
        found = []
        for x, y in zip(a, b, strict=True):
            half = self.differ(x, y)
            found.append(self.differ(half, carry))
            carry = self.either(self.both(x, y), self.both(half, carry))
        return found

    def reaches(self, a: Bits, b: Bits) -> int:
        """Whether a >= b: whether a - b carries."""
        carry = 1
        for x, y in zip(a, b, strict=True):
            other = self.no(y)
            carry = self.either(self.both(x, other), self.both(self.either(x, other), carry))
        return carry

    def equal(self, a: Bits, b: Bits) -> int:
        return self.no(self.any([self.differ(x, y) for x, y in zip(a, b, strict=True)]))

    def any(self, a: Bits) -> int:
        return reduce(self.either, a, 0)

    def all(self, a: Bits) -> int:
        return reduce(self.both, a, 1)

    def odd(self, a: Bits) -> int:
        return reduce(self.differ, a, 0)

    def shifted(self, a: Bits, amount: Bits, step: int) -> Bits:
        """a moved up (step 1) or down (-1) by an amount, a digit of the amount at a time."""
        for place, digit in enumerate(amount):
            far = step * min(1 << min(place, 20), len(a))
            moved = [a[k - far] if 0 <= k - far < len(a) else 0 for k in range(len(a))]
            a = [self.chosen(digit, then, other) for then, other in zip(moved, a, strict=True)]
            self.spend(len(a))
        return a


_Two = Callable[[BitWires, Bits, Bits], Bits]
_TWO: dict[str, _Two] = {
    "and": lambda w, a, b: [w.both(x, y) for x, y in zip(a, b, strict=True)],
    "or": lambda w, a, b: [w.either(x, y) for x, y in zip(a, b, strict=True)],
    "xor": lambda w, a, b: [w.differ(x, y) for x, y in zip(a, b, strict=True)],
    "xnor": lambda w, a, b: [w.no(w.differ(x, y)) for x, y in zip(a, b, strict=True)],
    "plus": lambda w, a, b: w.sum(a, b, 0),
    "minus": lambda w, a, b: w.sum(a, [w.no(x) for x in b], 1),
    "left": lambda w, a, b: w.shifted(a, b, 1),
    "right": lambda w, a, b: w.shifted(a, b, -1),
    "at least": lambda w, a, b: [w.reaches(a, b)],
    "less": lambda w, a, b: [w.no(w.reaches(a, b))],
    "at most": lambda w, a, b: [w.reaches(b, a)],
    "more": lambda w, a, b: [w.no(w.reaches(b, a))],
    "same": lambda w, a, b: [w.equal(a, b)],
    "other": lambda w, a, b: [w.no(w.equal(a, b))],
    "both": lambda w, a, b: [w.both(w.any(a), w.any(b))],
    "either": lambda w, a, b: [w.either(w.any(a), w.any(b))],
}
_ONE: dict[str, Callable[[BitWires, Bits], Bits]] = {
    "not": lambda w, a: [w.no(x) for x in a],
    "none": lambda w, a: [w.no(w.any(a))],
    "any": lambda w, a: [w.any(a)],
    "all": lambda w, a: [w.all(a)],
    "not all": lambda w, a: [w.no(w.all(a))],
    "odd": lambda w, a: [w.odd(a)],
    "even": lambda w, a: [w.no(w.odd(a))],
}


def bits_of(wires: BitWires, nodes: Sequence[Node], width: int) -> Bits:
    """The bits of an expression that is assigned to so many bits; more where it is wider itself."""
    below = _below(nodes)
    own = _own_widths(wires, nodes, below)
    wide = _widths(nodes, below, own, width)
    values: list[Bits] = []
    for (name, count, item), inner, size in zip(nodes, below, wide, strict=True):
        wires.spend(size)
        parts = [values[k] for k in inner]
        if not count:
            found = item.bits
        elif name == "join":
            found = [bit for part in reversed(parts) for bit in part]
        elif name == "repeat":
            found = parts[0] * item
        elif name == "choice":
            truth = wires.any(parts[0])
            pairs = zip(parts[1], parts[2], strict=True)
            found = [wires.chosen(truth, then, other) for then, other in pairs]
        else:
            found = _ONE[name](wires, *parts) if count == 1 else _TWO[name](wires, *parts)
        for k in inner:
            values[k] = []
        values.append(found + [0] * (size - len(found)))
    return values[-1]


def _below(nodes: Sequence[Node]) -> list[list[int]]:
    """The numbers of the operands of each node."""
    found, stack = [], list[int]()
    for number, (_, count, _) in enumerate(nodes):
        found.append(stack[len(stack) - count :])
        del stack[len(stack) - count :]
        stack.append(number)
    return found


def _own_widths(
    wires: BitWires, nodes: Sequence[Node], below: Sequence[Sequence[int]]
) -> list[int]:
    """How wide each node is by itself."""
    own: list[int] = []
    plain: list[bool] = []  # numbers that have a sign, and what is of such alone
    for (name, count, item), inner in zip(nodes, below, strict=True):
        plain.append(item.plain if not count else name in (*_WIDE, "choice")
                     and all(plain[k] for k in inner[name == "choice" :]))  # fmt: skip
        if name in _COMPARED and all(plain[k] for k in inner):
            told = "numbers are compared with numbers; expected a net"
            raise wires.module.error(told, wires.line)
        sizes = [own[k] for k in inner]
        if not count:
            size = len(item.bits)
        elif name in _WIDE:
            size = max(sizes)
        elif name == "choice":
            size = max(sizes[1:])
        elif name in ("left", "right"):
            size = sizes[0]
        elif name == "join":
            size = sum(sizes)
        else:
            size = sizes[0] * item if name == "repeat" else 1
        if not 0 < size <= MOST_BITS:
            told = f"a value of {size} bits; expected 1 to {MOST_BITS}"
            raise wires.module.error(told, wires.line)
        own.append(size)
    return own


def _widths(
    nodes: Sequence[Node], below: Sequence[Sequence[int]], own: Sequence[int], width: int
) -> list[int]:
    """How wide each node is where it stands."""
    wide = list(own)
    wide[-1] = max(own[-1], width)
    for number in range(len(nodes) - 1, -1, -1):
        name, inner = nodes[number][0], below[number]
        if name in _COMPARED:
            size = max(own[k] for k in inner)
        elif name in (*_WIDE, "choice", "left", "right"):
            size = wide[number]
        else:
            continue
        if name == "choice":
            inner = inner[1:]
        elif name in ("left", "right"):
            inner = inner[:1]
        for k in inner:
            wide[k] = size
    return wide
