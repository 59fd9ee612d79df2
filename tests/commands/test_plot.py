"""`logicnet plot`, and what drawing costs those who do not draw."""

import subprocess
import sys

import pytest

from logicnet.cli import main
from logicnet.plot.registry import PLOTS

KINDS = [row.name for row in PLOTS.values() if row.of in ("network", "function", "comparison")]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_writes_a_picture(kind, tmp_path):
    path = tmp_path / "x.svg"
    assert main(["plot", "a ^ b", "--kind", kind, "-o", str(path)]) == 0
    text = path.read_text(encoding="utf-8")
    assert "<svg" in text
    seen = {"network": "wire a", "karnaugh": "loop a", "karnaugh_and_network": "unit h"}
    assert seen.get(kind, "") in text


def test_a_row_can_be_shown_and_a_style_chosen(tmp_path):
    plain, shown, wide = (tmp_path / f"{name}.png" for name in ("plain", "shown", "wide"))
    assert main(["plot", "a ^ b", "-o", str(plain)]) == 0
    assert main(["plot", "a ^ b", "--at", "a=1", "b=0", "-o", str(shown)]) == 0
    assert main(["plot", "a ^ b", "--style", "wide", "-o", str(wide)]) == 0
    assert len({path.read_bytes() for path in (plain, shown, wide)}) == 3


def test_the_growth_of_a_family_is_drawn(tmp_path):
    path = tmp_path / "x.svg"
    command = ["plot", "2,3,4", "--kind", "growth", "--family", "parity", "-o", str(path)]
    assert main(command) == 0
    assert "<svg" in path.read_text(encoding="utf-8")


def test_network_files_and_several_outputs_are_drawn(tmp_path):
    net = tmp_path / "net.json"
    assert main(["compile", "a & b", "-o", str(net)]) == 0
    assert main(["plot", str(net), "-o", str(tmp_path / "net.pdf")]) == 0
    assert (tmp_path / "net.pdf").read_bytes().startswith(b"%PDF")


def test_one_of_several_outputs_is_drawn(tmp_path, capsys):
    table, path = tmp_path / "two.pla", tmp_path / "x.svg"
    table.write_text(".i 2\n.o 2\n.ilb a b\n.ob s c\n10 10\n01 10\n11 01\n.e\n", encoding="utf-8")
    command = ["plot", str(table), "--kind", "karnaugh_and_network", "-o", str(path)]
    assert main(command) == 2
    assert "name one of the outputs s, c as output= (or --only)" in capsys.readouterr().err
    assert main([*command, "--only", "c"]) == 0
    text = path.read_text(encoding="utf-8")
    assert "loop a &amp; b" in text
    assert "loop a &amp; ~b" not in text


def test_a_region_is_drawn_within_bounds_and_without_lines(tmp_path):
    path = tmp_path / "x.svg"
    command = ["plot", "x + y <= 1 & x >= 0 & y >= 0", "--kind", "region", "-o", str(path)]
    assert main(command) == 0
    assert "line h1" in path.read_text(encoding="utf-8")
    assert main([*command, "--no-lines", "--bounds", "-1", "2", "-1", "2"]) == 0
    assert "line h1" not in path.read_text(encoding="utf-8")


def test_errors_say_what_is_wrong(tmp_path, capsys):
    assert main(["plot", "a ^ b", "-o", str(tmp_path / "x.txt")]) == 2
    assert "ends in .svg, .png, .pdf or .tex" in capsys.readouterr().err
    assert main(["plot", "parity(a,b,c,d,e,f,g)", "--kind", "karnaugh", "-o", "x.svg"]) == 2
    assert "7 inputs exceed the limit of 6" in capsys.readouterr().err
    assert main(["plot", "x <= 1 & y <= 1", "--kind", "karnaugh", "-o", "x.svg"]) == 2
    assert "region of coordinates has no Karnaugh map" in capsys.readouterr().err
    missing = tmp_path / "missing" / "x.svg"
    assert main(["plot", "a ^ b", "-o", str(missing)]) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert main(["plot", "a ^ b", "--at", "a=1", "-o", "x.svg"]) == 2
    assert "a value for each of a, b" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--kind", "karnaugh", "--at", "a=1", "b=0"], "--at goes with --kind network, not"),
        (["--kind", "truth_table", "--style", "wide"], "--style goes with --kind network or matr"),
        (["--family", "parity"], "--family goes with --kind growth, not with network"),
        (["--bounds", "0", "1", "0", "1"], "--bounds goes with --kind region or hidden_units, no"),
        (["--kind", "hidden_units", "--no-lines"], "--no-lines goes with --kind region, not wi"),
        (["--only", "y"], "--only goes with --kind karnaugh or karnaugh_and_network"),
        (["--kind", "region", "--bounds", "1", "0", "0", "1"], "left < right and low < high"),
        (["--kind", "growth"], "--kind growth needs a --family"),
    ],
)
def test_options_that_would_change_nothing_are_refused(options, said, tmp_path, capsys):
    assert main(["plot", "a ^ b", *options, "-o", str(tmp_path / "x.svg")]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_pictures_need_no_pyplot_and_others_no_matplotlib():
    code = (
        "import sys, logicnet; net = logicnet.compile('a ^ b', 'wide'); net([1, 0]);"
        " assert 'matplotlib' not in sys.modules; net._repr_svg_();"
        "from logicnet import plot; plot.karnaugh('a ^ b'); plot.comparison([net]);"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_figures_join_pyplot_where_it_is_used():
    code = (
        "import matplotlib; matplotlib.use('agg'); import matplotlib.pyplot as plt;"
        "from logicnet import plot, compile; plot.network(compile('a ^ b'));"
        "assert len(plt.get_fignums()) == 1; compile('a ^ b')._repr_svg_();"
        "assert len(plt.get_fignums()) == 1"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
