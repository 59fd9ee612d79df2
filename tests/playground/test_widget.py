"""The widget: both sides read and write its state, and its questions are answered by the kernel."""

import json
import sys

import pytest

import logicnet
from logicnet.errors import LogicnetError, SpecificationError
from logicnet.playground.module import module_text
from logicnet.playground.widget import _RENDER, _widget_type, explore
from optional import optional
from outside.browser import browser, opened, site  # noqa: F401

XOR = logicnet.compile("a ^ b", "wide")


@pytest.fixture(autouse=True)
def _needs_anywidget(request):
    if "without" not in request.node.name:
        optional("anywidget")


def test_the_widget_shows_the_network_and_takes_another():
    widget = XOR.explore()
    assert widget.network == XOR
    assert widget.source is None
    other = logicnet.compile("a & b")
    widget.network = other
    assert widget.network == other
    with pytest.raises(SpecificationError, match="expected a Network, got str"):
        widget.network = "a & b"
    widget.inputs = {"a": 1, "b": 0}
    assert widget.inputs == {"a": 1, "b": 0}


def test_a_formula_is_shown_and_another_is_stated():
    widget = explore("a & b")
    assert widget.source == "a & b"
    assert logicnet.verify(widget.network, "a & b")
    widget.source = "a | c"
    assert widget.network.inputs == ("a", "c")
    with pytest.raises(LogicnetError, match="expected a variable"):
        widget.source = "a & & b"
    assert widget.source == "a | c"


def test_nets_and_comparisons_are_shown():
    assert logicnet.soften(XOR).explore().state["view"] == "train"
    assert explore(logicnet.compare("a ^ b")).state["view"] == "logic"
    assert explore().network is None


def test_what_the_page_asks_is_answered_by_its_number(monkeypatch):
    widget = explore("a & b")
    said = []
    monkeypatch.setattr(widget, "send", said.append)
    source = {"kind": "formula", "text": "a & & b"}
    widget._handle_custom_msg({"id": 1, "verb": "compare", "request": {
        "source": {"kind": "formula", "text": "a ^ b"}, "styles": ["wide"]}}, [])  # fmt: skip
    widget._handle_custom_msg({"id": 2, "verb": "describe", "request": {"source": source}}, [])
    assert [(line["id"], sorted(line)) for line in said] == [
        (1, ["id", "progress"]), (1, ["answer", "id"]), (2, ["error", "id"])]  # fmt: skip
    assert said[-1]["error"]["place"] == {"from": 4, "to": 5}


def test_without_anywidget_it_says_what_brings_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.setattr("logicnet.ground.extras.import_module", _missing)
    _widget_type.cache_clear()
    with pytest.raises(
        SpecificationError, match=r"needs the package anywidget; pip install 'logic"
    ):
        XOR.explore()


def _missing(name):
    raise ModuleNotFoundError(name, name=name)


def test_the_picture_and_python_hear_of_one_another(opened):  # noqa: F811
    """In a browser, with a model that answers as the kernel does."""
    widget = explore("a & b")
    text = json.dumps(module_text() + _RENDER).replace("<", "\\u003c")
    shell = f"""<div id="cell"></div><script type="module">
    const text = {text};
    const heard = new Map();
    window.model = {{
      values: {json.dumps({"state": widget.state, "verbs": widget.verbs})},
      get(name) {{ return this.values[name]; }},
      set(name, value) {{ this.values[name] = value; }},
      save_changes() {{ window.saved = JSON.stringify(this.values.state); }},
      on(name, f) {{ heard.set(name, [...(heard.get(name) ?? []), f]); }},
      off(name, f) {{ heard.set(name, (heard.get(name) ?? []).filter((g) => g !== f)); }},
      hear(name, what) {{ (heard.get(name) ?? []).forEach((f) => f(what)); }},
      async send(content) {{
        for (const said of await window.kernel(content)) this.hear("msg:custom", said);
      }},
    }};
    const file = new Blob([text], {{ type: "text/javascript" }});
    const {{ default: made }} = await import(URL.createObjectURL(file));
    window.ended = made.render({{ model, el: document.getElementById("cell") }});
    document.title = "rendered";
    </script>"""
    with site(shell) as address:
        page = opened("about:blank", ready=False)

        def kernel(content):
            said = []
            widget.send = said.append
            widget._handle_custom_msg(content, [])
            return said

        page.expose_function("kernel", kernel)
        page.goto(address)
        page.wait_for_function("document.title === 'rendered'")
        root = "document.querySelector('#cell').shadowRoot"
        page.wait_for_function(f"{root}.textContent.includes('equal')")
        widget.source = "a | c"
        changed = "(now) => { model.values.state = now; model.hear('change:state'); }"
        page.evaluate(changed, widget.state)
        field = page.locator("#cell #formula")
        page.wait_for_function(f"{root}.querySelector('#formula').value === 'a | c'")
        field.fill("a ^ c ^ d")
        page.wait_for_function("JSON.parse(window.saved).source.text === 'a ^ c ^ d'")
        widget.state = json.loads(page.evaluate("window.saved"))
        assert widget.source == "a ^ c ^ d"
        assert logicnet.verify(widget.network, "a ^ c ^ d")
        page.evaluate("window.ended()")
        page.elsewhere.clear()
