"""Certificates of minimality: right ones are accepted, and no wrong one is."""

from dataclasses import replace
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from logicnet import (
    Cover,
    FormatError,
    LimitError,
    MinimalityCertificate,
    SpecificationError,
    TruthTable,
    minimize,
    prove_minimal,
    read,
    verify_minimal,
    write,
)
from logicnet.cli import main
from logicnet.formats.exchange.minimality import loads
from logicnet.minimization.proofs.certificate import OffPoint, PartCases, PointPart, WeightedPoint
from strategies import tables

RING = "a & ~b | b & ~c | c & ~a"  # a cycle of six points: weights that are not whole
CASES = TruthTable.from_minterms(
    7, [row for row in range(128) if 0x7F2EFFA97EDDF88EE6DFA9E9FFCB532E >> row & 1]
)
MANY = TruthTable.from_hex("52f1 8b36 e94d 7c2a".replace(" ", ""))


def fewest(table):
    """The terms of a smallest cover, by trying sets of implicants, the smallest sets first."""
    n, m = len(table.inputs), len(table.outputs)
    values = table.values()
    needed = {(r, j) for r, j in product(range(1 << n), range(m)) if values[r, j] == 1}
    cubes = []
    for digits in product("01-", repeat=n):
        rows = [
            r
            for r, bits in enumerate(product("01", repeat=n))
            if all(d in ("-", b) for d, b in zip(digits, bits, strict=True))
        ]
        outs = [j for j in range(m) if all(values[r, j] != 0 for r in rows)]
        cubes.append({(r, j) for r in rows for j in outs} & needed)
    cubes = [c for c in cubes if c and not any(c < d for d in cubes)]
    sizes = range(len(needed) + 1)
    return next(k for k in sizes if any(needed == {*chain(*c)} for c in combinations(cubes, k)))


@settings(max_examples=20)
@given(tables(3, 2))
def test_certificates_prove_what_brute_force_finds(table):
    certificate = prove_minimal(table)
    assert certificate.bound <= fewest(table)
    cover = minimize(table)
    found = verify_minimal(cover, certificate, table)
    assert found.bound == certificate.bound  # accepted, whether it is enough or not
    assert bool(found) == (certificate.bound == cover.terms)


@pytest.mark.parametrize("source", [
    "a ^ b ^ c ^ d", RING, "1", "a & 0", {"s": "a ^ b ^ c", "c": "majority(a, b, c)"}, MANY,
    TruthTable.from_minterms(4, [1, 5, 7], [3, 9, 15]), CASES,
])  # fmt: skip
def test_minimal_covers_are_certified(source, tmp_path):
    cover, certificate = minimize(source), prove_minimal(source)
    assert verify_minimal(cover, certificate, source)
    write(certificate, tmp_path / "y.min")
    assert read(tmp_path / "y.min") == certificate


def test_a_function_of_many_inputs_is_certified_without_its_table():
    source = " | ".join(f"x{i} & y{i}" for i in range(9))
    assert verify_minimal(minimize(source), prove_minimal(source), source)


def test_weights_prove_more_than_single_points():
    certificate = prove_minimal(MANY)
    assert certificate.bound == minimize(MANY).terms
    heavy = [part for part in certificate.parts if part.most > 1 or len(part.points) > 1]
    assert heavy or len(certificate.parts) == certificate.bound


def test_a_proof_of_more_cases_than_a_file_should_hold_is_left_out(monkeypatch):
    monkeypatch.setattr("logicnet.minimization.proofs.cases._LEAVES", 1)
    certificate = prove_minimal(CASES)
    assert not any(isinstance(part, PartCases) for part in certificate.parts)
    assert str(verify_minimal(minimize(CASES), certificate, CASES)) == (
        "not proven: the cover has 23 terms, and at least 22 is what is proven"
    )


def test_cases_prove_more_than_weights():
    """The relaxed program of this function has 22 terms; its certificate has two cases."""
    cover, certificate = minimize(CASES), prove_minimal(CASES)
    (split,) = [k for k, part in enumerate(certificate.parts) if isinstance(part, PartCases)]
    part = certificate.parts[split]
    assert part.terms == min(1 + part.first.terms, part.second.terms)
    wrong = {
        "the second part alone": part.second,
        "the first part alone, for one term more": replace(part.first, points=tuple(
            p._replace(weight=p.weight * 2) for p in part.first.points)),
        "the cases exchanged": PartCases(part.second, part.first),
        "the second part twice": PartCases(part.second, part.second),
        "a first part without points": PartCases(PointPart(1, ()), part.second),
    }  # fmt: skip
    for what, other in wrong.items():
        parts = (*certificate.parts[:split], other, *certificate.parts[split + 1 :])
        assert not verify_minimal(cover, replace(certificate, parts=parts), CASES), what
    assert not verify_minimal(cover, replace(certificate, off=certificate.off[1:]), CASES)
    deep = part
    for _ in range(101):
        deep = PartCases(part.first, deep)
    with pytest.raises(SpecificationError, match="more than 100 cases within cases"):
        replace(certificate, parts=(deep,))


