"""Several outputs at once: numbers are recognised, and outputs help to compute one another.

If the outputs, in order or reversed, are the binary digits of a multiple sum of the inputs (an
adder, a counter, a comparison of weights), or of products of two of them (a multiplier), modulo
a power of two, they take one unit a digit and one a product. Otherwise outputs
share any units (`sharing`), and equal units are made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import inf

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.draft import ONE, ZERO, Draft, Form, total, weighted
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.whole_weights import Made
from logicnet.construction.numbers.weighted_sums import sum_digits
from logicnet.construction.recognition import LinearFit, linear_fit
from logicnet.construction.structure.sharing import shared
from logicnet.construction.task import Task
from logicnet.construction.units import Unit
from logicnet.ground.bits import columns, pack, unpack
from logicnet.ground.budget import SECOND
from logicnet.logic.circuits.circuit import Circuit
from logicnet.logic.tables.truthtable import TruthTable
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import Separation
from logicnet.network.one_unit.threshold import threshold_of
from logicnet.network.simulation import truth_table

_MOST_AXES = 14  # inputs and outputs together, for outputs that read outputs
_MOST_ROWS = 1 << 12  # for outputs that read units of others
_ALONE, _TOGETHER = 0.1, 0.95  # of the work left, for each output alone, and for all
_ALONE_LIMITED = 0.7  # the same under limits, where less is known of outputs
_LEAST_FAN_IN, _LEAST_WEIGHT = 32, 64  # allowed, which units of few rows seldom exceed
_WORK_PER_ROW = 1.2e6  # and output, at the most
_FEW_ROWS, _SOON = 64, 1.8 * SECOND  # work at the most where rows are so few
_MOST_BITS = 60  # digits of a number that is fitted


# Numbers ----------------------------------------------------------------------------------------


def numbers(task: Task) -> Iterator[Network]:
    """Networks of outputs that are the digits of a number."""
    table = task.tabled
    if table.dc.any() or len(table.outputs) > _MOST_BITS:
        return
    n = len(table.inputs)
    digits = unpack(table.on, len(table))
    for order in (range(len(digits)), range(len(digits) - 1, -1, -1)):
        number = np.zeros(len(table), dtype=np.int64)
        for place, output in enumerate(order):
            number |= digits[output].astype(np.int64) << place
        for degree in (1, 2):
            fit = linear_fit(number.reshape((2,) * n), len(digits), degree)
            if fit is not None:
                names = [table.outputs[output] for output in order]
                for flip, max_weight in product((0, 1), {None, task.limits.max_weight}):
                    yield fitted(table.inputs, table.outputs, names, fit, flip, max_weight)
                break


def fitted(
    inputs: Sequence[str],
    outputs: Sequence[str],
    names: Sequence[str],
    fit: LinearFit,
    flip: int = 0,
    max_weight: int | None = None,
) -> Network:
    """Digits of ``constant + sum(c * product)``; a large c stands for c - 2**bits.

    A negative multiple -d of x is d (1 - x) - d, and the constant is taken modulo 2**bits.
    Of the multiples 2**(bits-1), which are their own negatives, `flip` are taken as negative.
    `names` are the outputs from the lowest digit up.
    """
    draft = Draft(inputs)
    modulus = 1 << fit.bits
    constant, terms = fit.constant, []
    for chosen, coefficient in fit.products.items():
        value = _product(draft, chosen)
        negative = 2 * coefficient > modulus or (2 * coefficient == modulus and flip > 0)
        if not negative:
            terms.append((coefficient, value))
        else:
            flip -= 2 * coefficient == modulus
            terms.append((modulus - coefficient, 1 - value))
            constant += coefficient
    digits = sum_digits(draft, [*terms, (constant % modulus, ONE)], max_weight)
    digits += [ZERO] * (len(names) - len(digits))
    digit = dict(zip(names, digits, strict=False))
    kind = "linear form" if max(map(len, fit.products), default=0) < 2 else "sum of products"
    return draft.network({name: digit[name] for name in outputs}, f"digits of a {kind}")


def _product(draft: Draft, chosen: tuple[int, ...]) -> Form:
    return draft.fires(total(draft.literals[i] for i in chosen), len(chosen))


# One after the other ----------------------------------------------------------------------------


def may_be_apart(task: Task) -> bool:
    """Whether there are several outputs, and all rows; gates that they share are kept shared."""
    if task.table is not None:
        return not task.one_output and not task.merged
    stated, several = task.function.stated, len(task.function.outputs) > 1
    return several and not isinstance(stated, Circuit) and task.function.all_rows is not None


def separate(task: Task) -> Iterator[Network]:
    """Each output by itself; and each helped by those that are made already."""
    table = task.listed
    count, shared = len(table.outputs), _may_share(task)
    alone = _ALONE if task.limits.none else _ALONE_LIMITED
    part = task.budget.share(alone) if shared else task.budget
    nets = {name: task.output(name, count - k, part) for k, name in enumerate(table.outputs)}
    draft = Draft(table.inputs)
    values = {name: draft.embed(net, draft.literals)[0] for name, net in nets.items()}
    yield draft.network(values, _titles(nets.values()))
    if len(table.inputs) < _MOST_AXES and draft.units > len(nets):
        yield _helped(table, nets)
    if shared:
        yield from _shared(task, list(nets.values()))


def _may_share(task: Task) -> bool:
    """Whether outputs may read any units of others, and there are few rows.

    What exceeds wide limits, which it seldom does, is left out as anything that exceeds them.
    """
    limits = task.limits
    is_open = (
        limits.skip
        and limits.max_depth is None
        and (limits.max_fan_in or inf) >= _LEAST_FAN_IN
        and (limits.max_weight or inf) >= _LEAST_WEIGHT
    )
    return is_open and len(task.listed) <= _MOST_ROWS


def _shared(task: Task, nets: Sequence[Network]) -> Iterator[Network]:
    """Outputs that share any units, from those of each alone and from the best that is known."""
    points, wanted = signed(task.tabled)
    patience = task.budget.patience / (4 if task.part_of else 1)
    most = patience * min(_WORK_PER_ROW * wanted.size, _SOON if len(points) <= _FEW_ROWS else inf)
    rows = Demand(points, wanted, task.budget.share(_TOGETHER, most=most))
    over_all = (net for net in task.found if net.inputs == task.tabled.inputs)
    best = min(over_all, key=lambda net: (bool(task.limits.excess(net)), net.units))
    known = [_units(net) for net in nets]
    ends = dict(zip(best.outputs, best.output_units.tolist(), strict=True))
    made = Made(_units(best), [ends[name] for name in task.tabled.outputs])
    for each in shared(rows, known, made, task.bound):
        yield _closed(task, each)


def _closed(task: Task, made: Made) -> Network:
    """The network of units that are made."""
    table = task.tabled
    draft = Draft(table.inputs)
    nodes = draft.embed_units(made.units, draft.literals)
    ends = [nodes[len(table.inputs) + end] for end in made.ends]
    return draft.network(dict(zip(table.outputs, ends, strict=True)), "shared units")


def _units(net: Network) -> list[Unit]:
    """The units of a network of one output."""
    wires = [net.wires_of(unit) for unit in range(net.units)]
    return [
        (sources.tolist(), weights.tolist(), threshold.item())
        for (sources, weights), threshold in zip(wires, net.thresholds, strict=True)
    ]


def signed(table: TruthTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows that matter, and the outputs there: -1 and 1, 0 where an output is free."""
    on, free = unpack(table.on, len(table)), unpack(table.dc, len(table))
    met = ~free.all(axis=0)
    points = unpack(columns(len(table.inputs)), len(table))[:, met].T.astype(np.int64)
    return 2 * points - 1, np.where(free, 0, 2 * on.astype(np.int64) - 1)[:, met]


