"""What a trace of a torch module does not show, and which is refused: hooks, overwritten values.

A trace shows neither hooks nor a forward pass that was put in the place of a module's own, and
`h += x` as `h + x`, which leaves the other names of h as they are. What autocast rounds is not in
it, and a number that is drawn at random is one like others.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import Any

import torch
from torch import fx, nn

from logicnet.errors import SpecificationError

_VIEWS = ("getitem", "to", "type", "type_as", "float", "double", "flatten", "contiguous", "detach",
          "squeeze", "dropout", "Identity", "Flatten", "Dropout")  # fmt: skip


def refuse_hooks(module: nn.Module) -> None:
    """Refuse hooks, which may change what a layer gives and are not in a trace."""
    for name, part in module.named_modules():
        if part._forward_hooks or part._forward_pre_hooks:
            what = f"{name or 'the module'} ({type(part).__name__})"
            raise SpecificationError(
                f"{what} has hooks, whose effect cannot be read; remove them (pruned or normalised "
                "weights: torch.nn.utils.prune.remove, remove_weight_norm)"
            )
        if "forward" in vars(part) and not isinstance(part, fx.GraphModule):
            what = f"{name or 'the module'} ({type(part).__name__})"
            if hasattr(part, "_orig_mod"):
                raise SpecificationError(f"{what} is compiled; read the module it was made from")
            raise SpecificationError(
                f"{what} has a forward pass in the place of that of its class, whose effect cannot "
                "be read; write it as a class of its own"
            )


def refuse_autocast() -> None:
    """Refuse a forward pass that is rounded as it goes."""
    try:
        on = torch.is_autocast_enabled() or torch.is_autocast_enabled("cpu")
    except TypeError:  # before torch 2.4
        on = torch.is_autocast_enabled() or torch.is_autocast_cpu_enabled()
    if on:
        raise SpecificationError(
            "autocast is on, and what it rounds cannot be read; read the module without it"
        )


def refuse_changing(module: nn.Module, first: fx.Graph, second: fx.Graph) -> None:
    """Refuse a forward pass that is not the same each time, as where numbers are drawn in it."""
    if _steps(module, first) != _steps(module, second):
        raise SpecificationError(
            f"the forward pass of {type(module).__name__} does something else each time; numbers "
            "that are drawn in it cannot be read"
        )


def _steps(module: nn.Module, graph: fx.Graph) -> list[Any]:
    """What a graph does, step by step, with the values of the tensors that it reads."""
    place = {node: k for k, node in enumerate(graph.nodes)}

    def plain(value: Any) -> str:
        return str(fx.node.map_arg(value, lambda node: place[node]))

    found: list[Any] = []
    for node in graph.nodes:
        target: Any = node.target
        if node.op == "get_attr":
            target = module
            for word in str(node.target).split("."):
                target = getattr(target, word)
            if isinstance(target, torch.Tensor):
                target = target.detach().double().cpu().numpy().tobytes()
        found.append((node.op, target, plain(node.args), plain(node.kwargs)))
    return found


class InPlaceProxy(fx.Proxy):  # type: ignore[misc]
    """A value whose `+=` and the like stand in the trace as what they are: overwriting."""


def _in_place(word: str) -> Any:
    def operate(self: InPlaceProxy, other: Any) -> Any:
        target = getattr(operator, word)
        return self.tracer.create_proxy("call_function", target, (self, other), {})

    return operate


IN_PLACE = ("iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow", "imatmul", "iand",
            "ior", "ixor", "ilshift", "irshift")  # fmt: skip
for _word in IN_PLACE:
    setattr(InPlaceProxy, f"__{_word}__", _in_place(_word))


def refuse_overwritten(node: fx.Node, modules: dict[str, Any]) -> None:
    """Refuse an operation that overwrites what it reads where that is used again."""
    if not _overwrites(node, modules):
        return
    place = {each: k for k, each in enumerate(node.graph.nodes)}
    chain = list(_same_memory(node, modules))
    for shared in chain:
        others = [user for user in shared.users if user is not node and user not in chain]
        if shared.op == "get_attr" or any(
            place[user] > place[node] or _shares(user, modules) for user in others
        ):
            raise SpecificationError(
                f"{node.name} overwrites {shared.name}, which is used again; write it without "
                "working in place"
            )


def _overwrites(node: fx.Node, modules: dict[str, Any]) -> bool:
    if node.op == "call_module":
        return bool(getattr(modules[str(node.target)], "inplace", False))
    name = _name(node, modules)
    return name.endswith("_") or name in IN_PLACE or bool(node.kwargs.get("inplace"))


def _same_memory(node: fx.Node, modules: dict[str, Any]) -> Iterator[fx.Node]:
    """What the operation reads, and what that may share its memory with."""
    at = node.args[0] if node.args else next(iter(node.kwargs.values()), None)
    while isinstance(at, fx.Node):
        yield at
        if not _shares(at, modules):
            return
        at = at.args[0] if at.args else None


def _shares(node: fx.Node, modules: dict[str, Any]) -> bool:
    """Whether a node may share the memory of what it reads."""
    return _overwrites(node, modules) or _name(node, modules) in _VIEWS


def _name(node: fx.Node, modules: dict[str, Any]) -> str:
    if node.op == "call_module":
        return type(modules[str(node.target)]).__name__
    return node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
