"""What shapes, their combinations and networks over coordinates mean, in fractions alone.

The oracle of `test_shapes`: it shares no code with the package. A shape is a tuple

    ("polygons", ((shell, (hole, ...)), ...), boundary)      rings of (x, y)
    ("curves", (ring, ...), rule)                            rule "nonzero" or "evenodd"
    ("half", normal, offset, strict, names)                  normal.x <= offset, or < where strict
    ("and" | "or" | "xor" | "minus", one, other)  ("not", one)

and a point a dict of fractions by coordinate.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, lru_cache
from itertools import combinations, pairwise, product
from math import inf, lcm, nextafter

BAND = Fraction(1, 1 << 48)  # how far, relative to its size, rounding may move a hyperplane


# Shapes ------------------------------------------------------------------------------------------


def inside(shape, point):
    """Whether the shape has the point; a boundary without a promise counts as inside."""
    kind = shape[0]
    if kind == "not":
        return not inside(shape[1], point)
    if kind in _JOINED:
        return _JOINED[kind](inside(shape[1], point), inside(shape[2], point))
    if kind == "half":
        _, normal, offset, strict, names = shape
        value = sum(Fraction(a) * point[n] for a, n in zip(normal, names, strict=True))
        return value < Fraction(offset) if strict else value <= Fraction(offset)
    place = point["x"], point["y"]
    if kind == "curves":
        number, on = winding(shape[1], place)
        return on or (number != 0 if shape[2] == "nonzero" else number % 2 == 1)
    return any(_in_polygon(shell, holes, shape[2], place) for shell, holes in shape[1])


_JOINED = {
    "and": lambda a, b: a and b, "or": lambda a, b: a or b,
    "xor": lambda a, b: a != b, "minus": lambda a, b: a and not b,
}  # fmt: skip


def _in_polygon(shell, holes, boundary, place):
    number, on = winding([shell], place)
    taken = [winding([hole], place) for hole in holes]
    if boundary == "open":
        return number != 0 and not on and not any(n or edge for n, edge in taken)
    return (number != 0 or on) and not any(n and not edge for n, edge in taken)


def free(shape, point):
    """Whether nothing is promised at the point: it lies on a boundary stated without a promise."""
    kind = shape[0]
    if kind == "half":
        return False
    if kind == "not" or kind in _JOINED:
        return any(free(part, point) for part in shape[1:])
    if kind == "polygons" and shape[2] is not None:
        return False
    return winding(rings_of(shape), (point["x"], point["y"]))[1]


def rings_of(shape):
    """All rings of a shape."""
    if shape[0] == "curves":
        return list(shape[1])
    return [ring for shell, holes in shape[1] for ring in (shell, *holes)]


def leaves(shape):
    """The shapes that a shape is combined of."""
    if shape[0] in ("half", "curves", "polygons"):
        return [shape]
    return [leaf for part in shape[1:] for leaf in leaves(part)]


def winding(rings, place):
    """How often rings wind around a point (by a ray to the right), and whether it is on one."""
    x, y = place
    w = lcm(x.denominator, y.denominator)
    x, y = int(x * w), int(y * w)
    number, on = 0, False
    for ring in rings:
        edges, unit = _whole(ring)
        px, py = x * unit, y * unit
        for ax, ay, bx, by in edges:
            ax, ay, bx, by = ax * w, ay * w, bx * w, by * w
            if not min(ay, by) <= py <= max(ay, by):
                continue
            area = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
            if area == 0 and min(ax, bx) <= px <= max(ax, bx):
                on = True
            if ay <= py < by and area > 0:
                number += 1
            if by <= py < ay and area < 0:
                number -= 1
    return number, on


@cache
def _whole(ring):
    """The edges of a ring as integers, in some unit."""
    exact = [(Fraction(x), Fraction(y)) for x, y in ring]
    unit = lcm(*(v.denominator for p in exact for v in p))
    whole = [(int(x * unit), int(y * unit)) for x, y in exact]
    return [(*p, *q) for p, q in zip(whole, [*whole[1:], whole[0]], strict=True)], unit


def sides(ring):
    """The edges of a ring in fractions."""
    exact = [(Fraction(x), Fraction(y)) for x, y in ring]
    return list(zip(exact, [*exact[1:], exact[0]], strict=True))


# Networks ----------------------------------------------------------------------------------------


def outputs(network, point):
    """The outputs at a point: exact sums of the weights that are stored."""
    place = [point[name] for name in network.inputs]
    w = lcm(*(v.denominator for v in place))
    whole = [int(v * w) for v in place]
    values = []
    for coordinates, reads, threshold in _units(network):
        total = sum(a * v for a, v in zip(coordinates, whole, strict=True))
        total += w * sum(a * values[k] for k, a in reads)
        values.append(int(total >= threshold * w))
    return {name: values[u] for name, u in
            zip(network.outputs, network.output_units.tolist(), strict=True)}  # fmt: skip


@lru_cache(maxsize=8)
def _units(network):
    """Each unit by whole weights of coordinates and of units, and a whole threshold."""
    n = len(network.inputs)
    centre, scale = frame(network)
    found = []
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        coordinates, reads = [Fraction(0)] * n, {}
        threshold = Fraction(network.thresholds[j].item())
        for s, weight in zip(sources.tolist(), map(Fraction, weights.tolist()), strict=True):
            if s < n:
                coordinates[s] = weight / scale[s]
                threshold += coordinates[s] * centre[s]
            else:
                reads[s - n] = weight
        unit = lcm(*(v.denominator for v in (*coordinates, *reads.values(), threshold)))
        found.append(
            (
                [int(v * unit) for v in coordinates],
                [(k, int(v * unit)) for k, v in reads.items()],
                int(threshold * unit),
            )
        )
    return found


def frame(network):
    """Centre and scale of a network in fractions."""
    n = len(network.inputs)
    centre = [0] * n if network.centre is None else network.centre.tolist()
    scale = [1] * n if network.scale is None else network.scale.tolist()
    return [Fraction(c) for c in centre], [Fraction(s) for s in scale]


def unit_planes(network):
    """Normal and offset in coordinates of each unit that reads nothing but inputs."""
    n = len(network.inputs)
    centre, scale = frame(network)
    found = []
    for j in range(network.units):
        sources, weights = network.wires_of(j)
        if len(sources) and max(sources.tolist()) < n:
            normal = [Fraction(0)] * n
            for s, w in zip(sources.tolist(), weights.tolist(), strict=True):
                normal[s] += Fraction(w) / scale[s]
            shift = sum(a * c for a, c in zip(normal, centre, strict=True))
            found.append((tuple(normal), Fraction(network.thresholds[j].item()) + shift))
    return found


def stated_planes(shape, names, centre):
    """What bounds a shape, over named coordinates: (normal, offset) with its size.

    The size is that of the numbers whose sum is the offset, as seen from the centre: of the
    offset, and of the products at the corners on the hyperplane.
    """
    found = {}
    for leaf in leaves(shape):
        if leaf[0] == "half":
            at = dict(zip(leaf[4], map(Fraction, leaf[1]), strict=True))
            rows = [(at, Fraction(leaf[2]), ())]
        else:
            rows = [
                ({"x": ay - by, "y": bx - ax}, (ay - by) * ax + (bx - ax) * ay, (a, b))
                for ring in rings_of(leaf)
                for a, b in sides(ring)
                if a != b
                for (ax, ay), (bx, by) in ((a, b),)
            ]
        for at, offset, corners in rows:
            normal, offset = unified(tuple(at.get(n, Fraction(0)) for n in names), offset)
            sizes = [abs(offset - sum(a * c for a, c in zip(normal, centre, strict=True)))]
            for corner in corners:
                place = dict(zip("xy", corner, strict=True))
                sizes.append(
                    sum(
                        abs(a * (place[n] - c))
                        for a, n, c in zip(normal, names, centre, strict=True)
                        if a
                    )
                )
            found[normal, offset] = max([found.get((normal, offset), Fraction(0)), *sizes])
    return found


def unified(normal, offset):
    """The one form of a hyperplane: its first number that is not 0 is 1."""
    first = next(v for v in normal if v)
    return tuple(v / first for v in normal), offset / first


# Places ------------------------------------------------------------------------------------------


def solved(rows):
    """The point where d hyperplanes of d dimensions meet, or None."""
    table = [[*normal, offset] for normal, offset in rows]
    d = len(table)
    for column in range(d):
        pivot = next((r for r in range(column, d) if table[r][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [v / table[column][column] for v in table[column]]
        for r in range(d):
            if r != column and table[r][column]:
                factor = table[r][column]
                table[r] = [a - factor * b for a, b in zip(table[r], table[column], strict=True)]
    return [row[-1] for row in table]


def faces_of_lines(lines):
    """A point of every cell, edge and corner that lines of the plane (a, b), c make.

    On each line: where others cross it, between these places, and beyond them; and beside each
    of the latter on both sides, nearer than any other line.
    """
    corners, between = {}, []
    for k, ((a, b), c) in enumerate(lines):
        foot = (a * c / (a * a + b * b), b * c / (a * a + b * b))
        at = set()
        for m, ((d, e), f) in enumerate(lines):
            across = d * -b + e * a
            if m != k and across:
                at.add((f - d * foot[0] - e * foot[1]) / across)
        at = sorted(at)
        for t in at:
            corners[foot[0] - b * t, foot[1] + a * t] = None
        middle = [(s + t) / 2 for s, t in pairwise(at)]
        middle += [at[0] - 1, at[-1] + 1] if at else [Fraction(0)]
        between += [((foot[0] - b * t, foot[1] + a * t), (a, b)) for t in middle]
    points = list(corners)
    for (x, y), (a, b) in between:
        step = Fraction(1)
        for (d, e), f in lines:
            rate, height = d * a + e * b, d * x + e * y - f
            if rate and height:
                step = min(step, abs(height / rate) / 2)
        points += [(x, y), (x + step * a, y + step * b), (x - step * a, y - step * b)]
    return points


def corners_and_beside(planes, d, rng, most=400):
    """Points where d hyperplanes meet, and points beside them on all sides of these."""
    sets = list(combinations(range(len(planes)), d))
    found = []
    for chosen in rng.sample(sets, min(most, len(sets))):
        rows = [planes[k] for k in chosen]
        corner = solved(rows)
        if corner is None:
            continue
        found.append(tuple(corner))
        for signs in product((-1, 0, 1), repeat=d):
            way = solved([(n, Fraction(s)) for (n, _), s in zip(rows, signs, strict=True)])
            step = Fraction(1)
            for normal, offset in planes:
                rate = sum(a * b for a, b in zip(normal, way, strict=True))
                height = sum(a * b for a, b in zip(normal, corner, strict=True)) - offset
                if rate and height:
                    step = min(step, abs(height / rate) / 2)
            found.append(tuple(p + step * w for p, w in zip(corner, way, strict=True)))
    return found


def within_rounding(planes, point, centre):
    """Whether a point is as near to one of some hyperplanes as rounding may move it."""
    for (normal, offset), size in planes.items():
        height = sum(a * x for a, x in zip(normal, point, strict=True)) - offset
        reach = sum(abs(a * (x - c)) for a, x, c in zip(normal, point, centre, strict=True))
        if abs(height) <= BAND * (reach + size):
            return True
    return False


def no_float_there(planes, point):
    """Whether a coordinate lies between bounds on it alone between which there is no float."""
    for k, x in enumerate(point):
        cuts = {o / n[k] for n, o in planes if n[k] and sum(map(bool, n)) == 1}
        near = float(x)
        sides_of = [
            [(Fraction(v) > c) - (Fraction(v) < c) for c in sorted(cuts)]
            for v in (near, nextafter(near, inf), nextafter(near, -inf))
        ]
        if cuts and [(x > c) - (x < c) for c in sorted(cuts)] not in sides_of:
            return True
    return False
