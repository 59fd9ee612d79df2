"""Formulas drawn as trees, printed in any legal spelling, read back, and compared with the trees.

The trees, their meaning and their printing are those of `trees`, which takes nothing from the
package.
"""

import itertools
import sys
from fractions import Fraction

import numpy as np
import pytest
from packed import evaluate

from fuzz.draws import FACTOR, draws
from fuzz.trees import (
    PLAIN,
    QUOTED,
    a_formula,
    a_rule,
    names_of,
    numbers_of,
    rows_of,
    truths_of,
    value,
)
from logicnet import Region, TruthTable, compile, parse
from logicnet.errors import LimitError, ParseError, SpecificationError
from logicnet.logic.circuits.circuit import Builder
from logicnet.logic.text import linear, parser, printing, relations
from logicnet.logic.text.parsing import circuit_of_text


def plain_circuit(text):
    return circuit_of_text(text, comparisons=False)


def packed_rows(formula, names):
    """What the package says on all rows; names that the formula lost do not matter."""
    rows = np.zeros((64, len(names)), dtype=np.uint8)
    rows[: 2 ** len(names)] = list(itertools.product([0, 1], repeat=len(names)))
    words = np.packbits(rows, axis=0, bitorder="little").T.copy().view(np.uint64)
    result = evaluate(formula, dict(zip(names, words, strict=True)))
    bits = np.unpackbits(result.view(np.uint8), bitorder="little")
    return bits[: 2 ** len(names)].astype(bool).tolist()


def stated(text):
    return circuit_of_text(text, comparisons=False)


def test_a_text_means_what_its_tree_means():
    for seed, rng in draws(1500):
        tree, text = a_formula(rng)
        names, rows = rows_of(tree)
        assert packed_rows(stated(text), names) == rows, (seed, text)


def test_sympy_means_what_the_tree_means_and_is_printed_so():
    for seed, rng in draws(120):
        tree, text = a_formula(rng, 10, PLAIN)
        names, rows = rows_of(tree)
        formula = parse(text)
        assert packed_rows(formula, names) == rows, (seed, text)
        assert packed_rows(stated(str(formula)), names) == rows, (seed, text, str(formula))


def test_a_formula_is_printed_as_text_that_means_the_same():
    for seed, rng in draws(400):
        tree, text = a_formula(rng)
        names, rows = rows_of(tree)
        printed = str(stated(text))
        assert packed_rows(stated(printed), names) == rows, (seed, text, printed)
        assert str(stated(printed)) == printed, (seed, text)


def test_tables_and_networks_compute_what_the_tree_means():
    for seed, rng in draws(60):
        tree, text = a_formula(rng)
        names, rows = rows_of(tree)
        table = TruthTable.from_expression(text, names)
        assert [bool(v) for v in table.values()[:, 0]] == rows, (seed, text)
        if seed % 3 == 0:
            network = compile(text, rng.choice(["wide", "deep", "compact", "minterms"]))
            at = np.array(list(itertools.product([0, 1], repeat=len(names))))
            columns = {name: at[:, k] for k, name in enumerate(names) if name in network.inputs}
            got = network(columns)["y"] if columns else [network([])[0]] * len(rows)
            assert np.asarray(got, bool).tolist() == rows, (seed, text)


def holds_at(tree, names, points):
    return [value(tree, dict(zip(names, point, strict=True))) for point in points]


def some_points(rng, names):
    """Rational points, and 0/1 among them, where comparisons often hold with equality."""
    steps = [Fraction(n, d) for n in range(-4, 12) for d in (1, 1, 2, 3, 10)]
    return [[rng.choice(steps) for _ in names] for _ in range(15)]


def rational(points):
    """Points as the package takes them exactly."""
    array = np.empty((len(points), len(points[0])), dtype=object)
    array[:] = points
    return array


def test_a_rule_holds_at_the_points_where_its_tree_does():
    for seed, rng in draws(250):
        tree, text = a_rule(rng)
        names = sorted(names_of(tree))
        points = some_points(rng, names)
        region = Region.of(text)
        assert set(region.names) == set(names), (seed, text)
        at = rational([[point[names.index(name)] for name in region.names] for point in points])
        assert region.contains(at).tolist() == holds_at(tree, names, points), (seed, text)


def test_sympy_states_the_same_rule_and_is_printed_so():
    for seed, rng in draws(60):
        tree, text = a_rule(rng, PLAIN)
        names = sorted(names_of(tree))
        points = some_points(rng, names)
        formula = parse(text)
        expected = holds_at(tree, names, points)
        for source in (formula, str(formula)):
            assert holds(source, names, points) == expected, (seed, text, str(formula))


