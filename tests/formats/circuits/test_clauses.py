"""What solvers read: satisfied by the rows at which all outputs are 1, by brute force."""

import re
from itertools import product

import pytest

from logicnet import Network, SpecificationError, TruthTable, compile
from logicnet.formats.circuits.clauses import dumps_cnf, dumps_opb
from logicnet.logic.formulas import circuit_of
from stored import NETWORKS

SOURCES = {
    "and": "a & ~b",
    "all kinds": "atleast(2, a, b, c) ^ (a -> b) & ite(c, a, ~b)",
    "two": {"y": "a ^ b", "z": "a | c"},
    "always": {"y": "1", "z": "a"},
    "never": {"y": "0", "z": "a"},
    "negated": {"y": "~a", "z": "~(a & b)"},
    "one input": "a",
}


def holds_cnf(text):
    """Whether an assignment satisfies all clauses, and the number of variables."""
    lines = [line for line in text.splitlines() if line[0] != "c"]
    _, _, variables, count = lines[0].split()
    clauses = [[int(word) for word in line.split()] for line in lines[1:]]
    assert len(clauses) == int(count)
    assert all(clause[-1] == 0 and 0 not in clause[:-1] for clause in clauses)

    def holds(values):
        return all(any(values[abs(x) - 1] == (x > 0) for x in clause[:-1]) for clause in clauses)

    return holds, int(variables)


def holds_opb(text):
    variables, count = map(int, re.match(r"\* #variable= (\d+) #constraint= (\d+)", text).groups())
    lines = [line for line in text.splitlines() if line[0] != "*"]
    assert len(lines) == count
    rows = []
    for line in lines:
        left, right = line.removesuffix(" ;").split(" >= ")
        words = left.split()
        terms = [(int(w), int(x[1:]) - 1) for w, x in zip(words[::2], words[1::2], strict=True)]
        rows.append((terms, int(right)))
    return lambda values: all(sum(w * values[k] for w, k in t) >= r for t, r in rows), variables


def satisfying(text, n):
    """The rows of the inputs that can be completed, and by how many assignments each."""
    holds, variables = (holds_opb if text[0] == "*" else holds_cnf)(text)
    assert variables <= 18
    found = {}
    for values in product((False, True), repeat=max(variables, n)):
        if holds(values):
            found[values[:n]] = found.get(values[:n], 0) + 1
    return found


def wanted(table):
    n = len(table.inputs)
    rows = zip(product((False, True), repeat=n), table.values().tolist(), strict=True)
    return {row: 1 for row, values in rows if all(values)}


@pytest.mark.parametrize("name", SOURCES)
def test_circuits_and_networks_are_satisfied_by_the_right_rows(name):
    table = circuit_of(SOURCES[name]).table()
    n = len(table.inputs)
    for value in (circuit_of(SOURCES[name]), compile(SOURCES[name]), table):
        for dumps in (dumps_cnf, dumps_opb):
            text = dumps(value)
            if (holds_opb if text[0] == "*" else holds_cnf)(text)[1] <= 16:
                assert satisfying(text, n) == wanted(table), (dumps, text)


def test_units_of_all_signs_are_one_variable_each():
    for threshold in range(-4, 6):
        net = Network.from_units(["a", "b", "c"], [([0, 1, 2], [2, -3, 1], threshold)])
        text = dumps_opb(net)
        assert text.startswith("* #variable= 4 ")
        assert satisfying(text, 3) == wanted(net.table())
        assert satisfying(dumps_cnf(net), 3) == wanted(net.table())


def test_a_wrong_clause_is_noticed():
    table = circuit_of(SOURCES["and"]).table()
    text = dumps_cnf(table)
    assert satisfying(text.replace("-3 -2 0", "-3 2 0"), 2) != wanted(table)
    text = dumps_opb(table)
    assert satisfying(text.replace("-1 x2", "+1 x2", 1), 2) != wanted(table)


def test_comments_name_the_variables_and_stay_comments():
    table = TruthTable.from_string("01", ["a\np cnf 9 9"])
    for dumps in (dumps_cnf, dumps_opb):
        text = dumps(table)
        assert text.count("p cnf") == (2 if dumps is dumps_cnf else 1)
        assert all(line[0] in "cp*+-0123456789" for line in text.splitlines())


def test_what_does_not_fit_is_refused():
    for dumps in (dumps_cnf, dumps_opb):
        with pytest.raises(SpecificationError, match="reads numbers"):
            dumps(NETWORKS["real"])
        with pytest.raises(SpecificationError, match="don't-cares of a TruthTable"):
            dumps(TruthTable.from_string("0-"))
