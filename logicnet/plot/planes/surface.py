"""What a network or a region says about the points of a plane."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.learning.nets.activations import ACTIVATIONS
from logicnet.plot.arguments import net_of

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, right, low, high
Span = tuple[float, float, float]  # least, middle and largest value
_MOST_CROSSED = 200  # lines whose crossings are looked at
_MOST_STATES = 16  # of the units that a unit reads beside coordinates
_COARSE = 128  # points a side of the mesh on which borders are looked for
_ROUNDS = 6  # times that the box of the borders shrinks
_STEEP = 0.2  # sine of the angle from which the point where two lines cross is shown


class Line(NamedTuple):
    """The line ``a x + b y = c`` of a unit that fires where the left side is larger."""

    unit: int
    a: float
    b: float
    c: float


class Plane:
    """A network, an MLP or a region over two coordinates: its values anywhere, its lines."""

    def __init__(self, source: Any) -> None:
        self.source: Any = _converted(source)
        self.is_region = hasattr(self.source, "contains")
        self.smooth = hasattr(self.source, "biases")
        names = source_names(self.source)
        if len(names) != 2:
            raise SpecificationError(
                f"a picture of the plane needs 2 coordinates, got {', '.join(names) or 'none'}"
            )
        self.names: tuple[str, str] = (names[0], names[1])
        self.outputs: tuple[str, ...] = getattr(self.source, "outputs", ("inside",))

    def values(self, points: Floats) -> Floats:
        """The outputs at points: points by outputs."""
        source = self.source
        if self.is_region:
            return np.asarray(source.contains(points), dtype=np.float64)[:, None]
        if self.smooth:
            return np.asarray(source.predict_proba(points), dtype=np.float64)
        if source.encoding == "real" and not source.booleans:
            return np.asarray(source(points), dtype=np.float64)
        return self.unit_values(points)[:, source.output_units]

    def unit_values(self, points: Floats) -> Floats:
        """The values of all units at points: points by units."""
        source = self.source
        if self.is_region:
            raise SpecificationError("a region has no units; compile it to a network")
        if self.smooth:
            return np.asarray(source.values(points), dtype=np.float64)
        values = np.empty((len(points), 2 + source.units))
        values[:, :2] = points
        if source.centre is not None:
            values[:, :2] -= source.centre
        if source.scale is not None:
            values[:, :2] /= source.scale
        centres = self.centres()
        for j in range(source.units):
            sources, weights = source.wires_of(j)
            values[:, 2 + j] = values[:, sources] @ weights.astype(np.float64) >= centres[j]
        return values[:, 2:]

    def decided(self, values: Floats) -> NDArray[np.int64]:
        """What outputs say: of one 0 or 1, of several the number of the class, -1 for none."""
        name = self.source.output_activation if self.smooth else "step"
        kind = ACTIVATIONS[name]
        above = values >= min(kind.centre, 0.5) if kind.two_valued else values > 0
        if values.shape[1] == 1:
            return above[:, 0].astype(np.int64)
        found = above.any(axis=1) | (name == "softmax")
        return np.where(found, values.argmax(axis=1), -1)

    def also(self, values: Floats) -> NDArray[np.bool_]:
        """Which classes hold as well where another one is what `decided` says: by points."""
        name = self.source.output_activation if self.smooth else "step"
        kind = ACTIVATIONS[name]
        if name == "softmax":
            return np.zeros(values.shape, dtype=np.bool_)
        above = values >= min(kind.centre, 0.5) if kind.two_valued else values > 0
        return np.asarray(above & (np.arange(values.shape[1]) != self.decided(values)[:, None]))

    def span(self, unit: int, values: Floats) -> Span:
        """The least, the middle and the largest value that a unit's activation can have.

        Where there is no bound, the largest of the given values takes its place.
        """
        name = self.source.activations[int(self.source.layer_of[unit])]
        if name in ("sigmoid", "softmax", "step", "hard_sigmoid"):
            return 0.0, 0.5, 1.0
        high = 1.0 if name == "tanh" else float(np.abs(values).max(initial=0)) or 1.0
        return -high, 0.0, high

    def centres(self) -> Floats:
        """Where each unit is undecided: its threshold, half-way between sums of whole numbers.

        A unit with whole weights over 0/1 inputs fires from t on and not at t - 1; between the
        two any line does, and the one half-way is drawn.
        """
        source = self.source
        if self.smooth:
            return -np.asarray(source.biases)
        thresholds = source.thresholds.astype(np.float64)
        if source.encoding == "real":
            return np.asarray(thresholds)
        half = 1.0 if source.encoding == "bipolar" else 0.5
        step = [half if (source.wires_of(j)[0] < 2).all() else 0.5 for j in range(source.units)]
        return np.asarray(thresholds - np.array(step))

    def lines(self) -> list[Line]:
        """The lines of the units that read coordinates only, or of a region's edges."""
        source = self.source
        if self.is_region:
            planes = source.hyperplanes()
            return [
                Line(k, float(p.normal[0]), float(p.normal[1]), float(p.offset))
                for k, p in enumerate(planes)
            ]
        found = []
        centres = self.centres()
        centre = np.zeros(2) if getattr(source, "centre", None) is None else source.centre
        scale = np.ones(2) if getattr(source, "scale", None) is None else source.scale
        compared = self.smooth and source.output_activation == "softmax"  # no unit decides alone
        for j in range(int(source.layer_starts[-2]) if compared else source.units):
            sources, weights = source.wires_of(j)
            if len(sources) == 0 or sources.max() > 1 or not np.any(weights):
                continue
            normal = np.zeros(2)
            normal[sources] = weights / np.broadcast_to(scale, 2)[sources]
            offset = float(centres[j] + normal @ np.broadcast_to(centre, 2))
            found.append(Line(j, float(normal[0]), float(normal[1]), offset))
        return found

    def inner_lines(self, box: Box) -> list[Line]:
        """The lines of units that read coordinates and other units: one for each of these states.

        Only states that occur in the box count, up to a few for a unit.
        """
        if self.is_region or self.smooth:
            return []
        source, centres = self.source, self.centres()
        values = self.unit_values(mesh(box, _COARSE))
        found = []
        for j in range(source.units):
            sources, weights = source.wires_of(j)
            own = sources < 2
            if not own.any() or own.all():
                continue
            normal = np.zeros(2)
            scale = 1.0 if source.scale is None else np.broadcast_to(source.scale, 2)[sources[own]]
            normal[sources[own]] = weights[own] / scale
            centre = 0.0 if source.centre is None else float(normal @ source.centre)
            states = np.unique(values[:, sources[~own] - 2], axis=0)
            if len(states) <= _MOST_STATES and np.any(normal):
                levels = np.unique(centres[j] - states @ weights[~own]) + centre
                a, b = normal.tolist()
                found += [Line(j, a, b, level) for level in levels.tolist()]
        return found

    def box(self, points: Floats | None) -> Box:
        """A part of the plane that shows what there is: points, borders, or the unit square."""
        parts = [] if points is None else [points]
        source = self.source
        bounds = source.bounds() if self.is_region else None
        if bounds is not None:
            parts.append(np.asarray(bounds, dtype=np.float64))
        if not self.is_region and source.encoding != "real":
            low = -1.0 if source.encoding == "bipolar" else 0.0
            parts.append(np.array([[low, low], [1.0, 1.0]]))
        trained = self.smooth and points is not None  # the points say where it is of use
        if not parts or not (self.is_region or trained or source.encoding != "real"):
            borders = self._borders()
            parts += [] if borders is None else [borders]
        if parts:
            return _grown(np.concatenate(parts), 0.18)
        return _grown(self._near(_trimmed(self._crossings())), 0.5)

    def _borders(self) -> Floats | None:
        """Two corners of a box round everything that is decided, or None without such a box.

        From the box of all crossings on, the box shrinks to what changes within it.
        """
        crossings = self._crossings()
        for start in (crossings, _trimmed(crossings)):
            box = _grown(self._near(start), 0.5)
            found: Floats | None = None
            for _ in range(_ROUNDS):
                decided = self.decided(self.values(mesh(box, _COARSE))).reshape(_COARSE, _COARSE)
                rim = np.concatenate([*decided[[0, -1]], *decided[:, [0, -1]].T])
                inner = np.argwhere(decided != rim[0])[:, ::-1]  # columns are x
                if not len(inner) or (rim != rim[0]).any():
                    break
                corner, side = np.array(box[::2]), np.array([box[1] - box[0], box[3] - box[2]])
                low, high = inner.min(axis=0) - 0.5, inner.max(axis=0) + 1.5
                found = np.asarray(corner + np.stack([low, high]) / _COARSE * side)
                box = _grown(found, 0.1)
            if found is not None:
                return found
        return None

    def _near(self, points: Floats) -> Floats:
        """The points, for a smooth net at least as far apart as its scale.

        Lines may meet in one point, as those of rectifiers.
        """
        if not self.smooth:
            return points
        low, high = points.min(axis=0), points.max(axis=0)
        scale = 1.0 if self.source.scale is None else self.source.scale
        grow = np.maximum(scale - (high - low) / 2, 0.0)
        return np.stack([low - grow, high + grow])

    def _crossings(self) -> Floats:
        """Where lines cross: without anything else to go by, the picture shows these.

        Lines that are almost parallel cross far outside; instead of that point count those
        of all lines that are nearest to the middle of them.
        """
        lines = np.array([line[1:] for line in self.lines()[:_MOST_CROSSED]]).reshape(-1, 3)
        if not len(lines):
            centre = getattr(self.source, "centre", None)
            return np.zeros((1, 2)) if centre is None else np.broadcast_to(centre, (1, 2))
        lines /= np.hypot(lines[:, 0], lines[:, 1])[:, None]
        normals, offsets = lines[:, :2], lines[:, 2]
        middle = np.linalg.lstsq(normals, offsets, rcond=1e-6)[0]
        feet = middle + (offsets - normals @ middle)[:, None] * normals
        one, two = np.triu_indices(len(lines), 1)
        sines = normals[one, 0] * normals[two, 1] - normals[one, 1] * normals[two, 0]
        one, two, sines = (part[np.abs(sines) > _STEEP] for part in (one, two, sines))
        x = (offsets[one] * normals[two, 1] - offsets[two] * normals[one, 1]) / sines
        y = (normals[one, 0] * offsets[two] - normals[two, 0] * offsets[one]) / sines
        return np.concatenate([feet, np.stack([x, y], axis=1)])


