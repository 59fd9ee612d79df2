"""Pictures as TikZ: read by a small reader of its own, and by LaTeX where it is installed."""

import re
import shutil
import subprocess

import pytest

from logicnet import SpecificationError, plot
from logicnet.learning.nets.mlp import MLP
from logicnet.logic.latex import in_latex
from logicnet.plot.saving import rendered
from logicnet.plot.style import figure_of

PICTURES = {
    "network": lambda: plot.network("a & ~b_1 | c", title="50 % & more #1"),
    "map": lambda: plot.karnaugh("a & b | ~c"),
    "map and network": lambda: plot.karnaugh_and_network("a ^ b", notation="textbook"),
    "table": lambda: plot.truth_table("a & b | ~c"),
    "region": lambda: plot.region("x + y <= 1 & x >= 0 & y >= 0"),
    "sizes": lambda: plot.comparison("a ^ b"),
    "growth": lambda: plot.growth({"wide": {n: 2 ** (n - 1) + 1 for n in range(2, 9)}}),
}
COMMANDS = {
    "begin", "end", "path", "node", "clip", "fontsize", "selectfont", "bfseries", "usepackage",
    "usetikzlibrary", "_", "&", "%", "#", "$", "textasciitilde", "textasciicircum", "ge", "le",
    "cdot", "oplus", "mathrm", "rightarrow", "lfloor", "rfloor",
}  # fmt: skip
PLACE = r"\(-?\d+(?:\.\d+)?,-?\d+(?:\.\d+)?\)"
STEP = rf"(?:-- )?{PLACE}|\.\. controls {PLACE} and {PLACE} \.\. {PLACE}|-- cycle|rectangle {PLACE}"


def complaints(text):
    """What is no picture: unknown commands, open braces or environments, wrong paths."""
    found = [c for c in re.findall(r"\\([a-zA-Z]+|.)", text) if c not in COMMANDS]
    depth = 0
    for letter in re.sub(r"\\.", "", text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        found += ["}"] * (depth < 0)
    opened = re.findall(r"\\(begin|end)\{(\w+)\}", text)
    stack = []
    for kind, name in opened:
        if kind == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            found.append(f"end of {name}")
    for line in text.splitlines():
        path = re.fullmatch(r"\\(?:path\[.*?\]|clip) ((?:\().*);", line)
        if path and not re.fullmatch(rf"(?:{STEP})(?: (?:{STEP}))*", path[1]):
            found.append(line)
        if not path and not re.match(r"%|\\begin|\\end|\\node\[.*\] at \(.*\) \{.*\};$", line):
            found.append(line)
    return found + stack + ["brace"] * (depth != 0)


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_written_as_tikz(name):
    text = rendered(figure_of(PICTURES[name]()), "tex").decode()
    assert text.startswith("% needs")
    assert complaints(text) == []
    assert "\\node" in text


@pytest.mark.parametrize(
    "damage",
    [
        ("\\end{tikzpicture}", ""),
        ("};", ";"),
        ("\\path", "\\paths"),
        (" -- ", " - "),
    ],
)
def test_the_reader_notices_damage(damage):
    text = rendered(figure_of(PICTURES["network"]()), "tex").decode()
    assert damage[0] in text
    assert complaints(text.replace(*damage, 1)) != []


def test_all_that_is_written_on_a_picture_is_text():
    text = rendered(figure_of(PICTURES["map and network"]()), "tex").decode()
    written = re.findall(r"\\node\[.*?\] at \(.*?\) \{(.*)\};", text)
    assert {"a", "b", "y", "00"} - set(written) <= {"00"}
    assert "a'b" in written
    assert in_latex("{~x^2}\\") == (r"\{\textasciitilde{}x\textasciicircum{}2\}\textbackslash{}")


def test_pictures_of_points_are_refused_with_the_way_out():
    with pytest.raises(SpecificationError, match=r"write \.pdf"):
        rendered(figure_of(plot.region(MLP.random([2, 2, 1], seed=1), resolution=20)), "tex")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no LaTeX is installed")
def test_latex_sets_them(tmp_path):
    for k, draw in enumerate(PICTURES.values()):
        plot.save(draw(), tmp_path / f"p{k}.tex")
    inputs = "\n".join(rf"\input{{p{k}.tex}}\newpage" for k in range(len(PICTURES)))
    (tmp_path / "all.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{tikz}"
        f"\\usetikzlibrary{{patterns}}\\begin{{document}}{inputs}\\end{{document}}"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]
