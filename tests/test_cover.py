import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from logicnet import SpecificationError, TruthTable
from logicnet.ground.bits import columns, unpack, used
from logicnet.logic.cover import Cover
from logicnet.logic.cubes import (
    absorb,
    complement,
    from_ternary,
    irredundant,
    sharp,
    texts,
    universe,
)
from strategies import tables


@st.composite
def covers(draw, most_inputs=6, most_outputs=3, letters="01-"):
    """Covers given by cubes, some of them don't-cares."""
    n, m = draw(st.integers(0, most_inputs)), draw(st.integers(1, most_outputs))
    left = st.text("01-", min_size=n, max_size=n)
    right = st.text(letters, min_size=m, max_size=m)
    lines = draw(st.lists(st.tuples(left, right).map(" ".join), max_size=8))
    names = [f"x{i}" for i in range(n)]
    parts = [line if n else line.strip() for line in lines]
    if n == 0:
        return Cover(
            inputs=(),
            outputs=[f"y{j}" for j in range(m)],
            positive=np.zeros((len(parts), 0), np.uint64),
            negative=np.zeros((len(parts), 0), np.uint64),
            on=[[sum((c == "1") << j for j, c in enumerate(p))] for p in parts] or np.zeros((0, 1)),
            dc=[[sum((c == "-") << j for j, c in enumerate(p))] for p in parts] or np.zeros((0, 1)),
        )
    return Cover.from_cubes(parts, names, [f"y{j}" for j in range(m)])


def meaning(cover):
    """Values by row and output, cube by cube: 1, 0, or -1 for don't-care."""
    n, m = len(cover.inputs), len(cover.outputs)
    result = np.zeros((1 << n, m), dtype=int)
    for row in range(1 << n):
        for j, name in enumerate(cover.outputs):
            held = [
                product
                for product in cover
                if all(
                    row >> (n - 1 - cover.inputs.index(v)) & 1 == one
                    for v, one in product.literals.items()
                )
            ]
            if any(name in product.dc for product in held):
                result[row, j] = -1
            elif any(name in product.on for product in held):
                result[row, j] = 1
    return result


@given(covers())
def test_table_when_evaluated_agrees_with_each_cube(cover):
    assert (cover.to_table().values() == meaning(cover)).all()


@given(tables())
def test_cover_when_made_from_a_table_has_its_values(table):
    assert Cover.from_table(table).to_table() == table


@given(covers())
def test_complement_when_evaluated_swaps_on_and_off(cover):
    before, after = cover.to_table().values(), cover.complement().to_table().values()
    assert (after == np.where(before < 0, before, 1 - before)).all()


@given(covers(), st.integers(0, 5), st.integers(0, 1))
def test_cofactor_when_evaluated_is_half_the_table(cover, i, value):
    if not cover.inputs:
        return
    name = cover.inputs[i % len(cover.inputs)]
    n = len(cover.inputs)
    rows = cover.to_table().values().reshape((2,) * n + (-1,))
    half = np.take(rows, value, axis=cover.inputs.index(name)).reshape(1 << (n - 1), -1)
    assert (cover.cofactor(name, value).to_table().values() == half).all()


@given(covers(letters="01"))
def test_tautology_when_every_row_is_on(cover):
    assert cover.is_tautology() == bool((cover.to_table().values() == 1).all())


def sizes(cover):
    return len(cover.inputs), len(cover.outputs)


@given(covers(), covers(letters="01"))
def test_contains_when_each_row_of_the_other_is_held(mine, other):
    other = Cover.from_cubes(
        str(other).splitlines() if sizes(mine) == sizes(other) else [], mine.inputs, mine.outputs
    )
    held = mine.to_table().values()[other.to_table().values() == 1]
    assert mine.contains(other) == bool((held != 0).all())


