"""Comparisons: counts by building and by formula agree, tables in every form."""

import json
import signal
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

from logicnet import LimitError, SpecificationError, TruthTable, compare, compare_family
from logicnet.cli import main
from logicnet.comparing import costs
from logicnet.comparing.comparing import sizes_of, trade_off
from logicnet.compiling import compile as compiled
from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.construction.families import BUILDERS, FAMILIES, build, family
from logicnet.construction.sizes import minterms_size, of_network, wide_size

N = 7


@pytest.mark.parametrize(
    "values",
    [[k % 2 for k in range(N + 1)], [int(k >= 5) for k in range(N + 1)], [0] * 8, [1] * 8]
    + [[int(k >= j) for k in range(N + 1)] for j in (1, 2, 7)]
    + [[int(k < j) for k in range(N + 1)] for j in (1, 3, 7)],
)
def test_counts_by_formula_are_those_of_the_networks(values):
    from logicnet import TruthTable, compile

    table = TruthTable.from_callable(
        lambda *bits: values[sum(bits)], list("abcdefg"), checked=len(set(values)) > 1
    )
    assert minterms_size(values).units == compile(table, "minterms").units
    wide, built = wide_size(values), compile(table, "wide")
    assert (wide.units, wide.hidden_units) == (built.units, built.hidden_units)
    if wide.units > 1:
        assert wide == of_network(built)


def test_functions_without_a_formula_are_not_counted():
    assert wide_size([0, 1, 0, 0, 1]) is None


def test_styles_of_parity_are_compared_with_the_textbook_counts():
    found = compare("a ^ b ^ c ^ d")
    assert [found[s].units for s in ("minterms", "wide", "deep", "layered", "compact")] == [
        9, 9, 9, 5, 3,
    ]  # fmt: skip
    assert found["deep"].parameters == 27
    assert found["compact"].proven
    with pytest.raises(SpecificationError, match="style 'fancy' is not known"):
        found["fancy"]


def test_parity_of_64_is_counted_exactly_and_not_built():
    found = compare_family("parity", [64])
    assert found["minterms"].hidden_units == found["wide"].hidden_units == 2**63
    assert found["wide"].parameters == 2**63 * 66 + 1
    assert (found["deep"].units, found["layered"].units, found["compact"].units) == (189, 65, 7)
    assert "2^63 + 1" in str(found)
    assert "counted, not built" in str(found)
    assert json.loads(found.to_json())["entries"][0]["hidden_units"] == 2**63


def test_a_table_has_all_forms():
    found = compare_family("majority", [3, 5], ["deep", "compact"])
    assert [entry.size for entry in found.entries] == [3, 3, 5, 5]
    assert str(found).splitlines()[0].split()[:3] == ["n", "style", "units"]
    assert found._repr_html_().count("<tr>") == 5
    frame = found.to_dataframe()
    assert list(frame["units"]) == [entry.units for entry in found.entries]
    assert [entry.style for entry in found.front().entries] == ["compact", "compact"]


def test_what_cannot_be_built_is_noted():
    names = [f"x{i}" for i in range(30)]
    text = " | ".join(f"{a} & {b}" for a, b in zip(names[::2], names[1::2], strict=True))
    found = compare(text, ["minterms", "wide", "compact"])
    assert found["minterms"].units is None
    assert "inputs exceed the limit" in str(found)


def test_units_are_traded_for_depth():
    found = trade_off(" ^ ".join("abcdefghijklmnop"))
    assert [(e.units, e.depth) for e in found.entries] == [(9, 2), (5, 3)]


def test_sizes_are_read():
    assert sizes_of("2..64") == [2, 4, 8, 16, 32, 64]
    assert sizes_of("3..6") == [3, 4, 5, 6]
    for text in ("a", "5..2", "1..x", ""):
        with pytest.raises(SpecificationError, match="size"):
            sizes_of(text)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_families_are_stated_as_the_builders_compute_them(name):
    from logicnet import compile, verify

    net = compile(family(name, 2), "deep")
    built = build(name, 2)
    if len(net.inputs) == len(built.inputs):
        assert verify(net, family(name, 2))
    with pytest.raises(SpecificationError, match="sizes start at 1"):
        family(name, 0)


def test_unknown_names_are_refused():
    with pytest.raises(SpecificationError, match="families are adder"):
        family("fancy", 2)
    with pytest.raises(SpecificationError, match="builders are adder"):
        build("fancy", 2)
    with pytest.raises(SpecificationError, match="style 'fancy' is not known; choose one of"):
        compare("a", ["fancy"])
    assert len(BUILDERS) >= 15


