"""What states a function, and how everything else is refused."""

import importlib
import json
import pathlib
import re

import numpy as np
import pytest
import sympy

from logicnet import (
    Cover,
    LogicnetError,
    Network,
    Region,
    TruthTable,
    compare,
    compile,
    find_threshold,
    minimize,
    soften,
    verify,
    write,
)
from logicnet.cli import main
from logicnet.errors import FileError, FormatError, ParseError, SpecificationError
from logicnet.ground.bits import columns
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.function import SOURCES, Sources, function
from logicnet.regions.stated_regions import stated_regions
from optional import optional

a, b, x = sympy.symbols("a b x")


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("a & ~b", "0010"),
        (a & ~b, "0010"),
        (function("a & ~b"), "0010"),
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
    table = function(source).table()
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


def test_a_path_states_what_its_file_holds(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here.pla").write_text(".i 1\n.o 1\n1 1\n.e\n")
    (tmp_path / "rule.txt").write_text("a & ~b\n")
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}
    (tmp_path / "Square.GEOJSON").write_text(json.dumps(square))
    net = compile("here.pla")
    write(net, "net.json")
    write(function("here.pla").table(), "rows.csv")
    for name in ("here.pla", "net.json", "rows.csv"):
        for path in (name, pathlib.Path(name), str(tmp_path / name)):
            assert verify(net, path), path
            assert minimize(path).terms == 1
    assert verify(compile("rule.txt"), "a & ~b")
    assert verify(compile("Square.GEOJSON"), pathlib.Path("Square.GEOJSON"))


def test_a_file_that_is_not_there_is_named():
    for source in ("no/t.JSON", "t.txt", pathlib.Path("t.pla"), "none.geojson"):
        with pytest.raises(FileError, match=re.escape(str(source))):
            compile(source)
    with pytest.raises(ParseError, match="expected an operator after 't', got '.'"):
        compile("t.pla & a")
    with pytest.raises(ParseError):
        compile("a &\nt.pla")
    with pytest.raises(FormatError, match=r"no format for the suffix '.pl'; known are .*'.pla'"):
        compile(pathlib.Path("t.pl"))


def test_text_that_may_be_the_name_of_a_file_says_which_suffixes_there_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pathlib.Path("a & rule").write_text("a & b")
    pathlib.Path("my table").write_text("a & b")
    pla = "; did you mean '.pla'?"
    for text, end in [("x.plq", pla), ("no/t.PLQ", pla), ("./t-1.zzqq", ""), ("my table", "")]:
        with pytest.raises(ParseError) as caught:
            compile(text)
        stem = "; nor has it a known suffix of a file: known are .txt, "
        assert stem in caught.value.reason, text
        assert caught.value.reason.endswith(end or SOURCES.suffixes[-1]), text
    for text in ("x.plq & a", "a b", "a & & b", "x.", "x\n.plq", "a\0.b"):
        with pytest.raises(ParseError) as caught:
            compile(text)
        assert "suffix" not in caught.value.reason, text
    assert verify(compile("a & rule"), "rule & a"), "a formula, though a file has that name"


def test_a_file_that_is_no_file_is_told_apart():
    with pytest.raises(FileError, match="NUL"):
        compile(pathlib.Path("t\0.pla"))


def test_text_becomes_a_formula_and_says_so():
    formula = function("a & (b | ~c)")
    assert isinstance(formula, Circuit)
    assert str(formula) == "a & (b | ~c)"
    assert repr(formula) == "<Circuit a & (b | ~c)>"
    assert formula.to_sympy() == sympy.sympify("a & (b | ~c)")


