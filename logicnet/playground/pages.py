"""A page that stands alone: the front end, what it shows, and nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from os import PathLike
from typing import Any

from logicnet.comparing.comparison import Comparison
from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import with_article
from logicnet.ground.storage.files import named, read_text, write_text
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .desk.table import answer
from .module import FRONT, module_text, style_text
from .scenes import SCENES

_BOOT = """
const given = JSON.parse(document.getElementById("logicnet-data").textContent);
globalThis.logicnet = boot(document.getElementById("logicnet"), given);
"""


@checked()
def page(source: Any, path: str | PathLike[str]) -> None:
    """Write one file of HTML that shows a network, a net or a comparison in any browser.

    It needs no server and loads nothing: the network is evaluated, edited and trained in the page.

    >>> page("a ^ b", "xor.html")
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: a page shows a Network, an MLP or a Comparison, not a text
    """
    write_text(named(path), page_text(state_of(source)))


def state_of(source: Any) -> dict[str, Any]:
    """The state of the playground that shows a network, a net, a comparison or a source."""
    from .desk.sources import plain

    if isinstance(source, Network):
        return {"view": "network", "network": plain(source)}
    if isinstance(source, MLP):
        return {"view": "train", "train": {"start": {"mlp": plain(source)}}}
    if isinstance(source, Comparison):
        return {"view": "logic", "comparison": source.to_dict()}
    if isinstance(source, Mapping) and "view" in source:
        return dict(source)
    kind = with_article(type(source).__name__)
    raise SpecificationError(f"a page shows a Network, an MLP or a Comparison, not {kind}")


def page_text(state: Mapping[str, Any], host: Mapping[str, Any] | None = None) -> str:
    """The page with a state; what a server tells of itself stands in `host`."""
    data: dict[str, Any] = {"host": dict(host or {"name": "page"}), "state": dict(state)}
    if data["host"]["name"] == "page":
        data["least"] = _answered("least")
        data["answers"] = _of_scenes()
    data["scenes"] = _answered("scenes")
    template = read_text(FRONT / "page.html")
    for name, text in (
        ("policy", policy()), ("style", ""), ("data", _embedded(data)), ("module", script())
    ):  # fmt: skip
        template = template.replace(f"<!-- {name} -->", text, 1)
    return template


@cache
def _answered(verb: str) -> Any:
    return answer(verb, {})


@cache
def _of_scenes() -> list[dict[str, Any]]:
    """What Python answers where a scene begins: regions and styles that the page cannot compile."""
    found = []
    for scene in SCENES.values():
        if "source" in scene.state:
            request = {name: scene.state[name] for name in ("source", "style")} | {"options": {}}
            found.append(("compile", request))
        if "region" in scene.state:
            shapes, style = (scene.state["region"][name] for name in ("shapes", "style"))
            request = {"source": {"kind": "shapes", "shapes": shapes}, "style": style}
            found.append(("region", request))
    return [
        {"verb": verb, "request": request, "answer": answer(verb, request)}
        for verb, request in found
    ]


@cache
def script() -> str:
    """The module as the page runs it."""
    return module_text().replace("</script", "<\\/script") + _BOOT


@cache
def policy() -> str:
    """What the page may do: run this script, use this style, ask the server that it is from."""
    return (
        "default-src 'none'; "
        f"script-src {_hash(script())}; style-src {_hash(style_text())}; "
        "img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def _embedded(data: Any) -> str:
    r"""JSON that cannot end the element that it stands in.

    >>> _embedded("</script><!--")
    '"\\u003c/script>\\u003c!--"'
    """
    return json.dumps(data, allow_nan=False).replace("<", "\\u003c")
