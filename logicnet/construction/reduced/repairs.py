"""A function that is a simpler one but for a few rows: its network, and a unit for each of these.

Let f be g but for few rows, and let a network of g be known. A unit that is the AND of the literals
of such a row fires there alone. The output reads it with a weight that is more than all others
together, positive where f is 1 and negative where it is 0: one unit a row. A literal is left out
where f has the same value without it, so that one unit may serve several rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import Draft, Form, total, weighted
from logicnet.construction.reduced.exceptions import exceptions
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.bits import pack, unpack
from logicnet.ground.budget import SECOND
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network

_LEAST_INPUTS = 8  # below, other searches find as few units
_FEW = 3  # units of a network that is not worth a look
_SHARE, _WORK = 1 / 4, 0.5 * SECOND  # to look for the rows
_LEAST = 0.2 * SECOND  # of work for that and for what is simpler, however late it is
_OF_SIMPLER = 1 / 3  # of the work that is left, for what is simpler

_SOLVED = 3  # simpler functions that are looked at, of one output

Cube = dict[int, int]  # inputs, and the value that they have


def may_have_exceptions(task: Task) -> bool:
    """Whether there are all rows, and units may read any others; outputs are looked at together."""
    table, limits = task.all_rows, task.limits
    if table is None or task.part_of or task.depth or task.function.regions is not None:
        return False
    free = limits.max_fan_in is None and limits.max_weight is None and limits.max_depth is None
    enough = len(table.inputs) >= _LEAST_INPUTS and not 0 < task.few <= _FEW
    return free and enough and not task.budget.late()


def repaired(task: Task) -> Iterator[Network]:
    """What is known of a simpler function, and units for the few rows at which it is another."""
    table = task.known_rows
    on, care = unpack(table.on, len(table)), ~unpack(table.dc, len(table))
    look = task.budget.share(_SHARE, _LEAST, task.budget.patience * _WORK)
    solved = 0
    for wrong in exceptions(on, care, look):
        cubes = [_cubes(on[k], care[k], wrong[k]) for k in range(len(on))]
        if 0 < task.few <= len(on) + sum(map(len, cubes)):
            continue  # there is a unit for each output, and each cube
        if solved == (_SOLVED if len(on) == 1 else 1):
            break
        solved += 1
        simpler = TruthTable(inputs=table.inputs, outputs=table.outputs,
                             on=pack(on ^ wrong), dc=table.dc)  # fmt: skip
        work = task.budget.share(_OF_SIMPLER, _LEAST)
        part = Task(Target(simpler), task.limits, work, task.solve,
                    part_of=True, depth=task.depth + 1, known=task.known)  # fmt: skip
        yield with_repairs(task.solve(part).over(table.inputs), cubes)


def with_repairs(network: Network, cubes: list[list[tuple[Cube, bool]]]) -> Network:
    """The network with other values in some cubes, for each of its outputs.

    >>> both = Network.from_units("ab", [([0, 1], [1, 1], 2)])
    >>> with_repairs(both, [[({0: 0, 1: 0}, True)]])([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist()
    [[1], [0], [0], [1]]
    """
    draft = Draft(network.inputs)
    nodes = draft.embed_all(network, draft.literals)
    ends: dict[str, Form] = {}
    for name, unit, own in zip(network.outputs, network.output_units.tolist(), cubes, strict=True):
        sources, weights = network.wires_of(unit)
        reads = weighted(weights.tolist(), [nodes[s] for s in sources.tolist()])
        least = int(network.thresholds[unit])
        loud = reads.spread + abs(least) + abs(reads.constant) + 1
        moves = [_inside(draft, cube) * (loud if value else -loud) for cube, value in own]
        ends[name] = draft.fires(total([reads, *moves]), least) if own else (
            nodes[len(network.inputs) + unit])  # fmt: skip
    count = len({tuple(sorted(cube.items())) for own in cubes for cube, _ in own})
    title = f"{network.construction}, but for {count} term{'s' * (count != 1)}"
    return draft.network(ends, title.removeprefix(", "))


def _inside(draft: Draft, cube: Cube) -> Form:
    """Whether a row is in a cube."""
    literals = draft.literals
    return draft.fires(total(literals[i] if v else 1 - literals[i] for i, v in cube.items()),
                       len(cube))  # fmt: skip


def _cubes(
    on: NDArray[np.bool_], care: NDArray[np.bool_], wrong: NDArray[np.bool_]
) -> list[tuple[Cube, bool]]:
    """Cubes in which an output has one value, that have all of the rows."""
    n = len(on).bit_length() - 1
    left, found = wrong.copy(), list[tuple[Cube, bool]]()
    for value in (True, False):
        right = ((on == value) | ~care).reshape((2,) * n)
        while (rows := np.flatnonzero(left & (on == value))).size:
            row = int(rows[0])
            at = {i: row >> n - 1 - i & 1 for i in range(n)}
            tries = [_widened(right, at, order) for order in _orders(n, rows)]
            covered = [_members(rows, cube, n) for cube in tries]
            best = max(range(len(tries)), key=lambda k: int(covered[k].sum()))
            found.append((tries[best], value))
            left[rows[covered[best]]] = False
    return found


def _orders(n: int, rows: NDArray[np.int64]) -> Iterator[list[int]]:
    """Orders in which literals are left out: first where rows differ most."""
    differ = [int((rows >> n - 1 - i & 1 != rows[0] >> n - 1 - i & 1).sum()) for i in range(n)]
    yield sorted(range(n), key=lambda i: -differ[i])
    yield list(range(n))
    yield list(range(n - 1, -1, -1))


def _widened(right: NDArray[np.bool_], at: Cube, order: list[int]) -> Cube:
    """The cube without literals that can be left out one by one, all of it being right."""
    cube = dict(at)
    for i in order:
        value = cube.pop(i)
        if not right[tuple(cube.get(k, slice(None)) for k in range(right.ndim))].all():
            cube[i] = value
    return cube


def _members(rows: NDArray[np.int64], cube: Cube, n: int) -> NDArray[np.bool_]:
    """Which rows are in a cube."""
    mask = sum(1 << n - 1 - i for i in cube)
    value = sum(v << n - 1 - i for i, v in cube.items())
    return np.asarray(rows & mask == value)
