"""What is published: one version, told by the changelog, by a workflow that needs no secret."""

import re
from pathlib import Path

import logicnet

ROOT = Path(__file__).parent.parent
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v[\d.]+$")


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_version_stands_in_one_place_and_the_changelog_tells_it():
    assert 'dynamic = ["version"]' in text("pyproject.toml")
    assert re.findall(r"^version", text("pyproject.toml") + text("CITATION.cff"), re.M) == []
    told = re.findall(r"^## \[(\d[\w.]*)\]", text("CHANGELOG.md"), re.M)
    assert told[0] == logicnet.__version__


def test_a_tag_publishes_what_was_built_and_checked():
    workflow = text(".github/workflows/publish.yml")
    for step in ("-m build", "twine check --strict", "wheel_contents.py"):
        assert step in workflow
        assert step.strip().removeprefix("python ") in text(".ci/run")
    assert workflow.count("id-token: write") == 1
    assert "secrets." not in workflow
    used = [line.strip(" -") for line in workflow.splitlines() if "uses:" in line]
    assert len(used) == 5
    assert [line for line in used if not PINNED.fullmatch(line)] == []


def test_installing_is_worded_as_it_is_and_as_it_will_be():
    readme = text("README.md")
    assert "pip install logicnet" in readme
    assert readme.count("pip install . &&") == 1
    assert readme.count('pip install -e ".[test]"') == 1
