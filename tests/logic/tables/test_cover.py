from random import Random

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError, SpecificationError, TruthTable
from logicnet.ground.bits import columns, pack, unpack, used
from logicnet.logic.tables.cover import Cover
from logicnet.logic.tables.cubes import (
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
    assert (cover.table().values() == meaning(cover)).all()


@given(tables())
def test_cover_when_made_from_a_table_has_its_values(table):
    assert Cover.from_table(table).table() == table


@given(covers())
def test_complement_when_evaluated_swaps_on_and_off(cover):
    before, after = cover.table().values(), cover.complement().table().values()
    assert (after == np.where(before < 0, before, 1 - before)).all()


@given(covers(), st.integers(0, 5), st.integers(0, 1))
def test_cofactor_when_evaluated_is_half_the_table(cover, i, value):
    if not cover.inputs:
        return
    name = cover.inputs[i % len(cover.inputs)]
    n = len(cover.inputs)
    rows = cover.table().values().reshape((2,) * n + (-1,))
    half = np.take(rows, value, axis=cover.inputs.index(name)).reshape(1 << (n - 1), -1)
    assert (cover.cofactor(name, value).table().values() == half).all()


@given(covers(letters="01"))
def test_tautology_when_every_row_is_on(cover):
    assert cover.is_tautology() == bool((cover.table().values() == 1).all())


def sizes(cover):
    return len(cover.inputs), len(cover.outputs)


@given(covers(), covers(letters="01"))
def test_contains_when_each_row_of_the_other_is_held(mine, other):
    other = Cover.from_cubes(
        other.lines() if sizes(mine) == sizes(other) else [], mine.inputs, mine.outputs
    )
    held = mine.table().values()[other.table().values() == 1]
    assert mine.contains(other) == bool((held != 0).all())


@given(covers())
def test_output_when_taken_alone_keeps_its_column(cover):
    values = cover.table().values()
    for j, name in enumerate(cover.outputs):
        assert (cover.output(name).table().values()[:, 0] == values[:, j]).all()


@given(covers(letters="01"))
def test_sympy_when_read_back_is_the_same_function(cover):
    formulas = cover.to_sympy()
    formulas = formulas if isinstance(formulas, dict) else {cover.outputs[0]: formulas}
    again = Cover.from_sympy(formulas, cover.inputs)
    assert again.table() == cover.table()


@given(covers())
def test_text_when_read_back_is_the_same_cover(cover):
    if cover.inputs:
        assert Cover.from_cubes(cover.lines(), cover.inputs, cover.outputs) == cover


def test_cover_when_off_set_is_stated_leaves_the_rest_free():
    cover = Cover(inputs="ab", outputs="f", positive=[[3], [0]], negative=[[0], [3]],
                  on=[[1], [0]], off=[[0], [1]])  # fmt: skip
    assert cover.table().to_string() == "0--1"
    assert cover.complement().table().to_string() == "1--0"
    assert cover.lines() == ["11 1", "00 0"]


def test_cover_when_some_row_is_on_and_off_is_refused():
    cover = Cover(inputs="ab", outputs="f", positive=[[1], [2]], negative=[[0], [0]],
                  on=[[1], [0]], off=[[0], [1]])  # fmt: skip
    with pytest.raises(SpecificationError, match="both on and off for output 'f'"):
        cover.table()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"positive": [[1]], "negative": [[1]]}, "cube 0 requires a=1 and a=0"),
        ({"positive": [[4]], "negative": [[1]]}, "positive has a bit beyond its 2 names"),
        ({"positive": [[1, 1]], "negative": [[0]]}, r"positive has shape \(1, 2\); expected"),
        ({"positive": [[1]], "negative": [[2]], "off": [[1]]}, "cube 0 is on and off"),
        ({"positive": [[1]], "negative": [[2]], "inputs": "aa"}, "'a'.*twice"),
        ({"positive": [[1]], "negative": [[2]], "outputs": ""}, "no outputs"),
        (
            {"positive": [[1], [3]], "negative": [[0], [2]], "on": [[1], [1]]},
            "cube 1 requires b=1 and b=0",
        ),
        (
            {"positive": [[1], [2]], "negative": [[0], [0]], "on": [[1], [1]], "off": [[0], [1]]},
            "cube 1 is on and off for one output",
        ),
        ({"positive": [[1]], "negative": [[0]], "on": [[2]]}, "on has a bit beyond its 1 names"),
        ({"positive": [[1]], "negative": [[0]], "dc": [[2]]}, "dc has a bit beyond its 1 names"),
        ({"positive": [[1]], "negative": [[0]], "off": [[2]]}, "off has a bit beyond its 1 names"),
        ({"positive": [[1]], "negative": [[0]], "on": []}, r"on has shape \(0,\); expected \(1, 1"),
        ({"positive": [], "negative": [[1]], "on": []}, r"negative has shape \(1, 1\)"),
        *(
            (
                {"positive": [[1]], "negative": [[0]], "lower_bound": bound},
                "from 0 to the 1 product",
            )
            for bound in (-1, 2, 0.5, "1", True)
        ),
        ({"positive": [[1]], "negative": [[0]], "cut": "boredom"}, "cut is 'boredom'; expected"),
    ],
)
def test_cover_when_malformed_is_refused(fields, message):
    with pytest.raises(SpecificationError, match=message):
        Cover(**{"inputs": "ab", "outputs": "f", "on": [[1]], **fields})


