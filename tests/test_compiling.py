from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from corpus import CORPUS
from logicnet import (
    Cover,
    LimitError,
    SpecificationError,
    TruthTable,
    compile,
    minimize,
    parse,
    verify,
)
from logicnet.compiling import judge
from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.construction.one_layer.wide import from_cover
from logicnet.construction.registry import Construction
from logicnet.errors import LogicnetError
from logicnet.ground.budget import Budget
from logicnet.logic.function import function
from reference import reference, rows
from strategies import tables


@pytest.mark.parametrize("style", ["minterms", "wide"])
@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_the_corpus_compiles_in_every_style(case, style):
    net = compile(case.source, style=style)
    table = function(case.source).table()
    want = table.values()[:, 0].tolist()
    got = [reference(net, row)[0] for row in rows(len(net.inputs))]
    assert net.inputs == table.inputs
    assert all(w in (-1, g) for w, g in zip(want, got, strict=True))


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_unit_counts_of_wide_and_minterms(case):
    minterms = compile(case.source, style="minterms")
    assert minterms.units == (case.ones + 1 if case.ones > 1 else 1) or case.inputs < 2
    wide = compile(case.source, style="wide")
    if case.dual_terms is not None:
        assert wide.units <= min(case.terms, case.dual_terms) + 1
    assert wide.units <= case.terms + 1
    assert wide.is_layered


def test_the_slides_counts_for_parity():
    for n in range(2, 9):
        net = compile(f"parity({', '.join(f'x{i}' for i in range(n))})", style="minterms")
        assert net.units == 2 ** (n - 1) + 1
        assert net.parameters == (n + 2) * 2 ** (n - 1) + 1


@pytest.mark.parametrize(
    ("text", "units"),
    [("a", 1), ("~a", 1), ("a & ~b & c", 1), ("a | ~b", 1), ("0", 1), ("1", 1), ("a ^ b", 3),
     ("(a | b) & (c | d) & (e | f)", 4), ("a & b | c & d | e & f", 4)],
)  # fmt: skip
def test_small_functions_take_no_more_units_than_they_need(text, units):
    net = compile(text, style="wide")
    assert net.units == units


@given(tables(most_inputs=4))
def test_tables_with_free_rows_and_many_outputs_compile(table):
    for style in ("minterms", "wide"):
        net = compile(table, style=style)
        values = table.values()
        got = np.array([reference(net, row) for row in rows(len(table.inputs))])
        assert ((values == -1) | (values == got)).all()
        if style == "minterms":
            assert (got[values == -1] == 0).all()


def test_hidden_units_are_shared_between_outputs():
    net = compile({"p": "a & b | c & d", "q": "a & b | ~c & ~d"}, style="wide")
    assert net.hidden_units == 3


def test_labels_say_what_a_unit_computes():
    net = compile("a & b | ~a & c", style="wide")
    for j in range(net.units - 1):
        formula = parse(net.labels[j])
        table = TruthTable.from_expression(formula, net.inputs)
        got = [reference(net, row) for row in rows(3)]
        one = [
            int(sum(w * row[s] for s, w in zip(*net.wires_of(j), strict=True)) >= net.thresholds[j])
            for row in rows(3)
        ]
        assert got is not None
        assert table.values()[:, 0].tolist() == one


def test_bipolar_networks_read_minus_one_and_one():
    net = compile("a & b | ~a & c", encoding="bipolar")
    got = net(2 * np.array(rows(3)) - 1)[:, 0].tolist()
    assert got == function("a & b | ~a & c").table().values()[:, 0].tolist()
    assert verify(net, "a & b | ~a & c").equal
    single = compile("a & b", encoding="bipolar")
    assert single.weights.tolist() == [1, 1]
    assert single.thresholds.tolist() == [2]


