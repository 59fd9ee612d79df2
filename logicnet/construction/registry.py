"""What the table of constructions is: its rows, and how it is walked for few units.

`solve` walks the table from the cheap and exact rows to the costly ones, and ends where no
network can have fewer units than one that is found. It judges nothing: `compile` does, by code
that no construction shares, before a network leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from inspect import getdoc, signature
from typing import Any

from logicnet.errors import LimitError
from logicnet.ground.budget import SECOND, Budget, factor
from logicnet.ground.registry import Registry
from logicnet.network.network import Network

from .limits import Limits, size
from .target import Target
from .task import Task
from .tries import Efforts, Smallest

_SHARE = 0.75  # of a time limit that the search has, before the other styles have their turn
_EXPLAINED = 3 * SECOND  # work in which what is possible is looked for, where limits are not met


@dataclass(frozen=True)
class Construction:
    """One way to build networks.

    Where it `accepts` a task, `build` gives networks for it, each with the lower bound that it
    proves; `bound` proves one for all networks. `page` is the page under docs/constructions that
    derives it. What can be asked for by name has a `style`: a function of a `Target` and options,
    those `given` to it and others, or those of the function that it hands them `on_to`.
    `of_regions` takes regions only.
    """

    name: str
    build: Callable[[Task], Iterable[Network]] | None = None
    accepts: Callable[[Task], bool] = lambda task: True
    page: str = ""
    style: Callable[..., Network] | None = None
    of_regions: bool = False
    bound: Callable[[Task], int] | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    on_to: Callable[..., object] | None = None
    once: bool = False  # whether more work finds nothing else
    says: str = ""  # what it builds, where no function's first line does

    def __str__(self) -> str:
        return self.name

    @property
    def builds(self) -> str:
        """What it builds: the first line of the function that does."""
        texts = [getdoc(way) for way in (self.build, self.style) if way is not None]
        return next((text.partition("\n")[0] for text in [self.says, *texts] if text), "")

    @property
    def options(self) -> tuple[str, ...]:
        """The names of what can be asked of the style."""
        takes = self.on_to or self.style
        names = () if takes is None else tuple(signature(takes).parameters)[1:]
        return tuple(name for name in names if name not in self.given)

    def cells(self) -> tuple[str, ...]:
        """Name, what it builds, whether it is a style, and its page, as the pages list them."""
        named = f'`"{self.name}"`' if self.style is not None else self.name
        return named, self.builds, f"[{self.page}]({self.page}.md)"


class Constructions(Registry[Construction]):
    """Constructions in the order in which they are tried."""

    def __init__(self, rows: Iterable[Construction]) -> None:
        super().__init__("construction", ("construction", "builds", "page"), rows)

    @property
    def styles(self) -> Mapping[str, Construction]:
        """The constructions that can be asked for by name."""
        return {row.name: row for row in self.values() if row.style is not None}

    def solve(self, task: Task) -> Network:
        """The network with the fewest units that the constructions find, until Ctrl-C comes."""
        try:
            for row in self.values():
                if task.done:
                    break
                if row.build is not None and row.accepts(task) and not (row.once and task.again):
                    with suppress(LimitError):  # one that does not fit: another may
                        task.add(row.build(task))
                    if row.bound is not None:
                        task.proven = max(task.proven, row.bound(task))
        except KeyboardInterrupt:
            if task.part_of or not task.few:
                raise
        count = len(task.function.outputs)
        what = f"this function of {len(task.function.inputs)} inputs"
        what = what if count == 1 else f"these {count} functions"
        found = task.limits.best(task.found, what, task.function.cost)
        bound = task.bound
        if not task.one_output or not set(found.inputs) <= set(task.tabled.inputs):
            return found.described(construction=found.construction, lower_bound=bound)
        found = found.over(task.tabled.inputs).renamed(outputs=task.tabled.outputs)
        return found.described(construction=found.construction, lower_bound=bound)

    def smallest(self, function: Target, limits: Limits, budget: Budget) -> Network:
        """The same for a function within limits and a budget, or what these would have to be."""
        found = self.finished(self.look(function, limits, budget), limits, budget)
        return self.given(found, function, limits)

    def look(self, function: Target, limits: Limits, budget: Budget) -> Efforts:
        """A search that has made its first effort."""
        efforts = Efforts.of(function, limits.ways[0], budget.patience)
        self._step(efforts, budget)
        return efforts

    def finished(self, efforts: Efforts, limits: Limits, budget: Budget) -> Smallest:
        """What a search comes to that has begun, and those within the other ways of the limits."""
        found: list[Network] = []
        failed = None
        for turn, within in enumerate(limits.ways):
            if turn:
                efforts = Efforts.of(efforts.function, within, budget.patience, efforts.seen)
            self._go_on(efforts, budget)
            failed = failed or efforts.failed
            found += [] if efforts.found is None else [efforts.found]
            if found and (found[0].proven_minimal or budget.late()):
                break
        network = min(found, key=efforts.function.cost, default=None)
        return Smallest(network, efforts.seen, failed)

    def given(self, found: Smallest, function: Target, limits: Limits) -> Network:
        """The network that was found, or an error that says what the limits would have to be."""
        if found.network is not None:
            return found.network
        text = self._refusal(function, limits, found.seen) if limits.given else ""
        raise (LimitError(text) if text else found.failed or LimitError("nothing was found"))

    def _step(self, efforts: Efforts, budget: Budget) -> None:
        """Make the next effort."""
        function, patience = efforts.function, efforts.to_come.pop(0)
        least = function.lower_bound or 0
        part = budget.share(_SHARE, most=patience * function.work)
        part.patience = patience
        task = Task(function, efforts.limits, part, self.solve, least=least,
                    found=efforts.seen, proven=efforts.proven, again=efforts.begun)  # fmt: skip
        try:
            efforts.found = self.solve(task)
        except LimitError as error:  # more work may find one
            efforts.failed = error
        efforts.proven, efforts.begun = task.proven, True
        if task.settled or task.done or budget.late():
            efforts.to_come, efforts.ended = [], True
        if efforts.found is not None and budget.cut and not efforts.found.proven_minimal:
            efforts.found = replace(efforts.found, cut=budget.cut)

    def _go_on(self, efforts: Efforts, budget: Budget) -> None:
        while efforts.to_come:
            self._step(efforts, budget)

    def _searched(self, function: Target, limits: Limits, budget: Budget) -> Network:
        """What is found within limits, one way."""
        efforts = Efforts.of(function, limits, budget.patience)
        self._go_on(efforts, budget)
        if efforts.found is None:
            raise efforts.failed or LimitError("nothing was found")
        return efforts.found

    def _loosened(
        self, function: Target, limits: Limits, name: str, seen: Sequence[Network], budget: Budget
    ) -> Network | None:
        """What is possible when one limit is loosened.

        Of the networks `seen` that are only too deep, one has the least depth; what is flatter is
        looked for once more only where all rows are at hand.
        """
        value, known = limits.given[name], None
        tried: list[int | None] = [value + 1, value + 2, value + 4, 2 * value + 6, None]
        loosened: dict[str, Any] = {name: None}
        if name == "max_depth":
            free = replace(limits, **loosened)
            deep = (net for net in seen if not free.excess(net))
            known = min(deep, key=lambda net: (net.depth, size(net)), default=None)
        if known is not None:
            few = function.table is not None
            tried = [depth for depth in tried if few and depth and depth < known.depth]
        for loosened[name] in tried:
            with suppress(LimitError):
                return self._searched(function, replace(limits, **loosened), budget)
            if budget.over():
                break
        return known

    def _refusal(self, function: Target, limits: Limits, seen: Sequence[Network]) -> str:
        """Why the limits cannot be met: for each, what is possible when it alone is loosened."""
        budget = Budget(_EXPLAINED, patience=factor("low"))
        found = (self._loosened(function, limits, name, seen, budget) for name in limits.given)
        possible = [net for net in found if net is not None]
        if not possible:
            free = function.within(Limits(skip=limits.skip))
            possible = [self._searched(function, free, budget)]
        shown = "; or ".join(
            f"{net.units} unit{'s' * (net.units != 1)}, but {' and '.join(excess)}"
            for net in possible
            if (excess := limits.excess(net))
        )
        count = len(function.outputs)
        what = "this function" if count == 1 else f"these {count} functions"
        return shown and (
            f"no network known for {what} of {len(function.inputs)} inputs fits {limits.text}; "
            f"possible: {shown}"
        )
