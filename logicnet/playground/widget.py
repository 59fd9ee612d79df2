"""The playground in a notebook: an anywidget, whose state both sides read and write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from logicnet.compiling import compile
from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.extras import needed
from logicnet.network.network import Network

from .desk.sources import network_of, plain, stated
from .desk.table import VERBS, answer, failure
from .module import module_text
from .pages import state_of

_RENDER = """
export default { render: ({ model, el }) => renderWidget(model, el) };
"""
_STYLE = "wide"  # in which the front end begins


@checked()
def explore(source: Any = None) -> Any:
    """The widget that shows a network, a net, a comparison, or what a formula states.

    Its `network`, `source` and `inputs` are those of the picture: read there what was clicked and
    edited, and set them to change it. It needs anywidget, which the extra `notebook` brings.
    """
    if isinstance(source, str):
        state: dict[str, Any] = _of_text(source)
    else:
        state = {} if source is None else state_of(source)
    return _widget_type()(state=state)


def _of_text(text: str) -> dict[str, Any]:
    """The state that shows a formula, which is looked at first."""
    source = {"kind": "formula", "text": text}
    stated(source)
    return {"view": "logic", "source": source, "style": _STYLE}


@cache
def _widget_type() -> Any:
    """The type of the widget: made when it is first asked for, since its base is an extra."""
    anywidget = needed("anywidget", "explore", "notebook")
    traitlets = needed("traitlets", "explore", "notebook")

    class Playground(anywidget.AnyWidget):  # type: ignore[misc, name-defined]
        """The playground of one cell."""

        _esm = module_text() + _RENDER
        state = traitlets.Dict().tag(sync=True)
        verbs = traitlets.List(traitlets.Unicode(), [*VERBS]).tag(sync=True)

        def __init__(self, **fields: Any) -> None:
            super().__init__(**fields)
            self.on_msg(self._asked)

        def _asked(self, widget: Any, content: Any, buffers: Any) -> None:
            number = content.get("id") if isinstance(content, dict) else None

            def say(said: Mapping[str, Any]) -> None:
                self.send({"id": number, **said})

            try:
                found = answer(content["verb"], content["request"], lambda p: say({"progress": p}))
                say({"answer": found})
            except Exception as error:
                say({"error": failure(error)})

        @property
        def network(self) -> Network | None:
            """The network of the picture; None where nothing is stated that has one."""
            if self.state.get("network"):
                return network_of(self.state)
            if not self.state.get("source"):
                return None
            style: Any = self.state.get("style") or _STYLE
            return compile(stated(self.state["source"]).value, style)

        @network.setter
        def network(self, network: Network) -> None:
            if not isinstance(network, Network):
                raise SpecificationError(f"expected a Network, got {type(network).__name__}")
            self.state = {**self.state, "network": plain(network)}

        @property
        def source(self) -> Any:
            """What is stated: text where it is a formula, else a table, a region or a network."""
            source = self.state.get("source")
            if not source:
                return None
            return source["text"] if source["kind"] == "formula" else stated(source).value

        @source.setter
        def source(self, text: str) -> None:
            self.state = {**self.state, **_of_text(text), "network": None, "inputs": {}}

        @property
        def inputs(self) -> dict[str, float]:
            """The values of the inputs, by name; one that is not here is 0."""
            return dict(self.state.get("inputs") or {})

        @inputs.setter
        def inputs(self, values: Mapping[str, float]) -> None:
            self.state = {**self.state, "inputs": dict(values)}

    return Playground