@pytest.mark.parametrize(
    ("text", "style", "most", "units"),
    [
        ("a ^ b ^ c ^ d", "compact", 1, 5),
        ("a ^ b ^ c ^ d", "compact", 3, 5),
        ("a ^ b ^ c ^ d", "compact", 4, 3),
        ("a ^ b ^ c ^ d", "compact", None, 3),
        ("a ^ b ^ c ^ d", "layered", 1, 5),
    ],
)
def test_a_bound_on_weights_holds_for_what_is_returned(text, style, most, units):
    """In -1/+1 the weights of units that are read beside inputs are doubled."""
    net = compile(text, style, encoding="bipolar", max_weight=most, time_limit=0.5)
    assert most is None or np.abs(net.weights).max() <= most
    assert (net.encoding, net.units) == ("bipolar", units)
    assert verify(net, text)
    assert style == "compact" or net.is_layered


@pytest.mark.parametrize("most", [1, 2, 3])
@pytest.mark.parametrize("case", [case for case in CORPUS if case.inputs < 7][::3], ids=str)
def test_the_bound_holds_over_minus_one_and_one_as_over_0_and_1(case, most):
    try:
        net = compile(case.source, encoding="bipolar", max_weight=most, effort="low")
    except LimitError:
        with pytest.raises(LimitError):
            compile(case.source, max_weight=most, effort="low")
        return
    assert np.abs(net.weights).max(initial=0) <= most
    assert verify(net, case.source)


@pytest.mark.parametrize("negated", [[False, False], [True, False], [True, True]])
def test_a_cover_may_list_a_term_twice(negated):
    cover = Cover.from_cubes(["11- 11", "11- 01", "0-1 01", "0-1 11"], outputs=["s", "t"])
    net = from_cover(cover, negated)
    value = "01010011"  # of a & b | ~a & c
    for name, flag in zip("st", negated, strict=True):
        assert net.table().to_string(name) == value.translate({48: "1", 49: "0"} if flag else {})


def test_a_wrong_construction_is_caught():
    net = from_cover(minimize("a & b"))
    with pytest.raises(LogicnetError, match="construction 'one unit' is wrong"):
        judge(net, verify(net, parse("a | b")))


@pytest.mark.parametrize(
    ("source", "right"),
    [(" ^ ".join(f"x{i}" for i in range(20)), "compact"),
     (" & ".join(f"x + {i}*y <= {i * i}" for i in range(1, 20)), "deep")],
)  # fmt: skip
def test_a_wrong_construction_of_many_inputs_is_caught_too(source, right):
    def wrong(target):
        network = CONSTRUCTIONS.styles[right].style(target)
        return replace(network, thresholds=network.thresholds + (network.depth > 0))

    row = Construction("wrong", page="deep", style=wrong)
    with CONSTRUCTIONS.including(row), pytest.raises(LogicnetError, match="is wrong"):
        compile(source, "wrong")
    assert compile(source, right).units


@pytest.mark.parametrize(
    ("source", "message"),
    [(3, "not by int"), ({}, "at least one output"), ([0, 1], "not by list")],
)
def test_sources_that_state_no_function_are_refused(source, message):
    with pytest.raises(SpecificationError, match=message):
        compile(source)


def test_unknown_styles_are_refused_with_the_known_ones():
    with pytest.raises(SpecificationError, match="style is one of .*wide.*, not 'fancy'"):
        compile("a", style="fancy")


def test_arithmetic_is_no_function():
    import sympy

    with pytest.raises(SpecificationError, match="is arithmetic, not Boolean"):
        compile(sympy.Symbol("a") + 1)


def test_too_many_minterms_name_the_limit():
    text = " | ".join(f"x{i}" for i in range(21))
    with pytest.raises(LimitError, match="true rows exceed the limit"):
        compile(text, style="minterms")


@pytest.mark.parametrize("style", ["deep", "layered", "compact"])
def test_every_style_computes_the_corpus_formula_with_its_options(style):
    text = "(a ^ b ^ c) & (d | ~e) | AtLeast(2, a, c, e)"
    options = {"max_fan_in": 3} if style == "deep" else {"max_weight": 4, "time_limit": 1.0}
    net = compile(text, style, **options)
    assert verify(net, text)
    assert net.is_layered or style != "layered"


def test_without_a_style_the_fewest_units_within_the_limits_are_taken():
    assert compile("a ^ b ^ c ^ d").units == 3
    assert compile("a ^ b ^ c ^ d", skip=False).units == 5
    assert compile("a ^ b ^ c ^ d", max_fan_in=2).units == 9


