"""How the cost of a style is found: by the network that is built, or by a formula beyond that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, cast

import numpy as np

from logicnet.compiling import compile
from logicnet.construction.constructions import CONSTRUCTIONS, Style
from logicnet.construction.sizes import Size, counted_values, minterms_size, two_level, wide_size
from logicnet.errors import LimitError, LogicnetError, SpecificationError
from logicnet.ground.bits import popcount
from logicnet.ground.checks import choice, shown
from logicnet.ground.running.interrupts import Interrupt, told
from logicnet.ground.workers.parallel import mapped
from logicnet.logic.function import Function
from logicnet.logic.tables.cover import Cover
from logicnet.network.network import Network
from logicnet.regions.stated_regions import stated_regions

from .comparison import StyleCost

_WIDE_INPUTS = 16  # inputs up to which an arbitrary function is minimised here
_TWO_LEVEL = ("minterms", "wide")


class Job(NamedTuple):
    """A style of a function, the place of its entry within the size, and the size."""

    place: int
    style: Style
    stated: Function
    size: int | None


def jobs_of(stated: Function, styles: Sequence[Style] | None, size: int | None = None) -> list[Job]:
    """The styles to count: those first that are built, as they tell what can be counted."""
    is_region = stated_regions(stated) is not None
    rows = CONSTRUCTIONS.styles.values()
    known = [row.name for row in rows if is_region or not row.of_regions]
    if styles is not None and (not np.iterable(styles) or isinstance(styles, (str, bytes))):
        raise SpecificationError(
            f"styles must be a list of {', '.join(known)}; got {shown(styles)}"
        )
    named = known if styles is None else styles
    chosen = [cast("Style", choice(style, "style", known)) for style in named]
    jobs = [Job(place, style, stated, size) for place, style in enumerate(chosen)]
    return sorted(jobs, key=lambda job: not is_region and job.style in _TWO_LEVEL)


def entries_of(
    jobs: Iterator[Job], costs: CostOf, pool: Any, interrupt: Interrupt
) -> list[StyleCost]:
    """The entries in the order of sizes and styles; after Ctrl-C some were not begun."""
    begun: list[Job] = []

    def noting() -> Iterator[Job]:
        for job in jobs:
            begun.append(job)
            yield job

    with closing(mapped(costs, noting(), pool, over=lambda: interrupt.came)) as results:
        found = list(results)
    found += [StyleCost(job.style, note="not begun", size=job.size) for job in begun[len(found) :]]
    sizes = {size: k for k, size in enumerate(dict.fromkeys(job.size for job in begun))}
    order = sorted(range(len(begun)), key=lambda k: (sizes[begun[k].size], begun[k].place))
    return [found[k] for k in order]


@dataclass(frozen=True)
class CostOf:
    """What is done for each job, here or by a worker."""

    max_units: int
    time_limit: float | None

    def __call__(self, job: Job) -> StyleCost:
        style, stated = job.style, job.stated
        options = _timed(style, self.time_limit)
        build = partial(compile, stated, style, **options)
        if stated_regions(stated) is not None:
            return _region_entry(style, build)
        if style not in _TWO_LEVEL:
            return built_entry(style, build, job.size)
        two_level = partial(_two_level, style, stated, self.max_units, self.time_limit)
        return built_entry(style, two_level, job.size)


def _timed(style: str, time_limit: float | None) -> dict[str, Any]:
    """The time limit as an option, where the style has it."""
    limited = time_limit is not None and "time_limit" in CONSTRUCTIONS.styles[style].options
    return {"time_limit": time_limit} if limited else {}


def built_entry(
    style: str, build: Callable[[], Network | Size], size: int | None = None
) -> StyleCost:
    """The entry of a style, or why there is none."""
    if told():
        return StyleCost(style, note="not begun", size=size)
    try:
        built = build()
    except LimitError as error:
        return StyleCost(style, note=str(error), size=size)
    except KeyboardInterrupt:
        if not told():
            raise
        return StyleCost(style, note="nothing found yet", size=size)
    if isinstance(built, Network):
        return StyleCost.of(style, built, size)
    return StyleCost(style, **built._asdict(), note="counted, not built", size=size)


def _region_entry(style: Style, build: Callable[[], Network]) -> StyleCost:
    try:
        return built_entry(style, build)
    except LogicnetError as error:  # no such network
        return StyleCost(style, note=str(error).partition("\n")[0])


def _two_level(
    style: Style, stated: Function, max_units: int, time_limit: float | None
) -> Network | Size:
    """A two-level network, built or counted."""
    counted = _counted(style, stated, max_units, time_limit)
    if counted is not None:
        return counted
    n = len(stated.inputs)
    if style == "wide" and not isinstance(stated, Cover) and n > _WIDE_INPUTS:
        raise LimitError(f"not minimised: {n} inputs exceed the limit of {_WIDE_INPUTS} here")
    return compile(stated, style, **_timed(style, time_limit))


def _counted(style: str, stated: Function, max_units: int, time_limit: float | None) -> Size | None:
    """The counts by formula, where the network would have too many units."""
    n = len(stated.inputs)
    if isinstance(stated, Cover) or (1 << n) <= max_units:
        return None
    values = counted_values(compile(stated, "layered", time_limit=time_limit)) if n else None
    if values is not None:
        size = minterms_size(values) if style == "minterms" else wide_size(values)
        return size if size is not None and size.units > max_units else None
    if style == "minterms" and n <= 24:
        table = stated.table()
        rows = int(popcount(table.on.max(axis=0) if len(table.outputs) == 1 else table.on))
        if len(table.outputs) == 1 and rows > max_units:
            return two_level(rows, n)
    return None
