"""From a stated rule and data to a better threshold network, in one call.

The steps and their defaults follow what was measured on the MONK's problems and on promoters:

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

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import LogicnetError, SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.budget import Cut
from logicnet.ground.checks import choice, number, seed_number, whole
from logicnet.ground.html import sentence
from logicnet.ground.running.interrupts import noted
from logicnet.learning.data.rows import same_count
from logicnet.learning.nets.labels import labels_after
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.rules.hardening import (
    PLAIN,
    WHOLE_RUN,
    hardened,
    share_decided,
    share_right,
    staged,
)
from logicnet.learning.softening.agreement import Disagreement, disagreement, step_net
from logicnet.learning.softening.own_outputs import own_outputs, rejoined
from logicnet.learning.softening.sigmoid import harden, soften
from logicnet.learning.training.options import options_of
from logicnet.learning.training.restraints import frozen_mask, frozen_units
from logicnet.learning.training.schedules import Schedule
from logicnet.learning.training.training import Result, train
from logicnet.network.network import Network

from .growth import REACH, unit_places, wire_places, with_units, with_wires

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.learning.training.options import SharedOptions

Floats = NDArray[np.float64]

ANCHORS = (0.03, 0.01, 0.003, 0.0)  # tried from the strongest
_FOLDS = 5
_MOST_EPOCHS = 10**7  # so that curves by epoch can be kept
_MOST_FREE = 10**6  # free units
_EXACT = 2**53  # sums of whole numbers below it are exact in floats
_FEWEST = 20  # rows from which cross-validation says something


@dataclass(frozen=True)
class FineTuned:
    """A network after fine-tuning, and what became of it on the way.

    The accuracies are shares of the rows trained on for which all outputs are right:
    `before` of the compiled network, `soft` of the trained MLP, `plain` of its direct
    hardening, `after` of the network returned. `differs` holds the rows on which that network
    and `mlp`, the smooth net that it was hardened from, decide differently. `anchor` and
    `epochs` are what was trained with; `anchor` is None where the rule was kept as it is. `cut` is
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

    def __repr__(self) -> str:
        return f"<FineTuned: {self}>"

    def _repr_html_(self) -> str:
        return sentence("FineTuned", str(self))

    def __str__(self) -> str:
        plain = "" if self.method == PLAIN else f"; {PLAIN} {self.plain:.1%}"
        cut = "" if self.cut is None else f"; cut by the {self.cut}"
        return (
            f"right before {self.before:.1%}, after training {self.soft:.1%}, as threshold "
            f"network {self.after:.1%} ({self.method}{plain}); {self.differs}{cut}"
        )


@checked(network=of_type(Network))
def fine_tune(
    network: Network,
    x: Any,
    y: ArrayLike,
    *,
    gain: float | Schedule = 4.0,
    anchor: float | Literal["auto"] = "auto",
    wires: str | None = "all",
    free_units: int = 8,
    rate: float = 0.02,
    epochs: int = 300,
    seed: int | np.random.Generator | None = 0,
    **others: Unpack[SharedOptions],
) -> FineTuned:
    """The network softened, trained on the rows, hardened again and checked.

    While it learns, each output has a unit that no other output is and no unit reads.
    `rate` and `anchor` are those of the net input's weights, that is, gain times weight, so
    that they mean the same at every gain; a function of the epoch, such as `schedules.Ramp`,
    anneals the gain (rate and anchor go by its first value). `wires` is where weak wires are
    added (None: only the existing ones are trained), `free_units` how many units in the first
    hidden layer.
    With anchor "auto" the anchor and the number of epochs, up to `epochs`, are chosen by
    cross-validation. The network itself is returned where the trained one gets fewer rows right.
    The `others` are options of `train`; `frozen` and `frozen_wires` are units and
    wires of `network`, and a frozen unit gets no new wires; `time_limit` is that of each run.
    Ctrl-C ends it with the best threshold network so far, and `cut` says so. `prune` makes the
    result readable.

    >>> from logicnet.network.network import Network
    >>> rule = Network.from_units(["a", "b", "c"], [([0, 1], [1, 1], 2)])        # a & b
    >>> rows = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    >>> tuned = fine_tune(rule, rows, [a & b | c for a, b, c in rows], anchor=0)
    >>> tuned.before, tuned.after
    (0.625, 1.0)
    """
    with noted() as interrupt:
        tuned = _tuned(network, x, y, gain, anchor, wires, free_units, rate, epochs, seed, others)
    return replace(tuned, cut="interrupt") if interrupt.came else tuned


