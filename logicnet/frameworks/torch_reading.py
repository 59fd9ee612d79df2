"""A feed-forward torch module as a Network or an MLP: read off the trace of its forward pass.

torch.fx runs the module on symbols. What stands for a value here is an affine form of nodes, a row
a feature: the inputs are themselves, a Linear layer multiplies, sums and concatenations (residual
wires, wires that skip layers) add and stack. An activation makes a layer of units out of its form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import fx, nn
from torch.nn import functional as F

from logicnet.errors import SpecificationError
from logicnet.learning.nets.activations import LEAK
from logicnet.learning.nets.labels import labels_left
from logicnet.learning.nets.mlp import MLP
from logicnet.network.network import Network

from .affine import Affine, Draft
from .precision import step_biases
from .torch_module import LogicModule

_READ = (
    "from_torch reads Linear layers with step (x >= 0), sign, sigmoid, tanh, ReLU, leaky ReLU and "
    "hard sigmoid units, BatchNorm1d in eval mode, sums and concatenations"
)


def read_module(
    module: nn.Module, inputs: Sequence[str] | None, outputs: Sequence[str] | None, encoding: Any,
    *, apart: bool = False,
) -> Network | MLP:  # fmt: skip
    """The net of a module, with these names; `apart` keeps all steps that round as layers."""
    if isinstance(module, LogicModule):
        found = _own(module)
        if inputs is None or tuple(inputs) == found.inputs:
            return found
    tracer = _Tracer()
    try:
        graph = tracer.trace(module)
    except Exception as error:
        raise SpecificationError(
            f"torch.fx cannot trace {type(module).__name__}, whose forward pass may not depend on "
            f"values: {error}"
        ) from None
    reader = _Reader(module, graph, inputs, apart)
    return reader.draft.finished(reader.result, inputs, outputs, encoding)


class _Tracer(fx.Tracer):  # type: ignore[misc]
    """Looks into all modules but ours."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return isinstance(m, LogicModule) or super().is_leaf_module(m, module_qualified_name)


def _own(module: LogicModule) -> Network | MLP:
    """The net of a module of ours, equal to the one it was made from as long as it is unchanged."""
    net = module.stated
    weights, biases = _parameters(module)
    kind = module.layers[0].bias.dtype
    before = step_biases(net) if isinstance(net, Network) else net.biases
    same_weights = weights == _rounded(net.weights, kind)
    same_biases = biases == _rounded(before, kind)
    if same_weights.all() and same_biases.all():
        exact = np.array_equal(weights, net.weights) and np.array_equal(biases, before)
        if exact:
            return net
    if isinstance(net, MLP):
        return net.with_parameters(weights=weights, biases=biases)
    unit_of = np.repeat(np.arange(net.units), np.diff(net.indptr))
    moved = np.bincount(unit_of, ~same_weights, minlength=net.units) > 0
    labels = labels_left(net.labels, net.wiring, weights, moved | ~same_biases)
    whole = (weights == np.rint(weights)).all() and net.encoding != "real"
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
    weights = np.concatenate([_array(layer.weight).ravel() for layer in module.layers])
    return weights, np.concatenate([_array(layer.bias) for layer in module.layers])


def _array(tensor: torch.Tensor) -> Any:
    return tensor.detach().cpu().double().numpy()


def _rounded(values: Any, kind: torch.dtype) -> Any:
    return _array(torch.as_tensor(np.array(values, dtype=np.float64)).to(kind))


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
        self.draft = Draft(width, apart=apart)
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
            self.values[node] = _array(self._constant(node.target))
        elif node.op == "output":
            self.result = self._value(node.args[0])
            if not isinstance(self.result, Affine):
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
        what = _MODULES.get(key) if target is not None else _CALLS.get(name)
        wrong = f"{name} ({node.name}) cannot be read; {_READ}"
        if what is None:
            raise SpecificationError(wrong)
        try:
            given = (target, *args) if target is not None else args
            found = what(self.draft, *given, **options)
        except TypeError as error:
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


# What modules, functions and methods do ---------------------------------------------------------


def _linear(draft: Draft, x: Affine, weight: Any, bias: Any = None) -> Affine:
    return draft.plain(x, weight).linear(weight, 0.0 if bias is None else bias)


def _linear_module(draft: Draft, layer: nn.Linear, x: Affine) -> Affine:
    return _linear(
        draft, x, _array(layer.weight), None if layer.bias is None else _array(layer.bias)
    )


def _normalised(draft: Draft, layer: nn.BatchNorm1d, x: Affine) -> Any:
    if layer.training or layer.running_mean is None:
        raise SpecificationError("BatchNorm1d is read in eval mode alone: module.eval()")
    x = draft.plain(draft.plain(x).plus(-_array(layer.running_mean)))
    factor = 1 / np.sqrt(_array(layer.running_var) + layer.eps)
    factor = factor if layer.weight is None else factor * _array(layer.weight)
    shift = 0.0 if layer.bias is None else _array(layer.bias)
    return x.scaled(factor).plus(shift)


