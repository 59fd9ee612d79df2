"""`logicnet zoo`: the list, cards, files and proofs."""

import pytest

from logicnet import read, zoo
from logicnet.cli import main
from logicnet.formats.registry import written
from logicnet.zoo import ZOO, Family


def run(capsys, *words):
    """(exit code, standard output, standard error) of a command."""
    code = main(["zoo", *words])
    found = capsys.readouterr()
    return code, found.out, found.err


def test_the_list_has_every_network(capsys):
    code, out, _ = run(capsys)
    lines = out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines] == ["network", *zoo.names()]
    assert next(line for line in lines if line.startswith("adder-8 ")).split()[1:5] == [
        "9", "9", "189", "fewest",
    ]  # fmt: skip
    assert "at least 10" in next(line for line in lines if line.startswith("aes-sbox"))


def test_cards_and_proofs_are_of_those_that_are_named(capsys):
    assert run(capsys, "show", "xor", "and")[1] == "\n".join(
        zoo.entry(name).card() for name in ("xor", "and")
    )
    code, out, _ = run(capsys, "verify", "adder-16", "triangle")
    assert code == 0
    assert out.splitlines() == [
        "adder-16: equal, proven by 131071 rows, one for each value of what is summed",
        "triangle: equal, proven by the 7 cells, 9 edges and 3 corners of 3 lines",
    ]


def test_a_network_that_is_wrong_is_refuted(capsys):
    row = Family("liar", "Nothing.", lambda: "a & b", lambda: zoo.network("or"), "by hand")
    with ZOO.including(row):
        code, out, _ = run(capsys, "verify", "and", "liar")
    assert code == 1
    assert "liar: different: at a=0 b=1" in out


def test_export_writes_a_file(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "export", "adder-4", "--to", "json")[:2] == (0, "adder-4.json\n")
    assert read("adder-4.json") == zoo.network("adder-4")
    assert run(capsys, "export", "--to", "c", "xor", "-o", "mine.c")[0] == 0
    assert "void mine(" in (tmp_path / "mine.c").read_text()
    assert run(capsys, "export", "xor", "-o", "y.npz")[0] == 0
    assert read("y.npz") == zoo.network("xor")


def test_export_writes_a_folder_of_all(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, _ = run(capsys, "export", "frame", "--to", "all", "-o", "kept")
    assert code == 0
    assert len(out.splitlines()) == len(written("Network"))
    assert "frame.v: not written: Verilog holds a Network of Boolean inputs" in out
    there = {path.name for path in (tmp_path / "kept").iterdir()}
    assert {"frame.json", "frame.c"} <= there
    assert "frame.v" not in there
    assert run(capsys, "export", "xor", "and", "--to", "js")[0] == 0
    assert {path.name for path in (tmp_path / "zoo").iterdir()} == {"xor.js", "and.js"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["show"], "expected a name"),
        (["show", "ader-8"], "did you mean 'adder-8'"),
        (["exprt"], "did you mean 'export'"),
        (["export", "xor"], "expected --to"),
        (["export", "xor", "--to", "onx"], "did you mean 'onnx'"),
        (["export", "xor", "--to", "c", "-o", "x.js"], "--to c does not write x.js"),
        (["export", "xor", "and", "-o", "here"], "several networks need --to"),
        (["export", "xor", "--to", "all", "-o", "taken"], "taken"),
        (["list", "--to", "c"], "options of `zoo export`"),
        (["verify", "adder-99"], "adder-n"),
    ],
)
def test_wrong_usage_is_said(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("a file")
    code, _, err = run(capsys, *words)
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
