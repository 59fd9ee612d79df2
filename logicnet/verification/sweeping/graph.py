"""Both sides of a comparison as one graph of gates of two operands, equal pairs once.

A threshold unit is worked out by its operands, from the largest weight on: what is left to reach
decides what the rest has to be. All units share one memory, in which a pair of literals is one
node: what two units have in common is there once.

>>> graph = Graph(["a", "b"])
>>> from logicnet.logic.text.parsing import circuit_of_text
>>> from logicnet.network.network import Network
>>> net = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)])
>>> graph.of_network(net).tolist() == graph.of_circuit(circuit_of_text("a & b"))[-1:].tolist()
True
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import Words, unpack
from logicnet.ground.kernels import light
from logicnet.logic.circuits.circuit import OPERATORS, Circuit
from logicnet.logic.tables.cover import Cover
from logicnet.network.network import Network
from logicnet.network.sums import Sums, whole_sums

from .graph_kernel import FULL

_STATES = 1 << 18  # of one unit
_SMALL = 4_000  # nodes up to which gates are made by Python where loops are not compiled
_FEW_STEPS = 30_000  # of gates, or of units, that Python takes
MOST_NODES = 1 << 22
Literals = NDArray[np.int64]


class TooLarge(Exception):
    """A side does not fit into a graph; the reason why."""


class Graph:
    """Nodes over named inputs; see `graph_kernel` for what nodes and literals are."""

    def __init__(self, inputs: Sequence[str], most: int = MOST_NODES) -> None:
        self.inputs = tuple(inputs)
        self._place = {name: 2 + 2 * k for k, name in enumerate(self.inputs)}
        self._most = most
        self._apart = 1 + len(self.inputs)  # the first node that new ones may be equal to
        self._first = self._second = np.zeros(0, dtype=np.int64)
        self._count = np.array([1 + len(self.inputs)], dtype=np.int64)
        self._grow(1 << 10)

    def __len__(self) -> int:
        """How many nodes there are, with false and the inputs."""
        return int(self._count[0])

    @property
    def operands(self) -> tuple[Literals, Literals]:
        """What nodes read; those of false and of inputs say nothing."""
        return self._first[: len(self)], self._second[: len(self)]

    def needed(self, literals: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
        """What the nodes read that some literals need, and the literals among these nodes."""
        first, second = (part.tolist() for part in self.operands)
        inputs = len(self.inputs)
        kept = [node <= inputs for node in range(len(first))]
        for literal in literals:
            kept[literal >> 1] = True
        for node in range(len(first) - 1, inputs, -1):
            if kept[node]:
                kept[first[node] >> 1] = kept[second[node] >> 1] = True
        place = (np.cumsum(kept) - 1).tolist()
        nodes = [node for node, needed in enumerate(kept) if needed]

        def moved(given: Sequence[int]) -> list[int]:
            return [2 * place[literal >> 1] + (literal & 1) for literal in given]

        return moved([first[n] for n in nodes]), moved([second[n] for n in nodes]), moved(literals)

    def literals(self, names: Sequence[str]) -> Literals:
        """The literals of some inputs."""
        return np.array([self._place[name] for name in names], dtype=np.int64)

    def both(self, a: int, b: int) -> int:
        """The literal of a and b."""
        from .graph_kernel import both

        make = light(both, len(self) <= _SMALL)
        return int(self._whole(lambda: make(self._space, a, b)))

    def differ(self, a: int, b: int) -> int:
        """The literal of a xor b."""
        from .graph_kernel import differ

        make = light(differ, len(self) <= _SMALL)
        return int(self._whole(lambda: make(self._space, a, b)))

    def all_of(self, literals: Literals) -> int:
        """The literal of all of them."""
        from .graph_kernel import AND, gate

        if not len(literals):
            return 1
        make = light(gate, len(self) + len(literals) <= _SMALL)
        return int(self._whole(lambda: make(self._space, AND, literals, 0, _STATES)))

    def of_circuit(self, circuit: Circuit) -> Literals:
        """The literals of all nodes of a circuit of names: false, leaves, gates."""
        from .graph_kernel import gates

        leaves = self.literals([str(leaf) for leaf in circuit.leaves])
        values = np.concatenate([[0], leaves, np.zeros(circuit.gates, dtype=np.int64)])
        own = (circuit.operators.astype(np.int64), circuit.starts, circuit.operands, circuit.counts)
        make = light(gates, _steps_of_gates(circuit) <= _FEW_STEPS)
        self._through(circuit.gates, lambda at: make(self._space, values, at, *own, _STATES))
        return values

    def of_network(self, network: Network) -> Literals:
        """The literals of all units of a network of truth values."""
        from .graph_kernel import units

        sums = whole_sums(network)
        if not sums.fit_words:
            raise TooLarge("weights have more than 64 bits")
        inputs = self.literals(network.inputs)
        values = np.concatenate([inputs, np.zeros(network.units, dtype=np.int64)])
        own = (sums.indptr, sums.indices, sums.weights, sums.thresholds)
        make = light(units, _steps_of_units(sums) <= _FEW_STEPS)
        self._through(network.units, lambda at: make(self._space, values, at, *own, _STATES))
        return values[len(inputs) :]

    def of_cover(self, cover: Cover) -> tuple[list[int], list[int]]:
        """The literals of a cover's outputs, and those of where they do not matter."""
        terms = np.array([self._product(product.literals) for product in cover], dtype=np.int64)

        def union(masks: Words) -> list[int]:
            members = unpack(masks, len(cover.outputs)).T
            return [self.all_of(terms[own.astype(bool)] ^ 1) ^ 1 for own in members]

        free = union(cover.dc)
        on = [self.both(a, b ^ 1) for a, b in zip(union(cover.on), free, strict=True)]
        if cover.off is not None:
            off = [self.both(a, b ^ 1) for a, b in zip(union(cover.off), free, strict=True)]
            free = [self.both(a ^ 1, b ^ 1) for a, b in zip(on, off, strict=True)]
        return on, free

    def _product(self, literals: Any) -> int:
        own = [self._place[name] ^ (1 - value) for name, value in literals.items()]
        return self.all_of(np.array(own, dtype=np.int64))

    def apart(self) -> None:
        """Make what comes now of nodes of its own, though they are equal to earlier ones."""
        self._apart = len(self)
        self._grow(len(self._first))

    # Room ---------------------------------------------------------------------------------------

    def _whole(self, make: Callable[[], int]) -> int:
        found = make()
        while found == FULL:
            self._grow(2 * len(self._first))
            found = make()
        return found

    def _through(self, total: int, make: Callable[[int], tuple[int, int]]) -> None:
        done, found = make(0)
        while done < total:
            if found != FULL:
                raise TooLarge("a unit has too many different sums")
            self._grow(2 * len(self._first))
            done, found = make(done)

    def _grow(self, size: int) -> None:
        from .graph_kernel import entered

        size = max(size, 2 * len(self))
        if size > 2 * self._most:
            raise TooLarge(f"there are more than {self._most} gates of two operands")
        first, second = np.zeros((2, size), dtype=np.int64)
        first[: len(self._first)], second[: len(self._second)] = self._first, self._second
        table = np.zeros(1 << (2 * size).bit_length(), dtype=np.int64)
        light(entered, len(self) <= _SMALL)(table, first, second, self._apart, len(self))
        self._first, self._second = first, second
        self._space = (first, second, table, self._count)


def _steps_of_gates(circuit: Circuit) -> int:
    """About what it takes to make gates: each of the sums has as many states as operands."""
    reads = np.diff(circuit.starts)
    sums = circuit.operators == OPERATORS.index("atleast")
    return int((4 * reads + np.where(sums, reads * reads, 0)).sum())


def _steps_of_units(sums: Sums) -> float:
    """What it takes to make units at the most: no more states than sums, or sets of operands."""
    reads = np.diff(sums.indptr)
    total = np.concatenate([[0.0], np.cumsum(np.abs(sums.weights.astype(np.float64)))])
    most = total[sums.indptr[1:]] - total[sums.indptr[:-1]]
    return float((reads * np.minimum(most, np.exp2(np.minimum(reads, 50)))).sum())
