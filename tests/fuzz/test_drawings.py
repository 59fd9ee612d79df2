"""Shapes drawn as meaning, printed as GeoJSON, SVG paths and masks in any legal layout, read back.

What is read has the points that the meaning has, by the fractions of `plane`. Damaged texts are
read as something or refused by an error of ours.
"""

from __future__ import annotations

import json
from fractions import Fraction
from random import Random

import numpy as np

from fuzz import plane
from fuzz.draws import draws
from fuzz.test_shapes import proper, star
from logicnet import LogicnetError, Region
from logicnet.regions.reading.geojson import regions_of

GRID = [(Fraction(x, 2), Fraction(y, 2)) for x in range(-11, 12) for y in range(-11, 12)]


def polygon(rng: Random):
    """A star or a box, perhaps with holes inside it, and an island in a hole."""
    x, y = rng.randint(-2, 2), rng.randint(-2, 2)
    if rng.random() < 0.5:
        shell = star(rng, rng.randint(4, 8), 4, x, y)
        return (shell, ()) if proper(shell) else polygon(rng)
    shell = tuple((x + a, y + b) for a, b in ((-4, -3), (4, -3), (4, 4), (-4, 4)))
    hole = tuple((x + a, y + b) for a, b in ((-3, -2), (rng.randint(-1, 3), -2), (-3, 3)))
    return shell, (hole,) if rng.random() < 0.7 else ()


def inside(polygons, place):
    """Whether a point is in a union of polygons, without their holes, boundary included."""
    drawn = "polygons", tuple(polygons), "closed"
    return plane.inside(drawn, dict(zip("xy", place, strict=True)))


# GeoJSON -----------------------------------------------------------------------------------------


def printed_number(rng, value):
    """A whole number in some JSON spelling."""
    return rng.choice([f"{value}", f"{value}.0", f"{value}e0", f"{10 * value}E-1", f"{value}.00"])


