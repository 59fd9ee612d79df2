"""What modules, functions and methods of torch do to affine forms, one entry each that is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn

from logicnet.errors import SpecificationError
from logicnet.learning.nets.activations import LEAK

from .affine import Affine, Draft

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


def _linear(draft: Draft, x: Affine, weight: Any, bias: Any = None) -> Affine:
    return draft.plain(x, weight).linear(weight, 0.0 if bias is None else bias)


def _linear_module(draft: Draft, layer: nn.Linear, x: Affine) -> Affine:
    return _linear(
        draft, x, array_of(layer.weight), None if layer.bias is None else array_of(layer.bias)
    )


def _normalised(draft: Draft, layer: nn.BatchNorm1d, x: Affine) -> Any:
    if layer.training or layer.running_mean is None:
        raise SpecificationError("BatchNorm1d is read in eval mode alone: module.eval()")
    x = draft.plain(draft.plain(x).plus(-array_of(layer.running_mean)))
    factor = 1 / np.sqrt(array_of(layer.running_var) + layer.eps)
    factor = factor if layer.weight is None else factor * array_of(layer.weight)
    shift = 0.0 if layer.bias is None else array_of(layer.bias)
    return x.scaled(factor).plus(shift)


def _same(draft: Draft, *args: Any, **options: Any) -> Any:
    """What it is called with: of the two kinds of calls the first argument that is a value."""
    return next(arg for arg in args if isinstance(arg, Affine))


def _cast(kind: torch.dtype | None) -> Callable[..., Any]:
    """Values as another type, which must hold them; without a `kind` it is among the arguments."""

    def _made(draft: Draft, x: Affine, *args: Any, **options: Any) -> Any:
        given = [kind, *args, *options.values()]
        if any(isinstance(arg, (Affine, np.ndarray)) for arg in given):
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


def _attribute(draft: Draft, x: Any, name: str) -> Any:
    """The device of a value, or its type: one of numbers, perhaps the one that holds least."""
    if not isinstance(x, Affine) or x.truth:
        return NotImplemented
    return {"dtype": torch.float16, "device": torch.device("cpu")}.get(name, NotImplemented)


def _type_as(draft: Draft, x: Affine, other: Any) -> Any:
    """A truth value is cast to numbers; other values are what they were."""
    if not isinstance(other, Affine) or (other.truth and not x.truth):
        return NotImplemented
    return replace(x, truth=other.truth)


def _typed(draft: Draft, x: Affine, kind: Any) -> Any:
    return _cast(kind)(draft, x) if isinstance(kind, torch.dtype) else NotImplemented


def _dropout(
    draft: Draft, x: Affine, p: float = 0.5, training: bool = True, inplace: bool = False
) -> Affine:
    if training and p:
        raise SpecificationError("dropout is read in eval mode alone: module.eval()")
    return x


def _softmax(draft: Draft, x: Affine, dim: Any = None, dtype: Any = None, **_: Any) -> Any:
    return draft.units("softmax", x) if dim in (1, -1) and dtype is None else NotImplemented


def _flatten(draft: Draft, x: Affine, start_dim: int = 0, end_dim: int = -1) -> Any:
    return x if (start_dim, end_dim) in ((1, -1), (1, 1), (-1, -1)) else NotImplemented


def _squeeze(draft: Draft, x: Affine, dim: Any = None) -> Any:
    if dim not in (None, 1, -1):
        return NotImplemented
    return replace(x, flat=True) if x.width == 1 else x


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
        return replace(draft.steps(difference.scaled(side), strict=strict), truth=True)

    return _made


def _sign(draft: Draft, x: Affine) -> Affine:
    return draft.steps(x, tie=True).scaled(2.0).plus(-1.0)


def _heaviside(draft: Draft, x: Affine, values: Any) -> Any:
    at_zero = np.unique(np.asarray(values, dtype=np.float64))
    if len(at_zero) == 1 and at_zero[0] in (0.0, 1.0):
        return draft.steps(x, strict=bool(at_zero[0] == 0))
    return draft.steps(x, tie=True)


def _sum(draft: Draft, x: Any, y: Any, *, alpha: float = 1.0) -> Any:
    y = y if alpha == 1 else _scaled(draft, y, alpha)
    if all(isinstance(part, Affine) and part.truth for part in (x, y)):
        raise SpecificationError("a sum of two truth values is their OR in torch; make it floats")
    if any(not isinstance(part, Affine) and not np.any(part) for part in (x, y)):
        return x if isinstance(x, Affine) else y  # nothing is added, so nothing rounds
    x, y = (draft.plain(part) if isinstance(part, Affine) else part for part in (x, y))
    if isinstance(x, Affine):
        return x.plus(y)
    return y.plus(x) if isinstance(y, Affine) else x + y


def _scaled(draft: Draft, x: Any, y: Any) -> Any:
    if isinstance(x, Affine) and isinstance(y, Affine):
        raise SpecificationError(f"a product of two values cannot be read; {READ}")
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
    if type(at[1]) is int:
        return replace(x.some([at[1]]), flat=True)
    listed = isinstance(at[1], list) and all(type(k) is int for k in at[1])
    return x.some(at[1]) if listed or isinstance(at[1], slice) else NotImplemented


CALLS: dict[str, Callable[..., Any]] = {
    "add": _sum, "iadd": _sum, "add_": _sum, "mul": _scaled, "imul": _scaled,
    "neg": lambda d, x: x.scaled(-1.0),
    "sub": lambda d, x, y: _sum(d, x, _scaled(d, y, -1.0)),
    "truediv": lambda d, x, y: _scaled(d, x, 1 / y), "div": lambda d, x, y: _scaled(d, x, 1 / y),
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
_BY_FEATURE = ("linear", "cat", "concat", "softmax", "getitem", "flatten")
ALIKE = {what for name, what in CALLS.items() if name not in _BY_FEATURE}  # also of flat values
ALIKE |= {MODULES[kind] for kind in (nn.ReLU, nn.Sigmoid, nn.Tanh, nn.Hardsigmoid, nn.Identity)}
