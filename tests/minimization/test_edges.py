"""Corner cases of `minimize` beyond tables: stated off-sets, many outputs, nothing to decide."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from logicnet import Cover, LimitError, SpecificationError, TruthTable, minimize
from logicnet.formats.pla import loads, read
from logicnet.ground.bits import columns, pack, unpack, used
from logicnet.ground.budget import Budget, OutOfBudget
from logicnet.logic.function import function
from logicnet.logic.tables.cubes import join, union_rows
from logicnet.minimization import eights, polarity
from logicnet.minimization.covering.choosing import Search
from logicnet.minimization.exact import pointwise
from logicnet.minimization.exact.apart import apart, needed
from logicnet.minimization.heuristics.off_sets import off_set
from logicnet.minimization.immediate_cover import PASS, at_once, combined, true_rows
from logicnet.minimization.incidence.matrices import incidence
from logicnet.minimization.phased import complement_of
from logicnet.minimization.problem import problem_of
from strategies import tables

WIDE = "-" * 16
DATA = Path(__file__).parents[3] / "shared" / "data" / "pla"
LIMITS = [0.0, 1e-4, 2e-3, 0.02]


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


@pytest.mark.parametrize("off", ["011", "01-", "---"])
def test_a_single_row_both_on_and_off_is_refused(off):
    rows = "".join(f"{row:03b} 1\n" for row in (1, 3, 6))
    with pytest.raises(SpecificationError, match=f"is on and the cube '{off}' is off"):
        minimize(loads(f".i 3\n.o 1\n.type fr\n{rows}{off} 0\n100 0\n"))
    cover = minimize(loads(f".i 3\n.o 1\n.type fr\n{rows}010 0\n100 0\n"))
    assert 0 < cover.terms < 3


def test_a_bound_on_literals_is_at_most_their_number():
    assert Cover.from_cubes(["1-", "-1"]).proven_literals is False
    cover = minimize("a & b | ~a & c | b & c")
    assert (cover.literals, cover.literal_bound, cover.proven_literals) == (4, 4, True)
    with pytest.raises(SpecificationError, match="from 0 to the 4 literals"):
        dataclasses.replace(cover, literal_bound=5)


@pytest.mark.parametrize("limit", [-1, float("nan"), "x", True])
def test_a_time_limit_is_a_number_of_seconds(limit):
    with pytest.raises(SpecificationError, match="expected seconds"):
        minimize("a & b", time_limit=limit)


@pytest.mark.parametrize("method", ["", "Auto", "exat", None, 3, ["auto"]])
def test_a_method_is_one_of_three(method):
    with pytest.raises(SpecificationError, match="expected 'auto', 'exact' or 'heuristic'"):
        minimize("a & b", method)


def test_a_method_that_was_meant_is_named():
    with pytest.raises(SpecificationError, match="did you mean 'heuristic'"):
        minimize("a & b", "heuristics")


@pytest.mark.parametrize("seed", [-1, 1.5, "x", None, True, 1 << 70])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(SpecificationError, match="expected a whole number"):
        minimize("a & b", seed=seed)


def valid(cover, table):
    """Whether the cover holds the on-set of the table and misses its off-set."""
    held = cover.evaluate(columns(len(table.inputs))) & used(len(table.inputs))
    return not (table.on & ~held).any() and not (held & ~(table.on | table.dc)).any()


@settings(max_examples=40)
@given(tables(most_inputs=5), st.sampled_from(LIMITS))
def test_covers_at_tiny_limits_are_valid_and_never_large(table, limit):
    true_rows = int((table.values() == 1).any(axis=1).sum())
    terms = {}
    for stated in (table, Cover.from_table(table)):
        for method in ("auto", "exact", "heuristic"):
            cover = minimize(stated, method, time_limit=limit)
            assert valid(cover, table)
            assert cover.terms <= true_rows
            terms[method] = cover.terms
            if cover.lower_bound is not None:
                assert cover.lower_bound <= minimize(table).terms
        assert terms["auto"] <= terms["heuristic"]


def test_a_search_that_was_cut_soon_is_not_above_a_pass():
    """Of a busy machine's two seconds little work was done: its cover was above that of none."""
    some = np.flatnonzero(np.random.default_rng(1).random(1 << 13) < 0.6)
    problem = problem_of(function(TruthTable.from_minterms(13, some.tolist())))
    cut = true_rows(problem.tables()[0], 13)
    assert len(at_once(problem, cut, 1.5 * PASS)) == len(at_once(problem))


