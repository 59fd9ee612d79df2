"""PLA files: every layout that espresso accepts, and errors that say where."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import logicnet
from logicnet.errors import FormatError, SpecificationError
from logicnet.formats import pla
from logicnet.formats.pla import dumps, loads
from logicnet.logic.tables.cover import Cover
from logicnet.minimization.minimizing import minimize
from strategies import tables

DATA = Path(__file__).parents[3] / "shared" / "data"


@st.composite
def covers(draw):
    """Covers of any type, with no cube off and don't-care for one output."""
    n, m, k = draw(st.integers(0, 70)), draw(st.integers(1, 70)), draw(st.integers(0, 6))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    stated = draw(st.booleans())
    left = rng.choice(list("01-"), (k, n))
    right = rng.choice(list("01-~" if stated else "01-"), (k, m))
    plain = Cover.from_cubes([], [f"i{j}" for j in range(n)], [f"o{j}" for j in range(m)])
    lines = [f"{''.join(a)} {''.join(b)}" for a, b in zip(left, right, strict=True)]
    kind = ".type fdr\n" if stated else ""
    names = f".ilb {' '.join(plain.inputs)}\n.ob {' '.join(plain.outputs)}\n"
    return pla.loads(f".i {n}\n.o {m}\n{kind}{names}" + "\n".join(lines))


@given(covers())
def test_dumps_then_loads_returns_the_same_cover(cover):
    assert pla.loads(pla.dumps(cover)) == cover


@given(covers(), st.integers(0, 2**32 - 1))
@settings(max_examples=40)
def test_loads_ignores_where_blanks_bars_and_line_ends_fall(cover, seed):
    rng = np.random.default_rng(seed)
    scattered = []
    for line in pla.dumps(cover).splitlines():
        if line[0] == ".":
            scattered.append(line)
            continue
        for word in line.replace(" ", ""):
            scattered.append(word + str(rng.choice(["", "", " ", "|", "\t", "\n", " \r\n"])))
        scattered.append("\n")
    text = "".join(part if part[0] != "." else f"\n{part}\n" for part in scattered if part)
    assert pla.loads(text) == cover


def test_read_and_write_files(tmp_path):
    cover = Cover.from_cubes(["01- 1-", "1-1 01"])
    path = tmp_path / "a.pla"
    path.write_text("old")
    pla.write(cover, path)
    assert pla.read(path) == cover
    assert [p.name for p in tmp_path.iterdir()] == ["a.pla"]


def test_write_leaves_the_old_file_when_the_cover_cannot_be_written(tmp_path):
    path = tmp_path / "a.pla"
    path.write_text("old")
    with pytest.raises(SpecificationError, match="without blanks"):
        pla.write(Cover.from_cubes(["1"], inputs=["a b"]), path)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("kind", "on", "dc", "off"),
    [
        ("f", "14", "", None),
        ("fd", "14", "-2", None),
        ("fr", "14", "", "03"),
        ("fdr", "14", "-2", "03"),
    ],
)
def test_output_characters_of_every_type(kind, on, dc, off):
    characters = "01234-~"
    cover = pla.loads(f".i 1\n.o 7\n.type {kind}\n1 {characters}\n")
    names = [f"y{i + 1}" for i in range(7)]
    (product,) = cover
    assert product.on == tuple(n for n, c in zip(names, characters, strict=True) if c in on)
    assert product.dc == tuple(n for n, c in zip(names, characters, strict=True) if c in dc)
    if off is None:
        assert cover.off is None
    else:
        mask = sum(1 << i for i, c in enumerate(characters) if c in off)
        assert int(cover.off[0, 0]) == mask


def test_default_type_is_fd_and_dont_care_wins():
    cover = pla.loads(".i 2\n.o 1\n1- 1\n-1 -\n")
    table = cover.table()
    assert (int(table.on[0, 0]), int(table.dc[0, 0])) == (0b0100, 0b1010)