def _trimmed(points: Floats) -> Floats:
    """Many points, those far outside drawn near."""
    if len(points) <= 20:
        return points
    low, high = np.quantile(points, [0.1, 0.9], axis=0)
    return np.clip(points, low - (high - low), high + (high - low))


def _grown(points: Floats, share: float) -> Box:
    """A box round the points, and a share of its size more on each side."""
    low, high = points.min(axis=0), points.max(axis=0)
    point = high - low <= 1e-9 * np.maximum(np.abs(low), 1.0)  # lines that meet in one
    margin = share * np.where(point, 1.0, high - low)
    (x0, y0), (x1, y1) = low - margin, high + margin
    return float(x0), float(x1), float(y0), float(y1)


def source_names(source: Any) -> tuple[str, ...]:
    """The names of the coordinates."""
    names: tuple[str, ...] = source.inputs if hasattr(source, "inputs") else source.names
    return names


def _converted(source: Any) -> Any:
    """A network, an MLP or a region; text and the like are read as such."""
    from logicnet.regions.region import Region

    if isinstance(source, Region):
        return source
    if hasattr(source, "__geo_interface__") or (isinstance(source, str) and _compares(source)):
        return Region.of(source)
    return net_of(source)


def _compares(text: str) -> bool:
    """Whether a text states inequalities, arrows left aside."""
    return bool(set("<>") & set(re.sub(r"<=>|<->|->|=>", "", text)))


def mesh(box: Box, resolution: int) -> Floats:
    """The centres of the pixels of a box, rows from the lowest."""
    x0, x1, y0, y1 = box
    side = (np.arange(resolution) + 0.5) / resolution
    x, y = np.meshgrid(x0 + side * (x1 - x0), y0 + side * (y1 - y0))
    return np.stack([x.ravel(), y.ravel()], axis=1)


def clipped(line: Line, box: Box) -> Floats | None:
    """The two ends of a line within a box, or None where it passes outside."""
    x0, x1, y0, y1 = box
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    sides = corners @ [line.a, line.b] - line.c
    ends = []
    for k in range(4):
        s, t = sides[k], sides[(k + 1) % 4]
        if s * t < 0 or (s == 0) != (t == 0):
            share = s / (s - t)
            ends.append(corners[k] + share * (corners[(k + 1) % 4] - corners[k]))
    if len(ends) < 2:
        return None
    found = np.array(ends)
    far = np.argmax(np.abs(found - found[0]).sum(axis=1))
    return np.stack([found[0], found[far]])