def _same(draft: Draft, *args: Any, **options: Any) -> Any:
    """What it is called with: of the two kinds of calls the first argument that is a value."""
    return next(arg for arg in args if isinstance(arg, Affine))


def _units(kind: str) -> Callable[..., Any]:
    def _made(draft: Draft, *args: Any, **options: Any) -> Any:
        return draft.units(kind, _same(draft, *args))

    return _made


def _leaky(draft: Draft, x: Affine, negative_slope: float = LEAK, inplace: bool = False) -> Any:
    if negative_slope != LEAK:
        raise SpecificationError(f"leaky ReLU has the slope {LEAK} here, not {negative_slope}")
    return draft.units("leaky_relu", x)


def _compared(side: int, strict: bool) -> Callable[..., Any]:
    def _made(draft: Draft, x: Any, y: Any) -> Any:
        difference = _sum(draft, x, _scaled(draft, y, -1.0))
        return draft.steps(difference.scaled(side), strict=strict)

    return _made


def _sign(draft: Draft, x: Affine) -> Affine:
    return draft.steps(x, tie=True).scaled(2.0).plus(-1.0)


def _heaviside(draft: Draft, x: Affine, values: Any) -> Any:
    at_zero = float(np.asarray(values).reshape(-1)[0])
    if at_zero not in (0.0, 1.0):
        return draft.steps(x, tie=True)
    return draft.steps(x, strict=at_zero == 0)


def _sum(draft: Draft, x: Any, y: Any, *, alpha: float = 1.0) -> Any:
    y = _scaled(draft, y, alpha)
    if any(not isinstance(part, Affine) and not np.any(part) for part in (x, y)):
        return x if isinstance(x, Affine) else y  # nothing is added, so nothing rounds
    x, y = (draft.plain(part) if isinstance(part, Affine) else part for part in (x, y))
    if isinstance(x, Affine):
        return x.plus(y)
    return y.plus(x) if isinstance(y, Affine) else x + y


def _scaled(draft: Draft, x: Any, y: Any) -> Any:
    if isinstance(x, Affine) and isinstance(y, Affine):
        raise SpecificationError(f"a product of two values cannot be read; {_READ}")
    if not isinstance(x, Affine):
        return _scaled(draft, y, x) if isinstance(y, Affine) else x * y
    exact = bool((np.abs(y) == 1).all())  # a change of signs rounds nothing
    return x.scaled(y) if exact else draft.plain(x).scaled(y)


def _stacked(draft: Draft, parts: Any, dim: int = 0, axis: int | None = None) -> Any:
    if (dim if axis is None else axis) not in (1, -1):
        return NotImplemented
    return Affine.stacked(list(parts))


def _item(draft: Draft, x: Any, at: Any) -> Any:
    """Some of the features, of all rows."""
    at = at if isinstance(at, tuple) else (at,)
    if not isinstance(x, Affine) or len(at) != 2 or at[0] not in (slice(None), Ellipsis):
        return NotImplemented
    return x.some([at[1]] if isinstance(at[1], int) else at[1])


_CALLS: dict[str, Callable[..., Any]] = {
    "add": _sum, "iadd": _sum, "add_": _sum, "mul": _scaled, "imul": _scaled,
    "neg": lambda d, x: x.scaled(-1.0),
    "sub": lambda d, x, y: _sum(d, x, _scaled(d, y, -1.0)),
    "truediv": lambda d, x, y: _scaled(d, x, 1 / y), "div": lambda d, x, y: _scaled(d, x, 1 / y),
    "linear": _linear, "cat": _stacked, "concat": _stacked, "getitem": _item,
    "ge": _compared(1, False), "gt": _compared(1, True),
    "le": _compared(-1, False), "lt": _compared(-1, True),
    "sign": _sign, "heaviside": _heaviside,
    "relu": _units("relu"), "relu_": _units("relu"), "sigmoid": _units("sigmoid"),
    "tanh": _units("tanh"), "hardsigmoid": _units("hard_sigmoid"),
    "softmax": _units("softmax"), "leaky_relu": _leaky,
    **dict.fromkeys(("float", "double", "to", "type", "dropout", "flatten", "contiguous", "clone",
                     "detach", "squeeze", "type_as", "half", "bfloat16"), _same),
}  # fmt: skip
_MODULES: dict[type, Callable[..., Any]] = {
    nn.Linear: _linear_module, nn.BatchNorm1d: _normalised,
    nn.ReLU: _units("relu"), nn.Sigmoid: _units("sigmoid"), nn.Tanh: _units("tanh"),
    nn.Hardsigmoid: _units("hard_sigmoid"), nn.Softmax: _units("softmax"),
    nn.LeakyReLU: lambda d, layer, x: _leaky(d, x, layer.negative_slope),
    **dict.fromkeys((nn.Identity, nn.Flatten), _same),
    nn.Dropout: _same,
}  # fmt: skip