def cases(source, off, first, second):
    """What is found of cases that are one point each, with its weight."""
    parts = (PointPart(1, (WeightedPoint(row, 0, weight),)) for row, weight in (first, second))
    listed = tuple(OffPoint(row, (0,)) for row in off)
    certificate = MinimalityCertificate(inputs=("a", "b"), outputs=("y",), off=listed,
                                        parts=(PartCases(*parts),))  # fmt: skip
    return verify_minimal(minimize(source), certificate, source)


def test_both_cases_are_looked_at():
    source, off = "a | b & ~b", ["00", "01"]
    assert cases(source, off, ("10", 1), ("11", 1)).bound == 1  # the smaller of 1 + 1 and 1
    assert cases(source, off, ("10", 1), ("11", 2)).bound == 0  # a term holds both
    odd, off = "a ^ b", ["00", "11"]
    assert cases(odd, off, ("01", 1), ("10", 2)).bound == 2  # no term that holds 01 holds 10
    assert cases(odd, off, ("01", 2), ("10", 3)).bound == 0
    assert cases(odd, [], ("01", 1), ("10", 2)).bound == 0


def planted():
    """(what is wrong, a certificate that is wrong so)"""
    right = prove_minimal("a & b | c & d | a & c")
    first, *rest = right.parts
    yield "an off point is missing", replace(right, off=right.off[1:])
    yield "no off points", replace(right, off=())
    yield "a point twice", replace(right, parts=(*right.parts, first))
    yield (
        "a point that is off",
        replace(right, parts=(*right.parts, PointPart(1, (WeightedPoint("0000", 0),)))),
    )
    yield "an off point that is on", replace(right, off=(*right.off, OffPoint("1111", (0,))))
    heavier = PointPart(1, (first.points[0]._replace(weight=2),))
    yield "a weight", replace(right, parts=(heavier, *rest))
    joined = PointPart(1, (first.points[0], WeightedPoint("1111", 0)))
    yield "points that fit together", replace(right, parts=(joined, *rest))
    other = PointPart(1, (WeightedPoint("1111", 0),))
    yield "parts that fit together", replace(right, parts=(*right.parts, other))
    yield "another input", replace(right, inputs=("a", "b", "c", "e"))
    yield "another output", replace(right, outputs=("z",))


@pytest.mark.parametrize(("what", "wrong"), list(planted()))
def test_a_wrong_certificate_is_refused(what, wrong):
    source = "a & b | c & d | a & c"
    found = verify_minimal(minimize(source), wrong, source)
    assert (bool(found), found.bound) == (False, 0), what


@settings(max_examples=20)
@given(tables(3, 2), st.randoms(use_true_random=False))
def test_no_certificate_proves_too_much(table, random):
    """Whatever is changed in one, what is accepted is true."""
    least, right = fewest(table), prove_minimal(table)
    for _ in range(6):
        parts = [list(part.points) for part in right.parts]
        most = [part.most for part in right.parts]
        off = list(right.off)
        for _ in range(random.randint(1, 3)):
            kind = random.randrange(4)
            row = "".join(random.choice("01") for _ in table.inputs)
            point = WeightedPoint(row, random.randrange(len(table.outputs)), random.randint(1, 2))
            if kind == 0:
                parts.append([point])
                most.append(1)
            elif kind == 1 and parts:
                random.choice(parts).append(point)
            elif kind == 2 and off:
                off.pop(random.randrange(len(off)))
            elif most:
                most[random.randrange(len(most))] += random.choice([0, 1])
        listed = [PointPart(m, tuple(p)) for m, p in zip(most, parts, strict=True)]
        while len(listed) > 1 and random.randrange(2):
            listed.append(PartCases(*(listed.pop(random.randrange(len(listed))) for _ in "12")))
        assert verify_minimal(minimize(table), replace(right, parts=tuple(listed), off=tuple(off)),
                              table).bound <= least  # fmt: skip


def test_a_cover_that_is_larger_or_another_is_not_minimal():
    source = "a & b | ~a & c"
    more = Cover.from_cubes(["11-", "0-1", "-11"], inputs="abc")
    certificate = prove_minimal(source)
    found = verify_minimal(more, certificate, source)
    assert (bool(found), found.bound) == (False, 2)
    assert str(found) == "not proven: the cover has 3 terms, and at least 2 is what is proven"
    other = Cover.from_cubes(["11-", "0-0"], inputs="abc")
    assert "the cover is not one of the source: different" in str(
        verify_minimal(other, certificate, source)
    )
    with pytest.raises(SpecificationError, match="cover must be a Cover, got an int"):
        prove_minimal(source, 3)
    with pytest.raises(SpecificationError, match="prove_minimal: time_limit is -1"):
        prove_minimal(source, time_limit=-1)
    with pytest.raises(SpecificationError, match="names"):
        prove_minimal(source, minimize("p & q"))