@given(covers())
def test_output_when_taken_alone_keeps_its_column(cover):
    values = cover.to_table().values()
    for j, name in enumerate(cover.outputs):
        assert (cover.output(name).to_table().values()[:, 0] == values[:, j]).all()


@given(covers(letters="01"))
def test_sympy_when_read_back_is_the_same_function(cover):
    formulas = cover.to_sympy()
    formulas = formulas if isinstance(formulas, dict) else {cover.outputs[0]: formulas}
    again = Cover.from_sympy(formulas, cover.inputs)
    assert again.to_table() == cover.to_table()


@given(covers())
def test_text_when_read_back_is_the_same_cover(cover):
    if cover.inputs:
        assert Cover.from_cubes(str(cover).splitlines(), cover.inputs, cover.outputs) == cover


def test_cover_when_off_set_is_stated_leaves_the_rest_free():
    cover = Cover(inputs="ab", outputs="f", positive=[[3], [0]], negative=[[0], [3]],
                  on=[[1], [0]], off=[[0], [1]])  # fmt: skip
    assert cover.to_table().to_string() == "0--1"
    assert cover.complement().to_table().to_string() == "1--0"
    assert str(cover) == "11 1\n00 0"


def test_cover_when_some_row_is_on_and_off_is_refused():
    cover = Cover(inputs="ab", outputs="f", positive=[[1], [2]], negative=[[0], [0]],
                  on=[[1], [0]], off=[[0], [1]])  # fmt: skip
    with pytest.raises(SpecificationError, match="both on and off for output 'f'"):
        cover.to_table()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"positive": [[1]], "negative": [[1]]}, "cube 0 requires a=1 and a=0"),
        ({"positive": [[4]], "negative": [[1]]}, "positive has a bit beyond its 2 names"),
        ({"positive": [[1, 1]], "negative": [[0]]}, r"positive has shape \(1, 2\); expected"),
        ({"positive": [[1]], "negative": [[2]], "off": [[1]]}, "cube 0 is on and off"),
        ({"positive": [[1]], "negative": [[2]], "inputs": "aa"}, "'a'.*twice"),
        ({"positive": [[1]], "negative": [[2]], "outputs": ""}, "no outputs"),
    ],
)
def test_cover_when_malformed_is_refused(fields, message):
    with pytest.raises(SpecificationError, match=message):
        Cover(**{"inputs": "ab", "outputs": "f", "on": [[1]], **fields})


def test_cover_when_changed_through_its_arrays_refuses():
    cover = Cover.from_cubes(["01"])
    with pytest.raises(ValueError, match="read-only"):
        cover.positive[0] = 0


def test_cubes_when_of_wrong_width_are_refused():
    with pytest.raises(SpecificationError, match="cube 1 is '1'; expected 2 input"):
        Cover.from_cubes(["01", "1"])


def test_formula_when_not_in_dnf_is_refused():
    a, b, c = sympy.symbols("a b c")
    with pytest.raises(SpecificationError, match="is no literal; expected an Or of Ands"):
        Cover.from_sympy(a & (b | c))


def test_cover_when_equal_hashes_alike_and_ignores_the_bound():
    one = Cover.from_cubes(["01-", "1-1"], lower_bound=2)
    two = Cover.from_cubes(["01-", "1-1"])
    assert one == two
    assert hash(one) == hash(two)
    assert one.proven
    assert not two.proven
    assert one != Cover.from_cubes(["01-"])


def test_latex_when_of_many_outputs_has_a_line_each():
    cover = Cover.from_cubes(["1- 11", "-0 01", "-- 00"], ["x1", "b"], ["s", "c"])
    assert cover.to_latex() == "s = x_{1}\nc = x_{1} \\lor \\bar{b}"


# the algebra below, on wider functions than tables of every row could check one by one


@st.composite
def ternaries(draw, inputs=14):
    flat = st.lists(st.sampled_from([0, 1, 2, 2]), min_size=inputs, max_size=inputs)
    rows = draw(st.lists(flat, max_size=12))
    return from_ternary(np.array(rows, dtype=np.uint8).reshape(-1, inputs))


