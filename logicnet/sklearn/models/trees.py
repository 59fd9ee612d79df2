"""Decision trees and forests as threshold networks.

A unit tests each split of a feature, a unit that fires where all tests on its way come out
right is each leaf. A class of a tree is the OR of its leaves. A forest adds up the shares of the
classes in the leaves, and the first of the classes with the greatest sum is what it predicts: a
unit weighs the leaves for each pair of classes.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.network.exactness import grains
from logicnet.network.network import Network

from .cuts import cuts
from .feature_units import FeatureUnits, chosen, class_outputs
from .pipelines import Features

_SUM, _WEIGHT = 59, 52  # bits of the sum of all votes, and of those of one leaf
_HELD = 51  # bits up to which sums of shares, and their mean, are exact in floats


class Leaf(NamedTuple):
    """A leaf: its node, and the shares of the classes."""

    node: int
    shares: NDArray[np.float64]


def of_tree(model: Any, features: Features) -> Network:
    """The network of a decision tree: exact at all floats, those at the splits included."""
    _check_classes(model)
    draft = FeatureUnits(features.names)
    chooses = _values(model).argmax(axis=1)
    leaves = _leaves(draft, model.tree_, features, chooses)
    by_class = [[leaf.node for leaf, own in leaves if own == k] for k in range(model.n_classes_)]
    names = class_outputs(model.classes_)
    if len(names) == 1 < len(by_class):
        off, on = by_class
        fewer_off = bool(off) and len(off) < len(on)
        node = draft.negated(draft.any_of(off)) if fewer_off else draft.any_of(on)
        outputs = {names[0]: node}
    else:
        pairs = zip(names, by_class, strict=True)
        outputs = {name: draft.any_of(own, name) for name, own in pairs}
    return draft.network(outputs, f"decision tree of {len(leaves)} leaves")


def of_forest(model: Any, features: Features) -> Network:
    """The network of a forest."""
    _check_classes(model)
    draft = FeatureUnits(features.names)
    trees = [_leaves(draft, each.tree_, features, None) for each in model.estimators_]
    leaves = [leaf for tree in trees for leaf, _ in tree]
    shares = np.stack([leaf.shares for leaf in leaves])[:, : model.n_classes_]
    votes, bits = _votes(shares, len(trees))
    count = len(model.classes_)
    beats = np.zeros((count, count), dtype=np.int64)
    for i in range(count):
        for j in range(i + 1, count):
            wires: dict[int, int] = {}
            for leaf, weight in zip(leaves, (votes[:, i] - votes[:, j]).tolist(), strict=True):
                wires[leaf.node] = wires.get(leaf.node, 0) + weight
            beats[i, j] = draft.unit([*wires.items()], 0, f"{i} before {j}")
    exact = len(trees) << bits <= 1 << _HELD and np.array_equal(np.ldexp(shares, bits), votes)
    construction = f"forest of {len(trees)} trees, votes " + (
        "exact" if exact else f"in parts of 2^-{bits}"
    )
    return draft.network(chosen(draft, beats, model.classes_), construction)


def _check_classes(model: Any) -> None:
    if model.n_outputs_ != 1:
        raise SpecificationError(
            f"{type(model).__name__} predicts {model.n_outputs_} targets; fit a model for each"
        )


def _values(model: Any) -> NDArray[np.float64]:
    """The shares of the classes in each node of a tree."""
    return np.asarray(model.tree_.value[:, 0, :])


def _votes(shares: NDArray[np.float64], trees: int) -> tuple[NDArray[np.int64], int]:
    """Shares as whole numbers of parts, and the power of 1/2 that a part is."""
    room = min(_SUM - (2 * len(shares)).bit_length(), _WEIGHT - trees.bit_length())
    finest = int(-grains(shares.ravel()).min(initial=0))
    bits = max(0, min(room, finest))
    return np.rint(np.ldexp(shares, bits)).astype(np.int64), bits


def _leaves(
    draft: FeatureUnits, tree: Any, features: Features, chooses: NDArray[np.int64] | None
) -> list[tuple[Leaf, int]]:
    """The leaves that floats reach, and what they choose; equal sisters are one leaf."""
    left, right = tree.children_left.tolist(), tree.children_right.tolist()
    splits = np.flatnonzero(tree.children_left >= 0)
    feature = tree.feature[splits]
    columns = features.columns
    places = np.full(len(left), np.nan)
    places[splits] = cuts(
        features.transform, features.width, columns, feature, tree.threshold[splits]
    )
    same = _same_below(left, right, chooses)
    found: list[tuple[Leaf, int]] = []
    stack: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    while stack:
        node, box = stack.pop()
        if left[node] < 0 or same[node]:
            shares = np.asarray(tree.value[node, 0, :])
            leaf = Leaf(_leaf_unit(draft, box), shares)
            found.append((leaf, 0 if chooses is None else int(chooses[node])))
            continue
        column, cut = columns[int(tree.feature[node])], float(places[node])
        low, high = box.get(column, (-np.inf, np.inf))
        if cut < high:  # some floats go right
            stack.append((right[node], box | {column: (max(low, cut), high)}))
        if cut > low:
            stack.append((left[node], box | {column: (low, min(high, cut))}))
    return found


def _same_below(left: list[int], right: list[int], chooses: NDArray[np.int64] | None) -> list[bool]:
    """Whether all leaves below each node choose the same; children come after their parents."""
    same = [child < 0 for child in left]
    if chooses is not None:
        for node in range(len(left) - 1, -1, -1):
            a, b = left[node], right[node]
            if a >= 0:
                same[node] = same[a] and same[b] and bool(chooses[a] == chooses[b])
                if same[node]:
                    chooses[node] = chooses[a]
    return same


def _leaf_unit(draft: FeatureUnits, box: dict[int, tuple[float, float]]) -> int:
    """The unit that fires in a box, which begins at its lower ends and excludes the upper ones."""
    over, under = [], []
    for column, (low, high) in box.items():
        if low > -np.inf:
            over.append(draft.reaches(column, low))
        if high < np.inf:
            under.append(draft.reaches(column, high))
    return draft.all_of(over, under)
