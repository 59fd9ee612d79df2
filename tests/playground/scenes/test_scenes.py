"""The scenes: told in three short sentences, stated so that Python takes them, and solvable."""

import re
from pathlib import Path

import pytest

from logicnet.playground.desk.sources import stated
from logicnet.playground.desk.table import answer
from logicnet.playground.scenes import SCENES
from outside.browser import browser, opened  # noqa: F401

TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorial"


def test_there_is_a_scene_for_each_page_of_the_tutorial_in_its_order():
    pages = [scene.page for scene in SCENES.values()]
    assert pages == sorted({path.stem for path in TUTORIAL.glob("[0-9]*.md")})
    for scene in SCENES.values():
        text = (TUTORIAL / f"{scene.page}.md").read_text(encoding="utf-8")
        assert text.count("{scene}") == text.count(f"```{{scene}} {scene.id}\n```\n") == 1
    assert answer("scenes", {}) == [scene.to_dict() for scene in SCENES.values()]


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_told_in_three_short_sentences_and_a_task(name):
    scene = SCENES[name]
    assert len(scene.sentences) == 3
    for sentence in (*scene.sentences, scene.task):
        assert re.fullmatch(r"[A-Z][^.!?;]*\.", sentence), sentence
        assert len(sentence.split()) <= 20
    assert scene.check


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_states_what_python_takes(name):
    state = SCENES[name].state
    assert state["view"] in ("logic", "network", "region", "train")
    if "source" in state:
        found = answer("compile", {"source": state["source"], "style": state["style"]})
        assert found["verdict"]["equal"] is True
    if "region" in state:
        shapes = {"kind": "shapes", "shapes": state["region"]["shapes"]}
        assert answer("region", {"source": shapes})["verdict"]["equal"] is True
    if state.get("train", {}).get("start"):
        mlp = state["train"]["start"]["mlp"]
        assert mlp["inputs"] == [*stated(state["source"]).value.inputs]


def test_a_name_that_is_not_there_is_told_of():
    with pytest.raises(ValueError, match="did you mean 'karnaugh'"):
        SCENES["karnough"]