def test_the_check_of_covers_fails_on_one_that_lost_a_term():
    table = minimize("a & b | c & d").table()
    cover = minimize(table)
    fewer = Cover(inputs=cover.inputs, outputs=cover.outputs, positive=cover.positive[1:],
                  negative=cover.negative[1:], on=cover.on[1:])  # fmt: skip
    assert valid(cover, table)
    assert not valid(fewer, table)


@pytest.mark.skipif(not DATA.is_dir(), reason="the public files are not here")
@pytest.mark.parametrize("name", ["misex3c", "spla", "test2", "apex2"])
@pytest.mark.parametrize("limit", [0.0, 0.05])
def test_files_at_tiny_limits_have_covers_of_no_more_terms_than_stated(name, limit):
    stated = read(DATA / f"{name}.pla")
    for method in ("auto", "heuristic"):
        cover = minimize(stated, method, time_limit=limit)
        assert cover.terms <= stated.terms
        assert cover.cut == "time limit"


def test_places_whose_hashes_meet_are_covered_all_the_same(monkeypatch):
    from logicnet.minimization.incidence import table_listing

    rng = np.random.default_rng(0)
    table = Cover.from_rows(*_rows(rng)).table()
    monkeypatch.setattr(table_listing, "_salt", lambda count: np.zeros(count, dtype=np.uint64))
    assert valid(minimize(table, "heuristic"), table)


def _rows(rng):
    rows = np.arange(1 << 10)[:, None] >> np.arange(9, -1, -1) & 1
    return rows, rng.integers(0, 2, len(rows))


def test_tables_of_many_outputs_are_minimised_in_parts():
    rng = np.random.default_rng(1)
    rows = np.arange(1 << 4)[:, None] >> np.arange(3, -1, -1) & 1
    table = Cover.from_rows(rows, rng.integers(0, 2, (16, 70))).table()
    cover = minimize(table, "heuristic")
    assert valid(cover, table)
    assert cover.terms <= 16
    with pytest.raises(LimitError, match="70 outputs exceed the exact limit of 64"):
        minimize(table, "exact")


@pytest.mark.parametrize("outputs", [1, 3])
def test_without_any_time_there_is_an_irredundant_cover(outputs):
    """Of more cubes than are expanded without compiled code; more than the fewest are known."""
    rng = np.random.default_rng(outputs)
    left = rng.choice(list("01-"), size=(200, 24), p=[0.1, 0.1, 0.8])
    right = rng.integers(1, 1 << outputs, size=200)
    stated = Cover.from_cubes(
        ["".join(a) + f" {b:0{outputs}b}" for a, b in zip(left, right, strict=True)]
    )
    cover = minimize(stated, time_limit=0)
    assert cover.contains(stated)
    assert stated.contains(cover)
    assert needless(cover.lines(), stated, 20) == []
    narrow = cover.lines()[0].replace("-", "1", 1)
    assert needless([narrow, *cover.lines()], stated, 1 << 20) == [0]  # the check sees one


def needless(lines, stated, step):
    """Of every so many terms of a cover those without which it still holds what is stated."""
    fewer = {k: lines[:k] + lines[k + 1 :] for k in range(0, len(lines), step)}
    names = stated.inputs, stated.outputs
    return [k for k, rest in fewer.items() if Cover.from_cubes(rest, *names).contains(stated)]


def test_there_are_no_more_terms_than_true_rows_of_all_outputs():
    flags = np.random.default_rng(0).random((12, 1 << 8)) < 0.5
    names = [f"x{i}" for i in range(8)], [f"y{j}" for j in range(12)]
    table = TruthTable(inputs=names[0], outputs=names[1], on=pack(flags), dc=pack(flags & False))
    for limit in (0, 0.1):
        assert minimize(table, time_limit=limit).terms <= flags.any(axis=0).sum()
    assert len(combined(table.on, table.on, 8)) > flags.any(axis=0).sum()  # output by output


