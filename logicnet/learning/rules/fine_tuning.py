"""From a stated rule and data to a better threshold network, in one call.

It weighs the rule against what the rows say (`learnt.py`); or, asked for by its options, it trains
the softened rule by gradients. The steps of that and their defaults follow what was measured on the
MONK's problems and on promoters:

* The gain that certifies exactness (about 9) saturates; learning goes best near 4, where the
  net still ranks as the rule does. So it is trained at gain 4.
* Weak wires from all earlier nodes let in what the rule left out. Those from the inputs to the
  output keep graded evidence, which hidden units lose when they become hard.
* An anchor to the compiled weights keeps a right rule right under noisy labels, where weight
  decay and early stopping do not; a wrong rule needs it weak. So its strength, and how long to
  train, are chosen by cross-validation on the rows: fewest errors, then least loss. The rule
  as it stands is kept unless training makes fewer held-out errors by more than chance.
* Plain hardening after training costs accuracy. If it does on the rows, the net is trained
  further with hard units that learn by their smooth slopes, or layer by layer, and the
  threshold network that gets most rows right is returned.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from logicnet.errors import LogicnetError, SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.budget import Budget, Cut
from logicnet.ground.checks import choice, number, seed_number, whole
from logicnet.ground.html import sentence
from logicnet.ground.running.interrupts import ended_by
from logicnet.ground.workers.parallel import Workers, workers
from logicnet.learning.data.rows import as_targets
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.softening.agreement import Disagreement, disagreement
from logicnet.learning.softening.sigmoid import harden, soften
from logicnet.learning.training.options import SharedOptions, options_of
from logicnet.learning.training.schedules import Schedule
from logicnet.learning.training.training import Result, trained
from logicnet.network.network import Network

from .anchors import Choice, Strengths, anchored, chosen_anchor
from .growth import REACH
from .hardening import hardened, share_decided, share_right, staged
from .learnt import Weighing, with_changes
from .pooling import pooled
from .tuning_task import Room, TuningTask, check_arithmetic, joined, prepared

if TYPE_CHECKING:
    from typing_extensions import Unpack


_CHOOSING, _TRAINING = 0.8, 0.5  # of the time left, for the anchor and then for all rows
_POOL, _KEPT, _NONE_HELD_OUT = "pool", "the rule was kept", "no rows were held out"
_SPEAKS = "the rows do not speak against it"
_BETTER = "fewest errors on held-out rows"
_NOT_BETTER = "training was not better on held-out rows"
_MOST_EPOCHS = 10**7  # so that curves by epoch can be kept


@dataclass(frozen=True)
class FineTuned:
    """A network after fine-tuning, and what became of it on the way.

    `evidence` has, for each output, what was chosen and why, with errors of rows held out; where
    gradients were asked for there is one piece for all outputs, and none where the anchor was given
    or there were too few rows. `differs` holds the rows on which the network and `mlp`, the smooth
    net that it comes of, decide differently.

    The accuracies are shares of the rows trained on for which all outputs are right, which tell
    nothing of other rows: `before` of the compiled network, `soft` of the trained MLP, `plain` of
    its direct hardening, `after` of the network returned. `anchor`, `added_anchor` and `epochs` are
    what was trained with; anchors are None where the rule was kept as it is, or weighed. `cut` is
    what ended it early, "interrupt" or "time limit", and None where nothing did.
    """

    network: Network
    mlp: MLP
    soft_mlp: MLP
    before: float
    soft: float
    plain: float
    after: float
    differs: Disagreement
    method: str
    anchor: float | None
    epochs: int
    result: Result | None = field(repr=False)
    cut: Cut | None = None
    evidence: tuple[Weighing, ...] = ()
    added_anchor: float | None = None

    def __repr__(self) -> str:
        return f"<FineTuned: {self}>"

    def _repr_html_(self) -> str:
        return sentence("FineTuned", str(self))

    def __str__(self) -> str:
        weighed = len(self.evidence) > 1 or self.method == _POOL
        found = "; ".join(
            f"{name}: {piece}" if len(self.evidence) > 1 else str(piece)
            for name, piece in zip(self.network.outputs, self.evidence, strict=False)
        )
        if weighed or self.method == f"{_KEPT}: {_SPEAKS}":
            return found
        cut = "" if self.cut is None else f"; cut by the {self.cut}"
        return f"{found or _NONE_HELD_OUT}; {self.method}; {self.differs}{cut}"


class TuningOptions(SharedOptions, total=False):
    """These, and those of tuning by gradients alone."""

    gain: float | Schedule
    anchor: float | Literal["auto"]
    added_anchor: float | Literal["auto"] | None
    wires: str | None
    free_units: int
    rate: float
    epochs: int
    executor: Workers | None


_DEFAULTS: dict[str, Any] = {
    "gain": 4.0, "anchor": "auto", "added_anchor": None, "wires": "all", "free_units": 8,
    "rate": 0.02, "epochs": 300,
}  # fmt: skip
_METHODS = ("pool", "gradient")


@checked(network=of_type(Network))
def fine_tune(
    network: Network,
    x: Any,
    y: ArrayLike,
    *,
    method: Literal["pool", "gradient"] | None = None,
    seed: int | np.random.Generator | None = 0,
    sample_weight: ArrayLike | None = None,
    max_units: int | None = None,
    **options: Unpack[TuningOptions],
) -> FineTuned:
    """The network made better by rows, or as it is where these do not speak against it.

    The "pool" weighs the rule, as a user trusts it, against naive Bayes, a ridge, boosted trees, a
    forest, and units that gradients find and that are made hard, over the inputs, the rule's units
    and how far each of these holds; rows held out decide how much each counts, and whether the
    rule stays as it is. What comes out is an exact threshold network, each output with units of
    its own; `evidence` says what was chosen and why. A `sample_weight` counts as so many rows;
    `max_units` asks for a small network; then `evidence` says what it costs on rows held out.

    With the method "gradient", which is taken where one of its options is given or the inputs are
    coordinates, the network is softened, trained on the rows, hardened again and checked.
    While it learns, each output has a unit that no other output is and no unit reads.
    `rate` (0.02) and `anchor` ("auto") are those of the net input's weights, that is, `gain` (4)
    times weight, so that they mean the same at every gain; a function of the epoch, such as
    `schedules.Ramp`, anneals the gain (rate and anchor go by its first value). `added_anchor` is
    that of weak wires and free units (None: the same one). `wires` ("all") is where weak wires are
    added (None: only the existing ones are trained), `free_units` (8) how many units in the first
    hidden layer, fewer where there would be more than `max_units`. `epochs` are 300. With anchor
    "auto" the anchor and the number of epochs, up to `epochs`, are chosen by cross-validation, and
    then that of what is added if it is "auto", too; `evidence` has the errors, the least of
    several, so that the best of them flatters itself a little. An `executor` of concurrent.futures
    or a Dask Client shares these 20 (35) trainings out to its workers, with the same result;
    `progress` then hears of the end of each. The network itself is returned where the trained one
    gets fewer rows right. The other options are those of `train`; `frozen` and `frozen_wires` are
    units and wires of `network`, and a frozen unit gets no new wires; `time_limit` is for all of
    it, four fifths of it for the anchor. It and Ctrl-C end what is under way with the best
    threshold network so far, and `cut` says so. `prune` makes the result readable.

    >>> from logicnet.network.network import Network
    >>> rule = Network.from_units(["a", "b", "c"], [([0, 1], [1, 1], 2)])        # a & b
    >>> rows = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    >>> tuned = fine_tune(rule, rows * 8, [a & b | c for a, b, c in rows] * 8)
    >>> tuned.evidence[0].chosen, tuned.network([[0, 0, 1], [1, 0, 0]]).ravel().tolist()
    ('pool', [1, 0])
    """
    if method is not None:
        choice(method, "method", _METHODS)
    by_gradient = bool(options) or network.encoding == "real" if method is None else (
        method == "gradient"
    )  # fmt: skip
    if by_gradient:
        if sample_weight is not None:
            raise SpecificationError('sample_weight is for method="pool", not for gradients')
        return _by_gradient(network, x, y, seed, max_units, dict(options))
    for name in options:
        choice(name, "option", ())
    return _by_evidence(network, x, y, seed, sample_weight, max_units)


def _by_evidence(
    network: Network, x: Any, y: ArrayLike, seed: Any, weights: Any, max_units: int | None
) -> FineTuned:
    drawn = _drawn(seed)
    most = None if max_units is None else whole(max_units, "max_units", 1)
    found, rows = pooled(network, x, y, weights, drawn, most)
    targets = as_targets(y, len(network.outputs), classes=False).T
    kept = all(each.chosen == "rule" for each in found.evidence)
    made = network if kept else found.network.encoded(network.encoding)
    before, after = (share_right(net, rows, targets) for net in (network, made))
    bits = (rows == 1).astype(np.float64)
    return FineTuned(
        network=made, mlp=found.mlp, soft_mlp=found.mlp, before=before, soft=after, plain=after,
        after=after, differs=disagreement(found.mlp, found.network, bits), anchor=None, epochs=0,
        result=None, method=f"{_KEPT}: {_SPEAKS}" if kept else _POOL,
        evidence=found.evidence,
    )  # fmt: skip


def _by_gradient(
    network: Network, x: Any, y: ArrayLike, seed: Any, max_units: int | None, given: dict[str, Any]
) -> FineTuned:
    own = _DEFAULTS | {name: given.pop(name) for name in _DEFAULTS if name in given}
    pool = workers(given.pop("executor", None))
    gain, anchor, rate = own["gain"], own["anchor"], own["rate"]
    most = None if max_units is None else whole(max_units, "max_units", 1)
    anneal, gain = ({"gain": gain}, gain(0)) if callable(gain) else ({}, gain)
    _check_arguments(gain, own, given)
    if seed is None and given.get("resume"):
        raise SpecificationError("resume needs the seed from which the free units were drawn")
    settings = {"rate": rate / gain, "seed": _drawn(seed), "epochs": own["epochs"]} | given
    budget = options_of(settings).budget()
    with ended_by(budget.stop):
        room = Room(own["wires"], own["free_units"], most)
        task = prepared(network, x, y, gain, room, settings)
        task.settings.update(anneal)
        tuned = _tuned(task, _wanted(anchor, own["added_anchor"]), budget, pool)
    return replace(tuned, cut=budget.cut)


def _drawn(seed: Any) -> int:
    return int(seed_number(np.random.default_rng() if seed is None else seed) or 0)


def _wanted(anchor: Any, added: Any) -> Strengths | float | Literal["auto"] | None:
    """Both anchors, or where the first is to be chosen what is known of the other."""
    if _is_auto(anchor):
        return added if added is None or _is_auto(added) else float(added)
    return Strengths(float(anchor), float(anchor if added is None else added))


def _tuned(
    task: TuningTask, wanted: Strengths | float | Literal["auto"] | None, budget: Budget, pool: Any
) -> FineTuned:
    """What `fine_tune` gives; each training within it ends at once after Ctrl-C."""
    settings, rows, targets = {**task.settings}, task.rows, task.targets
    if isinstance(wanted, Strengths):
        chosen = Choice(wanted, settings["epochs"], {})
    else:
        chosen = chosen_anchor(task, wanted, budget.share(_CHOOSING), pool)
    if chosen.strengths is None:
        early = budget.cut == "interrupt"
        slow = " in the time there was" * (budget.cut == "time limit")
        why = "interrupted while the anchor was chosen" if early else _NOT_BETTER + slow
        return _kept(task, why, chosen)
    settings["epochs"] = chosen.epochs
    settings |= anchored(task, chosen.strengths)
    part = staged(budget, "all rows", _TRAINING)
    result = trained(task.start, rows, targets, options_of(settings), part)
    settings["epochs"] = task.settings["epochs"]
    best, source, method = hardened(result.mlp, rows, targets, settings, budget)
    check_arithmetic(best, rows)
    if share_right(best, rows, targets) < task.before:
        return _kept(task, "the trained one makes more errors on the rows", chosen)
    best = joined(best, task)
    return FineTuned(
        network=best,
        mlp=source,
        soft_mlp=result.mlp,
        before=task.before,
        soft=share_decided(result.mlp, rows, targets),
        plain=share_right(harden(result.mlp), rows, targets),
        after=share_right(best, rows, targets),
        differs=disagreement(source, best, rows),
        method=method,
        anchor=chosen.strengths.stated,
        added_anchor=chosen.strengths.added,
        epochs=result.epochs,
        result=result,
        evidence=_evidence(task, chosen, str(chosen.strengths), best, _BETTER),
    )


def _evidence(
    task: TuningTask, choice: Choice, chosen: str, network: Network, why: str
) -> tuple[Weighing, ...]:
    """What errors of rows held out say, and what became of the rule."""
    if not choice.held_out:
        return ()
    piece = Weighing(chosen, why, choice.held_out, {})
    return with_changes((piece,), task.network, network, task.rows)


def _is_auto(anchor: Any) -> bool:
    return isinstance(anchor, str) and anchor == "auto"


def _check_arguments(gain: float, own: dict[str, Any], options: dict[str, Any]) -> None:
    anchor, added = own["anchor"], own["added_anchor"]
    number(gain, "gain", 0, inside=True)
    number(own["rate"], "rate", 0, inside=True)
    whole(own["epochs"], "epochs", 1, _MOST_EPOCHS)
    if own["wires"] is not None:
        choice(own["wires"], "wires", REACH)
    if _is_auto(added) and not _is_auto(anchor):
        raise SpecificationError('added_anchor="auto" is chosen where anchor="auto" is, too')
    if added is not None and not _is_auto(added):
        number(added, 'added_anchor (or "auto", or None)', 0)
    if not _is_auto(anchor):
        number(anchor, 'anchor (or "auto")', 0)
    for name, why in _NOT_HERE.items():
        if name in options:
            raise SpecificationError(f"fine_tune has no option {name!r}: {why}")
    if _is_auto(anchor) and "validation" in options:
        raise SpecificationError(
            "the anchor is chosen by cross-validation on all rows; pass anchor=0.01, or another "
            "number, to keep validation rows apart"
        )
    options_of(options, _OWN)


_OWN = (
    "method",
    "sample_weight",
    "max_units",
    "wires",
    "free_units",
    "added_anchor",
)  # beside those of `train`
_NOT_HERE = {
    "anchor_to": "the anchor is the compiled network",
    "anchor_factors": "added_anchor is that of what is added",
    "restarts": "it starts from the compiled network, not from random weights",
    "init": "it starts from the compiled network, not from random weights",
    "layer_rates": "free units may add a layer; freeze units instead, or use soften and train",
    "straight_through": "it is tried where plain hardening loses rows",
}


def _kept(task: TuningTask, why: str, choice: Choice) -> FineTuned:
    network, before = task.network, task.before
    try:
        mlp = soften(network)
    except LogicnetError:  # no gain is certified, as for many real weights
        mlp = soften(network, gain=task.gain)
    return FineTuned(
        network=network, mlp=mlp, soft_mlp=mlp, before=before, soft=before, plain=before,
        after=before, differs=disagreement(mlp, network, task.rows), anchor=None, epochs=0,
        result=None, method=f"{_KEPT}: {why}",
        evidence=_evidence(task, choice, "rule", network, why),
    )  # fmt: skip
