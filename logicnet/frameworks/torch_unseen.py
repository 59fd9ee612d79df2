"""What a trace of a torch module does not show, and which is refused: hooks, overwritten values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

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
    return name.endswith("_") or name in ("iadd", "imul") or bool(node.kwargs.get("inplace"))


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
