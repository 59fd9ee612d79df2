"""Whether a network computes what was stated, by code that shares nothing with the compilers.

Both sides are evaluated on the same packed rows and compared. Up to a stated number of inputs all
rows are compared, which proves equality; beyond it interchangeable inputs are looked for, since
rows that differ only in their order need no second look, and failing that random rows can only
refute: the verdict is then unknown, never equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from .bits import Words, columns, pack, unpack, used, words
from .cover import Cover
from .errors import LimitError, SpecificationError
from .names import natural_order
from .network import Network
from .operations import Formula
from .simulation import simulate
from .specification import specify
from .truthtable import TruthTable

if TYPE_CHECKING:
    Rows = Callable[[Words], tuple[Words, Words]]

MOST_EXHAUSTIVE = 24  # inputs up to which every row is compared unless told otherwise
_BLOCK = 1 << 14  # words compared at a time: a million rows
_MOST_WORDS = 1 << 22  # of all inputs together, for random rows: 32 MiB


@dataclass(frozen=True)
class Counterexample:
    """A row where network and specification differ; a None output does not matter."""

    inputs: Mapping[str, float | Fraction]
    network: dict[str, int]
    specification: dict[str, int | None]

    def __str__(self) -> str:
        def show(values: Mapping[str, Any]) -> str:
            return " ".join(f"{k}={'-' if v is None else v}" for k, v in values.items())

        return (
            f"at {show(self.inputs) or 'the only row'} the network gives {show(self.network)}, "
            f"the specification {show(self.specification)}"
        )


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What `verify` found: `equal` is True (proven), False (with a witness) or None (unknown).

    Its truth value is that of a proof: an unknown verdict counts as False.
    """

    equal: bool | None
    method: str
    counterexample: Counterexample | None = None
    reason: str | None = None

    def __post_init__(self) -> None:
        if (self.equal is False) != (self.counterexample is not None):
            raise SpecificationError("a verdict has a counterexample if and only if it is unequal")
        if (self.equal is None) != (self.reason is not None):
            raise SpecificationError("a verdict has a reason if and only if it is unknown")

    def __bool__(self) -> bool:
        return self.equal is True

    def __str__(self) -> str:
        if self.equal:
            return f"equal, proven by {self.method}"
        if self.equal is False:
            return f"different: {self.counterexample} (found by {self.method})"
        return f"unknown: {self.reason}"


