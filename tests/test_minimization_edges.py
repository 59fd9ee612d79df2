"""Corner cases of `minimize` beyond tables: stated off-sets, many outputs, nothing to decide."""

import pytest

from logicnet import SpecificationError, minimize
from logicnet.formats.pla import loads

WIDE = "-" * 16


def test_a_dont_care_of_one_output_leaves_the_off_set_of_another():
    text = f".i 18\n.o 2\n.type fdr\n11{WIDE} 1~\n00{WIDE} 1~\n01{WIDE} 0-\n10{WIDE} 0-\n"
    cover = minimize(loads(text), time_limit=5)
    assert cover.output("y1" if "y1" in cover.outputs else cover.outputs[0]).terms == 2


@pytest.mark.parametrize("method", ["auto", "exact", "heuristic"])
@pytest.mark.parametrize(("inputs", "outputs"), [(2, 1), (30, 1), (2, 66)])
def test_a_tautology_is_one_term_without_literals(method, inputs, outputs):
    text = f".i {inputs}\n.o {outputs}\n{'-' * inputs} {'1' * outputs}\n"
    cover = minimize(loads(text), method)
    assert (cover.terms, cover.literals) == (1, 0)


def test_the_last_outputs_may_be_empty():
    cubes = f"01 {'1' + '0' * 65}\n11 {'1' + '0' * 65}\n"
    cover = minimize(loads(f".i 2\n.o 66\n{cubes}"), "heuristic")
    assert cover.terms == 1
    assert len(cover.outputs) == 66


@pytest.mark.parametrize("method", ["auto", "heuristic"])
def test_rows_both_on_and_off_are_refused(method):
    with pytest.raises(SpecificationError, match="is on and the cube .* is off"):
        minimize(loads(f".i 18\n.o 1\n.type fr\n1-{WIDE} 1\n11{WIDE} 0\n"), method)


@pytest.mark.parametrize("limit", [-1, float("nan"), "x", True])
def test_a_time_limit_is_a_number_of_seconds(limit):
    with pytest.raises(SpecificationError, match="expected seconds"):
        minimize("a & b", time_limit=limit)
