"""How far a smooth unit can be from its Boolean value: a bound per unit, for every input.

A threshold unit becomes ``f(gain * (w.a - centre))``. Let unit i be off by at most e1 when it
should be 1 and by at most e0 when it should be 0 (inputs are exact). When unit j should fire,
its sum in exact values is at least `above`; the values that it gets are too low by at most the
largest ``sum v e`` over literals
that are true and whose sizes v add up to `above` (more true literals add more than they lose,
as e < 1). That maximum is at most the fractional knapsack: fill `above` with the literals of
largest error first. So, with E that maximum,

    e1_j = f(-gain * (above - E - centre)),      e0_j likewise from below,

computed unit by unit in the order of the wires. No other assumption enters, so the bound holds
for every input at any depth; a chain of equal units runs into a fixed point. What rounding can do
to a sum is taken off the margin, and what it can do to f is added to the error, so that the bound
holds for the numbers that a net holds in exact arithmetic, and for what it computes in float64.

A half-plane of normal length c is within its own error h outside the band b, where
``gain * b * c = ln(1/h - 1)``. What reads many half-planes needs h below the error that is asked
for, and a smaller h needs a wider band or, where the band is given, a larger gain of the
half-planes. Both costs are in one product, the gain times that logarithm; h is the error or a
quarter of it, and so on, as long as the product falls.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf, log

import numpy as np

from logicnet.errors import LimitError, SpecificationError
from logicnet.learning.nets.certificate import Certificate
from logicnet.network.threshold_units import ThresholdUnits

from .margins import Floats, Gaps, around, literal_sizes, unit_gaps

_TOLERANCE = 1e-4  # relative width at which the search for the gain ends
_MOST = 1e12  # largest gain that is tried
_EPS, _TINY = float(np.finfo(float).eps), float(np.finfo(float).tiny)
_ROUNDED = 2.0**-40  # relative error of the functions that units are computed with
_EDGES = 16  # errors of half-planes that are tried, each a quarter of the one before


class ErrorBounds:
    """What the error bounds of a network's units are for a given gain.

    The centres of the smooth units are half-way between their nearest sums, or as given.
    """

    @np.errstate(invalid="ignore")  # sums too large for floats have no gap
    def __init__(
        self, network: ThresholdUnits, error: float, band: float | None,
        centre: Floats | None = None,
    ) -> None:  # fmt: skip
        self.network, self.error, self.band = network, error, band
        gaps = unit_gaps(network)
        self.gaps = gaps if centre is None else around(gaps, network, centre)
        size, _ = literal_sizes(network)
        self.reach = log((1 - error) / error)  # net input at which a unit is within error
        self.edge = self.reach  # and at which a half-plane is within its own
        n = len(network.inputs)
        self.layers: list[_LayerBound] = []
        norms = np.zeros(network.units)
        if self.gaps.geometric.any():
            unit_of = network.unit_of
            outer = network.indices < n
            scale = np.ones(n) if network.scale is None else network.scale
            squares = (network.weights[outer] / scale[network.indices[outer]]) ** 2
            norms = np.sqrt(np.bincount(unit_of[outer], squares, minlength=network.units))
        self.norms = norms
        for a, b in pairwise(network.layer_starts):
            self.layers.append(_LayerBound(network, self.gaps, size, norms, int(a), int(b)))

    def gains(self, gain: float) -> Floats:
        """The gain of each layer: layers of half-planes may need more to keep to the band."""
        gains = np.full(self.network.depth, gain)
        if self.band is not None:
            for k, layer in enumerate(self.layers):
                if layer.geometric.any():
                    least = self.norms[layer.units][layer.geometric].min()
                    gains[k] = max(gain, 1.000001 * self.edge / (self.band * least))
        return gains

    def least_band(self, gain: float) -> float | None:
        """The given band, or the one outside which half-planes are within the error."""
        geometric = self.gaps.geometric
        if not geometric.any():
            return None
        if self.band is not None:
            return self.band
        margins = 1.000001 * self.edge / gain + self.gaps.doubt[geometric]
        return float((margins / self.norms[geometric]).max())

    def errors(self, gain: float, stop: float = inf) -> Floats:
        """The bound of each unit; it ends early (with 1) once a bound exceeds `stop`."""
        return self.errors_at(self.gains(gain), self.least_band(gain), stop)

    def errors_at(self, gains: Floats, band: float | None, stop: float = inf) -> Floats:
        """The bound of each unit for given gains of the layers, outside a given band."""
        wrong = np.zeros((2, self.network.units))  # by how much a unit that is 0, 1 may be off
        for layer, own in zip(self.layers, gains, strict=True):
            layer.fill(wrong, float(own), band)
            if wrong[:, layer.units].max(initial=0.0) > stop:
                wrong[:, layer.units.stop :] = 1.0
                break
        return np.asarray(wrong.max(axis=0))

    @np.errstate(invalid="ignore")
    def choose(self, given: float | None) -> float:
        """The given gain or the smallest that certifies the error, with an error of half-planes
        that suits it."""
        if given is None:
            return self._cheapest()
        worst = {}
        for edge in self._edges():
            self.edge = edge
            worst[edge] = float(self.errors(given).max(initial=0.0))
            if worst[edge] <= self.error:
                return given
        certified = [edge for edge in worst if worst[edge] < 0.5]
        self.edge = (certified or list(worst))[0]
        return given

    def _edges(self) -> list[float]:
        """Net inputs at which half-planes may have to be within their error, the least first."""
        count = _EDGES if self.gaps.geometric.any() else 1
        return [log(4.0**k / self.error - 1) for k in range(count)]

    def _cheapest(self) -> float:
        best: tuple[float, float, float] | None = None  # cost, gain, edge
        for edge in self._edges():
            self.edge = edge
            try:
                gain = self.least_gain()
            except LimitError:
                continue
            cost = gain * max(edge, self._at_band(gain))
            if best is not None and cost >= best[0]:
                break
            best = cost, gain, edge
        if best is None:
            raise LimitError(f"no gain up to {_MOST:g} certifies this error")
        self.edge = best[2]
        return best[1]

    def _at_band(self, gain: float) -> float:
        """The net input of half-planes at a given band, if they have this gain too."""
        geometric = self.gaps.geometric
        if self.band is None or not geometric.any():
            return 0.0
        return float(gain * self.band * self.norms[geometric].min())

    def least_gain(self) -> float:
        """The smallest gain that certifies the error, to a relative accuracy of 1e-4."""
        gaps, boolean = self.gaps, ~self.gaps.geometric
        margins = np.minimum(gaps.above - gaps.centre, gaps.centre - gaps.below)
        margins = (margins - gaps.doubt)[boolean]
        if not (margins > 0).all():
            j = int(np.flatnonzero(boolean)[np.argmin(margins)])
            raise SpecificationError(
                f"unit {j} has {np.diff(self.network.indptr)[j]} weights and no gap around its "
                f"threshold {self.network.thresholds[j]} that floats can tell from rounding; "
                "pass gain=... or use smaller whole weights"
            )
        low = self.reach / float(margins.min(initial=inf))
        low = low if low > 0 else self.reach
        high = low
        if self.errors(_MOST, self.error).max(initial=0.0) > self.error:
            raise LimitError(f"no gain up to {_MOST:g} certifies this error")
        while self.errors(high, self.error).max(initial=0.0) > self.error:
            low, high = high, 1.25 * high
        while high - low > _TOLERANCE * high:
            middle = (low + high) / 2
            good = self.errors(middle, self.error).max(initial=0.0) <= self.error
            low, high = (low, middle) if good else (middle, high)
        return high

    def certificate(
        self, steep: float, scale: float, given: float | None
    ) -> tuple[Certificate, Floats]:
        """What the gain `steep` (of sigmoid units) certifies, and the gain of each layer."""
        gains = self.gains(steep)
        shown = steep / scale if given is None else float(given)
        return self.stated(gains, self.least_band(steep), scale, shown), gains

    def stated(self, gains: Floats, band: float | None, scale: float, shown: float) -> Certificate:
        """The certificate for these gains of sigmoid units, on the scale of the units that the
        net has; `shown` is the gain that it names."""
        errors = self.errors_at(gains, band)
        worst = float(errors.max(initial=0.0))
        reason = ""
        if not worst < 0.5:
            j = int(np.argmax(errors >= 0.5))
            reason = f"unit {j} ({self.network.unit_label(j)}) may be off by 1/2 or more"
        return Certificate(
            gain=shown,
            error=None if reason else worst * scale,
            bounds=errors * scale,
            method="per-unit bound",
            band=band,
            reason=reason,
            gains=gains / scale,
        )


class _LayerBound:
    """The wires of one layer, arranged for its error bounds."""

    def __init__(
        self, network: ThresholdUnits, gaps: Gaps, size: Floats, norms: Floats, a: int, b: int
    ) -> None:
        n = len(network.inputs)
        wires = slice(int(network.indptr[a]), int(network.indptr[b]))
        inner = network.indices[wires] >= n  # inputs are exact
        self.units = slice(a, b)
        self.count = b - a
        self.reader = np.repeat(np.arange(b - a), np.diff(network.indptr[a : b + 1]))[inner]
        self.source = network.indices[wires][inner] - n
        self.size = size[wires][inner]
        self.negative = (network.weights[wires][inner] < 0).astype(np.int64)
        self.geometric, self.norms = gaps.geometric[a:b], norms[a:b]
        base, centre = gaps.base[a:b], gaps.centre[a:b]
        self.total = gaps.size[a:b]
        self.above, self.below = gaps.above[a:b] - base, gaps.below[a:b] - base
        doubt = gaps.doubt[a:b]
        self.up, self.down = gaps.above[a:b] - centre - doubt, centre - gaps.below[a:b] - doubt

    def fill(self, wrong: Floats, gain: float, band: float | None) -> None:
        """Write the bounds of this layer's units into `wrong`, from those of its sources."""
        up, down = self.up, self.down
        if len(self.source):
            true = wrong[1 - self.negative, self.source]  # error of a literal that is true
            false = wrong[self.negative, self.source]
            room = np.where(self.geometric, inf, self.above)
            up = up - self._worst(true, np.minimum(room, self.total))
            room = np.where(self.geometric, inf, self.total - self.below)
            down = down - self._worst(false, np.minimum(room, self.total))
        if band is not None:
            up = np.where(self.geometric, up + band * self.norms, up)
            down = np.where(self.geometric, down + band * self.norms, down)
        for row, margin in ((1, up), (0, down)):
            wrong[row, self.units] = _off(gain, margin)

    def _worst(self, errors: Floats, room: Floats) -> Floats:
        """The fractional knapsack per unit: literals of largest error first, up to `room`."""
        order = np.lexsort((-errors, self.reader))
        reader, size = self.reader[order], self.size[order]
        filled = np.cumsum(size)
        first = np.searchsorted(reader, np.arange(self.count))
        before = np.concatenate([[0.0], filled])[first]
        start = filled - size - before[reader]
        taken = np.clip(room[reader] - start, 0.0, size)
        return np.bincount(reader, taken * errors[order], minlength=self.count).astype(np.float64)


def _off(gain: float, margin: Floats) -> Floats:
    """How far sigmoid units are from 0 or 1 at these margins, computed in floats, at most.

    Rounding moves a value next to 1 by an ulp or two, unless it rounds to 1, and other values by
    their last digits; none is less than the least normal number, which the bound may round to.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        off = 1.0 / (1.0 + np.exp(gain * margin))
    off = np.maximum(off * (1.0 + _ROUNDED), _TINY)
    off = np.where(off > _EPS / 8, off + 2 * _EPS, off)
    return np.where(margin > 0, np.minimum(off, 1.0), 1.0)
