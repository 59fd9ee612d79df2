"""The playground as a whole, in a real browser, with the server behind it."""

import json

import pytest

from logicnet.playground.desk.table import answer
from logicnet.playground.scenes import SCENES
from outside.browser import browser, opened, serving  # noqa: F401

ROOT = "document.querySelector('#logicnet').shadowRoot"
FORMULA = {"view": "logic", "source": {"kind": "formula", "text": "a & b"}, "style": "wide"}


@pytest.fixture(scope="module")
def served():
    with serving(FORMULA) as server:
        yield server


def shows(page, text):
    """Wait until this text stands in the page."""
    page.wait_for_function("text => " + ROOT + ".textContent.includes(text)", arg=text)


def test_a_formula_is_compiled_and_proven_and_its_errors_have_a_caret(served, opened):  # noqa: F811
    page = opened(served.address)
    shows(page, "equal, proven by all 4 rows")
    page.locator("#formula").fill("a ^ b ^ c")
    shows(page, "equal, proven by all 8 rows")
    page.locator(".style-proof.equal").first.wait_for()
    page.locator("#formula").fill("a & & b")
    shows(page, "expected a variable")
    page.locator(".style-proof.equal").first.wait_for(state="detached")  # they were of a ^ b ^ c
    page.locator("#formula").fill("a & ~b")
    shows(page, "equal, proven by all 4 rows")


# what solves the task of each scene, as a change of the state or as a step of the reader
MOVED = [[0.5, -3], [3.5, -3], [3.5, 0], [0.5, 0]]
SOLUTIONS = {
    "units": {"source": {"kind": "formula", "text": "a & b"}, "network": {"threshold": 1}},
    "gates": {"source": {"kind": "formula", "text": "a & ~b | c"}},
    "xor": {"style": "compact"},
    "tables": {"source": {"kind": "table", "inputs": ["a", "b", "c"], "outputs": ["y"],
                          "values": ["11111101"]}},
    "karnaugh": {"source": {"kind": "table", "inputs": ["a", "b", "c", "d"], "outputs": ["y"],
                            "values": ["0001000100001111"]}},
    "parity": {"parity": 11},
    "pulses": {"source": {"kind": "formula", "text": "exactly(2, a, b, c, d)"}},
    "polygon": lambda state: state["region"]["shapes"][0]["outside"].append([-3.4, -1]),
    "one_hidden": lambda state: state["region"]["shapes"][1].update(outside=MOVED),
    "union": lambda state: state["region"]["shapes"][2].update(sign=-1),
    "sigmoid": {"train": {"gain": 10}},
    "single_layer": 60,  # epochs
    "backprop": 1,
    "practice": 50,
    "trainable": {"train": {"from": "both"}},
    "sequences": {"inputs": {"x": 1, "y": 1, "carry": 1}},
    "read_back": "Harden",  # after some epochs
    "landscapes": {"train": {"optimiser": "momentum"}},
    "regularisation": {"train": {"l2": 0.01}},
}  # fmt: skip


def test_every_scene_opens_and_its_task_can_be_done(served, opened):  # noqa: F811
    """One after the other in one page, as a reader goes through them."""
    page = opened(served.address)
    for name, scene in SCENES.items():
        state = json.loads(json.dumps({**scene.state, "scene": name}))
        page.evaluate("state => logicnet.set(state)", state)
        shows(page, scene.title)
        shows(page, scene.task)
        page.wait_for_timeout(100)
        assert page.complaints == [], name
        assert page.locator(".scene-task.met").count() == 0, f"{name} is done before it begins"
        solve(page, state, SOLUTIONS[name])
        page.wait_for_selector(".scene-task.met")
        assert page.complaints == [], name


def solve(page, state, solution):
    """Do a scene's task."""
    if callable(solution):
        solution(state)
    elif isinstance(solution, dict):
        state |= {**solution, "train": {**state.get("train", {}), **solution.get("train", {})}}
        if "network" in solution:
            state["network"] = plain_and(solution["network"]["threshold"])
    page.evaluate("state => logicnet.set(state)", state)
    epochs = solution if isinstance(solution, int) else 20 if state.get("view") == "train" else 0
    if epochs:
        step = page.get_by_label("One epoch")
        step.wait_for()
        step.evaluate("(button, times) => { for (; times; times -= 1) button.click(); }", epochs)
    if isinstance(solution, str):
        page.get_by_role("button", name=solution, exact=True).click()


def plain_and(threshold):
    """The network of a & b with another threshold, as the page has it."""
    network = answer("compile", {"source": FORMULA["source"]})["network"]
    network["layers"][0][0]["threshold"] = threshold
    return network


def test_two_tabs_do_not_disturb_one_another(served, opened):  # noqa: F811
    first, second = opened(served.address), opened(served.address)
    first.locator("#formula").fill("a ^ b ^ c")
    second.locator("#formula").fill("a & b & c & d")
    shows(first, "equal, proven by all 8 rows")
    shows(second, "equal, proven by all 16 rows")
    assert first.locator("#formula").input_value() == "a ^ b ^ c"
    assert len({*served.tabs._tabs}) >= 2


def test_a_thousand_quick_edits_end_at_the_last_one(served, opened):  # noqa: F811
    page = opened(served.address)
    page.evaluate(
        """async () => {
          const field = document.querySelector('#logicnet').shadowRoot.querySelector('#formula');
          for (let k = 1; k <= 1000; k += 1) {
            field.value = k % 3 ? `a ^ b & c${k % 5} | d` : `a & & b${k}`;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            if (k % 10 === 0) await new Promise((go) => setTimeout(go, 1));
          }
        }"""
    )
    page.locator("#formula").fill("a ^ b ^ c ^ d ^ e")
    shows(page, "equal, proven by all 32 rows")
    assert page.locator("#formula").input_value() == "a ^ b ^ c ^ d ^ e"


def test_a_server_that_is_gone_is_told_of(opened):  # noqa: F811
    with serving(FORMULA) as server:
        page = opened(server.address)
        shows(page, "equal, proven by all 4 rows")
    page.locator("#formula").fill("a ^ b ^ c")
    shows(page, "the server does not answer")
    page.complaints.clear()
