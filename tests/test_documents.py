"""Everything that the README and the docs show is run, and its output compared."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from logicnet.cli import main

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text, language):
    """The code blocks in one language, each with the number of its first line."""
    return [
        (text[: match.start(2)].count("\n") + 1, match.group(2))
        for match in BLOCK.finditer(text)
        if match.group(1) == language
    ]


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


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_python_examples_give_what_is_shown(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert failures(path.read_text(encoding="utf-8"), str(path)) == 0


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_console_examples_give_what_is_shown(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for line, command, output in sessions(path.read_text(encoding="utf-8")):
        program, *arguments = shlex.split(command)
        assert program == "logicnet", f"{path}:{line}"
        main(arguments)
        assert capsys.readouterr().out == output, f"{path}:{line}: {command}"


def test_a_wrong_example_is_noticed(capsys):
    assert failures("```python\n>>> 1 + 1\n3\n```\n") == 1
    assert failures("```python\n>>> 1 + 1\n2\n```\n") == 0
    assert list(sessions("```console\n$ logicnet table a\nout\n```\n")) == [
        (2, "logicnet table a", "out\n")
    ]
