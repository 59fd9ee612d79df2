"""Packed cubes as plain arrays, and their algebra: what `Cover` and the minimiser share.

A cube is a product of literals. Input i is bit i % 64 of word i // 64 in two masks: `positive`
where the cube requires 1, `negative` where it requires 0. `members` says, as bits over the
outputs, which outputs the cube belongs to. Nothing here checks its arguments; `Cover` does.

>>> from logicnet.logic.tables.cubes import parse_cubes, texts, complement
>>> texts(complement(parse_cubes(["1-1", "01-"]), 3), 3)
['00-', '1-0']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import Words, columns, pack, popcount, unpack, used

Index: TypeAlias = NDArray[np.bool_] | NDArray[np.int64] | slice
Tick: TypeAlias = Callable[[float], None]  # hears of work that was done; may raise to end it

_PAIRS = 1 << 22  # words that a block of a pairwise comparison may hold
_TABLE = 10  # recursions end in a packed table from this many live inputs


_CALL = 2e4  # work that a round of calls on small arrays is worth


def no_tick(work: float) -> None:
    """For work that nothing ends."""


@dataclass(frozen=True, eq=False)
class Cubes:
    """k cubes as arrays (k, words): literal masks and output membership."""

    positive: Words
    negative: Words
    members: Words

    def __len__(self) -> int:
        return int(self.positive.shape[0])

    def __getitem__(self, index: Index) -> Cubes:
        return Cubes(self.positive[index], self.negative[index], self.members[index])

    @property
    def literals(self) -> NDArray[np.int64]:
        """Number of literals of each cube."""
        return popcount(self.positive, axis=1) + popcount(self.negative, axis=1)


def mask_words(count: int) -> int:
    """Words that hold one bit for each of `count` names."""
    return -(-count // 64)


def empty(inputs: int, outputs: int = 1) -> Cubes:
    """No cube at all, over so many inputs and outputs."""
    masks = np.zeros((0, mask_words(inputs)), dtype=np.uint64)
    return Cubes(masks, masks, np.zeros((0, mask_words(outputs)), dtype=np.uint64))


def universe(inputs: int, outputs: int = 1) -> Cubes:
    """The one cube without literals, in every output."""
    masks = np.zeros((1, mask_words(inputs)), dtype=np.uint64)
    return Cubes(masks, masks, pack_mask(np.ones((1, outputs), dtype=bool)))


def pack_mask(bits: NDArray[np.bool_]) -> Words:
    """Rows of flags as rows of mask words (no word at all for no flag)."""
    if bits.shape[-1] == 0:
        return np.zeros((*bits.shape[:-1], 0), dtype=np.uint64)
    return pack(bits)


def join(parts: Iterable[Cubes]) -> Cubes:
    """All the cubes of at least one collection, one after the other."""
    listed = list(parts)
    return Cubes(
        np.concatenate([p.positive for p in listed]),
        np.concatenate([p.negative for p in listed]),
        np.concatenate([p.members for p in listed]),
    )


def ternary(cubes: Cubes, inputs: int) -> NDArray[np.uint8]:
    """The input parts as digits (k, inputs): 0, 1, or 2 where the cube does not care."""
    positive, negative = unpack(cubes.positive, inputs), unpack(cubes.negative, inputs)
    return np.where(positive, 1, np.where(negative, 0, 2)).astype(np.uint8)


def from_ternary(digits: NDArray[np.uint8], members: Words | None = None) -> Cubes:
    """Cubes from digits (k, inputs): 0, 1, or 2 for no literal; one output unless told."""
    if members is None:
        members = np.ones((digits.shape[0], 1), dtype=np.uint64)
    return Cubes(pack_mask(digits == 1), pack_mask(digits == 0), members)


def parse_cubes(lines: list[str], inputs: int | None = None) -> Cubes:
    """Cubes of one output from texts such as '01-1'."""
    width = inputs if inputs is not None else len(lines[0]) if lines else 0
    code = {"0": 0, "1": 1, "-": 2}
    digits = np.array([[code[c] for c in line] for line in lines], dtype=np.uint8)
    return from_ternary(digits.reshape(len(lines), width))


def texts(cubes: Cubes, inputs: int) -> list[str]:
    """The input parts as texts such as '01-1'."""
    letters = np.frombuffer(b"01-", dtype=np.uint8)[ternary(cubes, inputs)]
    return [row.tobytes().decode("ascii") for row in letters]


def of_output(cubes: Cubes, j: int) -> NDArray[np.int64]:
    """The numbers of the cubes that belong to output j."""
    return np.flatnonzero(cubes.members[:, j // 64] >> np.uint64(j % 64) & np.uint64(1))


def distance(a: Cubes, b: Cubes) -> NDArray[np.int64]:
    """In how many inputs the cubes of `a` and `b` contradict each other, broadcast as arrays."""
    return popcount((a.positive & b.negative) | (a.negative & b.positive), axis=-1)


def _blocks(a: Cubes, b: Cubes) -> Iterator[slice]:
    """Slices of `a` so that a comparison with all of `b` stays within `_PAIRS` words."""
    step = max(1, _PAIRS // max(1, len(b) * max(1, b.positive.shape[1])))
    for start in range(0, len(a), step):
        yield slice(start, start + step)


def contains(a: Cubes, b: Cubes) -> NDArray[np.bool_]:
    """Matrix (len a, len b): cube of `a` contains cube of `b`, outputs included."""
    result = np.ones((len(a), len(b)), dtype=bool)
    for block in _blocks(a, b):
        for mine, theirs in ((a.positive, b.positive), (a.negative, b.negative)):
            for word in range(mine.shape[1]):
                result[block] &= (mine[block, word, None] & ~theirs[None, :, word]) == 0
        for word in range(a.members.shape[1]):
            result[block] &= (b.members[None, :, word] & ~a.members[block, word, None]) == 0
    return result


def intersecting(a: Cubes, b: Cubes) -> NDArray[np.bool_]:
    """Matrix (len a, len b): the input parts have a row in common."""
    result = np.ones((len(a), len(b)), dtype=bool)
    for block in _blocks(a, b):
        for word in range(a.positive.shape[1]):
            result[block] &= (a.positive[block, word, None] & b.negative[None, :, word]) == 0
            result[block] &= (a.negative[block, word, None] & b.positive[None, :, word]) == 0
    return result


def unique(cubes: Cubes) -> Cubes:
    """The cubes in canonical order, one for each input part, their outputs united."""
    if not len(cubes):
        return cubes
    wide = cubes.positive.shape[1]
    key = np.concatenate([cubes.positive, cubes.negative], axis=1)
    order = np.lexsort(key.T[::-1]) if wide else np.arange(len(cubes))
    key = key[order]
    first = np.ones(len(cubes), dtype=bool)
    first[1:] = (key[1:] != key[:-1]).any(axis=1)
    starts = np.flatnonzero(first)
    members = np.bitwise_or.reduceat(cubes.members[order], starts, axis=0)
    return Cubes(key[starts, :wide], key[starts, wide:], members)


def absorb(cubes: Cubes, tick: Tick = no_tick) -> Cubes:
    """Without the cubes that another single cube contains, in canonical order."""
    cubes = unique(cubes)
    keep = np.ones(len(cubes), dtype=bool)
    for block in _blocks(cubes, cubes):
        tick(_CALL + 4 * len(cubes) * (block.stop - block.start))
        inside = contains(cubes, cubes[block])  # different input parts, so never mutual
        inside[np.arange(len(cubes))[block], np.arange(inside.shape[1])] = False
        keep[block] = ~inside.any(axis=0)
    return cubes[keep]


def cofactor(cubes: Cubes, positive: Words, negative: Words) -> Cubes:
    """What is left of the cubes inside one cube (its masks): Shannon's cofactor."""
    clash = (cubes.positive & negative) | (cubes.negative & positive)
    left = cubes[np.flatnonzero(~clash.any(axis=1))] if clash.any() else cubes
    return Cubes(left.positive & ~positive, left.negative & ~negative, left.members)