def test_several_regions_are_stated_by_name():
    regions = stated_regions(function({"low": "x < 1", 2: x >= 1, "on": "b"}))
    assert list(regions) == ["low", "2", "on"]
    assert regions["2"].contains([[1.0]]).tolist() == [True]
    with pytest.raises(SpecificationError, match="output name '1' is given twice"):
        function({1: "x < 1", "1": "x < 2"})


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
        regions = stated_regions(function(source))
        assert list(regions) == outputs
        assert compile(source).outputs == tuple(outputs)
        if source in (TRIANGLE, named) or isinstance(source, Outline):
            for region in regions.values():
                assert region.contains([(0.5, 0.5), (2, 2)]).tolist() == [True, False]


def test_outputs_may_be_called_as_parts_of_outlines_are():
    table = function({"coordinates": "a & b", "features": "a"}).table()
    assert table.outputs == ("coordinates", "features")
    assert stated_regions(function({"geometry": "a"})) is None
    assert function({"type": "a", "kind": "b"}).table().outputs == ("type", "kind")
    assert stated_regions(function({"a": "b", "c": True})) is None
    assert stated_regions(function(a & b)) is None


def test_a_long_text_is_no_name_of_a_file():
    with pytest.raises(ParseError):
        compile("a b " * 300 + ".pla")
    with pytest.raises(FileError):
        compile("a b " * 10 + ".pla")


# What can be added --------------------------------------------------------------------------------


class Toy:
    """Truth values in a list, the first where all inputs are 0."""

    def __init__(self, *values):
        self.values = values


def read_toy(path):
    """A file of "0" and "1"."""
    return Toy(*map(int, pathlib.Path(path).read_text().split()))


def of_toy(toy):
    return TruthTable.from_values(toy.values)


@pytest.fixture
def toys(tmp_path):
    """A toy type and a toy format, and a file of it."""
    path = tmp_path / "xor.toy"
    path.write_text("0 1 1 0")
    with SOURCES.including(Toy, of_toy), SOURCES.including(".toy", read_toy):
        yield path
    assert ".toy" not in SOURCES.suffixes


def test_a_type_and_a_format_that_are_registered_are_found_everywhere(toys, capsys):
    net = compile("x1 ^ x2")
    for source in (Toy(0, 1, 1, 0), toys, str(toys)):
        assert compile(source).units == 2
        assert minimize(source).terms == 2
        assert verify(net, source)
        assert not verify(compile("x1 | x2"), source)
        assert compare(source, ["compact"])["compact"].units == 2
    main(["table", str(toys)])
    assert capsys.readouterr().out.count("| 1") == 2
    assert main(["compile", str(toys)]) == 0
    assert main(["minimize", str(toys)]) == 0


def test_what_is_not_registered_any_more_is_refused(toys):
    with SOURCES.including(Toy, lambda toy: function("a")):
        assert compile(Toy()).inputs == ("a",)
    assert compile(Toy(0, 1)).inputs == ("x1",)


class Words:
    """What answers to the words of a function, without being a type that is registered."""

    inputs, outputs = ("a",), ("y",)
    rows = table = cover = circuit = None


def test_what_a_source_becomes_answers_itself_and_no_class_does():
    with SOURCES.including(Toy, lambda toy: Words()):
        assert type(function(Toy())) is Words
    with SOURCES.including(Toy, lambda toy: Words), pytest.raises(SpecificationError):
        function(Toy())
    with SOURCES.including(Toy, lambda toy: "a"):
        assert type(function(Toy())) is Circuit


def test_a_subclass_and_a_sign_are_found():
    class Smaller(Toy):
        pass

    with SOURCES.including(Toy, of_toy):
        assert function(Smaller(0, 1)).inputs == ("x1",)
    with SOURCES.including(lambda source: hasattr(source, "wanted"), lambda source: source.wanted):
        holder = type("Holder", (), {"wanted": "a & b"})()
        assert function(holder).inputs == ("a", "b")
    with pytest.raises(SpecificationError, match="not by Holder"):
        function(holder)