def test_input_characters():
    assert pla.loads(".i 4\n.o 1\n01-2 1\n0?11 1\n").lines() == ["01-- 1"]


FLAWS = {  # of public files
    "l8err.pla": "3: '.p 256', but the file has 257 cubes",
    "newxcpla1.pla": "4: '.ob' gives 15 of 23 names, so that the others are numbered",
}
PLAIN = ".i 3\n.o 2\n01- 10\n1-1 01\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN + ".e\n",
        PLAIN + ".end\n# anything 17\n\n",
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "\r# comment\r" + PLAIN.replace("\n", "\r"),
        "\n# comment\n" + PLAIN + "# end\n",
        "a title line\n" + PLAIN,
        ".i 3 .o 2\n.p 2\n01- 10 # first\n1-1 01 # second\n",
        ".o 2\n.i 3\n.p 2 01-10\n1-101\n.p 2 .p 2 .e",
        ".i 3\n.o 2\n01-|10\n1-1|01\n",
        ".i 3\n.o 2\n0 1 - 1 0\n\n1 -\n1 0 1\n",
        ".i 3\n.o 2\n01- 10 1-1 01\n",
        ".i 3\n.o 2\n.phase 11\n.phase 11\n01- 1~\n1-1 ~4",
        ".type fd\n.i 3\n.i 3\n.o 2\n01- 10\n1-1 01\n000 00\n",
        PLAIN + ".p 2\n.ilb x1 x2 x3 # names\n.ob y1\n y2\n",
        ".ilb x1 x2 x3\n.ob y1 y2\n" + PLAIN,
    ],
)
def test_loads_accepts_layout(text):
    assert pla.loads(text) == Cover.from_cubes(["01- 10", "1-1 01"])


