"""What modules, functions and methods of torch do to values, one entry each that is read.

Values have the shape of one row: of its features, or () for a column that was taken out, which
torch joins to arrays in other ways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn

from logicnet.errors import SpecificationError
from logicnet.learning.nets.activations import LEAK
from logicnet.tracing.columns import Columns, joined

from .torch_layers import TorchLayers, linear

READ = (
    "from_torch reads Linear layers with step (x >= 0), sign, sigmoid, tanh, ReLU, leaky ReLU and "
    "hard sigmoid units, BatchNorm1d in eval mode, sums and concatenations"
)


def array_of(tensor: torch.Tensor) -> Any:
    """The numbers of a tensor."""
    if tensor.is_meta or tensor.is_complex():
        what = "without numbers, on the meta device" if tensor.is_meta else f"of {tensor.dtype}"
        raise SpecificationError(f"a tensor {what} is not read")
    return tensor.detach().cpu().double().numpy()


def _linear(draft: TorchLayers, x: Columns, weight: Any, bias: Any = None) -> Columns:
    return linear(draft.kept(x, weight), weight, 0.0 if bias is None else bias)


def _linear_module(draft: TorchLayers, layer: nn.Linear, x: Columns) -> Columns:
    return _linear(
        draft, x, array_of(layer.weight), None if layer.bias is None else array_of(layer.bias)
    )


def _normalised(draft: TorchLayers, layer: nn.BatchNorm1d, x: Columns) -> Any:
    if layer.training or layer.running_mean is None:
        raise SpecificationError("BatchNorm1d is read in eval mode alone: module.eval()")
    if not x.shape:
        return NotImplemented
    x = draft.kept(draft.kept(x).plus(-array_of(layer.running_mean)))
    factor = 1 / np.sqrt(array_of(layer.running_var) + layer.eps)
    factor = factor if layer.weight is None else factor * array_of(layer.weight)
    shift = 0.0 if layer.bias is None else array_of(layer.bias)
    return x.scaled(factor).plus(shift)


def _same(draft: TorchLayers, *args: object, **options: object) -> Columns:
    """What it is called with: of the two kinds of calls the first argument that is a value."""
    return next(arg for arg in args if isinstance(arg, Columns))


def _cast(kind: torch.dtype | None) -> Callable[..., Any]:
    """Values as another type, which must hold them; without a `kind` it is among the arguments."""

    def _made(draft: TorchLayers, x: Columns, *args: object, **options: object) -> Any:
        given = [kind, *args, *options.values()]
        if any(isinstance(arg, (Columns, np.ndarray)) for arg in given):
            return NotImplemented
        to = next((arg for arg in given if isinstance(arg, torch.dtype)), None)
        if to is None:
            return x
        if to is torch.bool:
            return x if x.truth else NotImplemented
        if to not in (torch.float32, torch.float64) and not draft.are_small(x):
            raise SpecificationError(f"what need not be whole is cast to {to}")
        return replace(x, truth=False)

    return _made


def _attribute(draft: TorchLayers, x: Any, name: str) -> Any:
    """The device of a value, or its type: one of numbers, perhaps the one that holds least."""
    if not isinstance(x, Columns) or x.truth:
        return NotImplemented
    return {"dtype": torch.float16, "device": torch.device("cpu")}.get(name, NotImplemented)


def _type_as(draft: TorchLayers, x: Columns, other: Any) -> Any:
    """A truth value is cast to numbers; other values are what they were."""
    if not isinstance(other, Columns) or (other.truth and not x.truth):
        return NotImplemented
    return replace(x, truth=other.truth)


def _typed(draft: TorchLayers, x: Columns, kind: Any) -> Any:
    return _cast(kind)(draft, x) if isinstance(kind, torch.dtype) else NotImplemented


def _dropout(
    draft: TorchLayers, x: Columns, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Columns:
    if training and p:
        raise SpecificationError("dropout is read in eval mode alone: module.eval()")
    return x


def _softmax(draft: TorchLayers, x: Columns, dim: Any = None, dtype: Any = None, **_: Any) -> Any:
    by_feature = dim in (1, -1) and dtype is None and x.shape
    return draft.units("softmax", x) if by_feature else NotImplemented


def _flatten(draft: TorchLayers, x: Columns, start_dim: int = 0, end_dim: int = -1) -> Any:
    known = (start_dim, end_dim) in ((1, -1), (1, 1), (-1, -1)) and x.shape
    return x if known else NotImplemented


def _squeeze(draft: TorchLayers, x: Columns, dim: Any = None) -> Any:
    if dim not in (None, 1, -1):
        return NotImplemented
    return x.chosen(np.array(0)) if x.size == 1 else x


def _units(kind: str) -> Callable[..., Any]:
    def _made(draft: TorchLayers, *args: object, **options: object) -> Columns:
        return draft.units(kind, _same(draft, *args))

    return _made


def _leaky(
    draft: TorchLayers, x: Columns, negative_slope: float = LEAK, inplace: bool = False
) -> Any:
    if negative_slope != LEAK:
        raise SpecificationError(f"leaky ReLU has the slope {LEAK} here, not {negative_slope}")
    return draft.units("leaky_relu", x)


def _compared(side: int, strict: bool) -> Callable[..., Any]:
    def _made(draft: TorchLayers, x: Any, y: Any) -> Any:
        difference = _sum(draft, x, _scaled(draft, y, -1.0))
        return replace(draft.steps(difference.scaled(side), strict=strict), truth=True)

    return _made


def _sign(draft: TorchLayers, x: Columns) -> Columns:
    return draft.steps(x, tie=True).scaled(2.0).plus(-1.0)


def _heaviside(draft: TorchLayers, x: Columns, values: Any) -> Any:
    at_zero = np.unique(np.asarray(values, dtype=np.float64))
    if len(at_zero) == 1 and at_zero[0] in (0.0, 1.0):
        return draft.steps(x, strict=bool(at_zero[0] == 0))
    return draft.steps(x, tie=True)


def _sum(draft: TorchLayers, x: Any, y: Any, *, alpha: float = 1.0) -> Any:
    y = y if alpha == 1 else _scaled(draft, y, alpha)
    if all(isinstance(part, Columns) and part.truth for part in (x, y)):
        raise SpecificationError("a sum of two truth values is their OR in torch; make it floats")
    if any(not isinstance(part, Columns) and not np.any(part) for part in (x, y)):
        return x if isinstance(x, Columns) else y  # nothing is added, so nothing rounds
    x, y = (draft.kept(part) if isinstance(part, Columns) else part for part in (x, y))
    if isinstance(x, Columns):
        return x.added(y) if isinstance(y, Columns) else x.plus(y)
    return y.plus(x) if isinstance(y, Columns) else x + y


def _scaled(draft: TorchLayers, x: Any, y: Any) -> Any:
    if isinstance(x, Columns) and isinstance(y, Columns):
        raise SpecificationError(f"a product of two values cannot be read; {READ}")
    if not isinstance(x, Columns):
        return _scaled(draft, y, x) if isinstance(y, Columns) else x * y
    exact = bool((np.abs(y) == 1).all())  # a change of signs rounds nothing
    return replace((x if exact else draft.kept(x)).scaled(y), truth=False)


def _stacked(draft: TorchLayers, parts: Any, dim: int = 0, axis: int | None = None) -> Any:
    if (dim if axis is None else axis) not in (1, -1) or any(not part.shape for part in parts):
        return NotImplemented
    return joined(parts, 1)


def _item(draft: TorchLayers, x: Any, at: Any) -> Any:
    """Some of the features, of all rows."""
    at = at if isinstance(at, tuple) else (at,)
    rows = len(at) == 2 and at[0] in (slice(None), Ellipsis)
    if not rows or not isinstance(x, Columns) or not x.shape:
        return NotImplemented
    listed = isinstance(at[1], list) and all(type(k) is int for k in at[1])
    if not listed and not isinstance(at[1], slice) and type(at[1]) is not int:
        return NotImplemented
    return x.chosen(np.asarray(np.arange(x.size)[at[1]]))


CALLS: dict[str, Callable[..., Any]] = {
    "add": _sum, "iadd": _sum, "add_": _sum, "mul": _scaled, "imul": _scaled,
    "neg": lambda d, x: x.scaled(-1.0),
    **dict.fromkeys(("sub", "isub"), lambda d, x, y: _sum(d, x, _scaled(d, y, -1.0))),
    **dict.fromkeys(("truediv", "itruediv", "div"), lambda d, x, y: _scaled(d, x, 1 / y)),
    "linear": _linear, "cat": _stacked, "concat": _stacked, "getitem": _item,
    "ge": _compared(1, False), "gt": _compared(1, True),
    "le": _compared(-1, False), "lt": _compared(-1, True),
    "getattr": _attribute, "sign": _sign, "heaviside": _heaviside,
    "relu": _units("relu"), "relu_": _units("relu"), "sigmoid": _units("sigmoid"),
    "tanh": _units("tanh"), "hardsigmoid": _units("hard_sigmoid"),
    "softmax": _softmax, "leaky_relu": _leaky, "dropout": _dropout, "flatten": _flatten,
    "squeeze": _squeeze, "to": _cast(None), "type": _typed, "type_as": _type_as,
    "float": _cast(torch.float32), "double": _cast(torch.float64), "half": _cast(torch.float16),
    "bfloat16": _cast(torch.bfloat16), "int": _cast(torch.int32), "long": _cast(torch.int64),
    **dict.fromkeys(("contiguous", "clone", "detach"), _same),
}  # fmt: skip
MODULES: dict[type, Callable[..., Any]] = {
    nn.Linear: _linear_module, nn.BatchNorm1d: _normalised,
    nn.ReLU: _units("relu"), nn.Sigmoid: _units("sigmoid"), nn.Tanh: _units("tanh"),
    nn.Hardsigmoid: _units("hard_sigmoid"),
    nn.Softmax: lambda d, layer, x: _softmax(d, x, layer.dim),
    nn.LeakyReLU: lambda d, layer, x: _leaky(d, x, layer.negative_slope),
    nn.Identity: _same,
    nn.Flatten: lambda d, layer, x: _flatten(d, x, layer.start_dim, layer.end_dim),
    nn.Dropout: lambda d, layer, x: _dropout(d, x, layer.p, layer.training),
}  # fmt: skip
