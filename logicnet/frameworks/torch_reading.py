"""A feed-forward torch module as a Network or an MLP: read off the trace of its forward pass.

torch.fx runs the module on symbols. What stands for a value here is an affine form of nodes, a row
a feature: the inputs are themselves, a Linear layer multiplies, sums and concatenations (residual
wires, wires that skip layers) add and stack. An activation makes a layer of units out of its form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import fx, nn
from torch.nn import functional as F

from logicnet.errors import SpecificationError
from logicnet.learning.nets.labels import labels_left
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import step_biases
from logicnet.network.network import Network
from logicnet.tracing.columns import Columns

from .torch_calls import CALLS, MODULES, READ, array_of
from .torch_layers import TorchLayers
from .torch_module import LogicModule
from .torch_unseen import (
    InPlaceProxy,
    refuse_autocast,
    refuse_changing,
    refuse_hooks,
    refuse_overwritten,
)


def read_module(
    module: nn.Module, inputs: Sequence[str] | None, outputs: Sequence[str] | None, encoding: Any,
    *, apart: bool = False,
) -> Network | MLP:  # fmt: skip
    """The net of a module, with these names; `apart` keeps all steps that round as layers."""
    refuse_hooks(module)
    if isinstance(module, LogicModule):
        found = _own(module)
        if inputs is None or tuple(inputs) == found.inputs:
            return found
    graph = _traced(module)
    refuse_changing(module, graph, _traced(module))
    reader = _Reader(module, graph, inputs, apart)
    return reader.draft.finished(reader.result, inputs, outputs, encoding)


def _traced(module: nn.Module) -> fx.Graph:
    """What the forward pass does."""
    try:
        return _Tracer().trace(module)
    except SpecificationError:
        raise
    except Exception as error:
        raise SpecificationError(
            f"torch.fx cannot trace {type(module).__name__}, whose forward pass may not depend on "
            f"values: {error}"
        ) from None


class _Tracer(fx.Tracer):  # type: ignore[misc]
    """Looks into all modules but ours, and sees what is overwritten."""

    def proxy(self, node: fx.Node) -> fx.Proxy:
        refuse_autocast()
        return InPlaceProxy(node, self)

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, LogicModule) or super().is_leaf_module(m, module_qualified_name)


def _own(module: LogicModule) -> Network | MLP:
    """The net of a module of ours, equal to the one it was made from as long as it is unchanged."""
    net = module.stated
    weights, biases = _parameters(module)
    kind = module.layers[0].bias.dtype
    before = step_biases(net)[0] if isinstance(net, Network) else net.biases
    same_weights = weights == _rounded(net.weights, kind)
    same_biases = biases == _rounded(before, kind)
    if same_weights.all() and same_biases.all():
        exact = np.array_equal(weights, net.weights) and np.array_equal(biases, before)
        if exact:
            return net
    if isinstance(net, MLP):
        return net.with_parameters(weights=weights, biases=biases)
    unit_of = net.unit_of
    moved = np.bincount(unit_of, ~same_weights, minlength=net.units) > 0
    labels = labels_left(net.labels, net.wiring, weights, moved | ~same_biases)
    finite = np.isfinite(weights).all() and np.isfinite(biases).all()
    whole = finite and (weights == np.rint(weights)).all() and net.encoding != "real"
    thresholds = np.ceil(-biases).astype(np.int64) if whole else -biases + 0.0
    return replace(
        net,
        weights=weights.astype(np.int64) if whole else weights,
        thresholds=thresholds,
        labels=labels,
        construction="",
        lower_bound=None,
    )


def _parameters(module: LogicModule) -> tuple[Any, Any]:
    """Weights wire by wire, and biases."""
    weights = np.concatenate([array_of(layer.weight).ravel() for layer in module.layers])
    return weights, np.concatenate([array_of(layer.bias) for layer in module.layers])


def _rounded(values: Any, kind: torch.dtype) -> Any:
    return array_of(torch.as_tensor(np.array(values, dtype=np.float64)).to(kind))


class _Reader:
    """The nodes of a trace, one after another."""

    def __init__(
        self, module: nn.Module, graph: fx.Graph, inputs: Sequence[str] | None, apart: bool
    ) -> None:
        self.module, self.values = module, dict[fx.Node, Any]()
        self.modules = dict(module.named_modules())
        places = [node for node in graph.nodes if node.op == "placeholder"]
        used = [node for node in places if node.users]
        if len(used) != 1:
            raise SpecificationError(f"{len(used)} inputs; from_torch reads modules of one tensor")
        width = len(inputs) if inputs is not None else self._width(used[0])
        self.draft = TorchLayers(width, apart=apart)
        self.result: Any = None
        for node in graph.nodes:
            self._read(node, used[0])

    def _width(self, place: fx.Node) -> int:
        """How many inputs there are, as the first layer that reads them says."""
        waiting = [place]
        while waiting:
            for user in waiting.pop(0).users:
                target = self.modules.get(user.target) if user.op == "call_module" else None
                if isinstance(target, LogicModule):
                    return len(target.inputs)
                for word in ("in_features", "num_features"):
                    if hasattr(target, word):
                        return int(getattr(target, word))
                if user.target is F.linear:
                    return int(self._constant(user.args[1].target).shape[1])
                waiting.append(user)
        raise SpecificationError("how many inputs there are is not said; pass inputs=[names]")

    def _constant(self, target: Any) -> Any:
        found: Any = self.module
        for word in str(target).split("."):
            found = getattr(found, word)
        return found

    def _read(self, node: fx.Node, place: fx.Node) -> None:
        if node.op == "placeholder":
            self.values[node] = self.draft.inputs() if node is place else None
        elif node.op == "get_attr":
            self.values[node] = array_of(self._constant(node.target))
        elif node.op == "output":
            self.result = self._value(node.args[0])
            if not isinstance(self.result, Columns):
                raise SpecificationError("the module must give one tensor of outputs")
        else:
            self.values[node] = self._called(node)

    def _called(self, node: fx.Node) -> Any:
        args = tuple(self._value(arg) for arg in node.args)
        options = {name: self._value(value) for name, value in node.kwargs.items()}
        target = self.modules[node.target] if node.op == "call_module" else None
        if isinstance(target, LogicModule):
            return self.draft.placed(target.stated, *_parameters(target), *args)
        key = type(target) if target is not None else node.target
        name = key if isinstance(key, str) else getattr(key, "__name__", str(key))
        what = MODULES.get(key) if target is not None else CALLS.get(name)
        wrong = f"{name} ({node.name}) cannot be read; {READ}"
        if what is None:
            raise SpecificationError(wrong)
        refuse_overwritten(node, self.modules)
        try:
            given = (target, *args) if target is not None else args
            found = what(self.draft, *given, **options)
        except SpecificationError as error:
            raise SpecificationError(f"{name} ({node.name}) cannot be read: {error}") from None
        except (TypeError, ValueError, IndexError, ArithmeticError) as error:
            raise SpecificationError(f"{wrong}: {error}") from None
        if found is NotImplemented:
            raise SpecificationError(wrong)
        return found

    def _value(self, given: Any) -> Any:
        if isinstance(given, fx.Node):
            return self.values[given]
        if isinstance(given, (list, tuple)):
            return type(given)(self._value(part) for part in given)
        return given