def _tuned(
    network: Network, x: Any, y: ArrayLike, gain: float | Schedule,
    anchor: float | Literal["auto"], wires: str | None, free_units: int, rate: float, epochs: int,
    seed: int | np.random.Generator | None, others: Mapping[str, Any],
) -> FineTuned:  # fmt: skip
    """What `fine_tune` gives; each training within it ends at once after Ctrl-C."""
    options: dict[str, Any] = {**others}
    anneal, gain = ({"gain": gain}, gain(0)) if callable(gain) else ({}, gain)
    _check_arguments(gain, anchor, rate, epochs, wires, options)
    if seed is None and options.get("resume"):
        raise SpecificationError("resume needs the seed from which the free units were drawn")
    seed = seed_number(np.random.default_rng() if seed is None else seed)
    stated, origin = own_outputs(network, unread=True)
    options |= _of_copies(network, origin, options)
    start = _start(stated, gain, wires, free_units, seed, options)
    rows, targets = start.rows(x)[0], start.targets(y)
    same_count(rows, targets)
    targets = _decisions(targets.T)
    settings = {"rate": rate / gain, "seed": seed, "epochs": epochs} | options
    settings |= _grown(stated, start, options) | anneal
    _check(network, rows)
    before = share_right(network, rows, targets)
    strength: float | None = None if _is_auto(anchor) else float(anchor)
    if _is_auto(anchor):
        try:
            strength, settings["epochs"] = _choose(start, before, rows, targets, settings, gain)
        except KeyboardInterrupt:
            why = "interrupted while the anchor was chosen"
            return _kept(network, before, rows, gain, why, "interrupt")
        if strength is None:
            return _kept(network, before, rows, gain, "training was not better on held-out rows")
    settings["anchor"] = (strength or 0.0) * gain**2
    result = train(start, rows, targets, **staged(settings, "all rows"))
    best, source, method, cut = hardened(result, rows, targets, settings | {"epochs": epochs})
    _check(best, rows)
    if share_right(best, rows, targets) < before:
        why = "the trained one makes more errors on the rows"
        return _kept(network, before, rows, gain, why, cut)
    best = _joined(best, stated, origin, start)
    best = replace(best, construction=f"{network.construction}, fine-tuned".lstrip(", "))
    return FineTuned(
        network=best,
        mlp=source,
        soft_mlp=result.mlp,
        before=before,
        soft=share_decided(result.mlp, rows, targets),
        plain=share_right(harden(result.mlp), rows, targets),
        after=share_right(best, rows, targets),
        differs=disagreement(source, best, rows),
        method=method,
        anchor=strength,
        epochs=result.epochs,
        result=result,
        cut=cut,
    )


def _is_auto(anchor: Any) -> bool:
    return isinstance(anchor, str) and anchor == "auto"


def _check_arguments(
    gain: float, anchor: Any, rate: float, epochs: int, wires: Any, options: dict[str, Any]
) -> None:
    number(gain, "gain", 0, inside=True)
    number(rate, "rate", 0, inside=True)
    whole(epochs, "epochs", 1, _MOST_EPOCHS)
    if wires is not None:
        choice(wires, "wires", REACH)
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


_OWN = ("wires", "free_units")  # options beside those of `train`
_NOT_HERE = {
    "anchor_to": "the anchor is the compiled network",
    "restarts": "it starts from the compiled network, not from random weights",
    "init": "it starts from the compiled network, not from random weights",
    "layer_rates": "free units may add a layer; freeze units instead, or use soften and train",
    "straight_through": "it is tried where plain hardening loses rows",
}


def _start(
    network: Network, gain: float, wires: str | None, free_units: int, seed: int | None,
    options: dict[str, Any],
) -> MLP:  # fmt: skip
    """The softened network with the room it is given, at the gain it is trained with.

    Frozen units get no new wires, so that they go on computing what they were compiled for.
    """
    start = soften(network, gain=gain)
    closed = frozen_units(network.units, options.get("frozen", ()))
    if whole(free_units, "free_units", 0, _MOST_FREE):
        start = with_units(
            start, free_units, scale=2.0 / gain, out=0.1 / gain, seed=seed, closed=closed
        )
    if wires is not None:
        moved = unit_places(network, start)[closed]
        start = with_wires(start, wires, scale=0.1 / gain, seed=seed, closed=moved)
    return start


def _of_copies(network: Network, origin: NDArray[np.int64], options: dict[str, Any]) -> Any:
    """The frozen units and wires of the network, and the copies of these."""
    found: dict[str, Any] = {}
    if "frozen" in options:
        frozen = frozen_units(network.units, options["frozen"])
        found["frozen"] = np.flatnonzero(np.isin(origin, frozen))
    if options.get("frozen_wires") is not None:
        mask = frozen_mask(network.wires, options["frozen_wires"])
        parts = np.split(mask, network.indptr[1:-1])
        found["frozen_wires"] = np.concatenate([parts[unit] for unit in origin])
    return found