@pytest.mark.parametrize("inputs", [6, 7, 9])
def test_a_table_eight_rows_at_a_time_is_covered_exactly(inputs):
    for density in (0.02, 0.5, 0.9):
        draw = np.random.default_rng(inputs).random((1, 1 << inputs))
        on = pack(draw < density)
        cover = eights.cover(on, inputs)
        assert len(cover) == eights.terms(on)
        assert (union_rows(cover, columns(inputs), 1) == on).all()
    byte = TruthTable.from_string("01101110")
    assert eights.terms(pack(np.tile(unpack(byte.on, 8), 8))) == 8 * minimize(byte).terms


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=20)
def test_points_that_are_apart_are_many_and_none_are_together(seed):
    rng = np.random.default_rng(seed)
    together = rng.random((9, 9)) < rng.random()
    together = np.triu(together, 1)
    together |= together.T
    found = apart(together, lambda work: None)
    assert not together[np.ix_(found, found)].any()
    left = needed(together | np.eye(9, dtype=bool), lambda work: None)
    most = {}
    for places in (np.arange(9), left):
        subsets = [np.flatnonzero([k >> i & 1 for i in range(9)]) for k in range(1 << 9)]
        alone = [s for s in subsets if set(s) <= set(places) and not together[np.ix_(s, s)].any()]
        most[len(most)] = max(map(len, alone))
    assert len(found) <= most[0] == most[1]  # what is left out does not count


@given(tables(most_inputs=5, most_outputs=2), st.sampled_from([1, 8]))
@settings(max_examples=12)
def test_points_prove_no_more_than_is_needed_with_few_cliques(table, cliques):
    stated, n, m = Cover.from_table(table), len(table.inputs), len(table.outputs)
    on, dc = stated.on_cubes, stated.dc_cubes
    assume(n and minimize(table).terms)
    off = off_set(join([on, dc]), n, m, lambda work: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pointwise, "_CLIQUES", cliques)
        search = pointwise.Pointwise(on, dc, off, on, n, m, Budget())
        cubes, bound = search.run()
    assert bound <= search.bound <= minimize(table).terms <= len(cubes)


def test_a_search_that_lacks_time_for_its_next_step_has_what_is_there_at_once(monkeypatch):
    """Time is left then, so that it is not over, but too little for a step in one piece."""
    table = _table(_half(17))
    need, asked = Budget.need, []

    def lacking(budget, work):
        asked.append(work)
        need(budget, work if len(asked) == 1 else 1e9 * work)

    monkeypatch.setattr(Budget, "need", lacking)
    cover = minimize(table, "heuristic", time_limit=60)
    assert cover.cut == "time limit"
    assert cover.terms == len(at_once(problem_of(table)))


def _table(on):
    names = tuple(f"x{i}" for i in range(6 + on.size.bit_length() - 1))
    return TruthTable(inputs=names, outputs=("y",), on=on, dc=np.zeros_like(on))


def _half(inputs):
    return np.random.default_rng(0).integers(0, 1 << 64, (1, 1 << inputs - 6), dtype=np.uint64)


def test_one_output_is_covered_on_the_side_that_looks_smaller_where_time_is_over(monkeypatch):
    table = _table(_half(9) | _half(9)[:, ::-1])
    monkeypatch.setattr(polarity, "_LATE", -1)
    assert minimize(table, phases="best", time_limit=0).complemented == (True,)


def test_the_complement_of_a_cover_ends_with_its_budget():
    rng = np.random.default_rng(0)
    stated = Cover.from_cubes(map("".join, rng.choice(list("01---"), (40, 30))))
    with pytest.raises(OutOfBudget):
        complement_of(stated, Budget(1e6).tick)


def test_columns_that_go_without_a_loss_take_work_for_themselves_alone():
    """Not for noting all columns each time."""
    rows, copies = 500, 40
    chosen = np.ones(rows * copies, dtype=bool)
    matrix = incidence(np.arange(rows * copies) % rows, np.arange(rows * copies),
                       (rows, rows * copies)).sparse()  # fmt: skip
    budget = Budget()
    search = Search(matrix, chosen, budget)
    while search.go_on(patience=0):
        pass
    assert search.flags.sum() == rows
    assert budget.spent < 2e3 * len(chosen)
