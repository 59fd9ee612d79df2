"""Which rate? A range test, an evolution strategy, and first weights as large as will do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked, of_type
from logicnet.ground.checks import floats, generator, number, whole
from logicnet.ground.html import sentence
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.learning.nets.mlp import MLP
from logicnet.learning.training.options import options_of
from logicnet.learning.training.training import train

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.learning.training.options import StepOptions

Floats = NDArray[np.float64]
_BOUNDED = ("sigmoid", "tanh", "hard_sigmoid")


@dataclass(frozen=True, eq=False)
class RangeTest:
    """The loss of one run whose rate grows from step to step in equal ratios.

    `losses[k]` is the loss before the step at `rates[k]`. `suggested` is a tenth of the rate from
    which the loss was least, the usual rule of thumb.
    """

    rates: Floats = field(repr=False)
    losses: Floats = field(repr=False)
    suggested: float

    def __str__(self) -> str:
        best = int(np.nanargmin(self.losses))
        least = f"least loss {self.losses[best]:.3g} at a rate of {self.rates[best]:.3g}"
        return f"{least}; try {self.suggested:.2g}"

    def _repr_html_(self) -> str:
        return sentence("RangeTest", str(self))


@checked(mlp=of_type(MLP))
def range_test(
    mlp: MLP,
    x: Any,
    y: ArrayLike,
    *,
    low: float = 1e-4,
    high: float = 10.0,
    steps: int = 100,
    **options: Unpack[StepOptions],
) -> RangeTest:
    """Train while the rate grows from `low` to `high`, until the loss leaves all bounds.

    >>> rows, xor = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> found = range_test(MLP.random([2, 4, 1], seed=1), rows, xor, optimiser="sgd", high=100)
    >>> 0.1 < found.suggested < 10
    True
    """
    if not number(low, "low", 0, inside=True) < number(high, "high", 0):
        raise SpecificationError(f"low must lie below high, got {low} and {high}")
    whole(steps, "steps", 2, 10**6)
    _refused(options, "rate", "schedule", "epochs", "restarts", "checkpoint", "resume")
    ratio = (high / low) ** (1 / (steps - 1))
    given: dict[str, Any] = {**options, "rate": low, "epochs": steps}
    result = train(mlp, x, y, schedule=lambda epoch: ratio**epoch, **given)
    rates = low * ratio ** np.arange(len(result.losses))
    finite = np.isfinite(result.losses)
    if not finite.any():
        raise SpecificationError(f"the loss is no number from the first step on, at {low:g}")
    best = int(np.nanargmin(np.where(finite, result.losses, np.inf)))
    return RangeTest(rates, result.losses, float(rates[best]) / 10)


def _refused(options: Any, *names: str) -> None:
    """Raise for options that are chosen here, and for those that there are not."""
    options_of(options)
    taken = sorted(set(names) & set(options))
    if taken:
        raise SpecificationError(f"no option here: {', '.join(taken)}")


@dataclass(frozen=True, eq=False)
class Evolution:
    """The best point that an evolution strategy met, its cost, and the best cost by generation."""

    best: Floats
    cost: float
    costs: Floats = field(repr=False)

    def __str__(self) -> str:
        point = ", ".join(f"{value:.3g}" for value in self.best)
        return f"cost {self.cost:.4g} at ({point}), first {self.costs[0]:.4g}"

    def _repr_html_(self) -> str:
        return sentence("Evolution", str(self))


@checked()
def evolve(
    cost: Callable[[Floats], float],
    start: ArrayLike,
    *,
    spread: float = 1.0,
    generations: int = 30,
    parents: int = 3,
    children: int = 12,
    seed: int | np.random.Generator | None = 0,
) -> Evolution:
    """The least of a function by an evolution strategy: mutate, choose, recombine.

    Each child is the mean of the parents moved by a normal vector times a spread of its own, which
    mutates too; the `parents` best of the `children` and of the parents go on (Rechenberg,
    Schwefel). A cost that is no number counts as infinite.

    >>> found = evolve(lambda v: float(((v - [1, 2]) ** 2).sum()), [0, 0], generations=80)
    >>> found.best.round(2).tolist()
    [1.0, 2.0]
    """
    if not callable(cost):
        raise SpecificationError("cost must be a function of a vector")
    centre = floats(start, "start").ravel().copy()
    if not centre.size or not np.isfinite(centre).all():
        raise SpecificationError("start must be one finite number or more")
    keep, make = whole(parents, "parents"), whole(children, "children", 1, 10**5)
    rng, width = generator(seed), number(spread, "spread", 0, inside=True)
    pace = 1 / np.sqrt(2 * len(centre))

    def judged(point: Floats) -> float:
        try:
            value = float(cost(point.copy()))
        except (TypeError, ValueError) as error:
            raise SpecificationError(f"cost gave no number: {error}") from None
        return value if np.isfinite(value) else np.inf

    people = [(judged(centre), centre, width)]
    costs = [people[0][0]]
    for _ in range(whole(generations, "generations", 0, 10**6)):
        middle = np.mean([point for _, point, _ in people], axis=0)
        usual = float(np.exp(np.mean([np.log(size) for *_, size in people])))
        born = []
        for _ in range(make):
            size = usual * float(np.exp(pace * rng.normal()))
            point = middle + size * rng.normal(size=len(middle))
            born.append((judged(point), point, size))
        people = sorted([*people, *born], key=lambda each: each[0])[:keep]
        costs.append(people[0][0])
    return Evolution(people[0][1], people[0][0], np.array(costs))


@checked(mlp=of_type(MLP))
def evolve_rates(
    mlp: MLP,
    x: Any,
    y: ArrayLike,
    *,
    epochs: int = 50,
    generations: int = 10,
    children: int = 8,
    **options: Unpack[StepOptions],
) -> Evolution:
    """A rate for each layer, of which the loss after `epochs` is least, by `evolve`.

    `best` holds the rates themselves; they go to `train` as ``rate=1, layer_rates=best``. The
    search moves their logarithms, from `rate` (0.1) on.

    >>> rows, xor = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    >>> start = MLP.random([2, 4, 1], seed=1)
    >>> found = evolve_rates(start, rows, xor, optimiser="sgd", epochs=30, generations=3)
    >>> bool(found.cost < found.costs[0])
    True
    """
    rate = number(options.get("rate", 0.1), "rate", 0, inside=True)
    chosen = {"layer_rates", "restarts", "checkpoint", "resume", "progress"}
    _refused({k: v for k, v in options.items() if k != "seed"}, *chosen)

    def cost(logs: Floats) -> float:
        rates = 10.0 ** np.clip(logs, -12, 6)
        given: dict[str, Any] = {**options, "rate": 1.0, "layer_rates": rates, "epochs": epochs}
        result = train(mlp, x, y, **given)
        return np.inf if result.diverged else result.loss

    start = np.full(mlp.depth, np.log10(rate))
    found = evolve(
        cost, start, spread=0.5, generations=generations, children=children,
        seed=options.get("seed", 0),
    )  # fmt: skip
    return Evolution(10.0**found.best, found.cost, found.costs)


@checked(mlp=of_type(MLP))
def unsaturated(mlp: MLP, x: Any, *, least: float = 0.1, share: float = 0.05) -> MLP:
    """The net with the weights of its hidden layers as large as will do without saturating.

    Layer by layer, weights and biases are multiplied by the largest factor with which at most a
    `share` of the values over the rows lies where the slope is below `least` times its greatest.

    >>> start = MLP.random([2, 4, 1], scale=0.01, seed=0)
    >>> grown = unsaturated(start, [[0, 0], [0, 1], [1, 0], [1, 1]])
    >>> float(abs(grown.weights[:8]).max() / abs(start.weights[:8]).max()) > 50
    True
    """
    number(least, "least", 0, 1, inside=True)
    number(share, "share", 0, 1)
    rows = mlp.rows(x)[0]
    if not len(rows):
        raise SpecificationError("there are no rows")
    for layer in range(mlp.depth):
        first, stop = mlp.layer_starts[layer : layer + 2].tolist()
        if not np.isin(np.arange(first, stop), mlp.output_units).all():
            if mlp.activations[layer] not in _BOUNDED:
                raise SpecificationError(
                    f"{mlp.activations[layer]} units do not saturate; those that do are "
                    f"{', '.join(_BOUNDED)}"
                )
            mlp = _grown(mlp, rows, layer, least, share)
    return mlp


def saturated(mlp: MLP, rows: Floats, layer: int, least: float) -> float:
    """The share of a layer's values over the rows whose slope is below `least` of the greatest."""
    first, stop = mlp.layer_starts[layer : layer + 2].tolist()
    values = np.ascontiguousarray(mlp.values(rows)[:, first:stop])
    kind = ACTIVATIONS[mlp.activations[layer]]
    slopes, greatest = np.ones_like(values), np.ones((1, 1))
    kind.pull(slopes, values, np.empty_like(values))
    kind.pull(greatest, np.full((1, 1), kind.centre), np.empty((1, 1)))
    return float((slopes < least * greatest[0, 0]).mean())


def _grown(mlp: MLP, rows: Floats, layer: int, least: float, share: float) -> MLP:
    """The largest factor of one layer, by halving a range of factors."""
    mine = mlp.layer_of == layer

    def times(factor: float) -> MLP:
        weights = np.where(mine[mlp.unit_of], mlp.weights * factor, mlp.weights)
        return mlp.with_parameters(
            weights=weights, biases=np.where(mine, factor * mlp.biases, mlp.biases)
        )

    low, high = -20.0, 20.0  # as powers of 2
    if saturated(times(2.0**high), rows, layer, least) <= share:
        return mlp  # no size saturates it
    for _ in range(50):
        middle = (low + high) / 2
        fits = saturated(times(2.0**middle), rows, layer, least) <= share
        low, high = (middle, high) if fits else (low, middle)
    return times(2.0**low)
