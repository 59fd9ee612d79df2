"""The page that stands alone: what it shows, that it runs, and that nothing breaks out of it."""

import json
import re

import pytest

import logicnet
from logicnet import plot
from logicnet.errors import SpecificationError
from logicnet.playground.pages import page_text, policy, script, state_of
from logicnet.playground.scenes import SCENES
from outside.browser import browser, opened  # noqa: F401
from processes import ROOT
from processes import run as in_process

ROOT_TEXT = "document.querySelector('#logicnet').shadowRoot.textContent"


def data_of(text):
    """What stands in a page as JSON."""
    return json.loads(re.search(r'id="logicnet-data">(.*?)</script>', text, re.DOTALL)[1])


def test_the_page_holds_the_network_the_scenes_and_the_table_of_least_networks(tmp_path):
    network = logicnet.compile("a ^ b ^ c")
    plot.page(network, tmp_path / "net.html")
    data = data_of((tmp_path / "net.html").read_text())
    assert data["state"]["view"] == "network"
    assert logicnet.read(_stream(data["state"]["network"])) == network
    assert len(data["least"]["classes"]) == 222
    assert len(data["scenes"]) >= 12
    assert data["host"] == {"name": "page"}


def _stream(content):
    from io import StringIO

    return StringIO(json.dumps(content))


def test_a_name_cannot_break_out_of_the_page(tmp_path, opened):  # noqa: F811
    """Whatever it is called, it is text."""
    wicked = "</script><script>document.title='broken'</script><!--<img src=x onerror=alert(1)>"
    network = logicnet.Network.from_units(
        ["a", wicked], [([0, 1], [1, 1], 2)], outputs={wicked + "y": 0}, labels=[wicked]
    )
    plot.page(network, tmp_path / "net.html")
    text = (tmp_path / "net.html").read_text()
    assert text.count("</script>") == 2
    assert text.count("<!--") == 0
    assert data_of(text)["state"]["network"]["inputs"] == ["a", wicked]
    page = opened((tmp_path / "net.html").as_uri())
    assert page.title() == "logicnet playground"
    assert page.locator("img, script[src]").count() == 0


@pytest.mark.parametrize("kind", ["network", "mlp", "comparison"])
def test_networks_nets_and_comparisons_open_from_a_file(kind, tmp_path, opened):  # noqa: F811
    network = logicnet.compile("a & (b | ~c)")
    made = {
        "network": lambda: network,
        "mlp": lambda: logicnet.soften(network),
        "comparison": lambda: logicnet.compare("a ^ b"),
    }
    plot.page(made[kind](), tmp_path / "net.html")
    opened((tmp_path / "net.html").as_uri())


def test_only_its_own_script_runs():
    text = page_text({})
    scripts = re.findall(r"<script[^>]*>", _outside(text) + text[: text.index(script())])
    assert [*dict.fromkeys(scripts)] == [
        '<script type="application/json" id="logicnet-data">',
        '<script type="module">',
    ]
    assert f'content="{policy()}"' in text
    assert script() in text
    assert not re.search(r"\son\w+=|style=|javascript:|https?://(?!www\.w3\.org)", _outside(text))


def _outside(text):
    """The page without its script and its data."""
    return re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_a_page_without_python_opens_every_scene(tmp_path, opened):  # noqa: F811
    """With what Python has answered before; what is changed it answers as far as it can."""
    (tmp_path / "all.html").write_text(page_text({}), encoding="utf-8")
    page = opened((tmp_path / "all.html").as_uri() + "#scene=one_hidden")
    told = f"text => {ROOT_TEXT}.includes(text)"
    page.wait_for_function(told, arg="going the same way across it")
    for name, scene in SCENES.items():
        page.evaluate("state => logicnet.set(state)", {**scene.state, "scene": name})
        page.wait_for_function(told, arg=scene.task)
        page.wait_for_timeout(100)
        assert "no Python" not in page.evaluate(ROOT_TEXT), name
    page.evaluate("logicnet.set({ ...logicnet.state(), view: 'logic', style: 'compact', source: "
                  "{ kind: 'formula', text: 'a & b & c & d & e & f & g & h & i' } })")  # fmt: skip
    page.wait_for_function(told, arg="no Python")


def test_what_a_page_does_not_show_is_refused():
    with pytest.raises(SpecificationError, match="not a text"):
        state_of("a & b")


def test_the_command_writes_the_page(tmp_path):
    code, _, errors = in_process("-m", "logicnet", "page", "a ^ b", "-o", tmp_path / "x.html",
                                 "--style", "wide")  # fmt: skip
    assert (code, errors) == (0, "")
    assert len(data_of((tmp_path / "x.html").read_text())["state"]["network"]["layers"][0]) == 2
    code, _, errors = in_process("-m", "logicnet", "page", "a ^ b", "-o", tmp_path / "x.htm")
    assert code == 2
    assert "expected a name that ends in .html" in errors
    code, _, errors = in_process("-m", "logicnet", "page", "a ^ b", "-o", tmp_path / "y.html",
                                 "--compare", "--style", "wide")  # fmt: skip
    assert code == 2
    assert "--compare is of all styles" in errors


def test_the_readme_shows_the_playground_before_its_commands_in_a_small_picture():
    first, _, _ = (ROOT / "README.md").read_text(encoding="utf-8").partition("```")
    picture = "docs/pictures/playground.webp"
    assert picture in re.findall(r"!\[[^]]*\]\(([^)]*)\)", first)
    content = (ROOT / picture).read_bytes()
    assert content[:4] + content[8:12] == b"RIFFWEBP"
    assert b"ANIM" in content[:64]
    assert len(content) < 700_000
