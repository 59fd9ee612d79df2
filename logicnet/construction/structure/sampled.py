"""Functions of too many inputs for a table: what they seem to be from samples, then a proof.

A network is built from what the sampled rows suggest, and kept only if `verify` proves that it
computes the function on all rows. So a guess may fail, but never a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.counting.parity import parity_candidates
from logicnet.construction.counting.symmetric import candidates, filled
from logicnet.construction.limits import Limits
from logicnet.construction.recognition import LinearFit
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.bits import pack_rows, unpack
from logicnet.ground.budget import SECOND
from logicnet.ground.running.kept import kept
from logicnet.logic.circuits.circuit import Circuit
from logicnet.network.network import Network

from .lists_by_rows import decision_lists
from .moved_words import moved_words
from .one_unit_by_rows import one_unit
from .several_outputs import fitted

_SAMPLES = 4  # rows looked at for each number of true inputs
_MOST_INPUTS = 2048
_MOST_DIGITS = 512
_HELD = 1 << 58  # the largest weight whose sums a network holds
_OPPOSED, _PAIRS = 128, 4096  # rows and pairs of them, for bounds
_PROOF = 4 * SECOND  # work of one proof, at the most


def conjectured(task: Task) -> Iterator[Network]:
    """Proven networks for a function that sampled rows show to be of a known family.

    What they say is needed is needed for all rows, of which half-spaces leave some out.
    """
    for net in _conjectured(task.function, task.limits):
        bound = None if task.function.regions is not None else net.lower_bound
        yield net.described(construction=net.construction, lower_bound=bound)


def may_count(task: Task) -> bool:
    """Whether a circuit of one output and too many inputs for rows may count its inputs."""
    stated = task.function.stated
    if task.part_of or task.table is not None or not isinstance(stated, Circuit):
        return False
    return len(stated.outputs) == 1 and stated.of_names and task.function.regions is None


def counted(task: Task) -> Iterator[Network]:
    """A vote, a parity or another function of a count, whatever gates it is made of."""
    stated = task.function.circuit
    if len(stated.inputs) > _MOST_INPUTS or stated.gates < 2:
        return
    for net in _symmetric(stated, stated.inputs, stated.outputs, task.limits):
        if task.function.is_counted(net):
            task.settled = not task.limits.given and task.limits.skip
            yield net


def bound(task: Task) -> int:
    """Units that are needed within limits, since they are needed without."""
    if task.function.regions is not None:
        return 1
    apart = max(task.bound, opposed(task.function))
    if not task.limits.given or task.bound > 1 or task.few == 1:
        return apart
    free = _conjectured(task.function, Limits(skip=task.limits.skip))
    return max([apart, *(net.lower_bound or 1 for net in free)])


def opposed_bound(function: Any) -> int:
    """Units that outputs need, as far as a few rows prove it.

    Outputs that differ at some row take a unit each. Where ``a + b = c + d`` for rows and an output
    is 1 at a and b but 0 at c and d, it is no threshold function: if no output is one, the first
    of the units that are outputs reads another unit.

    >>> from logicnet import TruthTable
    >>> opposed_bound(TruthTable.from_expression({"p": "(a ^ b) & c", "q": "a ^ c | b"}))
    3
    """
    n = len(function.inputs)
    if not n or n > _MOST_INPUTS:
        return 1
    rng = np.random.default_rng(0)
    shares = np.linspace(0, 1, _OPPOSED)[:, None]
    rows = np.concatenate([rng.random((_OPPOSED, n)) < shares, rng.random((_OPPOSED, n)) < 0.5])
    first, second = rows[rng.integers(len(rows), size=(2, _PAIRS))]
    first[0], second[0] = False, True
    mixed = np.where(rng.random((_PAIRS, n)) < 0.5, first, second)
    four = np.concatenate([first, second, mixed, first ^ second ^ mixed])
    values, complete = _values(function, four)
    if not complete:
        return 1
    a, b, c, d = values.reshape(len(values), 4, _PAIRS).swapaxes(0, 1)
    opposed = ((a == b) & (c == d) & (a != c)).any(axis=1)
    return len(np.unique(values, axis=0)) + bool(opposed.all())


@kept
def opposed(target: Target) -> int:
    """The same for what a target states, which more than one construction asks."""
    return opposed_bound(target.stated)


def _conjectured(target: Target, limits: Limits) -> Iterator[Network]:
    function = target.stated
    inputs, outputs = function.inputs, function.outputs
    if len(inputs) > _MOST_INPUTS:
        return
    for options in (_symmetric, _single, decision_lists, moved_words, _numbers):
        for net in options(function, inputs, outputs, limits):
            if target.judged(net, _PROOF).equal:
                yield net


def _values(function: Any, rows: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], bool]:
    """The outputs (outputs by rows), and whether every row is defined."""
    on, dc = function.rows(pack_rows(rows))
    count = len(rows)
    return unpack(on, count), not unpack(dc, count).any()


def _symmetric(
    function: Any, inputs: tuple[str, ...], outputs: tuple[str, ...], limits: Limits
) -> Iterator[Network]:
    """Networks for one output that depends on the number of true inputs only."""
    n = len(inputs)
    if len(outputs) > 1:
        return
    rng = np.random.default_rng(0)
    counts = np.repeat(np.arange(n + 1), _SAMPLES)
    rows = rng.permuted(np.arange(n)[None] < counts[:, None], axis=1)
    value, complete = _values(function, rows)
    by_count = value[0].reshape(n + 1, _SAMPLES)
    if not complete or (by_count != by_count[:, :1]).any():
        return
    values = filled(by_count[:, 0].astype(int).tolist())
    if all(values[s] != values[s + 1] for s in range(n)):
        nets = parity_candidates(inputs, bool(values[0]), limits)
    else:
        nets = candidates(inputs, values, frozenset(), limits)
    yield limits.best(nets, f"this symmetric function of {n} inputs")


def _single(
    function: Any, inputs: tuple[str, ...], outputs: tuple[str, ...], limits: Limits
) -> Iterator[Network]:
    """One unit, which needs no other."""
    found = one_unit(function, limits.max_weight)
    if found is not None:
        yield found.described(construction="one unit", lower_bound=1)


def _numbers(
    function: Any, inputs: tuple[str, ...], outputs: tuple[str, ...], limits: Limits
) -> Iterator[Network]:
    """Networks for outputs that are the digits of a linear form of the inputs."""
    n, m = len(inputs), len(outputs)
    if not 1 < m <= _MOST_DIGITS:
        return
    rng = np.random.default_rng(0)
    rows = np.concatenate(
        [np.zeros((1, n), bool), np.eye(n, dtype=bool), rng.random((64, n)) < 0.5]
    )
    value, complete = _values(function, rows)
    if not complete:
        return
    for order in (range(m), range(m - 1, -1, -1)):
        number = sum(value[k].astype(object) << place for place, k in enumerate(order))
        constant, modulus = number[0], 1 << m
        c = (number[1 : n + 1] - constant) % modulus
        if ((constant + rows @ c - number) % modulus).any():
            continue
        fit = LinearFit(constant, {(i,): w for i, w in enumerate(c) if w}, m)
        names = [outputs[k] for k in order]
        free = None if m <= 62 else _HELD
        for max_weight in {free, limits.max_weight or free}:
            yield fitted(inputs, outputs, names, fit, 0, max_weight)
