"""What is learnt of a rule and rows: one exact network, its probabilities, and the evidence.

The parts, their pool and the guard are in `learning/evidence`; this brings them together, and says
what became of the rule. Errors are of rows that were held out; there are no others here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import LimitError
from logicnet.ground.bits import pack, unpack
from logicnet.ground.html import sentence
from logicnet.learning.evidence.columns import EvidenceColumns, WeightedRows, columns_of, distinct
from logicnet.learning.evidence.linear import differences
from logicnet.learning.evidence.parts import (
    PARTS,
    Part,
    Scorer,
    few_trees,
    rule_scorer,
    trusted_counts,
)
from logicnet.learning.evidence.pool import CrossValidated
from logicnet.learning.evidence.to_network import (
    NodeSums,
    deciding_units,
    graded_net,
    rounded,
    sums_of,
)
from logicnet.learning.evidence.weighing import Weighed, weighed
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network
from logicnet.network.simulation import simulate

Floats = NDArray[np.float64]
Bits = NDArray[np.uint8]

_SIDE = 2.0**-12  # how far from 1/2 the probability of a kept rule's verdict is at least
_FEW = (40, 20, 10, 5, 2)  # trees of a small network
CONSTRUCTION = "a rule and rows, pooled"


@dataclass(frozen=True)
class Weighing:
    """What was chosen, and why: errors by rows that were held out, never by rows trained on.

    `held_out` has the error, its standard error and the log-loss of the rule as it was stated, of
    each part and of the pool; `weights` are those of the parts in the pool. `changed` counts the
    rows that the network decides otherwise than the rule, and `first_changed` is the first of them.
    `units_kept` of the rule's `units_stated` are units of the network, beside `units_added` others.
    Where few units were asked for, `unlimited` is the error of what would have been chosen of any
    number.
    """

    chosen: str
    why: str
    held_out: Mapping[str, CrossValidated]
    weights: Mapping[str, float]
    changed: int = 0
    first_changed: int | None = None
    units_stated: int = 0
    units_kept: int = 0
    units_added: int = 0
    unlimited: CrossValidated | None = None

    @property
    def expected(self) -> CrossValidated:
        """The held-out error of what was chosen."""
        return self.held_out[self.chosen]

    def __str__(self) -> str:
        parts = ", ".join(f"{name} {held}" for name, held in self.held_out.items())
        same = "equal to the rule on all rows" if self.units_stated else "without a rule"
        rows = f"{self.changed} rows decided otherwise than by the rule, the first is row "
        rows = f"{rows}{self.first_changed}" if self.changed else same
        units = f"{self.units_kept} of the rule's {self.units_stated} units kept, "
        size = "" if self.unlimited is None else f", {self.unlimited} with any number of units"
        return (
            f"{self.chosen}: {self.why}; held-out errors: {parts}{size}; {rows}; {units}"
            f"{self.units_added} added"
        )

    def __repr__(self) -> str:
        return f"<Weighing: {self}>"

    def _repr_html_(self) -> str:
        return sentence("Weighing", str(self))


@dataclass(frozen=True)
class Learnt:
    """A threshold network, a net of the same units that gives probabilities, and the evidence.

    `mlp` has step units but for its last layer, so that hard and soft decide alike. There is one
    piece of evidence, or one for each output where these are decided one by one.
    """

    network: Network
    mlp: MLP
    evidence: tuple[Weighing, ...] = field(repr=False)


class _Given(NamedTuple):
    """The rule over all literals, rows by literals, targets, and names of outputs."""

    rule: Network | None
    rows: WeightedRows
    columns: EvidenceColumns
    outputs: tuple[str, ...]
    seed: int

    def targets(self) -> Iterator[tuple[EvidenceColumns, WeightedRows, int]]:
        """The columns, rows and number of classes of each thing to be learnt."""
        codes = self.rows.codes
        if codes.ndim == 1:
            yield self.columns, self.rows, max(2, len(self.outputs))
            return
        for k in range(codes.shape[1]):
            columns = replace(self.columns, verdicts=self.columns.verdicts[k : k + 1])
            yield columns, replace(self.rows, codes=codes[:, k]), 2


def learnt(
    rule: Network | None,
    literals: Sequence[str],
    bits: Any,
    codes: NDArray[np.int64],
    outputs: Sequence[str],
    *,
    weights: Floats | None = None,
    seed: int = 0,
    max_units: int | None = None,
    size: Callable[[Network], int] = attrgetter("units"),
) -> Learnt:
    """What rows and a rule over their literals say together.

    `codes` are the numbers of the classes, which the `outputs` are named for, a single output being
    the second of two; or rows by outputs, 0 and 1, that are learnt one by one. The rule has the
    same outputs. `size` is how many units a network counts, of which there are at most `max_units`.

    >>> rows = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)] * 8)
    >>> half = Network.from_units("abc", [([0, 1], [1, 1], 2)])
    >>> found = learnt(half, ["a", "b", "c"], rows, rows[:, 0] & rows[:, 1] | rows[:, 2], ["y"])
    >>> found.evidence[0].chosen, found.network([[0, 0, 1], [1, 0, 0]]).ravel().tolist()
    ('pool', [1, 0])
    """
    table = np.ascontiguousarray(np.asarray(bits), dtype=np.uint8)
    mass = np.ones(len(table)) if weights is None else np.asarray(weights, dtype=np.float64)
    rows = distinct(table, codes, mass)
    stated = None if rule is None else rule.over(literals)
    given = _Given(stated, rows, columns_of(literals, rows.bits, stated), tuple(outputs), seed)
    found = _made(given, PARTS)
    if max_units is not None and size(found.network) > max_units:
        found = _small(given, max_units, size, found)
    return _told(found, given, table, mass)


def _made(given: _Given, parts: Mapping[str, Part]) -> Learnt:
    draft = given.columns.draft
    sums, nodes, evidence = list[NodeSums](), list[int](), list[Weighing]()
    for columns, rows, classes in given.targets():
        judged = weighed(columns, rows, classes, given.seed, parts)
        kept = judged.judgement.kept
        scorers = [(1.0, _kept_scorer(judged, rows))] if kept else judged.scorers
        made = rounded(scorers, columns.data.bits, 1 if classes == 2 else classes)
        sums.append(sums_of(made, columns))
        nodes += columns.verdicts if kept else deciding_units(draft, sums[-1])
        name, why = ("rule" if kept else "pool"), judged.judgement.why
        evidence.append(Weighing(name, why, judged.held_out, judged.weights))
    untouched = given.rule if all(each.chosen == "rule" for each in evidence) else None
    ends = dict(zip(given.outputs, nodes, strict=True))
    network = untouched or draft.network(ends, CONSTRUCTION)
    return Learnt(network, graded_net(draft, sums, given.outputs), tuple(evidence))


def _kept_scorer(judged: Weighed, rows: WeightedRows) -> Scorer:
    """The rule as it stands; probabilities are a user's trust and the counts by verdict."""
    task = judged.task
    shares = trusted_counts(task.verdicts, task.classes, rows.weights)
    for k in range(task.classes.shape[1]):
        rest, least = 1 - shares[k, k], max(shares[k, k], 0.5 + _SIDE)
        shares[k] *= (1 - least) / max(rest, 1e-12)
        shares[k, k] = least
    return rule_scorer(task.columns, differences(np.log(shares)))