@pytest.mark.parametrize("output", [0, 63, 64, 69])
def test_a_cube_is_on_and_off_for_no_output_in_any_word(output):
    outputs = [f"y{k}" for k in range(70)]
    bits = np.zeros((1, 2), dtype=np.uint64)
    bits[0, output // 64] = 1 << output % 64
    cubes = {"positive": [[1]], "negative": [[0]], "inputs": "a", "outputs": outputs}
    assert Cover(**cubes, on=bits).on.tolist() == bits.tolist()
    with pytest.raises(SpecificationError, match="cube 0 is on and off for one output"):
        Cover(**cubes, on=bits, off=bits)


def test_a_cube_of_many_inputs_may_be_empty_in_any_word():
    names = [f"x{i}" for i in range(70)]
    for i in (0, 63, 64, 69):
        masks = [[0, 0], [0, 0]]
        masks[1][i // 64] = 1 << i % 64
        with pytest.raises(SpecificationError, match=f"cube 1 requires x{i}=1 and x{i}=0"):
            Cover(inputs=names, outputs="f", positive=masks, negative=masks, on=[[1], [1]])
    full = [[2**64 - 1, 0]]
    cover = Cover(inputs=names[:64], outputs="f", positive=[[2**64 - 1]], negative=[[0]], on=[[1]])
    assert cover.lines() == ["1" * 64 + " 1"]
    with pytest.raises(SpecificationError, match="positive has a bit beyond its 70 names"):
        Cover(inputs=names, outputs="f", positive=[[0, 64]], negative=[[0, 0]], on=[[1]])
    with pytest.raises(SpecificationError, match="positive has shape"):
        Cover(inputs=names[:64], outputs="f", positive=full, negative=full, on=[[1]])


def test_a_cover_of_an_empty_list_of_cubes_is_off():
    for inputs in ("", "ab"):
        cover = Cover(inputs=inputs, outputs="fg", positive=[], negative=[], on=[])
        assert (cover.terms, cover.literals, cover.lines()) == (0, 0, [])
        assert cover.table().to_string("g") == "0" * 2 ** len(inputs)
        assert not cover.is_tautology()


def test_claims_are_kept_within_what_is_possible():
    for bound in (0, 1, 2):
        cover = Cover.from_cubes(["01", "11"], lower_bound=bound)
        assert cover.lower_bound == bound
        assert cover.proven == (bound == 2)
        assert f"2 literals, at least {bound} needed>" not in repr(cover)
        assert repr(cover).endswith(f"4 literals, at least {bound} needed>")
    none = Cover.from_cubes([], "ab", "f", lower_bound=0)
    assert none.proven
    for cut, said in (("time limit", "the time limit"), ("interrupt", "an interrupt")):
        found = Cover(inputs="a", outputs="f", positive=[[1]], negative=[[0]], on=[[1]], cut=cut)
        assert repr(found).endswith(f"1 literal, cut by {said}>")
    assert repr(none).endswith("0 literals, at least 0 needed>")
    assert repr(Cover.from_cubes(["01"])).endswith("1 product term, 2 literals>")


def test_names_and_values_that_a_cover_lacks_are_told():
    cover = Cover.from_cubes(["01- 10"], "abc", "fg")
    for name in ("d", 0, None):
        with pytest.raises(SpecificationError, match="no input .*; expected one of a, b, c"):
            cover.cofactor(name, 1)
        with pytest.raises(SpecificationError, match="no output .*; expected one of f, g"):
            cover.output(name)
    for one in (2, -1, 0.5, "1", None):
        with pytest.raises(SpecificationError, match="an input is 0 or 1"):
            cover.cofactor("a", one)
    with pytest.raises(SpecificationError, match="differ in inputs or outputs"):
        cover.contains(Cover.from_cubes(["01-"], "abc", "h"))
    with pytest.raises(SpecificationError, match="differ in inputs or outputs"):
        cover.contains(Cover.from_cubes(["01- 10"], "abd", "fg"))
    assert cover != "01- 10"
    assert cover != Cover.from_cubes(["01- 10"], "abc", "fh")
    assert cover != Cover.from_cubes(["01- 10"], "abd", "fg")
    assert cover != Cover.from_cubes(["01- 1-"], "abc", "fg")


def test_a_table_of_too_many_rows_is_refused():
    cover = Cover.from_cubes(["-" * 27])
    with pytest.raises(LimitError, match="27 inputs exceed the limit of 26"):
        cover.table()
    assert Cover.from_cubes(["-" * 14]).table().on.all()


def test_a_row_both_on_and_off_is_told_wherever_it_is():
    def made(on, off, dc, rows):
        cover = Cover(inputs="abcdefg", outputs="fgh", positive=[[1], [2]], negative=[[0], [0]],
                      on=[[on], [0]], off=[[0], [off]], dc=[[0], [dc]])  # fmt: skip
        bits = np.array([[p[i] == "1" for p in rows] for i in range(7)])
        return cover.rows(pack(bits))

    rows = ["1000000"] * 70
    made(7, 4, 0, rows)
    with pytest.raises(SpecificationError, match="both on and off for output 'h'"):
        made(7, 4, 0, [*rows, "1100000"])
    with pytest.raises(SpecificationError, match="both on and off for output 'g'"):
        made(7, 6, 0, ["1100000", *rows])
    made(7, 4, 4, [*rows, "1100000"])  # what does not matter may be both


def test_cover_when_changed_through_its_arrays_refuses():
    cover = Cover.from_cubes(["01"])
    with pytest.raises(ValueError, match="read-only"):
        cover.positive[0] = 0


@pytest.mark.parametrize(("lines", "wrong"), [
    (["01", "1"], 1), (["01", "01 11"], 1), (["0x"], 0), (["01 2"], 0),
    (["01 11", "01 1"], 1), (["01 01", ""], 1), (["01 01", "10 x1"], 1),
])  # fmt: skip
def test_cubes_when_of_wrong_width_are_refused(lines, wrong):
    assert Cover.from_cubes(["01 1", "01"]).lines() == ["01 1", "01 1"]  # of one output
    with pytest.raises(SpecificationError, match=f"cube {wrong} is '{lines[wrong]}'; expected 2 "):
        Cover.from_cubes(lines)


def test_formula_when_not_in_dnf_is_refused():
    a, b, c = sympy.symbols("a b c")
    with pytest.raises(SpecificationError, match="is no Or of Ands of literals"):
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


# covers of more inputs and outputs than a word has bits, by what their texts say


@st.composite
def wide_covers(draw):
    """(inputs, outputs, lines) of a few cubes with few literals, all of them of some output."""
    rng = Random(draw(st.integers(0, 2**32 - 1)))
    n, m = draw(st.sampled_from([2, 63, 64, 65, 70])), draw(st.sampled_from([1, 2, 64, 65, 70]))
    lines = []
    for _ in range(rng.randint(0, 5)):
        left, right = ["-"] * n, ["0"] * m
        for i in {rng.randrange(n), 0, n - 1}:
            left[i] = rng.choice("01-")
        for j in {rng.randrange(m), rng.choice([0, m - 1])}:
            right[j] = rng.choice("11-")
        lines.append(f"{''.join(left)} {''.join(right)}")
    return [f"x{i}" for i in range(n)], [f"y{j}" for j in range(m)], lines


def value(lines, point, j):
    """What lines say of an output at a point: "1", "-" or "0"."""
    held = [line.split() for line in lines]
    held = [r[j] for x, r in held if all(c in ("-", p) for c, p in zip(x, point, strict=True))]
    return "-" if "-" in held else "1" if "1" in held else "0"


def points_of(lines, n, count=32):
    """Points of which some are in each cube."""
    rng = Random(len(lines))
    points = ["".join(rng.choice("01") for _ in range(n)) for _ in range(count)]
    for k, line in enumerate((lines * 6)[:count]):
        points[k] = "".join(p if c == "-" else c for c, p in zip(line[:n], points[k], strict=True))
    return points


def evaluated(cover, points):
    """The values of a cover at points, as texts of its outputs."""
    n = len(cover.inputs)
    flags = np.array([[p[i] == "1" for p in points] for i in range(n)]).reshape(n, len(points))
    on, dc = (unpack(words, len(points)) for words in cover.rows(pack(flags)))
    assert (unpack(cover.evaluate(pack(flags)), len(points)) == on).all()
    return ["".join("01-"[a + 2 * b] for a, b in zip(on[:, k], dc[:, k], strict=True))
            for k in range(len(points))]  # fmt: skip


@settings(max_examples=30)
@given(wide_covers(), st.integers(0, 2**32 - 1))
def test_wide_covers_are_what_their_texts_say(stated, seed):
    inputs, outputs, lines = stated
    cover = Cover.from_cubes(lines, inputs, outputs)
    assert cover.lines() == lines
    points = points_of(lines, len(inputs))
    said = ["".join(value(lines, p, j) for j in range(len(outputs))) for p in points]
    assert evaluated(cover, points) == said
    swapped = [text.translate(str.maketrans("01", "10")) for text in said]
    assert evaluated(cover.complement(), points) == swapped
    kept = [line.split() for line in lines]
    literals = [len(left) - left.count("-") for left, right in kept if "1" in right]
    assert (cover.terms, cover.literals) == (len(literals), sum(literals))
    assert len(cover) == len(lines)
    for j in {0, len(outputs) - 1}:
        alone = cover.output(outputs[j])
        assert alone.outputs == (outputs[j],)
        assert evaluated(alone, points) == [text[j] for text in said]
    rng = Random(seed)
    i, one = rng.choice([0, len(inputs) - 1, rng.randrange(len(inputs))]), rng.randrange(2)
    half = cover.cofactor(inputs[i], one)
    assert half.inputs == tuple(inputs[:i] + inputs[i + 1 :])
    here = [(p[:i] + p[i + 1 :], text) for p, text in zip(points, said, strict=True)
            if p[i] == str(one)]  # fmt: skip
    assert evaluated(half, [p for p, _ in here]) == [text for _, text in here]
    for product, (left, right) in zip(cover, kept, strict=True):
        literal = {name: c for name, c in zip(inputs, left, strict=True) if c != "-"}
        assert {name: str(one) for name, one in product.literals.items()} == literal
        assert product.on == tuple(y for y, c in zip(outputs, right, strict=True) if c == "1")
        assert product.dc == tuple(y for y, c in zip(outputs, right, strict=True) if c == "-")


@settings(max_examples=30)
@given(wide_covers(), st.integers(0, 2**32 - 1))
def test_wide_covers_contain_what_their_products_do(stated, seed):
    inputs, outputs, lines = stated
    rng = Random(seed)
    cover = Cover.from_cubes(lines, inputs, outputs)
    for line in lines:
        left, right = line.split()
        narrow = "".join(rng.choice("01") if c == "-" and rng.random() < 0.1 else c for c in left)
        assert cover.contains(f"{narrow} {right.replace('-', '1')}")
        assert cover.contains(f"{narrow} {right.replace('-', '1').replace('0', '-')}")
        held = [value(lines, narrow.replace("-", c), j) != "0"
                for c in "01" for j in range(len(outputs))]  # fmt: skip
        assert all(held) or not cover.contains(narrow)
        point = narrow.replace("-", rng.choice("01"))
        assert cover.contains(point) == all(
            value(lines, point, j) != "0" for j in range(len(outputs))
        )
    full = Cover.from_cubes([f"{'-' * len(inputs)} {'1' * len(outputs)}"], inputs, outputs)
    assert full.is_tautology()
    assert full.contains(cover)
    for j in {0, len(outputs) - 1}:
        line = "-" * len(inputs) + " " + "".join("01"[k != j] for k in range(len(outputs)))
        assert not Cover.from_cubes([line], inputs, outputs).is_tautology()


def test_a_row_that_is_on_and_dont_care_is_dont_care_and_its_cube_is_no_product_term():
    cover = Cover(inputs="ab", outputs="fg", positive=[[1], [2]], negative=[[0], [0]],
                  on=[[3], [0]], dc=[[3], [1]])  # fmt: skip
    assert cover.lines() == ["1- --", "-1 -0"]
    assert (cover.terms, cover.literals, len(cover)) == (0, 0, 2)


def test_cubes_of_no_output_are_dropped():
    def made(off):
        return Cover(inputs="ab", outputs="fg", positive=[[1], [2], [3]], negative=[[0]] * 3,
                     on=[[0], [1], [0]], off=off)  # fmt: skip

    assert made(None).lines() == ["-1 10"]
    assert made([[0], [2], [1]]).lines() == ["-1 10", "11 0~"]
    assert len(made(None).on_cubes) == len(made(None)) == 1
    assert made(None).off_cubes is None
    assert len(made([[0], [2], [1]]).off_cubes) == 2


@settings(max_examples=30)
@given(wide_covers(), st.integers(0, 2**32 - 1))
def test_a_stated_off_set_leaves_the_rest_free(stated, seed):
    """On where the last input is 1 and the cubes hold, off where it is 0 and they do."""
    inputs, outputs, lines = stated
    rng = Random(seed)
    last = len(inputs) - 1
    lines_on, lines_off = ([line[:last] + c + line[last + 1 :] for line in lines] for c in "10")
    on, off = (Cover.from_cubes(part, inputs, outputs) for part in (lines_on, lines_off))
    none = np.zeros_like(on.on)
    cover = Cover(
        inputs=inputs, outputs=outputs, positive=np.concatenate([on.positive, off.positive]),
        negative=np.concatenate([on.negative, off.negative]), on=np.concatenate([on.on, none]),
        dc=np.concatenate([on.dc, off.dc]), off=np.concatenate([none, off.on]),
    )  # fmt: skip
    points = points_of(lines_on + lines_off, len(inputs))
    for point, text in zip(points, evaluated(cover, points), strict=True):
        for j in {0, len(outputs) - 1, rng.randrange(len(outputs))}:
            a, b = value(lines_on, point, j), value(lines_off, point, j)
            assert text[j] == ("1" if a == "1" else "0" if b == "1" else "-")
    said = evaluated(cover, points)
    swapped = [text.translate(str.maketrans("01", "10")) for text in said]
    assert evaluated(cover.complement(), points) == swapped
    assert evaluated(cover.output(outputs[-1]), points) == [text[-1] for text in said]
    ones = [k for k, point in enumerate(points) if point[0] == "1"]
    half = evaluated(cover.cofactor(inputs[0], 1), [points[k][1:] for k in ones])
    assert half == [said[k] for k in ones]


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
    from logicnet.logic.tables.cubes import union_rows

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
    assert cover.table().to_string() == "00"


def test_text_is_parsed_and_never_evaluated():
    from logicnet import Cover, ParseError
    from logicnet.logic.symbolic.at_least import AtLeast

    assert Cover.from_sympy("E & ~I").inputs == ("E", "I")
    with pytest.raises(ParseError):
        Cover.from_sympy("__import__('os').getpid() or a")
    with pytest.raises(TypeError, match="parse it first"):
        AtLeast(1, "__import__('os').getpid()", "b")


def test_listed_rows_state_a_function_with_dont_cares_elsewhere():
    x = [[1, 1, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]]
    cover = Cover.from_rows(x, [[1, 0], [1, 0], [0, 0], [0, 1]], inputs="abc", outputs="st")
    values = cover.table().values()
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