@pytest.mark.parametrize(
    ("source", "styles"),
    [("a & b | c & ~d | b & d & e", None), ({"s": "a ^ b", "c": "a & b"}, None),
     ("x + y <= 1 & x >= 0", ["compact", "wide"]), (lambda a, b: a > b, None)],
)  # fmt: skip
def test_a_verb_asks_once_what_it_is_given(source, styles):
    net = compile(source)
    calls = [lambda: verify(net, source), lambda: compare(source, styles)]
    known = ["compact", "deep", "formula", "layered", "minterms", "wide"]
    calls += [lambda style=style: compile(source, style) for style in known]
    if styles is None:
        calls += [lambda: minimize(source), lambda: find_threshold("a & b")]
    for call in calls:
        before = SOURCES.asked
        call()
        assert SOURCES.asked - before == 1


WORDS = ("inputs", "outputs", "rows", "table", "cover", "circuit")


@pytest.mark.parametrize(
    "source",
    ["a & ~b", TruthTable.from_string("0010", "ab"), Cover.from_cubes(["10"], "ab"),
     Network.from_units(["a", "b"], [([0, 1], [2, -1], 2)]), lambda a, b: a > b],
)  # fmt: skip
def test_all_that_states_a_function_answers_to_the_same_words(source):
    stated = function(source)
    assert function(stated) is stated
    assert stated.inputs == ("a", "b")
    assert len(stated.outputs) == 1
    for word in ("table", "cover", "circuit"):
        other = getattr(stated, word)()
        assert other.inputs == ("a", "b")
        on, dc = other.rows(columns(2))
        assert int(on[0, 0]) & 15 == 0b0100
        assert not int(dc[0, 0]) & 15


def test_a_region_answers_to_the_same_words():
    square = Region.box([0, 0], [1, 1])
    stated = function(square)
    assert stated is square
    assert (stated.inputs, stated.outputs) == (("x", "y"), ("inside",))
    circuit = stated.circuit()
    assert len(circuit.leaves) == 4
    on, _ = stated.rows(columns(4))
    assert int(on[0, 0]) == 1 << 15
    for word in ("table", "cover"):
        with pytest.raises(SpecificationError, match="states a region, not a Boolean function"):
            getattr(stated, word)()


def test_a_data_frame_is_read_by_its_columns():
    pd = optional("pandas")
    frame = pd.DataFrame({"a": [0, 0, 1, 1], "b": [0, 1, 0, 1], "y": [0, 0, 1, 0]})
    assert function(frame).table().to_string() == "0010"
    assert verify(compile("a & ~b"), frame)


def test_what_a_net_would_need_is_said_of_nets_alone():
    with pytest.raises(SpecificationError) as caught:
        compile(7)
    assert "harden" not in str(caught.value)


def test_a_frame_whose_columns_are_called_as_a_function_answers_is_read_as_a_frame():
    frame = optional("pandas").DataFrame({word: [0, 1] for word in WORDS})
    with pytest.raises(SpecificationError, match="30 of 32 rows are not listed"):
        function(frame)


def test_sources_that_are_new_know_what_rooms_above_read():
    fresh = Sources()
    assert fresh.asked == 0
    assert {*fresh.suffixes} == {*SOURCES.suffixes} - {".txt", ".formula"}
    assert Sources().how(Network.from_units(["a"], [([0], [1], 1)])) is not None
    assert Sources().how("a & b") is None
    assert len(set(fresh.suffixes)) == len(fresh.suffixes)  # they are told once
    with fresh.including(int, abs):
        assert fresh.how(3) is abs
    assert fresh.how(3) is None


def test_whatever_a_function_becomes_is_a_function_itself():
    net = compile("a & b")
    for source in ("a", "x < 1", {"p": "x < 1", "q": "y < 1"}, net, soften(net)):
        found = function(source)
        assert function(found) is found


def test_types_that_are_registered_by_name_are_there():
    function("a")  # what rooms above say is filled in by now
    own = [kind for kind in SOURCES._types if str(kind).startswith("logicnet.")]
    assert len(own) >= 6
    for kind in own:
        module, _, name = kind.rpartition(".")
        assert isinstance(getattr(importlib.import_module(module), name), type)
