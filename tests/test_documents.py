"""Everything that the README and the docs show is run, and its output compared."""

import doctest
import re
import shlex
import sys
from pathlib import Path

import pytest

import commands_page
import logicnet
from logicnet.cli import main
from logicnet.commands.common.arguments import COMMANDS
from logicnet.construction.families import BUILDERS
from registered import PAGE_OF, tabled

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
PAGES = [path for path in DOCUMENTS if "{code-cell}" in path.read_text(encoding="utf-8")]
BLOCK = re.compile(r"^```(\{?[\w-]+\}?)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDS = re.compile(r"^<!-- needs (\w+) -->$", re.MULTILINE)  # what no extra brings that tests have
OPTIONS = re.compile(r"\A---\n.*?^---\n|\A(?::[^\n]*\n)+\n?", re.MULTILINE | re.DOTALL)


def blocks(text, language):
    """The code blocks in one language, each with the number of its first line."""
    return [
        (text[: match.start(2)].count("\n") + 1, match.group(2))
        for match in BLOCK.finditer(text)
        if match.group(1) == language
    ]


def cells(text):
    """The code cells of a page without their options, each with the number of its first line."""
    for line, code in blocks(text, "{code-cell}"):
        options = OPTIONS.match(code)
        skipped = options.group() if options else ""
        yield line + skipped.count("\n"), code[len(skipped) :]


def run_cells(text, name="text"):
    """Run the cells of a page one after another in one namespace, which is returned."""
    namespace = {"__name__": name}
    for line, code in cells(text):
        exec(compile("\n" * (line - 1) + code, name, "exec"), namespace)
    return namespace


def failures(text, name="text"):
    """Run every Python example of a document in one namespace; how many failed."""
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    namespace = {}
    for line, code in blocks(text, "python"):
        test = doctest.DocTestParser().get_doctest(code, namespace, name, name, line)
        runner.run(test, clear_globs=False)
        namespace = test.globs
    return runner.failures


def sessions(text):
    """(command, expected output) of every console block."""
    for line, code in blocks(text, "console"):
        for part in re.split(r"^\$ ", code, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            yield line, command, output


@pytest.mark.parametrize(
    "path", [*DOCUMENTS, ROOT / "CONTRIBUTING.md"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_python_examples_give_what_is_shown(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8")
    for package in NEEDS.findall(text):
        pytest.importorskip(package)
    assert failures(text, str(path)) == 0


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_console_examples_give_what_is_shown(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for line, command, output in sessions(path.read_text(encoding="utf-8")):
        program, *arguments = shlex.split(command)
        assert program == "logicnet", f"{path}:{line}"
        main(arguments)
        assert capsys.readouterr().out == output, f"{path}:{line}: {command}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_cells_of_a_page_run(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert not blocks(text, "python"), "a page with cells shows its Python in cells only"
    assert run_cells(text, str(path))


def test_the_reference_has_every_public_name():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\.\. auto\w+:: logicnet\.([\w.]+)$", page, re.MULTILINE))
    drawn = {f"plot.{name}" for name in logicnet.plot.__all__}
    built = {f"{maker.__module__}.{maker.__name__}" for maker in BUILDERS.values()}
    public = {*logicnet.__all__} - {"__version__"} | drawn
    assert public | {name.removeprefix("logicnet.") for name in built} <= listed


def test_what_the_pages_import_is_in_the_reference():
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    imports = re.compile(r"^(?:>>> )?from (logicnet\.[\w.]+) import (.+)$", re.MULTILINE)
    found = {
        f"{module}.{name}"
        for path in DOCUMENTS
        for module, names in imports.findall(path.read_text(encoding="utf-8"))
        for name in names.split(", ")
    }
    assert len(found) > 5
    assert {name for name in found if f":: {name}\n" not in page} == set()


def test_what_the_pages_import_comes_with_the_extra_that_builds_them():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (docs,) = re.findall(r"^docs = \[(.*)\]$", project, re.MULTILINE)
    (always,) = re.findall(r"^dependencies = \[(.*?)^\]$", project, re.MULTILINE | re.DOTALL)
    brought = set(re.findall(r'"([\w-]+)>=', docs + always)) | {
        "logicnet",
        *sys.stdlib_module_names,
    }
    brought |= {"sklearn"} if "scikit-learn" in brought else set()
    needed = {
        name
        for path in PAGES
        for _, code in cells(path.read_text(encoding="utf-8"))
        for name in re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE)
    }
    assert {"numpy", "pandas"} <= needed
    assert needed <= brought


def drawn(path):
    """The texts and colours of an SVG picture in the order in which they are drawn."""
    svg = path.read_text(encoding="utf-8")
    return re.findall(r"<!-- (?:.+?) -->|(?:fill|stroke): #[0-9a-f]{6}", svg)


def test_the_picture_of_the_readme_is_the_one_that_its_example_draws(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert failures(readme) == 0
    pictures = re.findall(r"!\[.*?\]\((.*?\.svg)\)", readme)
    assert len(pictures) == 2
    for stored, least in zip(pictures, (100, 30), strict=True):
        again = drawn(tmp_path / Path(stored).name)
        assert len(again) > least
        assert drawn(ROOT / stored) == again, f"{stored} is not what the README draws"


def test_a_wrong_cell_is_noticed_at_its_line():
    assert list(cells("x\n```{code-cell} python\n:tags: [hide-cell]\n\na = 1\n```\n")) == [
        (5, "a = 1\n")
    ]
    page = "```{code-cell} python\n---\ntags: [hide-cell]\n---\na = 1\nassert a == 2\n```\n"
    with pytest.raises(AssertionError) as caught:
        run_cells(page)
    assert caught.traceback[-1].lineno + 1 == 6


def test_a_wrong_example_is_noticed(capsys):
    assert failures("```python\n>>> 1 + 1\n3\n```\n") == 1
    assert failures("```python\n>>> 1 + 1\n2\n```\n") == 0
    assert list(sessions("```console\n$ logicnet table a\nout\n```\n")) == [
        (2, "logicnet table a", "out\n")
    ]


def test_the_files_and_folders_of_the_readme_are_there_and_no_room_is_left_out():
    package = ROOT / "logicnet"
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## Where things are")[1]
    named = set(re.findall(r"`([a-z_/]+/|[a-z_]+\.py)`", table.split("\n\nThe name")[0]))
    assert named >= {
        f"{path.name}/" for path in package.iterdir() if (path / "__init__.py").exists()
    }
    assert [name for name in named if not (package / name).exists()] == []


def test_the_reference_of_the_commands_is_made_from_their_parsers():
    text = commands_page.PAGE.read_text(encoding="utf-8")
    assert text == commands_page.page(), "python tests/tools/commands_page.py writes the page"
    assert "| `--missing CHOICE` | what rows are that a table does not list" in text


@pytest.mark.parametrize("command", list(COMMANDS))
def test_the_help_of_a_command_shows_two_examples(command, capsys):
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert out.split("examples:\n")[1].count("\n") >= 2
    if "--style " in out:
        assert "minterms    One AND a true row." in out


@pytest.mark.parametrize(("registry", "page"), PAGE_OF, ids=lambda each: getattr(each, "what", ""))
def test_the_tables_of_the_pages_are_those_of_the_registries(registry, page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert tabled(text, registry) == text, "python tests/tools/registered.py writes the tables"