def holds(source, names, points):
    """Where the region holds that a formula states, of the variables that it still has."""
    if source in (True, False) or source in ("True", "False"):
        return [str(source) == "True"] * len(points)
    region = Region.of(source)
    at = [[point[names.index(name)] for name in region.names] for point in points]
    return region.contains(rational(at)).tolist()


def test_a_rule_becomes_a_network_that_reads_its_columns_by_name():
    for seed, rng in draws(120):
        tree, text = a_rule(rng, (*PLAIN, *QUOTED))
        names = sorted(names_of(tree))
        network = compile(text)
        assert set(network.inputs) == set(names), (seed, text)
        if any(abs(n) > 100 or n.denominator > 4 for n in numbers_of(tree)):
            continue  # floats would not hold the lines
        truths = truths_of(tree)
        points = [
            [Fraction(rng.randint(0, 1) if name in truths else rng.randint(-6, 12) / 2)
             for name in names]
            for _ in range(40)
        ]  # fmt: skip
        columns = {name: [float(p[k]) for p in points] for k, name in enumerate(names)}
        got = network(columns)[network.outputs[0]] if names else [network([])[0]] * len(points)
        assert np.asarray(got, bool).tolist() == holds_at(tree, names, points), (seed, text)


# Faults planted to see that each is noticed ----------------------------------------------------


def _bound(**rows):
    """The parser's table of operators, other rows for some of their names."""
    return {text: rows.get(row[2], row) for text, row in parser._BINARY.items()}


def _other(name, **changes):
    return {**parser.FUNCTIONS, name: parser.FUNCTIONS[name]._replace(**changes)}


