"""The table of constructions: what each is called, accepts and builds, and where it is explained.

`solve` walks the table from the cheap and exact rows to the costly ones, and ends where no
network can have fewer units than one that is found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from inspect import getdoc

from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.registry import Registry
from logicnet.network.network import Network

from .target import Target
from .task import Task


@dataclass(frozen=True)
class Construction:
    """One way to build networks.

    Where it `accepts` a task, `build` gives networks for it, each with the lower bound that it
    proves; `bound` proves one for all networks. `page` is the page under docs/constructions that
    derives it. What can be asked for by name has a `style`: a function of
    a `Target` and options. `of_regions` takes regions only.
    """

    name: str
    build: Callable[[Task], Iterable[Network]] | None = None
    accepts: Callable[[Task], bool] = lambda task: True
    page: str = ""
    style: Callable[..., Network] | None = None
    of_regions: bool = False
    bound: Callable[[Task], int] | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def builds(self) -> str:
        """What it builds: the first line of the function that does."""
        texts = [getdoc(way) for way in (self.build, self.style) if way is not None]
        return next((text.partition("\n")[0] for text in texts if text), "")

    def cells(self) -> tuple[str, ...]:
        """Name, what it builds, whether it is a style, and its page, as the pages list them."""
        named = f'`"{self.name}"`' if self.style is not None else self.name
        return named, self.builds, f"[{self.page}]({self.page}.md)"

    def built(self, function: Target, **options: object) -> Network:
        """The network of a style that is asked for by name."""
        if self.style is None or (self.of_regions and function.regions is None):
            raise SpecificationError(f"style {self.name!r} takes regions")
        return self.style(function, **options)


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
            self._walk(task)
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
        return _over(found, task.tabled.inputs, task.tabled.outputs[0], bound)

    def _walk(self, task: Task) -> None:
        """Try the constructions one after another."""
        for row in self.values():
            if task.done:
                break
            if row.build is not None and row.accepts(task):
                with suppress(LimitError):  # one that does not fit: another may
                    task.add(row.build(task))
                if row.bound is not None:
                    task.proven = max(task.proven, row.bound(task))


def _over(network: Network, inputs: tuple[str, ...], output: str, bound: int) -> Network:
    """The same units over all these inputs, under its output's name."""
    n, shift = len(network.inputs), len(inputs) - len(network.inputs)
    place = [inputs.index(name) for name in network.inputs]
    place += range(n + shift, n + shift + network.units)
    wires = [network.wires_of(j) for j in range(network.units)]
    return Network.from_units(
        inputs,
        [
            ([place[s] for s in sources], weights.tolist(), threshold)
            for (sources, weights), threshold in zip(
                wires, network.thresholds.tolist(), strict=True
            )
        ],
        outputs={output: int(network.output_units[0])},
        labels=network.labels,
        construction=network.construction,
        lower_bound=bound,
    )
