"""What states a function, and how everything else is refused."""

import pathlib

import numpy as np
import pytest
import sympy

from logicnet import Cover, LogicnetError, Network, Region, TruthTable, compile, minimize
from logicnet.errors import FileError, ParseError, SpecificationError
from logicnet.logic.circuit import Circuit
from logicnet.logic.specification import specify, stated_regions, to_table

a, b, x = sympy.symbols("a b x")


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("a & ~b", "0010"),
        (a & ~b, "0010"),
        (specify("a & ~b"), "0010"),
        (a, "01"),
        (True, "1"),
        (np.bool_(False), "0"),
        (sympy.true, "1"),
        ({"y": "a & ~b"}, "0010"),
        ({3: a ^ b}, "0110"),
        ({"y": True}, "1"),
        (lambda a, b: a > b, "0010"),
        (TruthTable.from_string("0110"), "0110"),
        (Cover.from_sympy("a | b"), "0111"),
        (Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)]), "0001"),
    ],
)
def test_everything_that_states_a_function_has_its_table(source, rows):
    table = to_table(source)
    assert table.to_string(table.outputs[0]) == rows


REFUSED = {
    "bytes": (b"a & b", "not by bytes"),
    "nothing": (None, "not by NoneType"),
    "a number": (1, "not by int"),
    "numpy's": (np.int64(1), "not by int64"),
    "huge": (10**5000, "not by int"),
    "a list": (["a"], "not by list"),
    "an array": (np.array([0, 1]), "not by ndarray"),
    "a module": (np, "not by module"),
    "an iterator": (iter("ab"), "not by str"),
    "a class": (int, "the callable does not name its arguments one by one; pass names"),
    "ours": (TruthTable, "pass names=... to TruthTable.from_callable".replace("...", r"\[...\]")),
    "no outputs": ({}, "names at least one output"),
    "an output without a name": ({"": "a"}, "output 1 has an empty name"),
    "two of a name": ({1: "a", "1": "b"}, "output name '1' is given twice"),
    "within": ({"y": {"z": "a"}}, "output 'y': expected a formula .text or sympy., got dict"),
    "none within": ({"x": "a", "y": None}, "output 'y': expected a formula .*, got NoneType"),
    "a table within": ({"y": TruthTable.from_string("01")}, "output 'y': .* got TruthTable"),
    "bytes within": ({"y": b"a"}, "output 'y': .* got bytes"),
    "an error within": ({"x": "a", "y": "a &"}, "output 'y': expected a variable"),
    "arithmetic": (a + 1, "a . 1 is arithmetic, not Boolean"),
    "arithmetic within": ({"y": 2 * a}, "is arithmetic, not Boolean"),
    "a number of sympy's": (sympy.Integer(1), "is arithmetic"),
    "a matrix": (sympy.Matrix([1]), "is arithmetic"),
    "a function of sympy's": (sympy.Function("f")(a), "is arithmetic"),
    "a class of sympy's": (sympy.And, "And is arithmetic"),
    "a predicate": (sympy.Q.even(a), "expected a sympy Boolean of And, .*, got AppliedPredicate"),
    "a dummy": (sympy.Dummy("a") & b, "got Dummy"),
    "an equation": (sympy.Eq(x, 1), "Eq.x, 1. has no inside"),
    "a curve": (x**2 < 1, "is not linear"),
    "no formula": ("a b", "expected an operator between 'a' and 'b'"),
    "no text": ("", "the formula is empty"),
    "no GeoJSON": ({"type": "Polygon", "coordinates": 3}, "the Polygon has no coordinates"),
    "a place with NUL": (pathlib.Path("t\0.pla"), "NUL"),
    "a folder": (pathlib.Path("tests"), "tests: no suffix"),
    "no file": (pathlib.Path("none.pla"), "none.pla"),
    "no map": ("none.geojson", "none.geojson"),
    "a name with NUL": ("t\0.geojson", "NUL"),
}


@pytest.mark.parametrize("which", REFUSED)
def test_what_states_no_function_is_refused_with_what_was_expected(which):
    source, message = REFUSED[which]
    with pytest.raises(LogicnetError, match=message):
        compile(source)


def test_what_holds_itself_is_refused():
    source = {}
    source["y"] = source
    with pytest.raises(SpecificationError, match="output 'y': expected a formula"):
        compile(source)
    assert stated_regions(source) is None


def test_text_that_names_a_file_is_told_how_a_file_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.pla").write_text(".i 1\n.o 1\n1 1\n.e\n")
    with pytest.raises(SpecificationError) as caught:
        compile("here.pla")
    assert str(caught.value) == (
        "'here.pla' is no formula; the file of that name, which is there, is given as "
        "pathlib.Path('here.pla')"
    )
    assert compile(pathlib.Path("here.pla")).units == 1
    with pytest.raises(SpecificationError, match="'no/t.JSON' is no formula; .* is not there"):
        minimize("no/t.JSON")
    with pytest.raises(ParseError, match="expected an operator after 't', got '.'"):
        compile("t.txt")
    with pytest.raises(ParseError, match="got '.x00'"):
        compile("t\0.pla")


