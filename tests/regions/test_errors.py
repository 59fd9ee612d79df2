"""What cannot be a region is refused with a text that says what and where."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from logicnet import FormatError, LimitError, LogicnetError, Region, SpecificationError, compile
from logicnet.regions.reading.geojson import regions_of

SQUARE = [(0, 0), (2, 0), (2, 2), (0, 2)]
NAN = float("nan")
X = sympy.Symbol("x")
UNIT = Region.box([0], [1])


def geometry(kind, coordinates):
    return {"type": kind, "coordinates": coordinates}


def feature(**properties):
    triangle = geometry("Polygon", [[[0, 0], [1, 0], [0, 1]]])
    return {"type": "Feature", "properties": properties, "geometry": triangle}


def itself():
    value = {"type": "GeometryCollection"}
    value["geometries"] = [value]
    return value


WRONG = [
    (lambda: compile("x*y <= 1"), "a product of variables is not linear; .* sums of numbers"),
    (lambda: compile("x**2 + y**2 <= 1"), "a power is not linear.*polygon around it"),
    (lambda: compile("1/x <= 1"), "quotient like this is not linear"),
    (lambda: compile("x <= "), "expected a number or a variable beside '<='"),
    (lambda: compile("x + y <= 1")({"x": 0.2, "z": 0.3}), "missing: y; unknown: z"),
    (lambda: Region.polygon([(0, 0), (1, NAN), (2, 2)]), r"shell: point 1 is \(1.0, nan\)"),
    (lambda: Region.polygon([(0, 0), (1, 1)]), "needs three points, got 2 distinct"),
    (lambda: Region.polygon([(0, 0), (1, 1), (0, 0)]), "needs three points, got 2 distinct"),
    (lambda: Region.polygon([(0, 0), (1, 1), (3, 3)]), "on one line, so it encloses nothing"),
    (lambda: Region.polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), r"itself at \(0.5, 0.5\).* 0 and 2"),
    (lambda: Region.polygon([(0, 0), (1, 2, 3), (2, 2)]), r"expected rows of numbers"),
    (lambda: Region.polygon([1, 2, 3]), r"expected rows \(x, y\), got an array of \(3,\)"),
    (lambda: Region.polygon(SQUARE, [[(0, 0), (1, 1)]]), "polygon 0, hole 0: a ring needs three"),
    (lambda: Region.polygon(SQUARE, boundary="half"), "'closed', 'open', 'partition' or None"),
    (lambda: Region.polygon(SQUARE, fill_rule="odd"), "'nonzero' or 'evenodd', not 'odd'"),
    (lambda: Region.polygons([]), "at least one polygon"),
    (lambda: Region.polygons([SQUARE]), r"polygon 0: expected a pair \(ring, holes\)"),
    (lambda: Region.box([0], [1, 2]), "low <= high, got"),
    (lambda: Region.box([2], [1]), "low <= high, got"),
    (lambda: Region.box("a", "b"), "finite number, got 'a'"),
    (lambda: Region.interval(0, np.inf), "finite number, got inf"),
    (lambda: Region.halfspace([0, 0], 1), "normal of a half-space must not be zero"),
    (lambda: Region.halfspace([NAN, 0], 1), "finite number, got nan"),
    (lambda: Region.polytope([[1, 2], [3]], [1, 2]), "normals of one length"),
    (lambda: Region.polytope([1, 2], [1]), "expected rows of normals"),
    (lambda: Region.polytope([[1, 2]], [1], names=["a"]), "2 coordinates, but 1 are named: a"),
    (lambda: Region.hull([[0, 0], [1]]), "all of one length"),
    (lambda: Region.hull([[0, 0], [1, 1], [2, 2]]), "on one line, so their hull has no inside"),
    (lambda: Region.hull(np.eye(4)), "no hull with an inside"),
    (lambda: Region.regular(2), "3 corners or more, got 2"),
    (lambda: Region.regular(3.5), "a whole number of 3 corners or more"),
    (lambda: Region.regular(5, radius=NAN), "a finite number, got nan"),
    (lambda: Region.regular(10**7), "exceed the limit of 65536"),
    (lambda: Region.disk(tolerance=0), "must be positive"),
    (lambda: Region.disk(tolerance=1e-30), "more corners than the limit of 65536"),
    (lambda: Region.from_svg("M0 0 C 1 1 2 2 3 3 z"), "'C' at character 5 is a curve; flatten"),
    (lambda: Region.from_svg("L0 0"), "expected M first"),
    (lambda: Region.from_svg("M0 0 1"), "numbers in groups of 2, got 3"),
    (lambda: Region.from_svg(None), "SVG path is text, not NoneType"),
    (lambda: Region.from_svg(""), "at least one ring"),
    (lambda: Region.from_svg("M0 0L1 0L1 1Z 5 5"), "'Z' at character 12 takes no numbers, got 2"),
    (lambda: Region.from_mask([["a"]]), "without text and NaN"),
    (lambda: Region.disk((0, 0, 0), tolerance=0.1), "a centre has two coordinates"),
    (lambda: Region.disk(radius="r", tolerance=0.1), "a finite number, got 'r'"),
    (lambda: Region.regular("a"), "a whole number of 3 corners or more"),
    (lambda: Region.box(None, [1]), "finite number, got None"),
    (lambda: Region.box([0, [1]], [1, 1]), r"finite number, got \[1\]"),
    (lambda: Region.halfspace(3, [1]), "expected rows of normals"),
    (lambda: compile("x > 0 & y > 0")({"x": 1, "y": "a"}), "coordinates are numbers"),
    (lambda: Region.from_mask(np.zeros((3, 3))), "no true pixel"),
    (lambda: Region.from_mask(np.full((3, 3), NAN)), "without text and NaN"),
    (lambda: Region.from_mask(np.zeros(3)), r"rows and columns, got shape \(3,\)"),
    (lambda: Region.of(geometry("Point", [0, 0])), "Polygon and MultiPolygon geometries, got 'Po"),
    (lambda: compile(geometry("LineString", [[0, 0], [1, 1]])), "got 'LineString'"),
    (lambda: Region.of(geometry("Polygon", 5)), "the Polygon has no coordinates"),
    (lambda: Region.of(geometry("MultiPolygon", [[]])), "a polygon is a list of rings, got"),
    (lambda: Region.of(geometry("Polygon", [[0, 0], [1, 0]])), "ring 0: position 0 is 0, expected"),
    (lambda: Region.of({"type": "FeatureCollection"}), "'features' is a list, not None"),
    (lambda: Region.of(5), "GeoJSON .a dict or a path.*not by int"),
    (lambda: Region.polygon(SQUARE).contains([1, 2, 3]), r"2 coordinates \(x, y\), got an array"),
    (lambda: Region.polygon(SQUARE).contains([(1, NAN)]), r"point 0 is \(1.0, nan\)"),
    (lambda: Region.polygon(SQUARE).contains("abc"), "expected rows of coordinates"),
    (lambda: Region.polygon([("0", "0"), ("1", "0"), ("0", "1")]), "expected numbers, got text"),
    (lambda: Region.polygon([(0, 0), (1, 0), (0, 1j)]), "expected numbers, got complex128"),
    (lambda: Region.polygon(np.array(SQUARE, bool)), "expected numbers, got bool"),
    (lambda: Region.polygon([(Fraction(1, 3), 0), (1, 0), (0, 1)]), "floats do not hold 1/3"),
    (lambda: Region.polygon([(2**53 + 1, 0), (1, 0), (0, 1)]), "floats do not hold 90071992547409"),
    (lambda: Region.polygon([(10**400, 0), (1, 0), (0, 1)]), "a number is beyond floats"),
    (lambda: Region.polygon(SQUARE, boundary="opn"), "not 'opn'; did you mean 'open'"),
    (lambda: Region.polygon(SQUARE, fill_rule="evenod"), "'evenod'; did you mean 'evenodd'"),
    (lambda: Region.curves([SQUARE], "nonzero", boundary="shut"), "no promise., not 'shut'"),
    (lambda: Region.polygon(SQUARE, holes=5), "a list of holes of polygon 0, rings, got 5"),
    (lambda: Region.polygons(5), "expected a list of polygons, pairs .ring, holes., got 5"),
    (lambda: Region.curves(None, "nonzero"), "expected a list of rings, got None"),
    (lambda: Region.polygon(SQUARE, names=5), "names of coordinates are a list, not 5"),
    (lambda: Region.polygon(SQUARE, names="xx"), "coordinate name 'x' is given twice"),
    (lambda: Region.halfspace([sympy.pi, 1], 1), "pi is no fraction: give a number near it, 3.14"),
    (lambda: Region.of(sympy.sqrt(2) * X < 1), "sqrt.2. is no fraction"),
    (lambda: Region.hull([["0", "0"], ["1", "0"], ["0", "1"]]), "a hull: expected numbers"),
    (lambda: Region.regular(5, (1e308, 1e308), 1.7e308), "shell: point 0 is .inf"),
    (lambda: Region.of("x <= 1", boundary="open"), "a promise for rings; inequalities say < or <="),
    (lambda: Region.of(Region.box([0], [1]), boundary="open"), "a Region was stated with its own"),
    (lambda: Region.of("POLYGON ((0 0, 1 0, 0 1, 0 0))"), "text: pass shapely.from_wkt"),
    (lambda: Region.of(geometry("Polygn", [])), "'Polygn'; did you mean 'Polygon'"),
    (lambda: Region.of(geometry("Polygon", [[["0", "0"]]])), r"position 0 is \['0', '0'\]"),
    (lambda: Region.of(geometry("Polygon", [[[True, 0]]])), r"position 0 is \[True, 0\], expected"),
    (lambda: Region.of(geometry("Polygon", [5])), "ring 0 is no list of positions but 5"),
    (lambda: Region.of(geometry("Polygon", [["deep"] * 9])), "position 0 is 'deep'"),
    (lambda: Region.of(itself()), "more than 100 GeometryCollections, each in the next"),
    (lambda: regions_of(feature(nam=1), "name"), "no property 'name'|no feature has .* mean 'nam'"),
    (lambda: Region.from_svg("M0 0"), "SVG path: it encloses nothing"),
    (lambda: Region.from_svg("M0 0 L1 1 2 2z"), "SVG path: it encloses nothing"),
    (lambda: Region.from_svg("M1e999 0 1 0 0 1"), "1e999 is beyond floats"),
    (lambda: Region.from_svg("M1e308 0l1e308 0l0 1"), "add up to more than floats hold"),
    (lambda: Region.from_svg("M0 0,,1 1"), "expected a number, got ',' at character 5"),
    (lambda: Region.from_svg("M0 0h1v1,"), "expected a number after the comma"),
    (lambda: Region.from_svg("M,0 0"), "expected a command or number, got ','"),
    (lambda: Region.from_svg("0 0"), "expected a command, got '0' at character 0"),
    (lambda: Region.from_svg("M0 0 \u0663 1"), "at character 5"),
    (lambda: Region.from_mask(np.array(True)), r"rows and columns, got shape \(\)"),
    (lambda: Region.from_mask([[1, 2], [3]]), "rows of one length"),
    (lambda: Region.from_mask(np.zeros((0, 5))), "no true pixel"),
    (lambda: Region.from_mask(np.ones((2, 2), complex)), "without text and NaN"),
    (lambda: Region.box([0], [1]).contains([["1"]]), "expected rows of coordinates, got str"),
    (lambda: Region.box([0], [1]).contains([[1j]]), "rows of coordinates, got complex128"),
    (lambda: Region.box([0], [1]).contains(np.array([[NAN]], object)), "finite number, got nan"),
    (lambda: Region.box([0], [1]).contains([[1], [2, 3]]), "all of one length"),
    (lambda: Region.box([0], [1]).named("a", "b"), "expected 1 names, got 2"),
    (lambda: Region(names=("x",)), "either a shape or a combination"),
    (lambda: Region(names=("x",), operator="nand", parts=(UNIT,)), "not by 'nand'"),
    (lambda: Region(names=("x",), operator="or"), "needs one part at least, each a Region"),
    (lambda: Region(names=("x",), operator="or", parts=(5,)), "one part at least, each a Reg"),
    (lambda: Region(names=("y",), operator="or", parts=(UNIT,)), "'x', which is not among y"),
    (lambda: compile(Region.polygon(SQUARE), "flat"), "one of minterms, wide, .* not 'flat'"),
    (lambda: compile(Region.polygon(SQUARE), "deep", max_depth=2), "has no option 'max_depth'"),
    (lambda: compile(Region.polygon(SQUARE), encoding="bipolar"), "coordinates, not 'bipolar'"),
]  # fmt: skip


@pytest.mark.parametrize(("attempt", "message"), WRONG, ids=[text for _, text in WRONG])
def test_what_is_no_region_is_refused(attempt, message):
    with pytest.raises(LogicnetError, match=f"(?s){message}"):
        attempt()


def test_limits_are_errors_of_their_kind():
    with pytest.raises(LimitError):
        Region.regular(10**7)
    with pytest.raises(SpecificationError):
        Region.disk(tolerance=-1)


def test_a_broken_file_is_named_with_its_line(tmp_path):
    path = tmp_path / "broken.geojson"
    path.write_text('{"type": "Polygon",\n "coordinates": [[')
    with pytest.raises(FormatError, match=r"broken.geojson:2: not JSON"):
        Region.of(path)
    path.write_text("[1, 2]")
    with pytest.raises(SpecificationError, match="broken.geojson: the geometry: .*got"):
        compile(path)


def test_a_feature_without_geometry_is_named():
    feature = {"type": "Feature", "properties": {"name": "Atlantis"}, "geometry": None}
    with pytest.raises(SpecificationError, match=r"feature 0 \(Atlantis\): .* got none"):
        compile({"type": "FeatureCollection", "features": [feature]})