def printed_ring(rng, ring):
    """The positions of a ring: any start and winding, closed or not, repeated, with heights."""
    turn = rng.randrange(len(ring))
    points = [*ring[turn:], *ring[:turn]]
    if rng.random() < 0.5:
        points.reverse()
    if rng.random() < 0.3:
        k = rng.randrange(len(points))
        points.insert(k, points[k])
    if rng.random() < 0.3:  # a corner that is none
        (a, b), (c, d) = points[0], points[1]
        if (a + c) % 2 == (b + d) % 2 == 0:
            points.insert(1, ((a + c) // 2, (b + d) // 2))
    if rng.random() < 0.7:
        points.append(points[0])
    blank = rng.choice(["", " ", "\n\t"])
    height = rng.choice(["", "", f",{blank}7.5"])
    return [f"[{printed_number(rng, p)},{blank}{printed_number(rng, q)}{height}]"
            for p, q in points]  # fmt: skip


def printed_polygon(rng, drawn):
    shell, holes = drawn
    rings = ["[" + ",".join(printed_ring(rng, ring)) + "]" for ring in (shell, *holes)]
    return "[" + ", ".join(rings) + "]"


def printed_geometry(rng, polygons):
    """Polygons as one geometry, its members in any order."""
    if len(polygons) == 1 and rng.random() < 0.5:
        kind, inner = "Polygon", '"coordinates": ' + printed_polygon(rng, polygons[0])
    elif rng.random() < 0.6:
        parts = ",".join(printed_polygon(rng, p) for p in polygons)
        kind, inner = "MultiPolygon", f'"coordinates": [{parts}]'
    else:
        cut = rng.randrange(len(polygons)) or 1
        groups = [g for g in (polygons[:cut], polygons[cut:]) if g]
        parts = ", ".join(printed_geometry(rng, g) for g in groups)
        kind, inner = "GeometryCollection", f'"geometries": [{parts}]'
    members = [f'"type":"{kind}"', inner, '"bbox": [0, 0, 1, 1]']
    rng.shuffle(members)
    return "{" + ", ".join(members) + "}"


def printed_feature(rng, polygons, properties):
    members = ['"type" : "Feature"', f'"properties": {properties}', '"id": 3',
               '"geometry": ' + printed_geometry(rng, polygons)]  # fmt: skip
    rng.shuffle(members)
    return "{" + ",\n".join(members) + "}"


def printed_file(rng, polygons):
    """The polygons as a geometry, a feature, or several."""
    kind = rng.randrange(3)
    if kind == 0:
        return printed_geometry(rng, polygons)
    if kind == 1:
        return printed_feature(rng, polygons, rng.choice(["null", "{}", '{"name": "a"}']))
    features = ",".join(printed_feature(rng, [p], "null") for p in polygons)
    return '{"features": [' + features + '], "type": "FeatureCollection", "crs": null}'


def test_geojson_in_any_layout_has_the_points_that_were_drawn(tmp_path):
    for seed, rng in draws(24):
        polygons = [polygon(rng) for _ in range(rng.randint(1, 3))]
        text = printed_file(rng, polygons)
        path = tmp_path / "drawn.geojson"
        path.write_text(rng.choice(["", "\ufeff", " \n"]) + text, encoding="utf-8")
        source = rng.choice([path, str(path), json.loads(text)])
        boundary = rng.choice([None, "closed"])
        region = Region.of(source, boundary=boundary)
        expected = [inside(polygons, place) for place in GRID]
        assert region.contains(np.array(GRID, dtype=object)).tolist() == expected, (seed, text)


# SVG paths ---------------------------------------------------------------------------------------


def printed_path(rng, rings):
    """Rings as an SVG path: absolute or relative, repeats left out, numbers run together."""
    text, here, last = "", (0, 0), ""
    for ring in rings:
        start = ring[0]
        for k, point in enumerate(ring):
            letter, numbers = step(rng, "M" if k == 0 else "L", here, point)
            implied = {"M": "L", "m": "l"}.get(last, last)
            if letter == implied and letter not in "Mm" and rng.random() < 0.6:
                text += joined(rng, numbers, " ,"[rng.random() < 0.5])
            else:
                text += rng.choice(["", " ", "\n"]) + letter + joined(rng, numbers, "")
            here, last = point, letter
        if rng.random() < 0.7 or ring is not rings[-1]:
            text += rng.choice([" z", "Z"])
            here, last = start, "z"
    return text


def step(rng, letter, here, point):
    """A command and its numbers; horizontal and vertical ways have their own."""
    (x, y), (p, q) = here, point
    relative = rng.random() < 0.5
    dx, dy = (p - x, q - y) if relative else (p, q)
    if letter == "L" and q == y and rng.random() < 0.5:
        return ("h" if relative else "H"), [dx]
    if letter == "L" and p == x and rng.random() < 0.5:
        return ("v" if relative else "V"), [dy]
    return (letter.lower() if relative else letter), [dx, dy]


def joined(rng, numbers, before):
    """Numbers, with separators only where they are needed."""
    text = ""
    for number in numbers:
        word = svg_number(rng, number)
        gap = before if not text else rng.choice([" ", ",", " , ", ""])
        needed = word[0] not in "+-" and (text or before)
        text += (gap or " " if needed else gap) + word
    return text


def svg_number(rng, value):
    sign = "-" if value < 0 else rng.choice(["", "", "+"])
    size = abs(value)
    return sign + rng.choice([f"{size}", f"{size}.0", f"{size}.", f"{10 * size}e-1", f".{size}e1"
                              if size < 10 else f"{size}", f"{size}E+0"])  # fmt: skip


def windings(rings):
    return [plane.winding(rings, place) for place in GRID]


def test_svg_paths_in_any_spelling_have_the_points_that_were_drawn():
    for seed, rng in draws(30):
        places = rng.sample((-1, 0, 1), rng.randint(1, 3))
        rings = [star(rng, rng.randint(3, 6), 5, x) for x in places]
        if rng.random() < 0.3:
            rings = [tuple(rng.sample(r, len(r))) for r in rings]
        rings = [r for r in rings if len({*r}) > 2]
        rule = rng.choice(["nonzero", "evenodd"])
        text = printed_path(rng, rings)
        try:
            region = Region.from_svg(text, fill_rule=rule)
        except LogicnetError as error:
            assert "nothing" in str(error), (seed, text)
            assert not any(number and not on for number, on in windings(rings)), (seed, text)
            continue
        got = region.contains(np.array(GRID, dtype=object)).tolist()
        for place, value, (number, on) in zip(GRID, got, windings(rings), strict=True):
            expected = number != 0 if rule == "nonzero" else number % 2 == 1
            assert on or value == expected, (seed, text, place)


def test_numbers_without_separators_are_told_apart():
    region = Region.from_svg("M1.5.5-3e0 2-.5-1.5.5.5z")
    (ring,) = region.shape.rings
    assert sorted(ring.tolist()) == [[-3.0, 2.0], [-0.5, -1.5], [0.5, 0.5], [1.5, 0.5]]
    twice = Region.from_svg("M0 0M5,5M 1 1 3 1 3 3 z m 4 0 h 1 v 1z")
    assert [sorted(ring.tolist()) for ring in twice.shape.rings] == [
        [[1, 1], [3, 1], [3, 3]], [[5, 1], [6, 1], [6, 2]]
    ]  # fmt: skip


# Masks -------------------------------------------------------------------------------------------


def test_masks_of_any_kind_are_their_pixels():
    for seed, rng in draws(30):
        rows, columns = rng.randint(1, 5), rng.randint(1, 5)
        mask = np.array([[rng.random() < 0.6 for _ in range(columns)] for _ in range(rows)])
        given = mask.astype(rng.choice([bool, np.uint8, np.int64, np.float32])) * rng.choice([1, 3])
        given = np.asfortranarray(given) if rng.random() < 0.3 else given
        if not mask.any():
            continue
        region = Region.from_mask(given if rng.random() < 0.7 else given.tolist(),
                                  boundary=rng.choice([None, "closed", "open"]))  # fmt: skip
        centres = [(c + 0.5, r + 0.5) for r in range(-1, rows + 1) for c in range(-1, columns + 1)]
        expected = np.pad(mask, 1).ravel().tolist()
        assert region.contains(centres).tolist() == expected, seed


# Damage ------------------------------------------------------------------------------------------


def damaged(rng, text):
    """The text with a few characters changed, left out, doubled or moved."""
    pieces = list(text)
    for _ in range(rng.randint(1, 3)):
        k = rng.randrange(len(pieces))
        change = rng.randrange(5)
        if change == 0:
            pieces[k] = rng.choice('[]{},:"0123456789.-+eE mMlLzZhHvVcQ\0é\u0663x')
        elif change == 1:
            del pieces[k : k + rng.choice([1, 1, 5, 30])]
        elif change == 2:
            pieces[k:k] = pieces[k : k + rng.choice([1, 3, 20])]
        elif change == 3:
            pieces[k:k] = rng.choice([["1e999"], ["NaN"], ["Infinity"], ['"1"'], ["true"], ["null"],
                                      ["["] * 2000, ["9"] * 5000])  # fmt: skip
        else:
            rng.shuffle(pieces[k : k + 8])
        if not pieces:
            return " "
    return "".join(pieces)


def test_damaged_files_are_read_or_refused_by_an_error_of_ours(tmp_path):
    refused = 0
    for seed, rng in draws(150):
        text = damaged(rng, printed_file(rng, [polygon(rng) for _ in range(rng.randint(1, 2))]))
        path = tmp_path / "damaged.geojson"
        path.write_bytes(text.encode() if rng.random() < 0.9 else text.encode()[:-3] + b"\xff\xfe")
        try:
            Region.of(path)
            regions_of(path)
        except LogicnetError as error:
            refused += 1
            assert str(path) in str(error) or "polygon" in str(error), (seed, str(error))
    assert refused > 50


def test_damaged_paths_are_read_or_refused_by_an_error_of_ours():
    refused = 0
    for _, rng in draws(300):
        text = damaged(rng, printed_path(rng, [star(rng, 5, 5)]))
        try:
            Region.from_svg(text, fill_rule="evenodd")
        except LogicnetError:
            refused += 1
    assert refused > 100