def test_dont_cares_count():
    """Without the source the claim is about covers that are 1 on the same rows."""
    table = TruthTable.from_minterms(["a", "b"], [3], [1, 2])
    cover = minimize(table)
    assert verify_minimal(cover, prove_minimal(table), table)
    free = TruthTable.from_minterms(["a", "b", "c"], [0, 3, 5], [1, 2, 4])
    strict = Cover.from_table(TruthTable.from_minterms(["a", "b", "c"], [0, 3, 5]))
    certificate = prove_minimal(strict)
    assert certificate.bound == 3
    assert verify_minimal(strict, certificate)
    assert not verify_minimal(strict, certificate, free)


def test_time_is_limited():
    with pytest.raises(LimitError, match="the time limit, 0 s, is over"):
        prove_minimal("a ^ b ^ c", time_limit=0)


@pytest.mark.parametrize(("line", "message"), [
    (".i 2", "x.min:2: '.i' is there twice"),
    (".part", "x.min:2: '.part' is followed by one whole number"),
    (".parts 1", "x.min:2: unknown declaration '.parts'; did you mean '.part'?"),
    ("10 1 1", "x.min:2: '10'; expected '.part' or '.off' before the points"),
    (".part 1\n10 1 1", "x.min:3: no '.o' before the points"),
    (".o 1\n.part 1\n10 1", "x.min:4: expected 2 digits, 1 for the outputs and a weight"),
    (".o 1\n.part 1\n10 0 1", "x.min:4: a point of a part has one output and a whole weight"),
    (".o 1\n.off\n12 1", "x.min:4: '12 1'; expected the digits 0 and 1"),
    (".cases 1", "x.min:2: '1' after '.cases'"),
    (".o 1\n.cases\n10 1 1", "x.min:4: expected '.part' after '.cases', before the points"),
    (".o 1\n.ilb a b\n.ob y\n.cases\n.part 1\n.off\n.bound 0\n.end",
     "x.min: '.cases' is not followed by two parts"),
    (".end\n.off", "x.min:3: '.off' after the end"),
    (".o 1\n.off", "x.min: no '.ilb'; is a part of the file missing?"),
    (".o 1\n.ilb a\n.ob y\n.off\n.bound 0\n.end", "x.min: 1 names where '.i' says 2"),
    (".o 1\n.ilb a b\n.ob y\n.off\n.bound 1\n.end", "x.min: '.bound' is 1, but the points need 0"),
    (".o 1\n.ilb a a\n.ob y\n.off\n.bound 0\n.end", "x.min: input name 'a' is given twice"),
    (".o 1\n.ilb a b\n.ob y\n.part 0\n.off\n.bound 0\n.end", "x.min: a part's most is 0"),
])  # fmt: skip
def test_what_is_wrong_in_a_file_is_said(line, message):
    with pytest.raises(FormatError, match="^" + message.replace("?", r"\?").replace("(", r"\(")):
        loads(f".i 2\n{line}\n", "x.min")


def test_what_a_certificate_cannot_be_is_refused(tmp_path):
    with pytest.raises(SpecificationError, match="expected 2 digits 0 or 1"):
        MinimalityCertificate(inputs=("a", "b"), outputs=("y",), parts=(),
                              off=(OffPoint("1", (0,)),))  # fmt: skip
    with pytest.raises(SpecificationError, match="expected numbers below 1"):
        MinimalityCertificate(inputs=("a",), outputs=("y",), parts=(), off=(OffPoint("1", (1,)),))
    named = MinimalityCertificate(inputs=("a b",), outputs=("y",), parts=(), off=())
    with pytest.raises(SpecificationError, match="cannot hold the name 'a b'"):
        write(named, tmp_path / "x.min")


def test_the_command_line_writes_and_checks(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(Cover.from_cubes(["11-", "0-1", "-11"], inputs="abc"), "old.pla")
    assert main(["minimize", "old.pla", "-o", "new.pla", "--certificate", "new.min"]) == 0
    assert "; at least 2 by the certificate" in capsys.readouterr().out
    assert main(["verify", "new.pla", "old.pla", "--minimal", "new.min"]) == 0
    assert capsys.readouterr().out == "minimal, proven: every cover has at least 2 terms\n"
    assert main(["verify", "old.pla", "old.pla", "--minimal", "new.min", "--json"]) == 1
    assert '"minimal": false' in capsys.readouterr().out
    assert main(["verify", "a & b", "old.pla", "--minimal", "new.min"]) == 2
    assert main(["minimize", "a", "b", "--certificate", "x.min"]) == 2
    assert "--certificate and --steps are for one source" in capsys.readouterr().err