@given(ternaries())
def test_complement_when_of_many_inputs_is_exact(cubes):
    on = _rows(cubes, 14)
    assert (_rows(complement(cubes, 14), 14) == ~on).all()
    assert (_rows(absorb(cubes), 14) == on).all()
    rest = sharp(universe(14), cubes, 14)
    assert (_rows(rest, 14) == ~on).all()


def _rows(cubes, n):
    from logicnet.logic.cubes import union_rows

    return unpack(union_rows(cubes, columns(n), 1)[0] & used(n), 1 << n)


@given(st.integers(0, 2**16 - 1), st.integers(0, 2**16 - 1))
def test_irredundant_when_between_two_tables_loses_no_cube(lower, more):
    upper = lower | more
    cover = irredundant(lower, upper, 4)
    held = [_integer(cube) for cube in cover]
    union = 0
    for mask in held:
        union |= mask
    assert lower & ~union == 0
    assert union & ~upper == 0
    for i in range(len(held)):
        rest = 0
        for mask in held[:i] + held[i + 1 :]:
            rest |= mask
        assert lower & ~rest


def _integer(digits):
    rows = range(1 << len(digits))
    width = len(digits)
    return sum(
        1 << r
        for r in rows
        if all(d == 2 or r >> (width - 1 - i) & 1 == d for i, d in enumerate(digits))
    )


def test_texts_when_read_from_table_order():
    assert texts(from_ternary(np.array([[0, 1, 2]], dtype=np.uint8)), 3) == ["01-"]
    assert TruthTable.from_string("0110").minterms() == [1, 2]


def test_contradictory_terms_of_a_formula_vanish_and_keep_their_names():
    import sympy

    from logicnet import Cover

    a = sympy.Symbol("a")
    cover = Cover.from_sympy(sympy.And(a, sympy.Not(a), evaluate=False))
    assert cover.inputs == ("a",)
    assert cover.to_table().to_string() == "00"


def test_text_is_parsed_and_never_evaluated():
    from logicnet import Cover, ParseError
    from logicnet.logic.text.counting import AtLeast

    assert Cover.from_sympy("E & ~I").inputs == ("E", "I")
    with pytest.raises(ParseError):
        Cover.from_sympy("__import__('os').getpid() or a")
    with pytest.raises(TypeError, match="parse it first"):
        AtLeast(1, "__import__('os').getpid()", "b")


def test_listed_rows_state_a_function_with_dont_cares_elsewhere():
    x = [[1, 1, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]]
    cover = Cover.from_rows(x, [[1, 0], [1, 0], [0, 0], [0, 1]], inputs="abc", outputs="st")
    values = cover.to_table().values()
    assert values[[0b110, 0b010, 0b001]].tolist() == [[1, 0], [0, 0], [0, 1]]
    assert (np.delete(values, [0b110, 0b010, 0b001], axis=0) == -1).all()
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(x, columns=list("abc"))
    assert Cover.from_rows(frame, pandas.DataFrame({"y": [1, 1, 0, 0]})).inputs == ("a", "b", "c")
    assert Cover.from_rows(frame, pandas.Series([1, 1, 0, 0])).outputs == ("y",)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ([[0, 1], [1, 1], [0, 1]], [1, 1, 0], "row 3 contradicts row 1: same inputs"),
        ([[0, 2]], [1], "row 1, input 2: expected 0 or 1, got"),
        ([[0, 1]], [-1], "row 1, output 1: expected 0 or 1"),
        ([[0, 1]], [1, 0], "1 rows, but values for 2"),
        ([0, 1], [1, 0], "expected rows of inputs, got shape"),
    ],
)
def test_rows_that_state_no_function_are_refused(x, y, message):
    with pytest.raises(SpecificationError, match=message):
        Cover.from_rows(x, y)
