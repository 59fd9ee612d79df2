"""Two sides compared row by row: all rows, interchangeable inputs once, or random ones.

Both sides are evaluated on the same packed rows and compared. Up to a stated number of inputs all
rows are compared, which proves equality; beyond it what is the same on both sides is equal, and
interchangeable inputs are looked for, since rows that differ only in their order need no second
look. Failing that random rows can only refute: the verdict is then unknown, never equal.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from math import prod
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from logicnet.errors import SpecificationError, did_you_mean
from logicnet.ground.bits import ONES, WORD, Words, columns, pack, unpack, words
from logicnet.ground.names import few, natural_order
from logicnet.ground.workers.parallel import first_found
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.function import Function
from logicnet.network.network import Network
from logicnet.network.simulation import simulate
from logicnet.network.sums import whole_sums
from logicnet.verification.judge import Extent, in_pieces
from logicnet.verification.verdict import Counterexample, Verdict

from .interchangeable import interchangeable

if TYPE_CHECKING:
    Rows = Callable[[Words], tuple[Words, Words]]
    Witnesses = tuple[Counterexample, ...]

T = TypeVar("T")

_SAMPLES = 1 << 20  # random rows compared unless told otherwise
_LARGE = 1 << 27  # rows times wires of them at the most, where sums leave the machine's words
_BLOCK = 1 << 14  # words compared at a time: a million rows
_GROUP_BLOCK = 1 << 18  # rows of interchangeable inputs compared at a time
_RANDOM_BLOCK = 1 << 12  # words of random rows compared at a time
_LEAST_BLOCK = 1 << 6  # words compared at a time, however large the network is
_MOST_WORDS = 1 << 22  # of all inputs together, for random rows: 32 MiB
_MOST_WITNESSES = 8  # differing rows that a verdict has
_MOST_TRIED = 1 << 7  # differing rows among which they are sought, since some may be the same
_AGREED = "rows had agreed"
_IN_ORDER = "; by_position=True (--by-position) matches them by their order"


@dataclass(frozen=True)
class Sides:
    """Both sides over one list of inputs; sent whole to the workers of an executor."""

    network: Network | Function
    specification: Function
    inputs: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]  # output of the network, output of the specification

    def differences(self, at: Words) -> Words:
        """Bits set where the rows `at` (inputs by words) differ in an output that matters."""
        on, dc = self.stated(at)
        got, free = self.given(at)
        mine, theirs = self.paired()
        differ = ((got[mine] ^ on[theirs]) | free[mine]) & ~dc[theirs]
        return np.asarray(np.bitwise_or.reduce(differ, axis=0), dtype=np.uint64)

    def given(self, at: Words) -> tuple[Words, Words]:
        """What the first side gives at the rows, and where it leaves that open."""
        own = at[self.places(self.network.inputs)]
        if isinstance(self.network, Network):
            on = simulate(self.network, own)
            return on, np.zeros_like(on)
        if hasattr(self.network, "decided"):
            found = self.network.decided(own)
            return found.on, ~found.sure
        return self.network.rows(own)

    def stated(self, at: Words) -> tuple[Words, Words]:
        """What is stated at the rows, and where that is left open."""
        return self.specification.rows(at[self.places(self.specification.inputs)])

    def paired(self) -> tuple[list[int], list[int]]:
        """The numbers of the outputs that are compared, on both sides."""
        mine = [self.network.outputs.index(a) for a, _ in self.pairs]
        return mine, [self.specification.outputs.index(b) for _, b in self.pairs]

    def differing(self, at: Words) -> Witnesses | None:
        """The first of the rows `at` that differ, if any does; what pads a word is a row too."""
        differ = self.differences(at)
        return self.witnesses(at, differ) if differ.any() else None

    def witnesses(self, at: Words, differ: Words) -> Witnesses:
        """What both sides give at the first few of the rows `at` whose bit is set, each once."""
        rows = np.flatnonzero(unpack(differ, WORD * len(differ)))[:_MOST_TRIED]
        bits = (at[:, rows // WORD] >> (rows % WORD).astype(np.uint64)) & np.uint64(1)
        listed = list(islice(dict.fromkeys(map(tuple, bits.T.tolist())), _MOST_WITNESSES))
        word = pack(np.array(listed, dtype=bool).reshape(len(listed), len(at)).T)

        def digits(table: Words) -> list[list[int]]:
            return unpack(table, len(listed)).T.tolist()  # type: ignore[no-any-return]

        def outputs(names: Sequence[str], values: tuple[Words, Words]) -> list[dict[str, Any]]:
            on, free = map(digits, values)
            return [
                {name: None if o else int(v) for name, v, o in zip(names, *row, strict=True)}
                for row in zip(on, free, strict=True)
            ]

        mine = outputs(self.network.outputs, self.given(word))
        theirs = outputs(self.specification.outputs, self.stated(word))
        return tuple(
            Counterexample(
                dict(zip(self.inputs, row, strict=True)),
                {a: given[a] for a, _ in self.pairs},
                {b: stated[b] for _, b in self.pairs},
            )
            for row, given, stated in zip(listed, mine, theirs, strict=True)
        )

    def verdict(self, found: Witnesses | None, method: str) -> Verdict:
        """What follows from a search among rows that decide."""
        if found is None:
            return Verdict(equal=True, method=method)
        mine, theirs = read_by(self.network), read_by(self.specification)
        if mine - theirs and theirs - mine:  # legitimate, but the names may not be what was meant
            method += (
                f"; the network alone reads {few(natural_order(mine - theirs))}, "
                f"the specification alone {few(natural_order(theirs - mine))}"
            )
        return Verdict(equal=False, method=method, counterexamples=found)

    def step(self, most: int) -> int:
        """Words of rows to compare at a time, as far as workers need not get the sides often."""
        stated = self.specification
        size = stated.wires if isinstance(stated, Network) else 0
        size = stated.gates if isinstance(stated, Circuit) else size
        return in_pieces(most, getattr(self.network, "wires", 0) + size, _LEAST_BLOCK)

    def places(self, names: Sequence[str]) -> list[int]:
        """The numbers of some inputs."""
        place = {name: i for i, name in enumerate(self.inputs)}
        return [place[name] for name in names]


def compared(network: Network | Function, specification: Function) -> Sides:
    """The two sides with their inputs united and their outputs matched."""
    if "real" in (getattr(network, "encoding", ""), getattr(specification, "encoding", "")):
        raise SpecificationError(
            "a network that reads coordinates is verified against a Region or inequalities"
        )
    inputs, outputs = specification.inputs, specification.outputs
    pairs: tuple[tuple[str, str], ...]
    if len(network.outputs) == len(outputs) == 1:
        pairs = ((network.outputs[0], outputs[0]),)
    elif set(network.outputs) == set(outputs):
        pairs = tuple((name, name) for name in outputs)
    else:
        lacking = [name for name in outputs if name not in network.outputs]
        raise SpecificationError(
            f"the network's outputs are {few(network.outputs)}, the specification's {few(outputs)}"
            + (_near(lacking[0], network.outputs, len(outputs)) if lacking else "")
        )
    extra = set(inputs) - set(network.inputs)
    _check_inputs(read_by(network) - set(inputs), extra & read_by(specification), network.inputs)
    return Sides(network, specification, (*network.inputs, *natural_order(extra)), pairs)


def _near(lacking: str, known: Sequence[str], count: int) -> str:
    """How to go on where an output is lacking."""
    near = did_you_mean(lacking, known)
    return near if near or len(known) != count else _IN_ORDER


def _check_inputs(mine: set[str], theirs: set[str], known: Sequence[str]) -> None:
    """Raise where each side reads inputs that the other has not: their names are not the same.

    Who has one name in common by chance would else be told that the network is wrong.
    """
    if mine and theirs:
        alone = natural_order(theirs)
        near = did_you_mean(alone[0], natural_order(mine)) or did_you_mean(alone[0], known)
        if not near and len(mine) == len(theirs) == len(known):
            near = _IN_ORDER
        raise SpecificationError(
            f"inputs are matched by name, but the network alone has {few(natural_order(mine))} "
            f"and the specification alone {few(alone)}{near}"
        )


def read_by(side: Function) -> set[str]:
    """The names of the inputs that units read, or that are stated."""
    if isinstance(side, Network):
        return {side.inputs[i] for i in np.unique(side.indices[side.indices < len(side.inputs)])}
    return set(side.inputs)


# The ways to a verdict -----------------------------------------------------------------------


def all_rows(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of all rows, unless there are too many inputs for that."""
    n = len(sides.inputs)
    if n > extent.max_inputs:
        return f"{n} inputs exceed the limit of {extent.max_inputs} for comparing all rows"
    found = first_found(of_all_rows(sides, extent, Sides.differing, _BLOCK, _AGREED))
    return sides.verdict(found, f"all {2**n} rows" if n else "the only row")


