"""The playground in a notebook: an anywidget, whose state both sides read and write."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.extras import needed
from logicnet.network.network import Network

from .desk.sources import network_of, plain, stated
from .desk.table import answer, failure
from .module import module_text
from .page import state_of

_RENDER = """
export default {
  render({ model, el }) {
    return render_widget(model, el);
  },
};
"""


def explore(source: Any = None) -> Any:
    """The widget that shows a network, a net, a comparison or a formula; needs anywidget."""
    if isinstance(source, str):
        state: dict[str, Any] = {"view": "logic", "source": {"kind": "formula", "text": source}}
    else:
        state = {} if source is None else state_of(source)
    return _widget_type()(state=state)


@cache
def _widget_type() -> Any:
    """The type of the widget, which is made when it is first needed, as its base is an extra."""
    anywidget = needed("anywidget", "explore", "notebook")
    traitlets = needed("traitlets", "explore", "notebook")

    class Playground(anywidget.AnyWidget):  # type: ignore[misc, name-defined]
        """The playground; `network`, `source` and `inputs` are those of the picture."""

        _esm = module_text() + _RENDER
        state = traitlets.Dict().tag(sync=True)

        def __init__(self, **fields: Any) -> None:
            super().__init__(**fields)
            self.on_msg(self._answer)

        def _answer(self, widget: Any, content: Any, buffers: Any) -> None:
            number = content.get("id")

            def send(said: Mapping[str, Any]) -> None:
                self.send({"id": number, **said})

            try:
                found = answer(content["verb"], content["request"], lambda p: send({"progress": p}))
                send({"answer": found})
            except Exception as error:
                send({"error": failure(error)})

        @property
        def network(self) -> Network | None:
            """The network as it stands in the picture, None before there is one."""
            return network_of(self.state) if self.state.get("network") else None

        @network.setter
        def network(self, network: Network) -> None:
            if not isinstance(network, Network):
                raise SpecificationError(f"expected a Network, got {type(network).__name__}")
            self.state = {**self.state, "network": plain(network)}

        @property
        def source(self) -> Any:
            """What is stated, as text where it is a formula; None where nothing is."""
            source = self.state.get("source")
            if not source:
                return None
            return source["text"] if source["kind"] == "formula" else stated(source).value

        @source.setter
        def source(self, text: str) -> None:
            stated({"kind": "formula", "text": text})
            self.state = {**self.state, "source": {"kind": "formula", "text": text}}

        @property
        def inputs(self) -> dict[str, float]:
            """The values of the inputs, by name."""
            return dict(self.state.get("inputs") or {})

        @inputs.setter
        def inputs(self, values: Mapping[str, float]) -> None:
            self.state = {**self.state, "inputs": dict(values)}

    return Playground
