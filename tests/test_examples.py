"""Every example runs, is short enough to be read, and saves its figure; so do the notebooks."""

import json
import runpy

import pytest

import notebooks

SCRIPTS = sorted(notebooks.EXAMPLES.glob("*.py"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_an_example_runs_and_saves_its_figure(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    if "import torch" in path.read_text(encoding="utf-8"):
        pytest.importorskip("torch")
    runpy.run_path(str(path), run_name="__main__")
    out = capsys.readouterr().out
    assert out
    assert [saved.name for saved in tmp_path.iterdir()] == [f"{path.stem}.svg"]
    assert "<path" in (tmp_path / f"{path.stem}.svg").read_text(encoding="utf-8")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80
    if path.stem in notebooks.PAIRED:
        assert notebooks.printed(stored(path.stem)) == out, "run tests/tools/notebooks.py"


def stored(name):
    return json.loads((notebooks.EXAMPLES / f"{name}.ipynb").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", notebooks.PAIRED)
def test_a_notebook_says_what_its_script_says(name):
    script = (notebooks.EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    found = [(cell["cell_type"], notebooks.written(cell)) for cell in stored(name)["cells"]]
    assert found == notebooks.cells(script), "run tests/tools/notebooks.py"
    assert any("image/svg+xml" in o.get("data", {})
               for cell in stored(name)["cells"] for o in cell.get("outputs", []))  # fmt: skip


def test_every_notebook_has_its_script():
    assert sorted(path.stem for path in notebooks.EXAMPLES.glob("*.ipynb")) == notebooks.PAIRED


def test_cells_of_a_script_are_told_apart():
    script = '"""Title."""\n\n# %% One\nimport os\n\n\n# %% Two\n# why\nprint(1)\n'
    assert notebooks.cells(script) == [
        ("markdown", "# Title."),
        ("markdown", "## One"),
        ("code", "import os"),
        ("markdown", "## Two"),
        ("code", "# why\nprint(1)"),
    ]