def test_loads_names():
    cover = pla.loads(".i 2\n.o 1\n.ilb a<0>\n#x\n.ob f\n.p 1\n11 1\n")
    assert (cover.inputs, cover.outputs) == (("a<0>", "#x"), ("f",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".i 4\n.o 1\n01- 1\n", "a.pla:3: cube '01-' has 3 inputs, but line 1 declares '.i 4'"),
        (
            ".i 4\n.o 1\n01-1 1\n01- 1\n0110 1\n",
            "a.pla:4: cube '01-' has 3 inputs, but line 1 declares '.i 4'",
        ),
        (
            ".i 3\n.o 2\n# c\n011 1\n.e",
            "a.pla:4: cube '1' has 1 outputs, but line 2 declares '.o 2'",
        ),
        (".i 2\n.o 3\n011 10\n", "a.pla:3: cube '011' has 3 inputs, but line 1 declares '.i 2'"),
        (".i 4\n.o 2\n01 1\n10 1\n", "a.pla:3: cube '01' has 2 inputs, but line 1 declares '.i 4'"),
        (
            ".i 4\n.o 2\n01101\n",
            "a.pla:3: cube '01101' has 5 characters; expected 6, as line 1 declares '.i 4' "
            "and line 2 '.o 2'",
        ),
        (
            ".i 2\n.o 1\n0x 1\n",
            "a.pla:3: unknown character 'x' in cube '0x 1'; expected 0, 1, 2, -, ? for inputs "
            "and 0, 1, 2, 3, 4, -, ~ for outputs",
        ),
        (".i 2\n.o 1\n0~ 1\n", "a.pla:3: '~' in the input part '0~'; expected only 0 1 2 - ?"),
        (".i 1\n.o 2\n0 1?\n", "a.pla:3: '?' in the output part '1?'; expected only 0 1 2 3 4 - ~"),
        (".i 2\n.i 3\n.o 1\n", "a.pla:2: '.i 3' contradicts '.i 2' of line 1"),
        (".i two\n", "a.pla:1: '.i' is followed by 'two'; expected a number"),
        (".i\n", "a.pla:1: '.i' is followed by ''; expected a number"),
        (".i 2\n.o 0\n", "a.pla:2: '.o 0' declares no outputs; expected at least one"),
        (".i 2\n", "a.pla:2: no '.o'; expected the number of outputs"),
        (".o 2\n", "a.pla:2: no '.i'; expected the number of inputs"),
        (".i 2\n01 1\n.o 1\n", "a.pla:2: cube '01 1' before '.o'; expected the sizes first"),
        (".type g\n", "a.pla:1: unknown '.type g'; expected one of f, fd, fr, fdr"),
        (
            ".i 1\n.o 1\n1 1\n.type fr\n",
            "a.pla:4: '.type' follows the first cube (line 3); expected before it",
        ),
        (".type f\n.type fr\n", "a.pla:2: '.type fr' contradicts '.type f' of line 1"),
        (
            ".i 3\n.o 1\n.ilb a b\n",
            "a.pla:3: '.ilb' gives 2 names, but line 1 declares '.i 3'",
        ),
        (
            ".ilb a b c d\n.i 3\n.o 1\n",
            "a.pla:1: '.ilb' gives 4 names, but line 2 declares '.i 3'",
        ),
        (".i 1\n.o 1\n.ob f g\n", "a.pla:3: '.ob' gives 2 names, but line 2 declares '.o 1'"),
        (".i 2\n.o 1\n.ilb a a\n", "a.pla:3: '.ilb' gives 'a' twice; expected unique names"),
        (".i 1\n.o 1\n.ob f\n.ob f\n", "a.pla:4: second '.ob'; the first is on line 3"),
        (".i 1\n.o 2\n.phase 1x\n", "a.pla:3: '.phase 1x' has other characters than 0 and 1"),
        (
            ".i 1\n.o 2\n.phase 1\n",
            "a.pla:3: '.phase' has 1 characters, but line 2 declares '.o 2'",
        ),
        (
            ".mv 3 2 4\n",
            "a.pla:1: '.mv' declares multiple-valued variables; expected two-valued cubes only",
        ),
        (
            ".i 1\n.o 1\n.typ fr\n",
            "a.pla:3: unknown declaration '.typ'; did you mean '.type'?",
        ),
        (
            ".i 2\n.o 1\n.p 4\n01 1\n",
            "a.pla:3: '.p 4', but the file has 1 cubes; expected all of them, so a part may be "
            "missing",
        ),
        (".i 2\n.o 1\n.p\n01 1\n", "a.pla:3: '.p' is followed by ''; expected a number"),
        (".i 2\n.o 1\n.p \u00b2\n", "a.pla:3: '.p' is followed by '²'; expected a number"),
        (".i 2\n.o 1\n.p 1\n01 1\n.p 2", "a.pla:5: '.p 2' contradicts '.p 1' of line 3"),
        (f".p {'9' * 99}\n", f"a.pla:1: '.p {'9' * 20}' exceeds the limit of 1099511627776"),
        (".i 1000000000\n", "a.pla:1: '.i 1000000000' exceeds the limit of 65536"),
        (".o 65537\n", "a.pla:1: '.o 65537' exceeds the limit of 65536"),
        (".i 2\n.o 1\n01 1\n.e\n10 1\n", "a.pla:5: '10 1' after the end mark of line 4"),
        (".i 2\n.o 1\n01 1\n.e 10 1\n", "a.pla:4: '10 1' after the end mark of line 4"),
        (".i 2\n.o 1\n.end\n.type fr\n", "a.pla:4: '.type fr' after the end mark of line 3"),
        (
            ".i 1\n.o 2\n.phase 11\n.phase 1\n",
            "a.pla:4: '.phase 1' contradicts '.phase 11' of line 3",
        ),
        (
            ".i 1\n.o 1\n" + "x" * 999,
            f"a.pla:3: unknown character 'x' in cube '{'x' * 60}...'; expected 0, 1, 2, -, ? for "
            "inputs and 0, 1, 2, 3, 4, -, ~ for outputs",
        ),
    ],
)
def test_loads_refuses(text, message):
    with pytest.raises(FormatError) as caught:
        pla.loads(text, "a.pla")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (".i 3\n.o 2\n.p 1\n01- 10\n1-1 01\n", "a.pla:3: '.p 1', but the file has 2 cubes"),
        (".i 3\n.o 2\n.unheard of this\n01- 10\n1-1 01\n",
         "a.pla:3: unknown declaration '.unheard', which is skipped with its line"),
        (".i 3\n.o 2\n.ob y1 \n01- 10\n1-1 01\n",
         "a.pla:3: '.ob' gives 1 of 2 names, so that the others are numbered"),
    ],
)  # fmt: skip
def test_what_the_public_files_have_and_nobody_checks_is_told(text, told):
    with pytest.warns(UserWarning, match="a.pla:3") as caught:
        cover = pla.loads(text, "a.pla")
    assert cover == Cover.from_cubes(["01- 10", "1-1 01"])
    assert [str(warning.message) for warning in caught] == [told]