def _titles(nets: Iterable[Network]) -> str:
    return "; ".join(list(dict.fromkeys(net.construction for net in nets))[:4])


def _helped(table: TruthTable, nets: dict[str, Network]) -> Network:
    """Outputs in an order in which as many as possible are one unit over those before."""
    n = len(table.inputs)
    draft = Draft(table.inputs)
    made: dict[str, Form] = {}
    given: dict[str, NDArray[np.bool_]] = {}  # what is made, row by row
    waiting = sorted(nets, key=lambda name: nets[name].units)
    while waiting:
        for name in waiting:
            helpers = [other for other in made if nets[other].units > 1 or nets[name].units > 1]
            helpers = helpers[-(_MOST_AXES - n) :]
            found = _one_unit(table.output(name), [given[other] for other in helpers])
            if found is not None:
                values = [*draft.literals, *(made[helper] for helper in helpers)]
                made[name] = draft.fires(weighted(found.weights, values), found.threshold)
                given[name] = _fires(found, n, [given[other] for other in helpers])
                break
        else:
            name = waiting[0]
            made[name] = draft.embed(nets[name], draft.literals)[0]
            given[name] = unpack(truth_table(nets[name]).on[0], len(table))
        waiting.remove(name)
    return draft.network({name: made[name] for name in table.outputs}, "outputs read outputs")


def _one_unit(table: TruthTable, helpers: Sequence[NDArray[np.bool_]]) -> Separation | None:
    """One output as one unit over the inputs and values that are there, if it is one."""
    place = np.arange(len(table))
    for helper in helpers:
        place = place << 1 | helper
    axes = len(table.inputs) + len(helpers)
    on, dc = np.zeros(1 << axes, dtype=bool), np.ones(1 << axes, dtype=bool)
    on[place], dc[place] = (unpack(rows[0], len(table)) for rows in (table.on, table.dc))
    return threshold_of(pack(on), pack(dc), axes)


def _fires(unit: Separation, n: int, helpers: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """The values of a unit over the inputs and others, row by row."""
    inputs = unpack(columns(n), 1 << n)
    sums = np.array(unit.weights, dtype=np.int64) @ np.array([*inputs, *helpers], dtype=np.int64)
    return np.asarray(sums >= unit.threshold)