HARD = TruthTable.from_string(format(2**500 // 7 * 11**3 % 2**512, "0512b"))
PIECES = "x > 1 & y > 1 & x + y < 5 | x < 0 & y < 0 | x > 2 & y < x & x - y < 3"
TIMED = [
    style for style in CONSTRUCTIONS.styles if "time_limit" in CONSTRUCTIONS.styles[style].options
]


@pytest.mark.parametrize("style", TIMED)
@pytest.mark.parametrize("options", [{}, {"encoding": "bipolar"}])
def test_a_network_says_that_a_time_limit_cut_its_making(style, options):
    assert compile(HARD, style, time_limit=0, **options).cut == "time limit"
    assert compile("a & b", style, time_limit=60, **options).cut is None


@pytest.mark.parametrize("style", ["wide", "compact", "layered"])
def test_a_network_of_a_region_says_so_too(style):
    assert compile(PIECES, style, time_limit=0).cut == "time limit"
    assert compile("x > 0 & y > 0", style, time_limit=60).cut is None


@pytest.mark.parametrize("style", TIMED)
def test_a_part_of_the_time_is_left_for_the_verification(style, monkeypatch):
    given, begin = [], Budget.__init__

    def noted(budget, *arguments, **named):
        begin(budget, *arguments, **named)
        given.append(budget.time_limit)

    monkeypatch.setattr(Budget, "__init__", noted)
    compile(TruthTable.from_string("01101001"), style, time_limit=100)
    assert 0 < max(limit for limit in given if limit is not None) <= 95


@pytest.mark.parametrize("style", TIMED)
@pytest.mark.parametrize("limit", [-1, "1", float("nan")])
def test_a_wrong_time_limit_is_refused_whatever_is_stated(style, limit):
    for source in (HARD, "a & b"):
        with pytest.raises(SpecificationError, match="time_limit"):
            compile(source, style, time_limit=limit)


def test_an_option_that_a_style_does_not_have_is_refused():
    with pytest.raises(SpecificationError, match="style 'deep' has no option 'max_depth'"):
        compile("a", "deep", max_depth=2)
    with pytest.raises(SpecificationError, match="style 'minterms' has no option .* it has none"):
        compile("a", "minterms", skip=False)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compile("a", "wied"), "not 'wied'; did you mean 'wide'?"),
        (lambda: compile("a", "fancy"), "not 'fancy'$"),
        (lambda: compile("a", 3), "style is one of .*, not 3$"),
        (lambda: compile("a", ["wide"]), r"style is one of .*, not \['wide'\]"),
        (lambda: compile("x < 1", "shalow"), "not 'shalow'; did you mean 'shallow'?"),
        (lambda: compile("a", max_dept=3), "no option 'max_dept'; .* did you mean 'max_depth'?"),
        (lambda: compile("a", input=["a"]), "no option 'input'; .* did you mean 'inputs'?"),
        (lambda: compile("a", "deep", max_depth=3), "; it is an option of layered, compact$"),
        (lambda: compile("a", "wide", methud="exact"), "did you mean 'method'?"),
    ],
)
def test_the_word_that_was_meant_is_named(call, message):
    with pytest.raises(SpecificationError, match=message):
        call()


def test_minterms_of_both_rows_of_one_input_are_the_constant():
    net = compile(TruthTable.from_string("11"), style="minterms")
    assert net([[0], [1]]).tolist() == [[1], [1]]


def test_inputs_say_what_a_network_reads_and_in_which_order():
    names = ["z", "b", "a"]
    net = compile("a & ~b", inputs=names)
    assert net.inputs == tuple(names)
    assert verify(net, "a & ~b & (z | ~z)")
    region = compile("x <= 1 & y <= 1", inputs=["y", "z", "x"])
    assert region([[0, 9, 0], [2, 0, 0]]).tolist() == [[1], [0]]
    with pytest.raises(SpecificationError, match="reads 'b', which is none of the 2 inputs"):
        compile("a & b", inputs=["a", "x"])