IN_TEXT = [
    (parser, "_BINARY", _bound(**{"xor": (5, 6, "xor", True), "and": (4, 5, "and", True)})),
    (parser, "_BINARY", _bound(implies=(2, 2, "implies", False))),  # groups from the left
    (parser, "_BINARY", _bound(iff=(1, 2, "iff", True))),
    (parser, "_BINARY", parser._BINARY | {"==": parser._BINARY["xor"]}),
    (parser, "FUNCTIONS", _other("majority", add=lambda to, k, v: to.atleast(len(v) // 2, v))),
    (parser, "FUNCTIONS", _other("atmost", add=lambda to, k, v: to.atleast(k, v))),
    (parser, "plain_name", lambda token: token),
    (parser, "plain_name", lambda token: token.strip("`")),
    (Builder, "atleast", lambda self, k, v: self.add("or", v)),
]
IN_RULES = [
    (relations, "_TURNED", {"<": ">=", "<=": ">=", ">": "<", ">=": "<="}),
    (relations, "plain_name", lambda token: token.replace(" ", "")),
    (linear, "_PRECEDENCE", {"+": 1, "-": 1, "*": 1, "/": 1, "minus": 3}),
    (linear, "_PRECEDENCE", {"+": 1, "-": 1, "*": 2, "/": 2, "minus": 0}),
    (linear.Sum, "value", lambda self: self.constant),
    (linear, "float", lambda text: float(text) * 1.0000001),
]
IN_PRINT = [
    (printing, "spelled", lambda name: name),
    (printing, "_joined", lambda between, parts: list(itertools.chain(parts))),
    (printing, "_NAME", {"iff": "parity"}),
]


@pytest.mark.parametrize(("place", "name", "fault"), IN_TEXT)
def test_a_fault_in_reading_operators_is_noticed(place, name, fault, monkeypatch):
    monkeypatch.setattr(place, name, fault)
    with pytest.raises((AssertionError, SpecificationError)):
        test_a_text_means_what_its_tree_means()


@pytest.mark.parametrize(("place", "name", "fault"), IN_RULES)
def test_a_fault_in_reading_comparisons_is_noticed(place, name, fault, monkeypatch):
    monkeypatch.setattr(place, name, fault, raising=False)
    with pytest.raises((AssertionError, SpecificationError)):
        test_a_rule_holds_at_the_points_where_its_tree_does()


@pytest.mark.parametrize(("place", "name", "fault"), IN_PRINT)
def test_a_fault_in_printing_is_noticed(place, name, fault, monkeypatch):
    monkeypatch.setattr(place, name, fault)
    with pytest.raises((AssertionError, ParseError, SpecificationError)):
        test_a_formula_is_printed_as_text_that_means_the_same()


# What is no formula ---------------------------------------------------------------------------

PIECES = ["(", ")", ",", "'", "`", "~", "&", "|", "<->", "<", ">=", "=", "+", "-", "*", "/", "^",
          "**", " ", "\n", "0", "1", "7", "2.5", "1e5", ".", "x", "x[", "]", "[1,2]", "and", "or",
          "nand(", "atleast(", "atleast(2,", "ite(a,", "true", "?", "!=", "@", "\0", "\u00b2",
          "\ud800", "\u202e", "٣", "e", "_", "x <", "< 3", "(x < 1)"]  # fmt: skip


def damaged(rng, text):
    """A text with a few places cut out, doubled, put in or turned around."""
    for _ in range(rng.randint(1, 4)):
        i, j = sorted(rng.randint(0, len(text)) for _ in range(2))
        text = rng.choice([
            text[:i] + text[j:], text[:j] + text[i:], text[:i] + rng.choice(PIECES) + text[i:],
            text[:i] + text[i:j][::-1] + text[j:], text[:i] + rng.choice(PIECES) + text[i + 1 :],
        ])[:2000]  # fmt: skip
    return text


def checked(read, text):
    """Read a text that may be no formula: an error of ours points into it, there is no other."""
    shown = text[:200]
    try:
        read(text)
    except ParseError as error:
        inside, length = 0 <= error.position <= len(text), len(str(error))
        assert inside, shown
        assert length < 600, shown
        assert str(error)[-1] == "^", shown
    except (SpecificationError, LimitError) as error:
        length = len(str(error))
        assert length < 600, shown


def test_a_damaged_text_is_read_or_refused_where_it_is_wrong():
    for seed, rng in draws(2000):
        _, text = (a_formula if seed % 2 else a_rule)(rng)
        text = damaged(rng, text)
        checked(circuit_of_text, text)
        checked(plain_circuit, text)
        if seed % 8 == 0:
            checked(parse, text)
            checked(Region.of, text)


REPEATED = [
    "a", "a ", "1", "1 ", " ", "\n", "(", ")", "()", "[", "]", "x[", "x[1", "x[1]", "x[1,", "[1]",
    "`", "``", "`a", "`a`", "`a``", "`a` ", "a&", "a & ", "a&b|", "a^", "a->", "a<->", "a'", "'",
    "~", "!", "not ", "~(", "a(", "nand(", "nand(a,", "nand (", "ite(", "a,", ",", "atleast(1,",
    "atleast(", "atleast ", "xnor(a)", "and", "<", "< ", "<=", "a<", "a<1", "a<1<", "a<1 ", "a<1&",
    "(a<1)&", "(a<1)^", "a<(", "a<1|(", "(a<1", ")<1", "a<)", "a<1)", "1<", "-", "--a", "1+", "a+",
    "a*", "2*a+", "2*(", "(2*", "1/", "1/3+", "9*", "1e9*", "x1+x2-", "1.", ".1", "1.1", "1_", "1e",
    "1e9", "e1", ".", "..", "9.9.", "@", "\0", "\ud800", "é", "٣", "a\n", "`\n", "x<1 & y>", "^2",
    "**", "a**", "=", "==", "a==", "a=1 ", "?", "a?b:", "/*", "#", "a | a & ", "(a|b)&", "a+1<",
]  # fmt: skip


def repeated(piece, size):
    many = piece * (size // len(piece))
    return many + "a", "x < " + many, many + "< 1", "a & (" + many, many + "`", many + ")"


@pytest.mark.parametrize("piece", REPEATED)
def test_many_equal_pieces_are_read_or_refused_in_time_proportional_to_their_number(piece):
    for short, long in zip(repeated(piece, 400), repeated(piece, 800), strict=True):
        assert work(long) <= 2.5 * work(short) + 200, short[:20]
    if FACTOR > 1:
        for text in repeated(piece, 100_000):
            checked(circuit_of_text, text)


def work(text):
    """How many functions are called to read a text."""
    count = 0

    def note(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        checked(circuit_of_text, text)
    finally:
        sys.setprofile(before)
    return count


def test_comparisons_of_many_different_variables_and_numbers_are_read():
    size = 8000 if FACTOR > 1 else 800
    words = [f"{k}*x{k}" for k in range(1, size)]
    for text in (" + ".join(words) + " < 1",
                 "2*(" + "+".join(words) + ")" + "*1" * size + " < 1",
                 " | ".join(f"{word} < {k}.5" for k, word in enumerate(words)),
                 "(" * size + "+".join(f"{word})" for word in words) + " < 1",
                 "+".join(f"x/{k}" for k in range(1, 2 * size)) + " < 1",
                 "*".join("99999" for _ in words) + "*x < 1"):  # fmt: skip
        checked(circuit_of_text, text)
