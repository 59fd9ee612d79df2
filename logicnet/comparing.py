"""Compare the styles of networks for one function, or along a family of functions.

>>> print(compare("a ^ b ^ c ^ d", styles=["minterms", "deep", "layered", "compact"]))
style     units  hidden  depth  parameters  wires  fan-in  |weights|  proven
minterms      9       8      2          49     40       8         40
deep          9       8      4          27     18       2         18
layered       5       4      2          25     20       4         20  fewest
compact       3       2      2          17     14       6         16  fewest
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import partial
from html import escape
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from logicnet.construction.constructions import CONSTRUCTIONS, Style
from logicnet.construction.families import check_family, family
from logicnet.construction.sizes import (
    Size,
    counted_values,
    minterms_size,
    of_network,
    two_level,
    wide_size,
)
from logicnet.ground.arguments import checked, optional
from logicnet.ground.bits import popcount
from logicnet.ground.budget import Cut
from logicnet.ground.checks import choice, number, shown, text, whole
from logicnet.ground.html import sentence, table
from logicnet.ground.running.interrupts import Interrupt, noted, told
from logicnet.ground.workers.parallel import Workers, mapped, workers
from logicnet.logic.function import Function, function
from logicnet.logic.tables.cover import Cover
from logicnet.network.network import Network
from logicnet.regions.stated_regions import stated_regions

from .compiling import compile
from .errors import LimitError, LogicnetError, SpecificationError

if TYPE_CHECKING:
    import pandas as pd


MOST_UNITS = 1 << 16  # hidden units up to which two-level networks are built
_MOST_SIZES = 16  # sizes up to which a range between powers of two is taken one by one
_MOST_RANGE = 64  # sizes up to which any other range is
_WIDE_INPUTS = 16  # inputs up to which an arbitrary function is minimised here
_WHOLE = partial(whole, low=0)
_SECONDS = optional(partial(number, low=0))
_TITLES = {
    "size": "n",
    "style": "style",
    "units": "units",
    "hidden_units": "hidden",
    "depth": "depth",
    "parameters": "parameters",
    "wires": "wires",
    "max_fan_in": "fan-in",
    "weight_sum": "|weights|",
    "proven": "proven",
}


@dataclass(frozen=True)
class StyleCost:
    """One style of one function: its counts (None where unknown) and how they were found.

    `size` is the place in a family; `note` says when a network was counted without being built,
    or why there is none. `proven` means that no network (of neighbouring layers, where skip
    wires were ruled out) has fewer units.
    """

    style: str
    units: int | None = None
    hidden_units: int | None = None
    depth: int | None = None
    parameters: int | None = None
    wires: int | None = None
    max_fan_in: int | None = None
    weight_sum: int | float | None = None
    proven: bool = False
    note: str = ""
    size: int | None = None

    def __str__(self) -> str:
        told = [f"{_shown(self.units)} units", f"depth {_shown(self.depth)}"]
        told += ["fewest"] * self.proven + [self.note] * bool(self.note)
        of = self.style if self.size is None else f"{self.style} at {self.size}"
        return f"{of}: {', '.join(told)}"

    def _repr_html_(self) -> str:
        columns = [name for name in _TITLES if getattr(self, name) is not None]
        shown = [_shown(getattr(self, name)) for name in columns]
        return sentence("StyleCost", str(self)) + table(
            [_TITLES[name] for name in columns], [shown]
        )

    @classmethod
    @checked()
    def of(cls, style: str, network: Network, size: int | None = None) -> StyleCost:
        """The entry of a network that was built."""
        counts = of_network(network)._asdict()
        note = "" if network.cut is None else f"cut by the {network.cut}"
        return cls(style, **counts, proven=network.proven_minimal, note=note, size=size)


@dataclass(frozen=True)
class Comparison:
    """Entries of several styles, shown as a table.

    `cut` is "interrupt" after Ctrl-C: some entries then have a note that says so, and in place of a
    count what the search had reached, or none.
    """

    title: str
    entries: tuple[StyleCost, ...]
    cut: Cut | None = None

    def __str__(self) -> str:
        rows = self._cells()
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
        left = {k for k, title in enumerate(rows[0]) if title in ("style", "proven")}
        lines = [
            "  ".join(
                cell.ljust(width) if k in left else cell.rjust(width)
                for k, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, *self._notes()])

    def _cells(self) -> list[list[str]]:
        columns = [name for name in _TITLES if name != "size" or self._is_family]
        rows = [[_TITLES[name] for name in columns]]
        for entry in self.entries:
            rows.append([_shown(getattr(entry, name)) for name in columns])
        return rows

    @property
    def _is_family(self) -> bool:
        return any(entry.size is not None for entry in self.entries)

    def _notes(self) -> list[str]:
        notes: dict[tuple[str, str], list[str]] = {}
        for entry in self.entries:
            if entry.note:
                sizes = notes.setdefault((entry.style, entry.note), [])
                sizes += [] if entry.size is None else [str(entry.size)]
        lines = [
            f"{style}{' at ' + ', '.join(sizes) if sizes else ''}: {note}"
            for (style, note), sizes in notes.items()
        ]
        return lines if self.cut is None else [*lines, f"cut by the {self.cut}"]

    def __iter__(self) -> Iterator[StyleCost]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, style: str) -> StyleCost:
        """The entry of a style; of the first size, in a family."""
        of_style = {entry.style: entry for entry in reversed(self.entries)}
        return of_style[choice(style, "style", dict.fromkeys(e.style for e in self.entries))]

    def front(self) -> Comparison:
        """The entries that no other of the same size beats in both units and depth."""
        kept = [entry for entry in self.entries if not any(map(_beats(entry), self.entries))]
        return replace(self, title=f"{self.title}, units against depth", entries=tuple(kept))

    def to_dict(self) -> dict[str, Any]:
        """Title, entries and cut as plain values; large counts stay exact integers."""
        return asdict(self)

    def to_json(self) -> str:
        """The same as text."""
        return json.dumps(self.to_dict(), indent=1)

    def to_dataframe(self) -> pd.DataFrame:
        """A row an entry; needs pandas."""
        try:
            import pandas as pd
        except ImportError:
            raise SpecificationError("to_dataframe needs pandas: pip install pandas") from None
        frame = pd.DataFrame([asdict(entry) for entry in self.entries])
        return frame.dropna(axis="columns", how="all")

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        head, *rows = self._cells()
        return sentence("Comparison", self.title) + table(head, rows) + notes

    def __repr__(self) -> str:
        return f"<Comparison: {self.title}, {len(self)} entries>"


@checked(max_units=_WHOLE, time_limit=_SECONDS)
def compare(
    source: Any,
    styles: Sequence[Style] | None = None,
    *,
    max_units: int = MOST_UNITS,
    time_limit: float | None = None,
    executor: Workers | None = None,
) -> Comparison:
    """What a network for `source` costs in each style (default: in all of them).

    A function is compared in the styles of `compile` for functions, a region in those for regions.

    Two-level networks of more than `max_units` hidden units are counted by formula, not built. The
    `time_limit` is in seconds for each style that has one: all that minimise or search. Ctrl-C ends
    it with what is known so far, which says so (`cut`). An `executor` of concurrent.futures or a
    Dask Client shares the styles out to its workers.

    >>> compare("a & b | c", styles=["wide", "compact"])["compact"].units
    1
    """
    pool = workers(executor)
    with noted(raises=pool is None) as interrupt:
        jobs = iter(_jobs(function(source), styles))
        entries = _entries(jobs, _Costs(max_units, time_limit), pool, interrupt)
    return _comparison(_title(source), entries, interrupt)


@checked(name=text, max_units=_WHOLE, time_limit=_SECONDS)
def compare_family(
    name: str,
    sizes: Iterable[int],
    styles: Sequence[Style] | None = None,
    *,
    max_units: int = MOST_UNITS,
    time_limit: float | None = None,
    executor: Workers | None = None,
) -> Comparison:
    """The cost of each style along a family: "parity", "majority", "adder", "greater", ...

    An `executor` shares sizes and styles out to its workers.

    >>> print(compare_family("parity", [4, 64], styles=["minterms", "compact"]))
     n  style        units  hidden  depth    parameters         wires  fan-in     |weights|  proven
     4  minterms         9       8      2            49            40       8            40
     4  compact          3       2      2            17            14       6            16  fewest
    64  minterms  2^63 + 1    2^63      2  about 6.0e20  about 5.9e20    2^63  about 5.9e20
    64  compact          7       6      7           414           407      70           656  fewest
    minterms at 64: counted, not built
    """
    if not np.iterable(sizes) or isinstance(sizes, (str, bytes)):
        raise SpecificationError(
            f"sizes must be whole numbers, such as [2, 4, 8]; got {shown(sizes)}"
        )
    sizes = list(sizes)
    check_family(name, sizes)
    pool = workers(executor)
    with noted(raises=pool is None) as interrupt:
        wanted = takewhile(lambda n: not interrupt.came, sizes)
        jobs = (job for n in wanted for job in _jobs(function(family(name, n)), styles, n))
        entries = _entries(jobs, _Costs(max_units, time_limit), pool, interrupt)
    return _comparison(f"{name} of growing size", entries, interrupt)


@checked(time_limit=_SECONDS)
def trade_off(source: Any, *, time_limit: float | None = None) -> Comparison:
    """The Pareto front of units against depth: the fewest units known for each useful depth.

    >>> [(e.units, e.depth) for e in trade_off(" ^ ".join("abcdefghijklmnop")).entries]
    [(9, 2), (5, 3)]
    """
    stated = function(source)
    entries: list[StyleCost] = []
    with noted(raises=True) as interrupt:
        fewest = StyleCost.of("compact", compile(stated, "compact", time_limit=time_limit))
        for depth in takewhile(lambda depth: not interrupt.came, range(1, fewest.depth or 0)):
            options: dict[str, Any] = {"max_depth": depth, "time_limit": time_limit}
            entry = _built("compact", partial(compile, stated, "compact", **options))
            if entry.units is None:
                continue
            if entry.units <= (fewest.units or 0):
                fewest = entry
                break
            if not entries or entry.units < (entries[-1].units or 0):
                entries.append(entry)
    title = f"{_title(source)}, units against depth"
    return _comparison(title, [*entries, fewest], interrupt)


@checked(text=text)
def sizes_of(text: str) -> list[int]:
    """The sizes that a text names: a list, or a range, of powers of two if it spans many.

    >>> sizes_of("2..5"), sizes_of("2..64"), sizes_of("3,9")
    ([2, 3, 4, 5], [2, 4, 8, 16, 32, 64], [3, 9])
    """
    first, dots, last = text.partition("..")
    try:
        if not dots:
            return [int(part) for part in text.split(",")]
        low, high = int(first), int(last)
    except ValueError:
        raise SpecificationError(
            f"sizes are numbers such as 2..64 or 3,5,7; got {text!r}"
        ) from None
    if low < 1 or high < low:
        raise SpecificationError(f"a range of sizes rises from 1 or more; got {text!r}")
    powers = not (low & (low - 1) or high & (high - 1))
    if not powers and high - low >= _MOST_RANGE:
        raise LimitError(
            f"a range of up to {_MOST_RANGE} sizes is taken one by one, and one between powers of "
            f"two by powers, such as 2..1024; got {text!r}"
        )
    if high - low < _MOST_SIZES or not powers:
        return list(range(low, high + 1))
    return [1 << k for k in range(low.bit_length() - 1, high.bit_length())]


def _comparison(title: str, entries: Iterable[StyleCost], interrupt: Interrupt) -> Comparison:
    """The comparison, unless Ctrl-C came before anything was known."""
    found = tuple(entries)
    if interrupt.came and all(entry.units is None for entry in found):
        raise KeyboardInterrupt
    return Comparison(title, found, "interrupt" if interrupt.came else None)


# How a style is counted -------------------------------------------------------------------------


class _Job(NamedTuple):
    """A style of a function, the place of its entry within the size, and the size."""

    place: int
    style: Style
    stated: Function
    size: int | None


def _jobs(stated: Function, styles: Sequence[Style] | None, size: int | None = None) -> list[_Job]:
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
    jobs = [_Job(place, style, stated, size) for place, style in enumerate(chosen)]
    return sorted(jobs, key=lambda job: not is_region and job.style in _TWO_LEVEL)


def _entries(
    jobs: Iterator[_Job], costs: _Costs, pool: Any, interrupt: Interrupt
) -> list[StyleCost]:
    """The entries in the order of sizes and styles; after Ctrl-C some were not begun."""
    begun: list[_Job] = []

    def noting() -> Iterator[_Job]:
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
class _Costs:
    """What is done for each job, here or by a worker."""

    max_units: int
    time_limit: float | None

    def __call__(self, job: _Job) -> StyleCost:
        style, stated = job.style, job.stated
        options = _timed(style, self.time_limit)
        build = partial(compile, stated, style, **options)
        if stated_regions(stated) is not None:
            return _region_entry(style, build)
        if style not in _TWO_LEVEL:
            return _built(style, build, job.size)
        two_level = partial(_two_level, style, stated, self.max_units, self.time_limit)
        return _built(style, two_level, job.size)


def _timed(style: str, time_limit: float | None) -> dict[str, Any]:
    """The time limit as an option, where the style has it."""
    limited = time_limit is not None and "time_limit" in CONSTRUCTIONS.styles[style].options
    return {"time_limit": time_limit} if limited else {}


def _built(style: str, build: Callable[[], Network | Size], size: int | None = None) -> StyleCost:
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
        return _built(style, build)
    except LogicnetError as error:  # no such network
        return StyleCost(style, note=str(error).partition("\n")[0])


_TWO_LEVEL = ("minterms", "wide")


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


def _beats(entry: StyleCost) -> Any:
    """Whether another entry is at least as good in units and depth, and better in one."""

    def better(other: StyleCost) -> bool:
        if None in (entry.units, other.units) or other.size != entry.size:
            return False
        mine, theirs = (entry.units, entry.depth), (other.units, other.depth)
        return theirs[0] <= mine[0] and theirs[1] <= mine[1] and theirs != mine  # type: ignore[operator]

    return better


# How it is shown --------------------------------------------------------------------------------


def _title(source: Any) -> str:
    text = source if isinstance(source, str) else repr(source)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _shown(value: Any) -> str:
    """A count as text: powers of two and huge numbers in short."""
    if isinstance(value, bool):
        return "fewest" if value else ""
    if value is None:
        return "-"
    if isinstance(value, int) and value >= 10**9:
        for power, more in ((value, ""), (value - 1, " + 1")):
            if power & (power - 1) == 0:
                return f"2^{power.bit_length() - 1}{more}"
        digits = str(value)
        return f"about {digits[0]}.{digits[1]}e{len(digits) - 1}"
    return f"{value:g}" if isinstance(value, float) else str(value)
