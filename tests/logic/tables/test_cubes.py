"""Cubes as digits, at the widths where words end; every oracle reads texts, never masks."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import LimitError
from logicnet.ground.bits import columns, pack, unpack, used
from logicnet.logic.tables import cubes
from logicnet.logic.tables.cubes import (
    Cubes,
    absorb,
    cofactor,
    complement,
    contains,
    distance,
    empty,
    from_ternary,
    intersecting,
    is_tautology,
    join,
    literal,
    of_output,
    pack_mask,
    parse_cubes,
    product_rows,
    sharp,
    ternary,
    texts,
    union_rows,
    unique,
    universe,
)

WIDTHS = [0, 1, 2, 5, 63, 64, 65, 130]
seeds = st.integers(0, 2**32 - 1)


def drawn(rng, n, m=1, most=6):
    """Cubes over n inputs and m outputs as pairs of texts, often alike, with few literals."""
    places = rng.sample(range(n), min(n, 4)) + [i for i in (0, 62, 63, 64, n - 1) if 0 <= i < n]
    rows = []
    for _ in range(rng.randint(0, most)):
        text = ["-"] * n
        for i in places:
            text[i] = rng.choice("01--")
        owners = {rng.randrange(m), rng.choice([0, m - 1])}
        rows.append(("".join(text), "".join("01"[j in owners] for j in range(m))))
    return rows


def packed(rows, n, m=1):
    """The `Cubes` of such texts, their masks made bit by bit."""

    def masks(letter, part, count):
        words = np.zeros((len(rows), -(-count // 64)), dtype=np.uint64)
        for k, row in enumerate(rows):
            for i, c in enumerate(row[part]):
                if c == letter:
                    words[k, i // 64] |= np.uint64(1 << (i % 64))
        return words

    return Cubes(masks("1", 0, n), masks("0", 0, n), masks("1", 1, m))


def read(found, n, m=1):
    """Cubes as pairs of texts."""
    owners = ["".join("01"[bit] for bit in row) for row in unpack(found.members, m).tolist()]
    return list(zip(texts(found, n), owners, strict=True))


def meet(a, b):
    """The digits of what two cubes share, None where they share nothing."""
    if any({x, y} == {"0", "1"} for x, y in zip(a, b, strict=True)):
        return None
    return "".join(y if x == "-" else x for x, y in zip(a, b, strict=True))


def inside(a, b):
    """Whether the cube of text a lies in that of b."""
    return all(y in ("-", x) for x, y in zip(a, b, strict=True))


def holds(text, point):
    return all(c in ("-", p) for c, p in zip(text, point, strict=True))


def both(a, b):
    return "".join("01"[x == y == "1"] for x, y in zip(a, b, strict=True))


def either(a, b):
    return "".join("01"[x == "1" or y == "1"] for x, y in zip(a, b, strict=True))


@pytest.mark.parametrize("n", WIDTHS)
def test_masks_are_texts_at_every_width(n):
    rng = Random(n)
    lines = ["".join(rng.choice("01-") for _ in range(n)) for _ in range(5)]
    made = parse_cubes(lines, n)
    expected = packed([(line, "1") for line in lines], n)
    assert (made.positive == expected.positive).all()
    assert (made.negative == expected.negative).all()
    assert texts(made, n) == lines
    assert made.literals.tolist() == [sum(c != "-" for c in line) for line in lines]
    digits = ternary(made, n)
    assert digits.tolist() == [["01-".index(c) for c in line] for line in lines]
    assert read(from_ternary(digits), n) == [(line, "1") for line in lines]
    assert len(empty(n, 65)) == 0
    assert read(join([empty(n, 65), universe(n, 65), empty(n, 65)]), n, 65) == [("-" * n, "1" * 65)]
    assert [int(w) for w in pack_mask(np.ones((1, n), dtype=bool))[0]] == [
        (1 << min(64, n - at)) - 1 for at in range(0, n, 64)
    ]


def test_the_width_of_no_texts_is_as_told():
    assert ternary(parse_cubes([], 3), 3).shape == (0, 3)
    assert parse_cubes([]).positive.shape == ternary(parse_cubes([]), 0).shape == (0, 0)
    assert texts(parse_cubes(["01-"]), 3) == ["01-"]


@pytest.mark.parametrize("width", [1, 2, 3])
def test_a_literal_is_one_bit(width):
    for i in {0, 1, 63, 64 * width - 1, 64 * (width - 1)}:
        words = literal(i, width)
        assert sum(int(w) << 64 * k for k, w in enumerate(words)) == 1 << i


@given(st.sampled_from(WIDTHS), st.sampled_from([1, 2, 64, 65]), seeds)
def test_pairs_of_cubes_compare_as_their_texts_do(n, m, seed):
    rng = Random(seed)
    left, right = drawn(rng, n, m), drawn(rng, n, m)
    a, b = packed(left, n, m), packed(right, n, m)
    most = rng.choice([1, 2, 7, cubes._PAIRS])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cubes, "_PAIRS", most)  # in blocks of one cube, of a few, of all
        held, shared = contains(a, b), intersecting(a, b)
    assert held.tolist() == [[inside(x, y) and both(s, t) == s for x, s in right] for y, t in left]
    meets = [[meet(x, y) for y, _ in right] for x, _ in left]
    assert shared.tolist() == [[found is not None for found in row] for row in meets]
    for i, (x, _) in enumerate(left):
        apart = [sum({c, d} == {"0", "1"} for c, d in zip(x, y, strict=True)) for y, _ in right]
        assert distance(a[i : i + 1], b).tolist() == apart


@given(st.sampled_from(WIDTHS), st.sampled_from([1, 2, 64, 65]), seeds)
def test_cubes_are_united_and_absorbed_as_their_texts_are(n, m, seed):
    rng = Random(seed)
    rows = drawn(rng, n, m, 10)
    united: dict[str, str] = {}
    for x, owners in rows:
        united[x] = either(united.get(x, "0" * m), owners)
    once = unique(packed(rows, n, m))
    assert sorted(read(once, n, m)) == sorted(united.items())
    left = [
        (x, s) for x, s in united.items()
        if not any(x != y and inside(x, y) and both(s, t) == s for y, t in united.items())
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cubes, "_PAIRS", rng.choice([1, 2, 7, cubes._PAIRS]))
        found = absorb(packed(rows, n, m))
    assert sorted(read(found, n, m)) == sorted(left)
    order = [x for x, _ in read(once, n, m)]
    assert [x for x, _ in read(found, n, m)] == [x for x in order if x in dict(left)]
    rng.shuffle(rows)
    assert [x for x, _ in read(unique(packed(rows, n, m)), n, m)] == order
    for j in {0, m - 1, m // 2}:
        owned = of_output(packed(rows, n, m), j).tolist()
        assert owned == [k for k, (_, owners) in enumerate(rows) if owners[j] == "1"]


@given(st.sampled_from(WIDTHS), st.sampled_from([1, 65]), seeds)
def test_a_cofactor_keeps_what_meets_the_cube_without_its_literals(n, m, seed):
    rng = Random(seed)
    rows = drawn(rng, n, m)
    other = (drawn(rng, n) or [("-" * n, "1")])[0]
    part = packed([other], n)
    found = cofactor(packed(rows, n, m), part.positive[0], part.negative[0])
    assert read(found, n, m) == [
        ("".join("-" if d != "-" else c for c, d in zip(x, other[0], strict=True)), owners)
        for x, owners in rows
        if meet(x, other[0]) is not None
    ]


@given(st.sampled_from(WIDTHS), st.sampled_from([1, 3, 65]), seeds)
def test_cubes_on_rows_are_what_their_texts_say(n, m, seed):
    rng = Random(seed)
    rows = drawn(rng, n, m)
    count = rng.choice([64, 128])
    points = ["".join(rng.choice("01") for _ in range(n)) for _ in range(count)]
    for k, (x, _) in enumerate(rows):  # a few of which some cubes hold
        points[k] = "".join(p if c == "-" else c for c, p in zip(x, points[k], strict=True))
    flags = np.array([[p[i] == "1" for p in points] for i in range(n)], dtype=bool)
    table = pack(flags) if n else np.zeros((0, count // 64), dtype=np.uint64)
    found = unpack(product_rows(packed(rows, n, m), table), count)
    assert found.tolist() == [[holds(x, p) for p in points] for x, _ in rows]
    united = unpack(union_rows(packed(rows, n, m), table, m), count)
    assert united.tolist() == [
        [any(owners[j] == "1" and holds(x, p) for x, owners in rows) for p in points]
        for j in range(m)
    ]


def test_many_cubes_on_many_rows_are_evaluated_in_blocks():
    """As many rows as are kept at once twice over, for the products and for their unions."""
    n = 13
    rng = np.random.default_rng(0)
    digits = rng.integers(0, 3, (1 << 15, n)).astype(np.uint8)
    digits[1 << 14 :] = digits[: 1 << 14]
    found = product_rows(from_ternary(digits), columns(n)[:, :5])
    assert (found[1 << 14 :] == found[: 1 << 14]).all()
    alone = [product_rows(from_ternary(digits[k : k + 1]), columns(n)[:, :5])[0] for k in range(50)]
    assert (found[:50] == alone).all()
    few = digits.copy()
    few[40:] = few[:1]
    whole = union_rows(from_ternary(few), columns(n), 1)
    assert (whole == union_rows(from_ternary(few[:40]), columns(n), 1)).all()


def partition(rng, n, leaves):
    """Disjoint cubes that cover everything, as texts: the leaves of a tree of decisions."""
    found = ["-" * n]
    while len(found) < leaves:
        text = found.pop(rng.choice([k for k, text in enumerate(found) if "-" in text]))
        i = rng.choice([i for i, c in enumerate(text) if c == "-"])
        found += [text[:i] + c + text[i + 1 :] for c in "01"]
    return found


def points_in(rng, text, count=3):
    return ["".join(rng.choice("01") if c == "-" else c for c in text) for _ in range(count)]


@settings(max_examples=100)
@given(st.sampled_from([3, 6, 12, 40, 64, 65, 130]), seeds, st.sampled_from([0, 1, 10]))
def test_of_a_partition_some_cubes_are_the_complement_of_the_others(n, seed, table):
    rng = Random(seed)
    parts = partition(rng, n, rng.randint(2, 8 if n == 3 else 20))
    rng.shuffle(parts)
    k = rng.randint(0, len(parts))
    on, off = parts[:k], parts[k:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cubes, "_TABLE", table)  # by tables of many inputs, and by branching alone
        assert is_tautology(parse_cubes(parts, n), n)
        assert is_tautology(parse_cubes(on, n), n) == (not off)
        rest = complement(parse_cubes(on, n), n)
        part = sharp(parse_cubes(parts[:1], n), parse_cubes(parts[1:k], n), n)
    found = texts(rest, n)
    assert found == texts(unique(rest), n)
    for text, value in [(x, False) for x in on] + [(x, True) for x in off]:
        for point in points_in(rng, text):
            assert any(holds(x, point) for x in found) == value
    assert rest.members.tolist() == [[1]] * len(rest)
    for point in points_in(rng, parts[0]):  # the others take nothing of the first
        assert any(holds(x, point) for x in texts(part, n))
    assert all(inside(x, parts[0]) for x in texts(part, n))


@given(st.sampled_from([4, 65]), st.sampled_from([1, 3, 65]), seeds)
def test_a_difference_keeps_its_outputs(n, m, seed):
    rng = Random(seed)
    left, right = drawn(rng, n, m, 3), drawn(rng, n, m)
    found = read(sharp(packed(left, n, m), packed(right, n, m), n), n, m)
    for x, _ in left:
        for point in points_in(rng, x):
            taken = any(holds(y, point) for y, _ in right)
            kept = {s for y, s in found if holds(y, point)}
            assert kept == (set() if taken else {s for y, s in left if holds(y, point)})
    for y, _ in right:
        assert not any(holds(x, p) for x, _ in found for p in points_in(rng, y))


@pytest.mark.parametrize("n", [0, 1, 64, 65])
def test_nothing_and_everything_are_each_others_complement(n):
    assert texts(complement(empty(n), n), n) == ["-" * n]
    assert len(complement(universe(n), n)) == 0
    assert is_tautology(universe(n), n)
    assert not is_tautology(empty(n), n)


def test_a_single_row_that_is_missing_is_noticed_in_every_word():
    n = 8
    rows = [f"{row:08b}" for row in range(1 << n)]
    assert is_tautology(parse_cubes(rows, n), n)
    for k in (0, 63, 64, 130, 255):
        others = parse_cubes(rows[:k] + rows[k + 1 :], n)
        assert not is_tautology(others, n)
        assert texts(complement(others, n), n) == [rows[k]]


def test_a_complement_of_more_cubes_than_the_limit_is_refused():
    n = 11
    odd = [f"{row:011b}" for row in range(1 << n) if row.bit_count() % 2]
    assert len(complement(parse_cubes(odd, n), n, limit=1 << 10)) == 1 << 10
    with pytest.raises(LimitError, match="complement: more than 1023 cubes"):
        complement(parse_cubes(odd, n), n, limit=(1 << 10) - 1)


class Ended(Exception):
    pass


def end(work):
    raise Ended


@pytest.mark.parametrize("work", [
    lambda: absorb(parse_cubes(["01"]), end),
    lambda: union_rows(parse_cubes(["01"]), columns(2), 1, end),
    lambda: is_tautology(parse_cubes(["0-", "1-"]), 2, end),
    lambda: complement(parse_cubes(["01"]), 2, tick=end),
    lambda: sharp(parse_cubes(["--"]), parse_cubes(["01"]), 2, end),
])  # fmt: skip
def test_long_works_can_be_ended(work):
    with pytest.raises(Ended):
        work()


def test_unions_are_told_of_between_any_two_outputs():
    calls = []
    union_rows(universe(2, 3), columns(2), 3, calls.append)
    assert len(calls) >= 3


def test_bits_that_are_no_rows_are_masked_by_used():
    row = union_rows(parse_cubes(["0"]), columns(1), 1)[0] & used(1)
    assert row.tolist() == [1]
