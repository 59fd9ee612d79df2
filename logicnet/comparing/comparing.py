"""Compare the styles of networks for one function, or along a family of functions.

>>> print(compare("a ^ b ^ c ^ d", styles=["minterms", "deep", "layered", "compact"]))
style     units  hidden  depth  parameters  wires  fan-in  |weights|  proven
minterms      9       8      2          49     40       8         40
deep          9       8      4          27     18       2         18
layered       5       4      2          25     20       4         20  fewest
compact       3       2      2          17     14       6         16  fewest
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import takewhile
from typing import Any

import numpy as np

from logicnet.compiling import compile
from logicnet.construction.constructions import Style
from logicnet.construction.families import check_family, family
from logicnet.errors import LimitError, SpecificationError
from logicnet.ground.arguments import checked, optional
from logicnet.ground.checks import number, shown, text, whole
from logicnet.ground.running.interrupts import Interrupt, noted
from logicnet.ground.workers.parallel import Workers, workers
from logicnet.logic.function import function

from .comparison import Comparison, StyleCost
from .costs import CostOf, built_entry, entries_of, jobs_of

MOST_UNITS = 1 << 16  # hidden units up to which two-level networks are built
_MOST_SIZES = 16  # sizes up to which a range between powers of two is taken one by one
_MOST_RANGE = 64  # sizes up to which any other range is
_WHOLE = partial(whole, low=0)
_SECONDS = optional(partial(number, low=0))


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
        jobs = iter(jobs_of(function(source), styles))
        entries = entries_of(jobs, CostOf(max_units, time_limit), pool, interrupt)
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
        jobs = (job for n in wanted for job in jobs_of(function(family(name, n)), styles, n))
        entries = entries_of(jobs, CostOf(max_units, time_limit), pool, interrupt)
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
            entry = built_entry("compact", partial(compile, stated, "compact", **options))
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


def _title(source: Any) -> str:
    text = source if isinstance(source, str) else repr(source)
    return text if len(text) <= 60 else f"{text[:57]}..."