@pytest.mark.parametrize("read", [pla.read, logicnet.read, lambda path: logicnet.minimize(path)])
def test_what_is_told_is_told_of_the_line_that_reads_the_file(read, tmp_path):
    path = tmp_path / "a.pla"
    path.write_text(".i 3\n.o 2\n.unheard of this\n01- 10\n")
    with pytest.warns(UserWarning, match="unheard") as caught:
        read(path)
    assert {warning.filename for warning in caught} == {__file__}


def test_many_names_are_compared_at_once():
    names = " ".join(f"n{k}" for k in range(65535))
    with pytest.raises(FormatError, match="'.ilb' gives 'n65534' twice"):
        pla.loads(f".i 65536\n.o 1\n.ilb {names} n65534\n")


def test_byte_order_mark_and_other_encodings(tmp_path):
    path = tmp_path / "a.pla"
    for octets in (("\ufeff" + PLAIN).encode(), f"# \u00e4\n{PLAIN}".encode("latin-1")):
        path.write_bytes(octets)
        assert pla.read(path) == Cover.from_cubes(["01- 10", "1-1 01"])


@pytest.mark.skipif(not DATA.is_dir(), reason="the public PLA set is absent")
def test_public_files_are_read_and_survive_a_round_trip():
    files = [*sorted(DATA.glob("pla/*.pla")), *sorted(DATA.glob("pla_rows/*.pla"))]
    assert files
    for file in files:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            cover = pla.read(file)
        assert [str(warning.message) for warning in told] == [
            f"{file}:{text}" for name, text in FLAWS.items() if file.name == name
        ]
        assert pla.loads(pla.dumps(cover)) == cover, file.name


def test_the_type_is_the_least_that_holds_the_cover():
    plain = pla.dumps(Cover.from_cubes(["01- 10", "1-1 -1"]))
    assert ".type" not in plain
    assert "\n01- 10\n1-1 -1\n.e\n" in plain
    for kind, line in (("fr", "01 01~"), ("fdr", "01 0-1")):
        text = pla.dumps(pla.loads(f".i 2\n.o 3\n.type {kind}\n{line}\n"))
        assert f"\n.type {kind}\n" in text
        assert f"\n{line}\n" in text


# complemented outputs


@given(tables(most_inputs=4, most_outputs=3), st.booleans())
def test_phases_written_and_read_are_the_same_function(table, cubes):
    source = Cover.from_table(table) if cubes else table
    found = minimize(source, phases="best")
    text = dumps(found)
    flags = "".join("10"[flag] for flag in found.complemented)
    assert (f".phase {flags}\n" in text) == any(found.complemented)
    back = loads(text).table()
    for side, want in ((back.on & ~table.dc, table.on), (back.on & ~(table.on | table.dc), 0)):
        assert (side == want).all()


def test_an_output_of_phase_0_is_what_its_cubes_leave():
    text = ".i 2\n.o 2\n.phase 01\n11 11\n.e\n"
    rows = loads(text).table()
    assert rows.output("y1").to_string() == "1110"
    assert rows.output("y2").to_string() == "0001"
