"""`logicnet stats`: figures of every kind of source, counted by hand."""

import json

import pytest

from logicnet import MLP, write
from logicnet.cli import main
from logicnet.commands.files.stats import figures

FILES = {
    "c.blif": ".inputs a b c\n.outputs y\n.names a b n\n11 1\n.names n c y\n10 1\n01 1\n.end\n",
    "m.blif": ".inputs up\n.outputs y\n.latch n y 0\n.names up y n\n10 1\n01 1\n.end\n",
    "d.blif": ".inputs a b\n.outputs y\n.names a b y\n11 1\n.exdc\n.names a b y\n00 1\n.end\n",
    "p.pla": ".i 2\n.o 1\n11 1\n0- 1\n.e\n",
    "t.csv": "a,b,y\n0,0,1\n0,1,-\n1,0,1\n1,1,0\n",
}
COUNTS = {
    "c.blif": {"kind": "Circuit", "inputs": 3, "outputs": 1, "gates": 2,
               "kinds": {"and": 1, "xor": 1}, "depth": 2},
    "m.blif": {"kind": "Sequential", "inputs": 1, "outputs": 1, "registers": 1, "gates": 1,
               "kinds": {"xor": 1}, "depth": 1},
    "d.blif": {"kind": "PartialCircuit", "inputs": 2, "outputs": 1, "gates": 1,
               "kinds": {"and": 1}, "depth": 1, "gates_of_dont_cares": 1},
    "p.pla": {"kind": "Cover", "inputs": 2, "outputs": 1, "terms": 2, "literals": 3},
    "t.csv": {"kind": "TruthTable", "inputs": 2, "outputs": 1, "rows": 4, "ones": 2,
              "dont_cares": 1},
    "n.json": {"kind": "Network", "inputs": 3, "outputs": 1, "units": 1, "layers": [1],
               "depth": 1, "wires": 3, "max_fan_in": 3, "parameters": 4,
               "weights": {"sum": 4, "largest": 2, "largest_threshold": 2}},
}  # fmt: skip


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    assert main(["compile", "a & b | c", "-o", "n.json"]) == 0
    return tmp_path


def test_each_kind_is_counted(files, capsys):
    capsys.readouterr()
    assert main(["stats", *COUNTS, "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line.pop("source"): line for line in lines} == COUNTS


def test_a_line_for_people(files, capsys):
    capsys.readouterr()
    assert main(["stats", "c.blif", "m.blif", "n.json", "a | b & c"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "c.blif: Circuit, 3 inputs, 1 output, 2 gates (and 1, xor 1), depth 2",
        "m.blif: Sequential, 1 input, 1 output, 1 register, 1 gate (xor 1), depth 1",
        "n.json: Network, 3 inputs, 1 output, 1 unit, layers 1, depth 1, 3 wires, max fan in 3, "
        "4 parameters, weights (sum 4, largest 2, largest threshold 2)",
        "a | b & c: Circuit, 3 inputs, 1 output, 2 gates (and 1, or 1), depth 2",
    ]


def test_one_that_fails_loses_none_of_the_others(files, capsys):
    capsys.readouterr()
    assert main(["stats", "c.blif", "none.blif", "p.pla"]) == 2
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 2
    assert shown.err.startswith("logicnet: none.blif: no such file")
    assert main(["stats", "none.blif"]) == 2


def test_trained_nets_have_figures_and_regions_have_none(files, capsys):
    net = MLP.random([2, 3, 1], seed=1)
    write(net, "mlp.json")
    known = figures(net)
    assert known["layers"] == [3, 1]
    assert "weights" not in known
    assert main(["stats", "mlp.json"]) == 0
    (files / "r.geojson").write_text(
        '{"type": "Polygon", "coordinates": [[[0,0],[1,0],[1,1],[0,0]]]}'
    )
    capsys.readouterr()
    assert main(["stats", "r.geojson"]) == 2
    assert "stats counts Sequential, PartialCircuit, Circuit" in capsys.readouterr().err