def _joined(best: Network, stated: Network, origin: NDArray[np.int64], start: MLP) -> Network:
    """The labels of units that still hold, and one unit where a copy is as its original."""
    places = unit_places(stated, start)
    best = replace(best, labels=labels_after(best, stated, places))
    grown = -1 - np.arange(best.units)
    grown[places] = origin
    return rejoined(best, grown)


def _grown(network: Network, start: MLP, options: dict[str, Any]) -> dict[str, Any]:
    """The frozen units and wires of the network, as the grown net numbers them."""
    found: dict[str, Any] = {}
    if "frozen" in options:
        found["frozen"] = unit_places(network, start)[
            frozen_units(network.units, options["frozen"])
        ]
    if options.get("frozen_wires") is not None:
        mask = np.zeros(start.wires, dtype=bool)
        mask[wire_places(network, start)] = frozen_mask(network.wires, options["frozen_wires"])
        found["frozen_wires"] = mask
    return found


def _decisions(targets: Floats) -> Floats:
    """The targets, which must be 0 and 1."""
    wrong = np.argwhere((targets != 0) & (targets != 1))
    if len(wrong):
        row, output = wrong[0]
        raise SpecificationError(
            f"fine_tune needs targets 0 and 1; that of row {row + 1} is {targets[row, output]:g}"
        )
    return targets


def _kept(
    network: Network, before: float, rows: Floats, gain: float, why: str, cut: Cut | None = None
) -> FineTuned:
    try:
        mlp = soften(network)
    except LogicnetError:  # no gain is certified, as for many real weights
        mlp = soften(network, gain=gain)
    return FineTuned(
        network=network, mlp=mlp, soft_mlp=mlp, before=before, soft=before, plain=before,
        after=before, differs=disagreement(mlp, network, rows), anchor=None, epochs=0, result=None,
        method=f"the rule was kept: {why}", cut=cut,
    )  # fmt: skip


def _choose(
    start: MLP, before: float, rows: Floats, targets: Floats, settings: dict[str, Any], gain: float
) -> tuple[float | None, int]:
    """The anchor and epochs of fewest held-out errors, or None where the rule should stay.

    Of anchors with equally many errors the one of least held-out loss is taken. The rule as it
    stands is only left for a clear gain: the standard error of a count of e rare errors is
    about sqrt(e), and a lead of one row never counts.
    """
    stated = len(rows) * (1 - before)
    if stated == 0:
        return None, 0
    if len(rows) < _FEWEST:
        return ANCHORS[1], int(settings["epochs"])
    trials = []
    for strength in ANCHORS:
        losses, errors = _curves(start, rows, targets, settings, strength, gain)
        epoch = int(np.argmin(losses))
        trials.append((float(errors[epoch]), float(losses[epoch]), strength, epoch + 1))
    wrong, _, strength, epochs = min(trials)
    if stated <= wrong + max(1.0, sqrt(wrong)):
        return None, 0
    return strength, epochs


def _curves(
    start: MLP, rows: Floats, targets: Floats, settings: dict[str, Any], strength: float,
    gain: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Held-out loss and held-out errors by epoch, summed over the folds."""
    order = np.random.default_rng(settings["seed"]).permutation(len(rows))
    settings = {k: v for k, v in settings.items() if k not in WHOLE_RUN}
    losses, errors = np.zeros(settings["epochs"]), np.zeros(settings["epochs"])
    for k in range(_FOLDS):
        held = order[k::_FOLDS]
        kept = np.setdiff1d(order, held)
        stage = f"anchor {strength:g}, part {k + 1} of {_FOLDS} held out"
        run = train(
            start, rows[kept], targets[kept], **staged(settings, stage), anchor=strength * gain**2,
            validation=(rows[held], targets[held]),
        )  # fmt: skip
        if run.validation_losses is None or run.validation_right is None:
            continue
        if run.interrupted:
            raise KeyboardInterrupt
        losses += _extended(run.validation_losses, settings["epochs"]) * len(held)
        errors += len(held) - _extended(run.validation_right, settings["epochs"])
    return losses, errors


def _extended(curve: NDArray[Any], length: int) -> Floats:
    """The curve to `length` epochs; where a run ended early its last value goes on."""
    return np.concatenate([curve, np.full(length - len(curve), curve[-1])]).astype(np.float64)


def _check(network: Network, rows: Floats) -> None:
    """Raise unless the simulator and plain arithmetic give the same outputs on the rows."""
    steps = step_net(network)
    packed, plain = np.asarray(network(rows)), np.asarray(steps.predict(rows))
    largest = np.abs(steps.weights).sum() + np.abs(steps.biases).max(initial=0)
    exact = network.weights.dtype.kind == "i" and largest < _EXACT  # else rounding may decide
    if exact and not np.array_equal(packed.reshape(plain.shape), plain):
        row = int(np.flatnonzero((packed.reshape(plain.shape) != plain).any(axis=1))[0])
        raise LogicnetError(f"the hardened network is evaluated in two ways at row {row}")
