"""The verbs of what leaves the playground, and of what it brings along."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from logicnet.compiling import compile
from logicnet.errors import SpecificationError
from logicnet.formats import registry
from logicnet.ground.providers import provided
from logicnet.ground.storage.files import read_octets

from .asked import Answer, Request, Tell, field
from .sources import mlp_of, network_of, stated

_MIME = {
    "json": "application/json", "svg": "image/svg+xml", "png": "image/png",
    "html": "text/html", "pdf": "application/pdf", "py": "text/x-python",
}  # fmt: skip
_SAME = {"python": "py", "page": "html", "javascript": "js"}


def write(request: Request, tell: Tell) -> Answer:
    """A file of a network, a net or a source, in base64."""
    word = field(request, "format", str)
    suffix = _SAME.get(word, word)
    subject = _subject(request)
    known = [kind.removeprefix(".") for kind in registry.written(type(subject).__name__)]
    makes: Mapping[str, Callable[[Any, Path], None]] = {
        **dict.fromkeys(known, registry.write),
        **dict.fromkeys(("svg", "png", "pdf"), _picture),
        "html": _page,
    }
    if suffix not in makes:
        raise SpecificationError(f"format is one of {', '.join(makes)}, not {word!r:.40}")
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"network.{suffix}"
        makes[suffix](subject, path)
        content = read_octets(path)
    return {
        "name": path.name,
        "mime": _MIME.get(suffix, "application/octet-stream"),
        "base64": b64encode(content).decode("ascii"),
    }


def _subject(request: Request) -> Any:
    if "network" in request:
        return network_of(request)
    return mlp_of(request) if "mlp" in request else stated(request.get("source")).value


def _picture(subject: Any, path: Path) -> None:
    from logicnet import plot

    plot.save(plot.network(_net_of(subject)), path)


def _page(subject: Any, path: Path) -> None:
    provided("page of a network")(_net_of(subject), path)


def _net_of(subject: Any) -> Any:
    return subject if hasattr(subject, "wires_of") else compile(subject)


def least(request: Request, tell: Tell) -> Answer:
    """The least networks of up to four inputs: one of each of the 222 classes, in two senses.

    A class is [word, units, units]: bit r of the word is the value in row r, the first input the
    most significant; the units are those of the network with any wires, and of the one without
    wires that skip layers; a unit is its weights, of the four inputs and then of the units before
    it, and its threshold. The other functions have the units of their class after inputs are
    permuted or negated (1 - x in place of x: -w, and the threshold t - w) or the output is negated
    (-w, and the threshold 1 - t).
    """
    from logicnet.construction.search.least_networks import MOST_INPUTS, classes

    return {"inputs": MOST_INPUTS, "classes": classes()}


def scenes(request: Request, tell: Tell) -> Any:
    """The ready scenes, in their order."""
    from logicnet.playground.scenes import SCENES

    return [scene.to_dict() for scene in SCENES.values()]