def sharp(a: Cubes, b: Cubes, inputs: int, tick: Tick = no_tick) -> Cubes:
    """Cubes of what `a` holds and `b` (input parts) does not; they may overlap.

    For each cube of `a`, the complement of `b` cofactored by it is intersected with it.
    """
    parts = [empty(inputs, 64 * a.members.shape[1])]
    for i in range(len(a)):
        cube = a[i : i + 1]
        rest = complement(cofactor(b, cube.positive[0], cube.negative[0]), inputs, tick=tick)
        members = np.repeat(cube.members, len(rest), axis=0)
        parts.append(Cubes(rest.positive | cube.positive, rest.negative | cube.negative, members))
    return join(parts)


def product_rows(cubes: Cubes, table: Words) -> Words:
    """Each cube evaluated on packed columns (inputs, W): an array (k, W).

    Bits that are no rows (a partly used word) come out arbitrary; mask them with `used`.
    """
    inputs, width = table.shape
    result = np.empty((len(cubes), width), dtype=np.uint64)
    literals = np.concatenate([table, ~table])
    digits = ternary(cubes, inputs)
    owner, which = np.nonzero(np.concatenate([digits == 1, digits == 0], axis=1))
    counts = np.bincount(owner, minlength=len(cubes))
    starts = np.cumsum(counts) - counts
    for count in np.unique(counts):
        same = np.flatnonzero(counts == count)
        step = max(1, (1 << 18) // max(1, int(count) * width))
        for start in range(0, len(same), step):
            rows = same[start : start + step]
            chosen = literals[which[starts[rows, None] + np.arange(count)]]
            result[rows] = np.bitwise_and.reduce(chosen, axis=1)
    return result


def union_rows(cubes: Cubes, table: Words, outputs: int, tick: Tick = no_tick) -> Words:
    """The union of each output's cubes on packed columns (inputs, W): an array (outputs, W)."""
    result = np.zeros((outputs, table.shape[1]), dtype=np.uint64)
    flags = unpack(cubes.members, outputs)
    step = max(1, (1 << 21) // max(1, len(cubes)))
    for start in range(0, table.shape[1], step):
        part = slice(start, start + step)
        products = product_rows(cubes, table[:, part])
        tick(_CALL + products.size * len(table) // 4)
        for j in range(outputs):
            np.bitwise_or.reduce(products[flags[:, j]], axis=0, out=result[j, part])
            tick(products.size // 4)
    return result


def _live(cubes: Cubes, inputs: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many cubes have each input positive, and how many negative."""
    positive = unpack(cubes.positive, inputs).sum(axis=0, dtype=np.int64)
    return positive, unpack(cubes.negative, inputs).sum(axis=0, dtype=np.int64)


def literal(i: int, width: int) -> Words:
    """The mask words with only bit i set."""
    mask = np.zeros(width, dtype=np.uint64)
    mask[i // 64] = np.uint64(1 << (i % 64))
    return mask


def _split(positive: NDArray[np.int64], negative: NDArray[np.int64]) -> int:
    """The input to branch on: binate in the most cubes, or the most frequent one."""
    both = (positive > 0) & (negative > 0)
    return int(np.argmax((positive + negative) * np.where(both, 1 << 20, 1)))


def _project(cubes: Cubes, live: NDArray[np.int64], inputs: int) -> Words:
    """The union of the cubes as one packed table over their live inputs."""
    small = from_ternary(ternary(cubes, inputs)[:, live])
    table: Words = union_rows(small, columns(len(live)), 1)[0] & used(len(live))
    return table


def is_tautology(cubes: Cubes, inputs: int, tick: Tick = no_tick) -> bool:
    """Whether the cubes (input parts) cover every row.

    Cubes with a literal of a unate input cannot matter: they vanish in the cofactor by the
    opposite literal, and the other cofactor is larger.
    """
    while True:
        if not len(cubes):
            return False
        if not cubes.literals.all():
            return True
        positive, negative = _live(cubes, inputs)
        unate = pack_mask(((positive == 0) != (negative == 0))[None])
        drop = ((cubes.positive | cubes.negative) & unate).any(axis=1)
        if not drop.any():
            break
        cubes = cubes[np.flatnonzero(~drop)]
    tick(_CALL + len(cubes) * inputs)
    live = np.flatnonzero(positive + negative)
    if len(live) <= _TABLE:
        return bool((_project(cubes, live, inputs) == used(len(live))).all())
    bit = literal(_split(positive, negative), cubes.positive.shape[1])
    none = np.zeros_like(bit)
    return is_tautology(cofactor(cubes, bit, none), inputs, tick) and is_tautology(
        cofactor(cubes, none, bit), inputs, tick
    )


def complement(cubes: Cubes, inputs: int, limit: int = 1 << 20, tick: Tick = no_tick) -> Cubes:
    """Cubes (of one output) for the rows that no cube covers, in canonical order.

    Shannon's expansion on the most binate input; cubes that both branches share lose the
    literal; small sub-problems end in a packed table. Raises above `limit` cubes.
    """
    return unique(_complement(cubes, inputs, limit, tick))


def _complement(cubes: Cubes, inputs: int, limit: int, tick: Tick) -> Cubes:
    if not len(cubes):
        return universe(inputs)
    if not cubes.literals.all():
        return empty(inputs)
    tick(_CALL + len(cubes) * inputs)
    positive, negative = _live(cubes, inputs)
    live = np.flatnonzero(positive + negative)
    if len(live) <= _TABLE:
        return _complement_table(cubes, live, inputs)
    bit = literal(_split(positive, negative), cubes.positive.shape[1])
    none = np.zeros_like(bit)
    high = _complement(cofactor(cubes, bit, none), inputs, limit, tick)
    low = _complement(cofactor(cubes, none, bit), inputs, limit, tick)
    result = _merge(high, low, bit)
    if len(result) > limit:
        raise LimitError(
            f"complement: more than {limit} cubes; state the off-set (PLA type fr) instead"
        )
    return result


def _complement_table(cubes: Cubes, live: NDArray[np.int64], inputs: int) -> Cubes:
    """The complement over few live inputs, by way of the packed table."""
    size = 1 << len(live)
    table = int.from_bytes(_project(cubes, live, inputs).astype("<u8").tobytes(), "little")
    off = ((1 << size) - 1) & ~table
    rows = irredundant(off, off, len(live))
    digits = np.full((len(rows), inputs), 2, dtype=np.uint8)
    digits[:, live] = np.array(rows, dtype=np.uint8).reshape(len(rows), len(live))
    return from_ternary(digits)


def _merge(high: Cubes, low: Cubes, bit: Words) -> Cubes:
    """x·high + x'·low, where cubes in both lose the literal (all of one output)."""
    both = join([high, low])
    side = np.repeat(np.array([1, 2], dtype=np.uint64), [len(high), len(low)])[:, None]
    found = unique(Cubes(both.positive, both.negative, side))
    where = found.members
    positive = found.positive | np.where(where == 1, bit, np.uint64(0))
    negative = found.negative | np.where(where == 2, bit, np.uint64(0))
    return Cubes(positive, negative, np.ones_like(where))


def irredundant(lower: int, upper: int, inputs: int) -> list[tuple[int, ...]]:
    """Digits (0, 1, 2) of an irredundant cover between two packed tables, lower within upper.

    Minato and Morreale: what only one half of the table can cover gets the literal, the rest
    is covered without it. Bit r of an integer is row r, the first input the slowest.
    """
    return _isop(lower, upper, inputs)[0]


def _isop(lower: int, upper: int, inputs: int) -> tuple[list[tuple[int, ...]], int]:
    """The cover and its own table."""
    if not lower:
        return [], 0
    size = 1 << inputs
    if upper == (1 << size) - 1:
        return [(2,) * inputs], upper
    half = size >> 1
    mask = (1 << half) - 1
    lower0, lower1, upper0, upper1 = lower & mask, lower >> half, upper & mask, upper >> half
    cubes0, table0 = _isop(lower0 & ~upper1, upper0, inputs - 1)
    cubes1, table1 = _isop(lower1 & ~upper0, upper1, inputs - 1)
    rest = (lower0 & ~table0) | (lower1 & ~table1)
    cubes2, table2 = _isop(rest, upper0 & upper1, inputs - 1)
    cover = [(0, *c) for c in cubes0] + [(1, *c) for c in cubes1] + [(2, *c) for c in cubes2]
    return cover, (table0 | table2) | (table1 | table2) << half