@dataclass(frozen=True)
class Comparison:
    """Both sides over one list of inputs; sent whole to the workers of an executor."""

    network: Network
    specification: Any
    inputs: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]  # output of the network, output of the specification

    def differences(self, at: Words) -> Words:
        """Bits set where the rows `at` (inputs by words) differ in an output that matters."""
        on, dc = evaluator(self.specification)(at[self._places(names_of(self.specification)[0])])
        got = simulate(self.network, at[self._places(self.network.inputs)])
        mine = [self.network.outputs.index(a) for a, _ in self.pairs]
        theirs = [names_of(self.specification)[1].index(b) for _, b in self.pairs]
        differ = (got[mine] ^ on[theirs]) & ~dc[theirs]
        return np.asarray(np.bitwise_or.reduce(differ, axis=0), dtype=np.uint64)

    def witness(self, at: Words, row: int) -> Counterexample:
        """The counterexample at one of the packed rows."""
        word, bit = at[:, row // 64 : row // 64 + 1], np.uint64(row % 64)
        on, dc = evaluator(self.specification)(word[self._places(names_of(self.specification)[0])])
        got = simulate(self.network, word[self._places(self.network.inputs)])

        def digits(table: Words) -> list[int]:
            return [int(value >> bit & np.uint64(1)) for value in table[:, 0]]

        stated = [None if d else v for v, d in zip(digits(on), digits(dc), strict=True)]
        theirs = dict(zip(names_of(self.specification)[1], stated, strict=True))
        mine = dict(zip(self.network.outputs, digits(got), strict=True))
        return Counterexample(
            dict(zip(self.inputs, digits(word), strict=True)),
            {a: mine[a] for a, _ in self.pairs},
            {b: theirs[b] for _, b in self.pairs},
        )

    def _places(self, names: Sequence[str]) -> list[int]:
        place = {name: i for i, name in enumerate(self.inputs)}
        return [place[name] for name in names]


def verify(
    network: Network,
    specification: Any,
    *,
    max_inputs: int = MOST_EXHAUSTIVE,
    samples: int = 1 << 20,
    seed: int = 0,
    executor: Executor | None = None,
) -> Verdict:
    """Whether the network computes the specification, proven where that is feasible.

    The specification is anything that `compile` takes, or another Network. Inputs are matched by
    name, and so are outputs unless each side has just one. Beyond `max_inputs` inputs `samples`
    random rows are compared. With an `executor` the rows are shared out to its workers.

    >>> net = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)])
    >>> print(verify(net, "a & b"))
    equal, proven by all 4 rows
    >>> print(verify(net, "a | b"))
    different: at a=0 b=1 the network gives y=0, the specification y=1 (found by all 4 rows)
    """
    if getattr(network, "encoding", "") == "real":
        from .regions.verification import verify_region
        from .specification import stated_regions

        regions = stated_regions(specification)
        if regions is not None:
            return verify_region(network, regions, seed=seed)
    comparison = compared(network, specify(specification))
    n = len(comparison.inputs)
    if n <= max_inputs:
        return _exhaustive(comparison, executor)
    groups = interchangeable(comparison)
    if groups is not None:
        return _by_groups(comparison, groups)
    return _random(comparison, samples, seed, max_inputs)


def compared(network: Network, specification: Any) -> Comparison:
    """The two sides with their inputs united and their outputs matched."""
    if not isinstance(network, Network):
        raise SpecificationError(f"verify needs a Network first, got {type(network).__name__}")
    if "real" in (network.encoding, getattr(specification, "encoding", "")):
        raise SpecificationError(
            "a network that reads coordinates is verified against a Region or inequalities"
        )
    inputs, outputs = names_of(specification)
    pairs: tuple[tuple[str, str], ...]
    if len(network.outputs) == len(outputs) == 1:
        pairs = ((network.outputs[0], outputs[0]),)
    elif set(network.outputs) == set(outputs):
        pairs = tuple((name, name) for name in outputs)
    else:
        raise SpecificationError(
            f"the network's outputs are {', '.join(network.outputs)}, "
            f"the specification's {', '.join(outputs)}"
        )
    extra = set(inputs) - set(network.inputs)
    return Comparison(network, specification, (*network.inputs, *natural_order(extra)), pairs)


# One evaluator for each kind of specification ------------------------------------------------


def names_of(specification: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the inputs and outputs of a specification."""
    if isinstance(specification, (TruthTable, Cover, Network)):
        return specification.inputs, specification.outputs
    from .expression import variables

    if isinstance(specification, Mapping):
        used_names = {name for formula in specification.values() for name in variables(formula)}
        return natural_order(used_names), tuple(specification)
    return variables(specification), ("y",)


def evaluator(specification: Any) -> Rows:
    """The function from packed rows to the packed on-set and don't-cares of each output."""
    for kind, rows in _EVALUATORS.items():
        if isinstance(specification, kind):
            return lambda at: rows(specification, at)
    return lambda at: _formula_rows({"y": specification}, at)


def _formula_rows(formulas: Mapping[str, Any], at: Words) -> tuple[Words, Words]:
    from .expression import evaluate

    named = dict(zip(names_of(formulas)[0], at, strict=True))
    width = at.shape[1]
    on = [np.broadcast_to(evaluate(formula, named), width) for formula in formulas.values()]
    return np.array(on, dtype=np.uint64), np.zeros((len(on), width), dtype=np.uint64)


def _network_rows(network: Network, at: Words) -> tuple[Words, Words]:
    on = simulate(network, at)
    return on, np.zeros_like(on)


_EVALUATORS: dict[type, Callable[[Any, Words], tuple[Words, Words]]] = {
    TruthTable: TruthTable.evaluate,
    Cover: Cover.evaluate_sets,
    Network: _network_rows,
    Mapping: _formula_rows,
}


# The ways to a verdict -----------------------------------------------------------------------


def _exhaustive(comparison: Comparison, executor: Executor | None) -> Verdict:
    n = len(comparison.inputs)
    method = f"all {2**n} rows" if n else "the only row"
    starts = range(0, words(n), _BLOCK)
    if executor is None:
        found: Iterator[int | None] = (first_difference(comparison, s) for s in starts)
    else:
        found = iter(executor.map(first_difference, [comparison] * len(starts), starts))
    for row in found:
        if row is not None:
            at = columns(n, row // 64, row // 64 + 1)
            return Verdict(
                equal=False, method=method, counterexample=comparison.witness(at, row % 64)
            )
    return Verdict(equal=True, method=method)


def first_difference(comparison: Comparison, start: int) -> int | None:
    """The first row that differs in the block of words that begins at `start`, if any."""
    n = len(comparison.inputs)
    at = columns(n, start, min(start + _BLOCK, words(n)))
    differ = comparison.differences(at)
    if n < 6:
        differ &= used(n)
    hit = np.flatnonzero(differ)
    if not len(hit):
        return None
    bit = int(np.flatnonzero(unpack(differ[hit[:1]], 64))[0])
    return 64 * (start + int(hit[0])) + bit


def interchangeable(comparison: Comparison, most_rows: int = 1 << 22) -> list[list[int]] | None:
    """Groups of inputs that both sides treat alike, if few enough rows are left to compare.

    In the network two inputs are alike when every unit gives them the same weight; in a formula
    when swapping them leaves the formula as it is. One row for each count of ones in each group
    then stands for all rows.
    """
    from sympy.logic.boolalg import Boolean

    specification = comparison.specification
    if isinstance(specification, Formula):
        specification = specification.to_sympy()
    if not isinstance(specification, (Boolean, Network)):
        return None
    alike = [_weights_of_inputs(comparison.network)]
    if isinstance(specification, Network):
        alike.append(_weights_of_inputs(specification))
    classes: dict[tuple[Any, ...], list[int]] = {}
    for i, name in enumerate(comparison.inputs):
        classes.setdefault(tuple(weights.get(name) for weights in alike), []).append(i)
    groups = list(classes.values())
    rows = 1
    for group in groups:
        rows *= len(group) + 1
    if rows > most_rows:
        return None
    if isinstance(specification, Boolean):
        for group in groups:
            names = [comparison.inputs[i] for i in group]
            if not all(_swappable(specification, a, b) for a, b in pairwise(names)):
                return None
    return groups


def _weights_of_inputs(network: Network) -> dict[str, tuple[tuple[int, int], ...]]:
    """For each input the units that read it, with the weights."""
    unit_of = np.repeat(np.arange(network.units), np.diff(network.indptr))
    read: dict[str, tuple[tuple[int, int], ...]] = {}
    for i, name in enumerate(network.inputs):
        at = np.flatnonzero(network.indices == i)
        read[name] = tuple(zip(unit_of[at].tolist(), network.weights[at].tolist(), strict=True))
    return read


def _swappable(formula: Any, a: str, b: str) -> bool:
    """Whether the formula is the same with the two variables swapped."""
    import sympy

    first, second = sympy.Symbol(a), sympy.Symbol(b)
    try:
        return bool(formula.xreplace({first: second, second: first}) == formula)
    except RecursionError:
        return False


def _by_groups(comparison: Comparison, groups: list[list[int]]) -> Verdict:
    counts = np.indices([len(group) + 1 for group in groups]).reshape(len(groups), -1)
    bits = np.zeros((len(comparison.inputs), counts.shape[1]), dtype=bool)
    for group, count in zip(groups, counts, strict=True):
        bits[group] = np.arange(len(group))[:, None] < count
    at = pack(bits)
    rows = unpack(comparison.differences(at), counts.shape[1])
    method = f"{counts.shape[1]} rows, one for each count of ones among interchangeable inputs"
    if rows.any():
        witness = comparison.witness(at, int(rows.argmax()))
        return Verdict(equal=False, method=method, counterexample=witness)
    return Verdict(equal=True, method=method)


def _random(comparison: Comparison, samples: int, seed: int, max_inputs: int) -> Verdict:
    """Compare random rows: uniform ones, and ones with few or many inputs set."""
    n = len(comparison.inputs)
    if samples < 1:
        raise LimitError(f"samples is the number of random rows, at least 1, not {samples}")
    rng = np.random.default_rng(seed)
    width = min(_BLOCK, -(-samples // 64), max(1, _MOST_WORDS // max(1, n)))
    for block in range(-(-samples // (64 * width))):
        at = rng.integers(0, 2**64, (n, width), dtype=np.uint64)
        for _ in range(block % 4):  # density 1/2, then 1/4, 1/8, 1/16 or their complements
            at &= rng.integers(0, 2**64, (n, width), dtype=np.uint64)
        at[:, width // 2 :] ^= np.uint64(2**64 - 1)
        hit = np.flatnonzero(comparison.differences(at))
        if len(hit):
            word = comparison.differences(at[:, hit[:1]])
            row = 64 * int(hit[0]) + int(unpack(word, 64).argmax())
            witness = comparison.witness(at, row)
            return Verdict(equal=False, method="random rows", counterexample=witness)
    return Verdict(
        equal=None,
        method="random rows",
        reason=f"{samples} random rows agree, which proves nothing; "
        f"{n} inputs exceed the limit of {max_inputs} for comparing all rows",
    )
