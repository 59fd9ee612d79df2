"""Networks and MLPs as torch modules, and torch modules as networks and MLPs.

torch is imported when one of these functions is called, and comes with ``logicnet[torch]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.checks import choice, number
from logicnet.ground.extras import needed
from logicnet.learning.nets.mlp import MLP
from logicnet.network.exactness import BITS
from logicnet.network.network import Network

from .precision import lost

if TYPE_CHECKING:
    import torch

    from logicnet.learning.softening.decisions import Decisions
    from logicnet.network.wiring import Encoding

    from .torch_module import LogicModule


@checked()
def to_torch(
    net: Network | MLP,
    *,
    dtype: torch.dtype | None = None,
    device: torch.device | str | int | None = None,
    surrogate: Literal["sigmoid", "straight_through"] | None = "sigmoid",
    slope: float | None = None,
    frozen: bool = False,
) -> LogicModule:
    """The net as a `torch.nn.Module` that gives the same outputs.

    A module takes rows of inputs, as they are given to the net, and gives rows of outputs. Its
    parameters are `layers.K.weight` and `layers.K.bias`; labels stand at the layers. Threshold
    units give 0 and 1 and pass gradients on as their `surrogate` would: a sigmoid of a `slope` (4),
    or what goes "straight_through" (times 1), or with None no gradient. `frozen` parameters do not
    ask for gradients, which pass on nevertheless.

    The `dtype` is float32 for networks of whole weights that it holds, half-integer biases
    included, and otherwise float64. A network whose numbers the dtype cannot hold is refused; an
    MLP's are rounded.

    >>> import logicnet, torch  # doctest: +SKIP
    >>> module = to_torch(logicnet.compile("a ^ b"))  # doctest: +SKIP
    >>> module(torch.tensor([[0.0, 1.0], [1.0, 1.0]]))  # doctest: +SKIP
    tensor([[1.],
            [0.]], grad_fn=<ViewBackward0>)
    """
    torch = needed("torch", "to_torch")
    from .torch_module import SURROGATES, LogicModule

    if not isinstance(net, (Network, MLP)):
        raise SpecificationError(f"to_torch takes a Network or an MLP, not {type(net).__name__}")
    if surrogate is not None:
        choice(surrogate, "surrogate", SURROGATES)
    usual = 4.0 if surrogate == "sigmoid" else 1.0
    slope = usual if slope is None else number(slope, "slope", 0, inside=True)
    if not net.units:
        raise SpecificationError("a network without units is no module: nothing is in it")
    kind = _dtype(net, dtype, torch)
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError, TypeError) as error:
        why = str(error).partition("\n")[0]
        raise SpecificationError(f"device {device!r} is not at hand: {why}") from None
    module = LogicModule(net, kind, device, surrogate, slope)
    return module.requires_grad_(False) if frozen else module


def _dtype(net: Network | MLP, dtype: Any, torch: Any) -> Any:
    """The type of the parameters, which must hold those of a network."""
    if dtype is None:
        single = isinstance(net, Network) and not lost(net, "float32")
        dtype = torch.float32 if single else torch.float64
    kind = str(dtype).removeprefix("torch.")
    if kind not in BITS or str(dtype) == kind:
        known = ", ".join(f"torch.{name}" for name in BITS)
        raise SpecificationError(f"dtype is one of {known}, not {dtype!r}")
    if isinstance(net, Network) and (why := lost(net, kind)):
        instead = "" if dtype is torch.float64 else "; take torch.float64"
        raise LimitError(f"{dtype} does not hold the network: {why}{instead}")
    return dtype


@checked()
def from_torch(
    module: Any,
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    encoding: Encoding | None = None,
) -> Network | MLP:
    """The Network (of step or sign units alone) or MLP that a torch module computes.

    Read are modules of Linear layers with step, sign, sigmoid, tanh, ReLU, leaky ReLU and hard
    sigmoid units, sums and concatenations of what they give, and what `to_torch` made, exactly.
    `inputs` and `outputs` are the names; a module may have them as attributes. Inputs are 0 and 1
    for networks and coordinates for MLPs, unless an `encoding` says other.
    """
    torch = needed("torch", "from_torch")
    from .torch_reading import read_module

    if not isinstance(module, torch.nn.Module):
        raise SpecificationError(f"from_torch reads a torch.nn.Module, not {type(module).__name__}")
    names = _names(module, "inputs", inputs), _names(module, "outputs", outputs)
    return read_module(module, *names, encoding)


def _names(module: Any, word: str, given: Sequence[str] | None) -> Sequence[str] | None:
    """The names that are given, or those that the module has."""
    own = getattr(module, word, None) if given is None else given
    return own if isinstance(own, (list, tuple)) or own is given else None


def stated(module: Any) -> Network | Decisions:
    """What a torch module states: what it decides, in floats of the type of its parameters.

    A network comes back where that type rounds none of its sums, or where it reads coordinates.
    What autocast and TF32 round is not known here.
    """
    torch = needed("torch", "reading a torch module")
    from logicnet.learning.softening.agreement import step_net
    from logicnet.learning.softening.decisions import Decisions

    from .torch_reading import read_module

    names = _names(module, "inputs", None), _names(module, "outputs", None)
    net = read_module(module, *names, None, apart=True)
    kinds = {p.dtype for p in module.parameters() if p.is_floating_point()}
    if isinstance(net, Network):
        held = not any(lost(net, str(kind).removeprefix("torch.")) for kind in kinds)
        if net.encoding == "real" or (held and net.weights.dtype.kind == "i"):
            return net
        net = step_net(net)
    eps = [torch.finfo(kind).eps for kind in (*kinds, torch.float64)]
    return Decisions(net, max(eps))


def chain_to_torch(chain: Any, gain: float | None = None) -> Any:
    """A chain of scans as a `torch.nn.Sequential` of convolutions."""
    needed("torch", "to_torch")
    from .torch_convolutions import convolutions

    return convolutions(chain, gain)
