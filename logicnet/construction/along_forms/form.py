"""What outputs are along a linear form of the inputs, and the networks that are made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from logicnet.construction.counting.symmetric import Maker, filled, makers, radices, remainder
from logicnet.construction.draft import Draft, Form, total, weighted
from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.fewest import MOST_INPUTS, fewest
from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND, Budget
from logicnet.network.network import Network
from logicnet.network.one_unit.separation import separate

from . import blocks

_MOST_CHANGES = 4096  # along blocks
_MOST_SUMS = 4096  # of which counts are made one by one
_MOST_PERIOD = 4096
_MOST_SHIFTS = 32
_MOST_SEPARATED = 256  # sums over which outputs read one another
_MOST_ENDS, _FEW_ENDS = 256, 64  # of blocks that a heat bath is over; where inputs have their own
_OF_PARTS = 1 / 4  # of the work for parts of functions, of which there may be many
_WORK_PER_ENTRY = 0.01 * SECOND  # of a heat bath

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Along:
    """Outputs along a number from 0 up that `form` makes of the inputs.

    `met` are the numbers that are known, rising, and `wanted` says of each output there -1, 1, or
    0 where it is free. The number takes some units itself, `before` the others.
    """

    inputs: Sequence[str]
    outputs: Sequence[str]
    form: Callable[[Draft], Form]
    met: Whole
    wanted: Whole
    before: int = 0

    @property
    def end(self) -> int:
        """What the number stays below."""
        return int(self.met[-1]) + 1

    def blocks(self, skip: bool) -> Iterator[Network]:
        """Blocks along it, where it does not change too often."""
        courses = [blocks.course(self.met[own != 0], own[own != 0] > 0) for own in self.wanted]
        if sum(len(each.places) for each in courses) > _MOST_CHANGES:
            return
        draft = Draft(self.inputs)
        values = blocks.placed(draft, self.form(draft), courses, self.end, 0, skip)
        made = dict(zip(self.outputs, values, strict=True))
        yield draft.network(made, "blocks along a form")

    def counted(self, task: Task) -> Iterator[Network]:
        """What is known of functions of a count, each output by what is smallest for it."""
        if self.end > _MOST_SUMS:
            return
        made: dict[str, tuple[Maker, tuple[int, ...]]] = {}
        for name, own in zip(self.outputs, self.wanted, strict=True):
            by_sum = np.full(self.end, -1)
            by_sum[self.met] = np.where(own == 0, -1, own > 0)
            values = filled(by_sum.tolist())
            alone: list[tuple[int, int, Maker]] = []
            for _, make in makers(values, task.limits):
                trial = Draft(self.inputs)
                net = trial.network({name: make(trial, self.form(trial), values)})
                if not task.limits.excess(task.limits.fitted(net)):
                    alone.append((net.units, len(alone), make))
            if not alone:
                return
            made[name] = min(alone)[2], values
        draft = Draft(self.inputs)
        form = self.form(draft)
        ends = {name: make(draft, form, values) for name, (make, values) in made.items()}
        yield draft.network(ends, "function of a form")

    def in_turn(self) -> Iterator[Network]:
        """Outputs one after the other, each one unit over the number and those before it."""
        if len(self.outputs) < 2 or len(self.met) > _MOST_SEPARATED or not self.wanted.all():
            return
        draft, made = Draft(self.inputs), dict[int, Form]()
        values, forms = [self.met], [self.form(draft)]
        while len(made) < len(self.outputs):
            for output in (k for k in range(len(self.outputs)) if k not in made):
                points, on = np.stack(values, axis=1), self.wanted[output] > 0
                found = separate(points[on], points[~on], smallest=False)
                if found is not None:
                    made[output] = draft.fires(weighted(found.weights, forms), found.threshold)
                    values.append(on.astype(np.int64))
                    forms.append(made[output])
                    break
            else:
                return
        ends = {name: made[k] for k, name in enumerate(self.outputs)}
        yield draft.network(ends, "digits along a form")

    def heated(self, task: Task, work: Budget) -> Iterator[Network]:
        """Units over the form alone, right at both ends of each block of sums."""
        known = (self.wanted != 0).any(axis=0)
        met, wanted = self.met[known], self.wanted[:, known]
        changed = (wanted[:, 1:] != wanted[:, :-1]).any(axis=0)
        ends = np.concatenate([[True], changed]) | np.concatenate([changed, [True]])
        if ends.sum() > (_FEW_ENDS if len(self.inputs) <= MOST_INPUTS else _MOST_ENDS):
            return
        most = task.budget.patience * _WORK_PER_ENTRY * wanted[:, ends].size
        budget = work.share(1 / 2, most=most * (_OF_PARTS if task.part_of else 1))
        asked = Demand(2 * met[ends, None] - 1, wanted[:, ends], budget)
        least = max(task.bound - self.before, 2, _fewest_along(wanted))
        for units, found in fewest(asked, least, task.few - 1 - self.before):
            draft = Draft(self.inputs)
            nodes = draft.embed_units(units, [self.form(draft)])
            outputs = dict(zip(self.outputs, [nodes[1 + end] for end in found], strict=True))
            yield draft.network(outputs, "heat bath over a form")

    def remainders(self) -> Iterator[Along]:
        """The same along what the number leaves when divided by a period, if there is one.

        Where the period is entered decides how the outputs change inside.
        """
        whole = len(self.met) == self.end and self.wanted.all()
        period = _period(self.wanted) if whole else 0
        for shift in range(min(period, _MOST_SHIFTS)):
            top = self.end - 1 + shift
            count = top // period + 1
            radix = radices(count, (count - 1).bit_length())
            turned = np.roll(self.wanted[:, :period], shift, axis=1)
            form = partial(self._left, shift, period, radix, top)
            yield Along(self.inputs, self.outputs, form, np.arange(period), turned, len(radix))

    def _left(
        self, shift: int, period: int, radix: Sequence[int], top: int, draft: Draft
    ) -> Form:  # fmt: skip
        return remainder(draft, self.form(draft) + shift, period, radix, top)


def of_weights(
    inputs: Sequence[str], outputs: Sequence[str], weights: Sequence[int], met: Whole, wanted: Whole
) -> Along:
    """Outputs along a form from 0 up, by the sums that are met, the least being 0."""
    low = sum(w for w in weights if w < 0)
    return Along(
        inputs, outputs, lambda draft: total([weighted(weights, draft.literals), -low]), met, wanted
    )


def _period(wanted: Whole) -> int:
    """The least number after which all repeats, at least once; 0 where none does."""
    size = wanted.shape[1]
    for period in range(2, min(size // 2, _MOST_PERIOD) + 1):
        near = min(size, 2 * period + 64)
        if (wanted[:, period:near] == wanted[:, : near - period]).all() and (
            wanted[:, period:] == wanted[:, :-period]
        ).all():
            return period
    return 0


def _fewest_along(wanted: Whole) -> int:
    """Units that any network over the form alone needs.

    A unit more changes once at the most where those before it stay the same, so k of them tell
    2**k runs of sums apart.
    """
    known = wanted[:, (wanted != 0).all(axis=0)]
    runs = 1 + int((known[:, 1:] != known[:, :-1]).any(axis=0).sum())
    return (runs - 1).bit_length()