def _small(given: _Given, max_units: int, size: Callable[[Network], int], whole: Learnt) -> Learnt:
    """The best network of at most so many units, by the log-loss of rows held out.

    Beside it the evidence keeps the error of the `whole` pool, which is what it costs to be small.
    """
    found = [made for made in _candidates(given) if size(made.network) <= max_units]
    if not found:
        raise LimitError(f"no network of at most {max_units} units was found")
    best = min(found, key=lambda made: sum(each.expected.log_loss for each in made.evidence))
    pieces = zip(best.evidence, whole.evidence, strict=True)
    said = f"of the networks of at most {max_units} units it has the least log-loss held out"
    return replace(best, evidence=tuple(
        replace(each, unlimited=of.expected, why=said if each.chosen == "pool" else each.why)
        for each, of in pieces
    ))  # fmt: skip


def _candidates(given: _Given) -> Iterator[Learnt]:
    for trees in _FEW:
        small = {"rule": PARTS["rule"], "ridge": PARTS["ridge"], **few_trees(trees)}
        yield _made(given, small)
    yield _made(given, {name: PARTS[name] for name in ("rule", "ridge", "gradient units")})
    plain = columns_of(given.columns.draft.literals, given.rows.bits, None)
    yield _made(given._replace(columns=plain, rule=None), {"ridge": PARTS["ridge"]})


def _told(found: Learnt, given: _Given, bits: Bits, weights: Floats) -> Learnt:
    """The same, with what became of the rule."""
    if given.rule is None:
        units = found.network.units
        pieces = tuple(replace(each, units_added=units) for each in found.evidence)
    else:
        pieces = with_changes(found.evidence, given.rule, found.network, bits, weights > 0)
    return replace(found, evidence=pieces)


def with_changes(
    evidence: tuple[Weighing, ...], rule: Network, network: Network, rows: NDArray[Any],
    counted: NDArray[np.bool_] | None = None,
) -> tuple[Weighing, ...]:  # fmt: skip
    """The evidence with what became of the rule: units, and rows that are decided otherwise."""
    kept = len(_tests(rule) & _tests(network))
    units: dict[str, Any] = {
        "units_stated": rule.units, "units_kept": kept, "units_added": network.units - kept,
    }  # fmt: skip
    differ = _outputs(rule, rows) != _outputs(network, rows)
    if counted is not None:
        differ &= counted[:, None]
    by_target = [differ.any(axis=1)] if len(evidence) == 1 else [*differ.T]
    changes = [
        {"changed": int(rows.sum()), **units}
        | ({"first_changed": int(rows.argmax())} if rows.any() else {})
        for rows in by_target
    ]
    return tuple(replace(e, **change) for e, change in zip(evidence, changes, strict=True))


def _outputs(network: Network, bits: NDArray[Any]) -> NDArray[np.bool_]:
    """The outputs at rows."""
    if network.encoding != "binary":
        return np.asarray(np.asarray(network(bits)).reshape(len(bits), -1) == 1)
    packed = pack(np.ascontiguousarray(bits.T.astype(np.bool_)))
    return unpack(simulate(network, packed), len(bits)).T


def _tests(network: Network) -> set[Any]:
    """What each unit tests, in terms of the inputs."""
    met: list[Any] = list(range(len(network.inputs)))
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        parts = frozenset(zip((met[s] for s in sources.tolist()), weights.tolist(), strict=True))
        met.append(hash((parts, network.thresholds[j].item())))
    return set(met[len(network.inputs) :])
