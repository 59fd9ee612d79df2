"""What is made when the pages are built: notebooks, parameter lists, words for pictures."""

import importlib
import inspect
import json
import re
from pathlib import Path

import pytest
from test_documents import DOCUMENTS, PAGES, ROOT, cells

from building.cells import INSTALL, cells_of, notebook
from building.parameters import COMMON, words_of

API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
FUNCTIONS = re.findall(r"^\.\. autofunction:: (logicnet\.[\w.]+)$", API, re.MULTILINE)


def named(path):
    """What stands at a dotted path; a module is imported where a package does not hold it."""
    parts = path.split(".")
    found = importlib.import_module(parts[0])
    for k, part in enumerate(parts[1:], 2):
        if not hasattr(found, part):
            importlib.import_module(".".join(parts[:k]))
        found = getattr(found, part)
    return found


def undescribed(function):
    """The parameters of a function that neither its docstring nor the table has words for."""
    said = inspect.getdoc(function) or ""
    return [p for p in inspect.signature(function).parameters if not words_of(p, function, said)]


def test_all_parameters_of_public_functions_are_described():
    assert len(FUNCTIONS) > 100
    assert {path: names for path in FUNCTIONS if (names := undescribed(named(path)))} == {}


def test_a_parameter_without_words_is_noticed():
    def draw(ax, colour_of_it, *, told):
        """What is drawn, in the way that `told` says."""

    assert undescribed(draw) == ["colour_of_it"]
    assert words_of("told", draw, draw.__doc__).startswith("What is drawn, in the way")


def test_the_table_of_parameters_has_no_name_that_nothing_takes():
    taken = {p for path in FUNCTIONS for p in inspect.signature(named(path)).parameters}
    assert set(COMMON) - taken == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_notebook_of_a_page_has_its_cells(path):
    text = path.read_text(encoding="utf-8")
    book = json.loads(notebook(cells_of(text)))
    sources = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    assert sources == [INSTALL, *(code.strip("\n") for _, code in cells(text))]
    assert book["nbformat"] == 4
    prose = "".join("".join(c["source"]) for c in book["cells"] if c["cell_type"] == "markdown")
    assert prose.startswith("# ")
    assert "```{" not in prose
    assert ".md)" not in prose


def test_pictures_of_pages_have_words():
    pictures = [
        (path.name, found)
        for path in DOCUMENTS
        for found in re.findall(r"!\[(.*?)\]\(", path.read_text(encoding="utf-8"))
    ]
    assert pictures
    assert [name for name, said in pictures if len(said) < 20] == []


def test_a_picture_without_words_is_a_warning(tmp_path, caplog):
    pytest.importorskip("sphinx")
    from docutils import nodes
    from docutils.utils import new_document

    from building.alternatives import describe_pictures, words_in

    (tmp_path / "said.svg").write_text("<svg><desc>A &lt; B.</desc></svg>")
    (tmp_path / "mute.svg").write_text("<svg></svg>")
    page = new_document("page")
    page += [nodes.image(uri="said.svg", alt="x.svg"), nodes.image(uri="mute.svg", alt="")]
    app = type("App", (), {"srcdir": str(tmp_path), "outdir": str(tmp_path)})
    warned = []
    import building.alternatives as alternatives

    logger = type("Logger", (), {"warning": lambda *args, **_: warned.append(args[2])})()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alternatives, "getLogger", lambda name: logger)
        describe_pictures(app, page, "page")
    assert page[0]["alt"] == "A < B."
    assert warned == ["mute.svg"]
    assert words_in("<svg/>") == ""


def test_the_extra_docs_brings_what_building_the_pages_imports():
    """Beside what is checked for cells: the modules in docs/building."""
    known = {"logicnet", "sphinx", "docutils", "notebooks", "pictures", "building"}
    folder = Path(ROOT, "docs", "building")
    found = {
        name
        for path in folder.glob("*.py")
        for name in re.findall(r"^\s*(?:import|from) (\w+)", path.read_text(), re.MULTILINE)
    }
    standard = {"html", "inspect", "json", "os", "pathlib", "re", "sys"}
    assert found - known - standard == set()