def test_a_file_that_is_no_file_is_told_apart():
    with pytest.raises(FileError, match="NUL"):
        compile(pathlib.Path("t\0.pla"))


def test_text_becomes_a_formula_and_says_so():
    formula = specify("a & (b | ~c)")
    assert isinstance(formula, Circuit)
    assert str(formula) == "a & (b | ~c)"
    assert repr(formula) == "<Circuit a & (b | ~c)>"
    assert formula.to_sympy() == sympy.sympify("a & (b | ~c)")


def test_several_regions_are_stated_by_name():
    regions = stated_regions({"low": "x < 1", 2: x >= 1, "on": "b"})
    assert list(regions) == ["low", "2", "on"]
    assert regions["2"].contains([[1.0]]).tolist() == [True]
    with pytest.raises(SpecificationError, match="output name '1' is given twice"):
        stated_regions({1: "x < 1", "1": "x < 2"})


def test_regions_may_be_nested_and_shared_without_end():
    region, values = Region.of("x < 1"), (5 < 1, 0 < 1)
    for k in range(3000):
        region = region & Region.of(f"x < {k}") if k % 2 else region | Region.of(f"y < {k}")
        values = tuple(v and x < k if k % 2 else v or k > 500
                       for v, x in zip(values, (5, 0), strict=True))  # fmt: skip
    assert region.contains([[5, 500], [0, 500]]).tolist() == list(values)
    majority = Region.of(f"majority({', '.join(f'x < {k}' for k in range(61))})")
    assert len(majority.leaves()) == 61
    assert majority.contains([[29], [29.5], [30], [31]]).tolist() == [True, True, False, False]
    shared = Region.of("x < 0")
    for k in range(1, 60):
        shared = shared & Region.of(f"x < {k}") | ~shared & Region.of(f"x >= {k}")
    assert len(shared.leaves()) == 119


@pytest.mark.parametrize("kind", ["|", "&", "^", "->", "<->"])
def test_a_rule_of_a_hundred_comparisons_in_each_other_is_read(kind):
    text = f" {kind} ".join(f"(x < {k})" for k in range(100))
    expected = [sum(p < k for k in range(100)) for p in (-1, 7.5, 99)]  # how many hold
    meaning = {"|": lambda n: n > 0, "&": lambda n: n == 100, "^": lambda n: n % 2 == 1,
               "->": lambda n: True, "<->": lambda n: n % 2 == 0}  # fmt: skip
    got = Region.of(text).contains([[-1], [7.5], [99]]).tolist()
    assert got == [meaning[kind](n) for n in expected]


TRIANGLE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [0, 2], [0, 0]]]}


class Outline:
    __geo_interface__ = TRIANGLE


def test_outlines_are_regions_alone_by_name_and_in_mappings():
    def feature(**properties):
        return {"type": "Feature", "geometry": TRIANGLE, "properties": properties}

    named = {"type": "FeatureCollection", "features": [feature(name="a"), feature(name="b")]}
    for source, outputs in [
        (TRIANGLE, ["inside"]), (Outline(), ["inside"]), (feature(), ["inside"]),
        (named, ["a", "b"]),
        ({"s": TRIANGLE, "t": "x < 1"}, ["s", "t"]), ({"s": Outline()}, ["s"]),
        ({"s": TRIANGLE}, ["s"]), ({"s": Region.of("x < 1"), "t": "b"}, ["s", "t"]),
        (Region.of("x < 1"), ["inside"]), ("x < 1", ["inside"]), (x < 1, ["inside"]),
    ]:  # fmt: skip
        regions = stated_regions(source)
        assert list(regions) == outputs
        assert compile(source).outputs == tuple(outputs)
        if source in (TRIANGLE, named) or isinstance(source, Outline):
            for region in regions.values():
                assert region.contains([(0.5, 0.5), (2, 2)]).tolist() == [True, False]


def test_outputs_may_be_called_as_parts_of_outlines_are():
    table = to_table({"coordinates": "a & b", "features": "a"})
    assert table.outputs == ("coordinates", "features")
    assert stated_regions({"geometry": "a"}) is None
    assert to_table({"type": "a", "kind": "b"}).outputs == ("type", "kind")
    assert stated_regions({"a": "b", "c": True}) is None
    assert stated_regions(a & b) is None
    assert stated_regions(7) is None


def test_a_long_text_is_no_name_of_a_file():
    with pytest.raises(ParseError):
        compile("a b " * 100 + ".pla")
    with pytest.raises(SpecificationError, match="is no formula; the file of that name"):
        compile("a b " * 10 + ".pla")
