"""Formulas of ANDs and ORs as networks: chains become single units.

A node all whose parts but one are single values needs no unit of its own: if the other part is
``f >= t`` with sums up to S, then ``f and x1 and ... and xm`` is
``f + (S-t+1) (x1 + ... + xm) >= t + m (S-t+1)``, and ``f or x1 or ... or xm`` is
``f + t (x1 + ... + xm) >= t``. Chains are fused while sums stay below 2**24, so that they are
exact in float32.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from .draft import Draft, Form, total
from .readonce import Node

MOST_FUSED = 1 << 24  # sums of fused units stay below, exact in float32
DUAL = {"and": "or", "or": "and"}


def negation(tree: Any) -> Any:
    """De Morgan, with an explicit stack: formulas of polygons are deep."""
    if not isinstance(tree, Node):
        return 1 - tree
    root = Node(DUAL[tree.operator], [])
    pending = [(tree, root)]
    while pending:
        node, negated = pending.pop()
        for part in node.parts:
            if isinstance(part, Node):
                child = Node(DUAL[part.operator], [])
                pending.append((part, child))
                negated.parts.append(child)
            else:
                negated.parts.append(1 - part)
    return root


def flat(tree: Any) -> Any:
    """The same formula where no node has a part with its own operator or a single part."""
    if not isinstance(tree, Node):
        return tree
    root = Node(tree.operator, [])
    pending: list[tuple[Any, Node]] = [(tree, root)]
    while pending:
        node, target = pending.pop()
        for part in node.parts:
            while isinstance(part, Node) and len(part.parts) == 1:
                part = part.parts[0]
            if not isinstance(part, Node):
                target.parts.append(part)
            elif part.operator == target.operator:
                pending.append((part, target))
            else:
                child = Node(part.operator, [])
                target.parts.append(child)
                pending.append((part, child))
    return root


class _Fused(NamedTuple):
    """A node as the test ``form >= threshold``, where the form reaches from 0 to `high`."""

    form: Form
    threshold: int
    high: int


def fused(draft: Draft, tree: Any) -> Form:
    """The value of a flat formula, its chains fused into single units, operands first."""
    if not isinstance(tree, Node):
        return tree  # type: ignore[no-any-return]
    done: dict[int, _Fused] = {}
    order, pending = [], [tree]
    while pending:
        node = pending.pop()
        order.append(node)
        pending.extend(part for part in node.parts if isinstance(part, Node))
    for node in reversed(order):
        inner = [done[id(part)] for part in node.parts if isinstance(part, Node)]
        leaves = [part for part in node.parts if not isinstance(part, Node)]
        done[id(node)] = _fuse(draft, node.operator, leaves, inner)
    root = done[id(tree)]
    return draft.fires(root.form, root.threshold)


def _fuse(draft: Draft, operator: str, leaves: list[Form], inner: list[_Fused]) -> _Fused:
    inner = sorted(inner, key=lambda part: part.high)
    values = leaves + [draft.fires(part.form, part.threshold) for part in inner[1:]]
    if inner:
        first = inner[0]
        weight = first.high - first.threshold + 1 if operator == "and" else first.threshold
        high = first.high + weight * len(values)
        if high < MOST_FUSED:
            threshold = first.threshold + (weight * len(values) if operator == "and" else 0)
            return _Fused(first.form + total(values) * weight, threshold, high)
        values.append(draft.fires(first.form, first.threshold))
    threshold = len(values) if operator == "and" else 1
    return _Fused(total(values), threshold, len(values))
