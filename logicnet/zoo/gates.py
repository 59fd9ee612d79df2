"""Gates of two inputs, XOR as textbooks draw it, parity and majority."""

from __future__ import annotations

from functools import partial

from logicnet.construction.families import build
from logicnet.construction.search.bounds import lower_bound
from logicnet.logic.numbers import Numbers
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

from .family import Family


def gate(column: str) -> TruthTable:
    """The rows a b = 00, 01, 10, 11."""
    return TruthTable.from_string(column, ["a", "b"])


def one_unit(a: int, b: int, threshold: int) -> Network:
    """A single unit that reads two inputs."""
    return Network.from_units(["a", "b"], [([0, 1], [a, b], threshold)])


def bump(sign: int) -> Network:
    """A unit that rises with the count of ones, and is thrown back where both are."""
    units = [([0, 1], [1, 1], 2), ([0, 1, 2], [sign, sign, -2 * sign], 1 if sign > 0 else 0)]
    return Network.from_units(["a", "b"], units)


def two_lines() -> Network:
    """The corners that are wrong, cut off by two lines, and what lies between."""
    units = [([0, 1], [1, 1], 1), ([0, 1], [-1, -1], -1), ([2, 3], [1, 1], 2)]
    labels = ["a | b", "~(a & b)", "between"]
    bound = lower_bound(gate("0110"), skip=False)
    return Network.from_units(["a", "b"], units, labels=labels, lower_bound=bound)


def parity(n: int) -> Numbers:
    """Whether the number of true inputs is odd."""
    inputs = {f"x{i}": 1 for i in range(1, n + 1)}
    return Numbers(inputs, {"y": 1}, lambda ones: ones % 2, weights=inputs)


def majority(n: int) -> Numbers:
    """Whether more inputs are true than false."""
    inputs = {f"x{i}": 1 for i in range(1, n + 1)}
    return Numbers(inputs, {"y": 1}, lambda ones: ones > n - ones, weights=inputs)


BY_HAND = "units written down by hand"
FAMILIES = (
    Family("and", "Whether both of two inputs are true.", partial(gate, "0001"),
           partial(one_unit, 1, 1, 2), BY_HAND),
    Family("or", "Whether at least one of two inputs is true.", partial(gate, "0111"),
           partial(one_unit, 1, 1, 1), BY_HAND),
    Family("nand", "Whether not both of two inputs are true; any circuit can be made of it.",
           partial(gate, "1110"), partial(one_unit, -1, -1, -1), BY_HAND),
    Family("nor", "Whether neither of two inputs is true.", partial(gate, "1000"),
           partial(one_unit, -1, -1, 0), BY_HAND),
    Family("implies", "Whether b holds wherever a does.", partial(gate, "1101"),
           partial(one_unit, -1, 1, 0), BY_HAND),
    Family("xor", "Whether exactly one of two inputs is true; the least network, in which one "
           "wire skips a layer.", partial(gate, "0110"), partial(bump, 1), BY_HAND),
    Family("xnor", "Whether two inputs are equal.", partial(gate, "1001"), partial(bump, -1),
           BY_HAND),
    Family("xor-in-layers", "Whether exactly one of two inputs is true, as textbooks draw it: two "
           "lines, and what lies between.", partial(gate, "0110"), two_lines, BY_HAND,
           among="whose wires join neighbouring layers only"),
    Family("parity", "Whether an odd number of {n} inputs is true.", parity,
           partial(build, "parity"), '`logicnet.build("parity", n)`', range(2, 513), (8, 16, 64)),
    Family("majority", "Whether more than half of {n} inputs are true.", majority,
           partial(build, "majority"), '`logicnet.build("majority", n)`', range(2, 513), (3, 5, 7)),
)  # fmt: skip