def of_all_rows(
    sides: Sides, extent: Extent, look: Callable[[Sides, Words], T], most: int, agreed: str
) -> Generator[T, None, None]:
    """What `look` gives of all rows, in blocks of at most so many words."""
    n, step = len(sides.inputs), sides.step(most)
    blocks = range(0, words(n), step)
    return extent.looked(partial(_from, look, sides, step), blocks, WORD * step, 2**n, agreed)


def _from(look: Callable[[Sides, Words], T], sides: Sides, step: int, start: int) -> T:
    """What `look` gives of the block of words that begins at `start`."""
    n = len(sides.inputs)
    return look(sides, columns(n, start, min(start + step, words(n))))


def same_structure(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """Equality, where both sides are the same gates, or the same units whatever their labels."""
    return alike(sides.network, sides.specification) or reason


def alike(first: Function, second: Function) -> Verdict | None:
    """The verdict for what is the same on both sides, whatever the labels of units are."""
    mine, theirs = (
        replace(side, labels=None) if isinstance(side, Network) else side
        for side in (first, second)
    )
    if mine != theirs:
        return None
    return Verdict(equal=True, method="the same structure on both sides")


def interchangeable_rows(sides: Sides, extent: Extent, reason: str) -> Verdict | str:
    """The verdict of rows that stand for all, where both sides treat inputs alike."""
    tick = extent.budget.tick
    if not isinstance(sides.network, Network):
        return reason
    groups = interchangeable(sides.network, sides.specification, sides.inputs, tick)
    if not groups:
        return reason
    rows = prod(len(group) + 1 for group in groups)
    step = WORD * sides.step(_GROUP_BLOCK // WORD)
    look = partial(_group_rows_from, sides, groups, step)
    found = first_found(extent.looked(look, range(0, rows, step), step, rows, _AGREED))
    method = f"{rows} rows, one for each count of ones among interchangeable inputs"
    return sides.verdict(found, method)


def _group_rows_from(
    sides: Sides, groups: list[list[int]], step: int, start: int
) -> Witnesses | None:
    """The first rows that differ among those of the counts of ones from number `start` on."""
    sizes = [len(group) + 1 for group in groups]
    count = min(step, prod(sizes) - start)
    counts = np.unravel_index(np.arange(start, start + count), sizes)
    at = np.empty((len(sides.inputs), -(-count // WORD)), dtype=np.uint64)
    for group, ones in zip(groups, counts, strict=True):
        for place, i in enumerate(group):
            at[i] = pack(ones > place)
    return sides.differing(at)


def random_rows(sides: Sides, extent: Extent, reason: str) -> Verdict:
    """A row at random where the sides differ; else the verdict is unknown."""
    samples = extent.samples or _affordable(sides)
    look = Sides.differing
    found = first_found(of_random_rows(sides, extent, look, samples, _RANDOM_BLOCK, _AGREED))
    if found is not None:
        return sides.verdict(found, "random rows")
    return undecided(f"{samples} random rows agree, which proves nothing", reason)


def _affordable(sides: Sides) -> int:
    """How many random rows are compared: a million, unless exact sums would take minutes."""
    both = (sides.network, sides.specification)
    large = [s.wires for s in both if isinstance(s, Network) and not whole_sums(s).fit_words]
    return max(WORD, min(_SAMPLES, _LARGE // max(large, default=1)))


def undecided(agreed: str, reason: str, method: str = "random rows") -> Verdict:
    """The verdict of random rows, or points, of which none is different."""
    why = f"{agreed}; {reason}" if reason else agreed
    return Verdict(equal=None, method=method, reason=why)


def of_random_rows(
    sides: Sides, extent: Extent, look: Callable[[Sides, Words], T], samples: int, most: int,
    agreed: str,
) -> Generator[T, None, None]:  # fmt: skip
    """What `look` gives of random rows, in blocks of at most so many words."""
    inputs = max(len(sides.inputs), 1)
    width = sides.step(min(most, -(-samples // WORD), max(1, _MOST_WORDS // inputs)))
    blocks = range(-(-samples // (WORD * width)))
    part = partial(_at_random, look, sides, extent.budget.seed, width)
    return extent.looked(part, blocks, WORD * width, samples, f"random {agreed}")


def _at_random(
    look: Callable[[Sides, Words], T], sides: Sides, seed: int, width: int, block: int
) -> T:
    return look(sides, random_block(seed, block, len(sides.inputs), width))


def random_block(seed: int, block: int, n: int, width: int) -> Words:
    """Words of random rows of n inputs, each of which is 1 in 1/16 to 15/16 of them."""
    rng = np.random.default_rng([seed, block])
    at = rng.integers(0, 2**64, (n, width), dtype=np.uint64)
    turn = np.arange(width) % 4
    for times in range(1, 4):  # 1/2, 1/4, 1/8 and 1/16 in turn
        at &= rng.integers(0, 2**64, (n, width), dtype=np.uint64) | ONES * (turn < times)
    at[:, width // 2 :] ^= ONES
    return at
