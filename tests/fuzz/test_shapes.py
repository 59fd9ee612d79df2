"""Drawn shapes, and what they mean in fractions.

Whatever is drawn, a region has the points that it should; its networks, of every style, are made;
a verdict "different" has a point where they truly differ, not explained by rounding; and a verdict
"equal" means that they are, on every cell, edge and corner of all lines of both.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import cos, nextafter, pi, sin

import numpy as np
import pytest

from fuzz import plane
from fuzz.draws import FACTOR, draws
from logicnet import Region, SpecificationError, compile
from logicnet.verification.judge import Extent
from logicnet.verification.verifying import verify_region

MOST_POINTS = 600 if FACTOR == 1 else 100_000  # of a case at which everything is evaluated
STYLES = ["compact", "formula", "shallow", "wide", "layered", "deep"]


def made(region, style):
    """The network of a region; what searches does not search for long."""
    options = {"time_limit": 0.1} if style in ("compact", "layered") else {}
    return compile(region, style, **options)


# What is drawn -----------------------------------------------------------------------------------


def star(rng, corners, reach, x=0, y=0):
    """A ring around a point whose corners are whole numbers."""
    angles = [2 * pi * (k + 0.8 * rng.random()) / corners for k in range(corners)]
    return tuple((x + round(r * cos(a)), y + round(r * sin(a))) for a in angles
                 for r in (reach * rng.uniform(0.3, 1),))  # fmt: skip


def box(rng, reach):
    (a, b), (c, d) = (sorted(rng.sample(range(-reach, reach + 1), 2)) for _ in range(2))
    return (a, c), (b, c), (b, d), (a, d)


def clipped(ring, keep, value, axis):
    """A ring cut along a line of the grid, new corners rounded to floats (Sutherland, Hodgman)."""
    new = []
    for p, q in zip(ring, [*ring[1:], ring[0]], strict=True):
        inside = [keep * (v[axis] - value) >= 0 for v in (p, q)]
        if inside[0]:
            new.append(p)
        if inside[0] != inside[1]:
            part = (value - p[axis]) / (q[axis] - p[axis])
            cut = [a + part * (b - a) for a, b in zip(p, q, strict=True)]
            cut[axis] = float(value)
            new.append(tuple(cut))
    return tuple(new)


def cut_star(rng):
    """A star cut to a box, and beside it what one side of the box cut off."""
    ring = star(rng, rng.randint(3, 8), rng.choice([3, 5, 8]))
    axis, value, keep = rng.randrange(2), rng.randint(-2, 2), rng.choice([-1, 1])
    one = clipped(ring, keep, value, axis)
    rings = [one, clipped(ring, -keep, value, axis)]
    if one and rng.random() < 0.5:
        rings = [clipped(one, 1, -1, 1 - axis)]
    return tuple((r, ()) for r in rings if len(r) > 2)


def holed(rng):
    """A shell with holes inside it, flush with it, touching it, across it, or elsewhere."""
    shell = rng.choice([star(rng, 7, 9), ((-9, -9), (9, -9), (9, 9), (-9, 9))])
    holes = [star(rng, 3, 3, rng.randint(-9, 9), rng.randint(-9, 9)) for _ in range(2)]
    if rng.random() < 0.3:
        (a, b), (c, d) = shell[0], shell[1]
        holes.append(((a, b), ((a + c) / 2, (b + d) / 2), (0, 0)))
    return ((shell, tuple(holes)),)


def sliver(rng):
    """A polygon beside whose edge lies another line that floats can hardly tell from it."""
    a, b = star(rng, 3, 9)[:2]
    part = rng.choice([1 / 3, 0.1, 0.7])
    middle = [p + part * (q - p) for p, q in zip(a, b, strict=True)]
    middle[0] = nextafter(middle[0], rng.choice([-99, 99])) if rng.random() < 0.5 else middle[0]
    third = star(rng, 4, 9)[rng.randrange(4)]
    return (((a, tuple(middle), b, third), ()),)


def touching(rng):
    """Boxes with common corners and edges, and stars with a common corner."""
    one = box(rng, 4)
    x, y = one[rng.randrange(4)]
    return ((one, ()), (tuple((p + x, q + y) for p, q in box(rng, 2)), ()),
            (star(rng, 4, 3, x, y), ()))[: rng.randint(2, 3)]  # fmt: skip


def leaf(rng):
    kind = rng.randrange(7)
    boundary = rng.choice([None, "closed", "open"])
    if kind < 4:
        polygons = (cut_star, holed, sliver, touching)[kind](rng)
        return "polygons", resized(rng, polygons), boundary
    if kind == 4:
        rings = tuple(star(rng, rng.randint(3, 6), 6) for _ in range(rng.randint(1, 2)))
        rings = tuple(tuple(rng.sample(r, len(r))) for r in rings)
        return "curves", rings, rng.choice(["nonzero", "evenodd"])
    normal = [rng.choice([1, -1, 2, 3, 0.1, -0.7]) for _ in range(2)]
    if kind == 5:
        normal[rng.randrange(2)] = 0
    return "half", tuple(normal), rng.choice([0, 1, 0.1, -2.3]), rng.random() < 0.5, ("x", "y")


def resized(rng, polygons):
    """The same shapes smaller, or far away."""
    size = rng.choice([1, 1, 1, 0.1, 1e-9, 3e5])
    x = rng.choice([0, 0, 0, 0, 1e6, 0.1])
    return tuple((tuple((size * a + x, size * b - x) for a, b in shell),
                  tuple(tuple((size * a + x, size * b - x) for a, b in h) for h in holes))
                 for shell, holes in polygons)  # fmt: skip


def shape(rng, depth=1):
    if depth == 0 or rng.random() < 0.6:
        return leaf(rng)
    kind = rng.choice(["and", "or", "xor", "minus", "not"])
    parts = [shape(rng, depth - 1) for _ in range(1 if kind == "not" else 2)]
    return kind, *parts


def built(drawn):
    """The region of a shape, or None where no region is promised for what was drawn."""
    kind = drawn[0]
    try:
        if kind == "polygons":
            return Region.polygons([(s, list(h)) for s, h in drawn[1]], boundary=drawn[2])
        if kind == "curves":
            return Region.curves(list(drawn[1]), drawn[2])
    except SpecificationError:
        return None
    if kind == "half":
        return Region.halfspace(drawn[1], drawn[2], strict=drawn[3], names=drawn[4])
    parts = [built(part) for part in drawn[1:]]
    if any(part is None for part in parts):
        return None
    return {"not": lambda a: ~a, "and": lambda a, b: a & b, "or": lambda a, b: a | b,
            "xor": lambda a, b: a ^ b, "minus": lambda a, b: a - b}[kind](*parts)  # fmt: skip


# What is checked ---------------------------------------------------------------------------------


class Case:
    """A drawn shape with its region, a network, and the points that decide."""

    def __init__(self, drawn, network):
        self.drawn, self.network, self.names = drawn, network, network.inputs
        self.centre = plane.frame(network)[0]
        stated = plane.stated_planes(drawn, self.names, self.centre)
        own = {plane.unified(*half) for half in plane.unit_planes(network) if any(half[0])}
        self.planes = list(dict.fromkeys([*stated, *own]))
        self.lost = {p: size for p, size in stated.items() if p not in own}

    def at(self, point):
        return dict(zip(self.names, map(Fraction, point), strict=True))

    def differs(self, point):
        """Whether the network is wrong at a point where something is promised."""
        at = self.at(point)
        given = plane.outputs(self.network, at)["inside"]
        return given != plane.inside(self.drawn, at) and not plane.free(self.drawn, at)

    def near(self, point):
        return plane.within_rounding(self.lost, list(map(Fraction, point)), self.centre)

    def wrong(self, points):
        """The points at which the network differs, as far as floats can tell single coordinates."""
        return [p for p in points if self.differs(p) and not plane.no_float_there(self.planes, p)]


def check_verdict(case, region, points, rounding=False):
    """The verdict on a network is true, whatever it says."""
    verdict = verify_region(case.network, region, Extent(samples=500), rounding=rounding)
    if verdict.equal is False:
        point = [verdict.counterexample.inputs[name] for name in case.names]
        assert case.differs(point)
        at = case.at(point)
        assert verdict.counterexample.network == plane.outputs(case.network, at)
        assert verdict.counterexample.specification == {"inside": plane.inside(case.drawn, at)}
        assert not (rounding and case.near(point))
    if verdict.equal:
        wrong = case.wrong(points)
        assert not wrong or "within rounding" in verdict.method
        assert all(map(case.near, wrong))
    return verdict


def some(rng, points):
    return rng.sample(points, min(MOST_POINTS, len(points)))


def proper(ring):
    """Whether a ring has an inside, once around."""
    around = {n for n, on in (plane.winding([ring], p) for p in faces([ring])) if not on}
    return around in ({0, 1}, {0, -1})


def faces(rings):
    drawn = "curves", tuple(rings), "nonzero"
    return plane.faces_of_lines(list(plane.stated_planes(drawn, "xy", (0, 0))))


@pytest.mark.parametrize("share", range(2))
def test_regions_and_their_networks_are_what_was_drawn(share):
    proven = 0
    for seed, rng in draws(24):
        if seed % 2 != share:
            continue
        drawn = shape(rng)
        region = built(drawn)
        if region is None:
            bad = [r for s in plane.leaves(drawn) if s[0] == "polygons" for r in plane.rings_of(s)
                   if not proper(r)]  # fmt: skip
            assert bad or any(s[0] == "curves" for s in plane.leaves(drawn)), (seed, drawn)
            continue
        network = made(region, rng.choice(STYLES))
        case = Case(drawn, network)
        points = some(rng, plane.faces_of_lines(case.planes))
        stated = region.contains(np.array(points, dtype=object))
        for point, value in zip(points, stated.tolist(), strict=True):
            at = case.at(point)
            assert value == plane.inside(drawn, at) or plane.free(drawn, at), (seed, point)
        near = np.array(points).astype(np.float64)
        given = network(near)[:, 0].tolist()
        assert given == [plane.outputs(network, case.at(p))["inside"] for p in near.tolist()]
        verdict = check_verdict(case, region, points)
        assert verdict.equal is not False, (seed, drawn, str(verdict))
        proven += verdict.equal is True
        assert check_verdict(case, region, points, rounding=True), (seed, drawn)
    assert proven > 4


def faulty(network, rng):
    """The network with one number changed, by as little as floats can or by much, or rewired."""
    weights, thresholds = network.weights.copy(), network.thresholds.copy()
    numbers = weights if rng.random() < 0.5 else thresholds
    change = rng.randrange(7)
    if not len(numbers) or change == 5:
        other = np.array([rng.randrange(network.units)])
        moved = replace(network.wiring, output_units=other)
        return replace(network, wiring=moved, lower_bound=None)
    k = rng.randrange(len(numbers))
    if change == 0:
        numbers[k] = np.nextafter(numbers[k], rng.choice([-1, 1]) * np.inf)
    elif change == 1:
        numbers[k] *= 1 + rng.choice([-1, 1]) * 2.0 ** -rng.randint(40, 50)
    elif change == 2:
        numbers[k] *= -1
    elif change == 3:
        numbers[k] += rng.choice([-1, 1])
    elif change == 4:
        numbers[k] *= 1 + rng.uniform(-1, 1) * 1e-3
    else:  # a line, or a wire, takes the place of another
        other = rng.randrange(len(numbers))
        numbers[k], numbers[other] = numbers[other], numbers[k]
    if not weights.all():
        return network
    return replace(network, weights=weights, thresholds=thresholds)


def test_a_fault_is_seen_wherever_it_changes_what_is_computed():
    seen = 0
    for seed, rng in draws(30):
        drawn = shape(rng)
        region = built(drawn)
        if region is None:
            continue
        network = faulty(made(region, rng.choice(STYLES)), rng)
        case = Case(drawn, network)
        points = some(rng, plane.faces_of_lines(case.planes))
        verdict = check_verdict(case, region, points)
        if not all(map(case.near, case.wrong(points))):
            assert verdict.equal is False, (seed, str(verdict))
            seen += 1
    assert seen > 5


# One, three and four coordinates -----------------------------------------------------------------


def half(rng, names):
    """A half-space over some coordinates, its numbers whole or decimal."""
    own = rng.sample(names, rng.randint(1, min(3, len(names))))
    normal = tuple(rng.choice([1, -1, 2, -3, 0.1, 0.3]) for _ in own)
    return "half", normal, rng.choice([0, 1, -2, 0.1, 0.7, 1e6]), rng.random() < 0.5, tuple(own)


def joined(rng, names, count):
    """A combination of so many half-spaces."""
    if count == 1:
        return half(rng, names)
    first = rng.randint(1, count - 1)
    kind = rng.choice(["and", "and", "or", "or", "xor", "minus", "not"])
    if kind == "not":
        return "not", joined(rng, names, count)
    return kind, joined(rng, names, first), joined(rng, names, count - first)


def text_of(drawn):
    """A combination as the text that states it."""
    if drawn[0] == "half":
        _, normal, offset, strict, names = drawn
        terms = " + ".join(f"{a!r}*{n}" for a, n in zip(normal, names, strict=True))
        return f"({terms} {'<' if strict else '<='} {offset!r})"
    if drawn[0] == "not":
        return f"~({text_of(drawn[1])})"
    sign = {"and": "&", "or": "|", "xor": "^", "minus": "& ~"}[drawn[0]]
    return f"(({text_of(drawn[1])}) {sign} ({text_of(drawn[2])}))"


@pytest.mark.parametrize("dimension", [1, 3, 4])
def test_rules_over_several_coordinates_are_what_was_drawn(dimension):
    names = ["x", "y", "z", "u"][:dimension]
    seen = 0
    for seed, rng in draws(12):
        drawn = joined(rng, names, rng.randint(1, 5 if dimension < 4 else 4))
        region = built(drawn) if rng.random() < 0.5 else Region.of(text_of(drawn))
        network = made(region, rng.choice(STYLES))
        if rng.random() < 0.5:
            network = faulty(network, rng)
        case = Case(drawn, network)
        d = len(case.names)
        points = plane.corners_and_beside(case.planes, d, rng, most=30 if d < 4 else 12)
        points += [tuple(Fraction(rng.randint(-8, 8), 4) for _ in range(d)) for _ in range(20)]
        stated = region.contains(
            np.array([[p[case.names.index(n)] for n in region.names] for p in points], dtype=object)
        )
        assert stated.tolist() == [plane.inside(drawn, case.at(p)) for p in points], seed
        near = np.array(points).astype(np.float64)
        given = network(near)[:, 0].tolist()
        assert given == [plane.outputs(network, case.at(p))["inside"] for p in near.tolist()], seed
        verdict = check_verdict(case, region, points)
        check_verdict(case, region, points, rounding=True)
        if not all(map(case.near, case.wrong(points))):
            assert verdict.equal is not True, (seed, str(verdict))
            seen += 1
    assert seen