def test_the_command_line_compares_and_builds(capsys):
    assert main(["compare", "parity(a,b,c,d)"]) == 0
    assert "compact" in capsys.readouterr().out
    assert main(["compare", "--family", "parity", "2..64", "--styles", "deep", "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)["entries"]
    assert [entry["units"] for entry in entries] == [3, 9, 21, 45, 93, 189]
    assert main(["compare", "--depths", "a^b^c^d^e^f^g^h"]) == 0
    assert main(["build", "adder", "16"]) == 0
    assert "17 units" in capsys.readouterr().out
    assert main(["build", "adder", "128", "--max-weight", str(2**24)]) == 0
    assert main(["build", "adder", "64"]) == 2
    assert "max_weight" in capsys.readouterr().err


def test_absurd_sizes_are_refused_at_once(capsys):
    for name, size in [("multiplexer", 20), ("parity", 100_000), ("adder", 1000)]:
        with pytest.raises(LimitError, match=f"{name}: formulas are stated up to size"):
            compare_family(name, [2, size])
    with pytest.raises(LimitError, match="up to 64 sizes"):
        sizes_of("2..5000000")
    for name, size in [("multiplexer", 40), ("divider", 70), ("decoder", 40), ("sorting", 10**9)]:
        with pytest.raises(LimitError, match=rf"{name}: sizes go up to \d+, got {size}$"):
            build(name, size)
    with pytest.raises(LimitError, match="adder: sizes go up to 59, got 1000; max_weight asks"):
        build("adder", 1000)
    assert main(["build", "multiplexer", "40"]) == 2
    assert "sizes go up to" in capsys.readouterr().err


@pytest.mark.parametrize("size", ["3", 2.5, True, None])
def test_a_size_that_is_no_whole_number_is_refused(size):
    with pytest.raises(SpecificationError, match="adder: a size is a whole number, got"):
        build("adder", size)
    with pytest.raises(SpecificationError, match="parity: a size is a whole number, got"):
        family("parity", size)


def test_regions_are_compared_in_every_style():
    found = compare("x >= 0 & y >= 0 & x + y <= 1")
    assert {entry.style: entry.units for entry in found.entries} == {
        **dict.fromkeys(CONSTRUCTIONS.styles, 4), "deep": 5,
    }  # fmt: skip
    apart = compare("(x >= 1 & y >= 1) | (x <= 1 & y <= 1)", ["compact", "one-hidden"])
    assert apart["one-hidden"].units is None
    assert "one hidden layer" in apart["one-hidden"].note
    with pytest.raises(SpecificationError, match="choose one of minterms, wide"):
        compare("x >= 0", ["deeper"])


def test_the_time_limit_is_that_of_each_style_that_has_one(monkeypatch):
    given = {}

    def noted(stated, style="compact", **options):
        given[style] = options.get("time_limit")
        return compiled(stated, style, **options)

    monkeypatch.setattr(costs, "compile", noted)
    rows = TruthTable.from_string("0110100110010110")
    compare(rows, time_limit=50)
    assert given.pop("minterms") is None
    assert given == dict.fromkeys(["wide", "deep", "formula", "layered", "compact"], 50)
    given.clear()
    compare("x > 1 & y > 1 | x < 0", styles=["wide", "compact", "shallow"], time_limit=50)
    assert given == {"wide": 50, "compact": 50, "shallow": None}


def test_workers_find_what_is_found_without():
    calls = [
        partial(compare, "a & b | c", ["wide", "deep", "minterms"]),
        partial(compare, "x <= 1", ["deep"]),
        partial(compare_family, "parity", [3, 2], ["minterms", "layered", "minterms"]),
    ]
    with ThreadPoolExecutor(2) as pool:
        for call in calls:
            assert call(executor=pool) == call()
    with pytest.raises(TypeError, match="executor is one of concurrent.futures"):
        compare("a", executor="threads")


@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
def test_an_interrupt_leaves_what_workers_have_found():
    class Slow(ThreadPoolExecutor):
        """Answers the first two jobs; then Ctrl-C comes."""

        begun = 0

        def submit(self, function, *given):
            self.begun += 1
            if self.begun <= 2:
                return super().submit(function, *given)
            if self.begun == 3:
                threading.Timer(0.2, signal.raise_signal, [signal.SIGINT]).start()
            return Future()

    with Slow(1) as pool:
        found = compare("a ^ b", ["compact", "deep", "layered", "minterms"], executor=pool)
    assert found.cut == "interrupt"
    notes = {entry.style: entry.note for entry in found}
    assert list(notes) == ["compact", "deep", "layered", "minterms"]
    assert notes["layered"] == notes["minterms"] == "not begun"
    assert notes["compact"] == ""
