"""What the page computes without Python is what Python computes, in a real browser.

All cases of a kind go through the page at once. Faults that are planted in the script are seen.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playground.front.engine_cases import KINDS, cases_of

from logicnet.formats.native_json import dumps
from logicnet.playground.desk.table import answer
from logicnet.playground.module import FRONT
from outside.browser import browser  # noqa: F401
from reference import reference
from reference import rows as all_rows
from strategies import networks, real_networks

HOME = "http://engine.test/"
ASKED = (
    "([kind, cases, classes]) => import('/engine_answers.js')"
    ".then((found) => found.answers(kind, cases, classes))"
)


class Engine:
    """The engine in a page; `fault` is a file, a text in it, and what stands there instead."""

    def __init__(self, browser, fault=None):  # noqa: F811
        self.page, self.fault, self.met = browser.new_page(), fault, False
        self.page.route(f"{HOME}**", self._send)
        self.page.goto(HOME)

    def _send(self, route):
        name = route.request.url.removeprefix(HOME)
        here = Path(__file__).with_name(name) if name.startswith("engine_") else FRONT / name
        if not name:
            route.fulfill(content_type="text/html", body="<!doctype html><title>engine</title>")
            return
        text = here.read_text(encoding="utf-8")
        if self.fault and self.fault[0] == name:
            assert text.count(self.fault[1]) == 1, "the place of the fault is to be found once"
            text, self.met = text.replace(self.fault[1], self.fault[2]), True
        route.fulfill(content_type="text/javascript", body=text)

    def complaints(self, kind):
        """What the judge of a kind says of the answers to its cases."""
        cases, judge = cases_of(kind)
        return judge(self.answers(kind, cases))

    def answers(self, kind, cases):
        found = json.loads(self.page.evaluate(ASKED, [kind, cases, answer("least", {})]))
        refused = [one["refused"] for one in found if isinstance(one, dict) and "refused" in one]
        assert refused == []
        return found


@pytest.fixture(scope="module")
def engine(browser):  # noqa: F811
    found = Engine(browser)
    yield found
    found.page.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_answers_as_python_does(engine, kind):
    assert engine.complaints(kind) == []


@pytest.mark.parametrize("drawn", [networks(), real_networks()], ids=["whole", "real"])
def test_drawn_networks_fire_as_their_definition_says(engine, drawn):
    @settings(max_examples=2)
    @given(st.lists(drawn, min_size=24, max_size=24))
    def check(nets):
        cases = []
        for net in nets:
            rows = [
                [2 * v - 1 if net.encoding == "bipolar" else v for v in row]
                for row in all_rows(len(net.inputs))
            ]
            cases.append({"json": dumps(net), "rows": rows})
        got = engine.answers("thresholds", json.dumps(cases))
        for net, case, values in zip(nets, cases, got, strict=True):
            ends = net.output_units.tolist()
            assert [[v[e] for e in ends] for v in values] == [
                reference(net, row) for row in case["rows"]
            ]

    check()


FAULTS = [
    ("thresholds", "engine/evaluation.js", "return sum >= unit.threshold;\n    }\n    if",
     "return sum > unit.threshold;\n    }\n    if"),
    ("thresholds", "engine/exact.js", "Number.isSafeInteger(Number(token)) ? token",
     "true ? token"),
    ("signals", "network/network_signals.js", "=> 2 * bit - 1", "=> bit"),
    ("points", "engine/evaluation.js", "if (Math.abs(sum - threshold) > doubt) return", "return"),
    ("smooth", "learning/activations.js", "const LEAK = 0.01", "const LEAK = 0.010000001"),
    ("gradient", "learning/activations.js", "slope(a[k]);", "slope(-a[k] / 2);"),
    ("training", "learning/optimisers.js", "o.epsilon * root", "o.epsilon"),
    ("training", "engine/random.js", "this.half = Number(value >> 32n);", "this.half = null;"),
    ("minimising", "engine/minimiser.js", "other.every((c) => sets[a].has(c))",
     "other.some((c) => sets[a].has(c))"),
    ("compiling", "engine/wide.js", '1 - plain, " | "', '-plain, " | "'),
    ("softening", "learning/gaps.js", "return (below + above) / 2;",
     "return (below + 2 * above) / 3;"),
    ("softening", "learning/softening.js", "(1 / (1 + Math.exp(gain * margin))) * (1 + ROUNDED)",
     "1 / (2 + Math.exp(gain * margin))"),
    ("hardening", "learning/hardening.js", "weights[k] *= 2;", "weights[k] *= 1;"),
    ("least", "engine/least.js", "if (flip) threshold -= weight;", ""),
    ("drawing", "engine/random.js", "const FIRST_EDGE = 3.6541528853610088",
     "const FIRST_EDGE = 3.65415288536"),
    ("tasks", "learning/tasks.js", "r < 2.5 ? 1 : 0", "r < 2.6 ? 1 : 0"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "file", "text", "instead"), FAULTS)
def test_a_planted_fault_is_seen(browser, kind, file, text, instead):  # noqa: F811
    faulty = Engine(browser, (file, text, instead))
    try:
        complaints = faulty.complaints(kind)
    finally:
        faulty.page.close()
    assert faulty.met
    assert complaints
