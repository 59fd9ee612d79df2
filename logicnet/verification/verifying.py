"""Whether a network computes what was stated, by code that shares nothing with the compilers."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.budget import Budget, Progress
from logicnet.ground.names import natural_order
from logicnet.ground.running.interrupts import ended_by
from logicnet.ground.storage.files import named
from logicnet.ground.workers.parallel import Workers
from logicnet.logic.function import Function, function
from logicnet.network.network import Network
from logicnet.regions.stated_regions import stated_regions

from .by_position import named_as
from .functions.rows import alike, compared
from .judge import MOST_EXHAUSTIVE, Extent
from .judges import judged
from .verdict import Verdict

if TYPE_CHECKING:
    from typing import TypeGuard

    from logicnet.regions.region import Region


@checked()
def verify(
    network: Any,
    specification: Any,
    *,
    max_inputs: int = MOST_EXHAUSTIVE,
    samples: int | None = None,
    seed: int = 0,
    time_limit: float | None = None,
    progress: Progress | None = None,
    executor: Workers | None = None,
    certificate: str | PathLike[str] | None = None,
    by_position: bool = False,
) -> Verdict:
    """Whether the network computes the specification, proven where that is feasible.

    Both are anything that states a function: a Network or an MLP, whatever `compile` takes, the
    path of a file, and with them what other frameworks train. Of an MLP it is what the net decides
    on 0 and 1, as far as rounding cannot move it; the verdict has the `margin`. Inputs are matched
    by name, and so are outputs unless each side has just one; with `by_position` the first input
    of one is that of the other, whatever its name, and so on, and likewise the outputs. Beyond
    `max_inputs` inputs both sides are compared by sums, by decision diagrams, and node by node
    with SAT; where these decide nothing at `samples` random rows (a million unless told otherwise;
    of a region 20,000 points).
    An `executor` of concurrent.futures or a Dask Client shares the work out to its workers; the
    verdict is the same. With a `certificate` both sides, of truth values, are compared by SAT
    alone; where they are equal, the clauses are written to that path with the suffix .cnf, and
    beside it, with .drat, a proof that no values satisfy them, which checkers of such proofs read.

    How much is compared does not depend on the clock. A `time_limit` (seconds) or Ctrl-C only ends
    it early; the verdict is then unknown, unless a difference was found, its reason says how far
    it came, and `cut` what has ended it. After two seconds `progress`, if given, hears twice a
    second (elapsed seconds, rows or points compared so far, how many there are).

    >>> net = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)])
    >>> print(verify(net, "a & b"))
    equal, proven by all 4 rows
    >>> print(verify(net, "a | b"))
    different: at a=0 b=1 the network gives y=0, the specification y=1 (found by all 4 rows)
    """
    budget = Budget(time_limit=time_limit, seed=seed, progress=progress)
    written = None if certificate is None else named(certificate)
    extent = Extent(max_inputs, samples, executor, budget, written)
    given, stated = function(network), function(specification)
    stated = named_as(given, stated) if by_position else stated
    with ended_by(budget.stop):
        return verified(given, stated, extent)


def verified(given: Network | Function, stated: Function, extent: Extent | None = None) -> Verdict:
    """As `verify`, for a network or a function, against a function."""
    if extent is not None and extent.certificate is not None:
        return _certified(given, stated, extent, extent.certificate)
    regions, other = stated_regions(stated), stated_regions(given)
    if _reads_coordinates(given) and _reads_coordinates(stated):
        same = alike(given, stated)
        if same is not None:
            return same
        from .regions.network_as_regions import regions_of

        regions = regions_of(stated)
    if regions is not None and isinstance(given, Network):
        return verify_region(given, regions, extent)
    if other is not None and isinstance(stated, Network):
        return verify_region(stated, other, extent)
    if regions is not None and other is not None:
        from .regions.two_regions import paired

        return judged("two regions", paired(other, regions), extent or Extent())
    if regions is not None or other is not None:
        raise SpecificationError("a region is compared with a network or a region, not with a "
                                 "function of 0 and 1")  # fmt: skip
    of = "trained" if hasattr(given, "decided") else "functions"
    return judged(of, compared(given, stated), extent or Extent())


def _certified(
    given: Network | Function, stated: Function, extent: Extent, path: Path
) -> Verdict:  # fmt: skip
    """The verdict with files that prove it, of functions of truth values."""
    from .sweeping.judging import certified

    if hasattr(given, "decided") or any(map(_is_of_coordinates, (given, stated))):
        raise SpecificationError("a certificate is about functions of truth values")
    return certified(compared(given, stated), path, extent)


def _is_of_coordinates(side: Network | Function) -> bool:
    return _reads_coordinates(side) or stated_regions(side) is not None


def _reads_coordinates(side: Function) -> TypeGuard[Network]:
    return isinstance(side, Network) and side.encoding == "real"


def verify_region(
    network: Network,
    regions: Region | Mapping[str, Region],
    extent: Extent | None = None,
    *,
    rounding: bool = False,
) -> Verdict:
    """Whether each output of a network is its region, Boolean variables being 0 or 1.

    With `rounding` points do not count that are as near to a hyperplane as rounding moves it,
    whatever is promised about the boundary. The workers of an executor evaluate the network at
    cells and points; the cells themselves are listed here.

    >>> from logicnet import Region, compile
    >>> square = Region.box([0, 0], [1, 1])
    >>> print(verify_region(compile(square), square))
    equal, proven by the 9 cells, 12 edges and 4 corners of 4 lines
    """
    from .regions.network_of_regions import claimed

    stated = regions.values() if isinstance(regions, Mapping) else [regions]
    names = natural_order({name for region in stated for name in region.names})
    if network.encoding == "real" and set(network.inputs) < set(names):
        network = network.over([*network.inputs, *(n for n in names if n not in network.inputs)])
    return judged("regions", claimed(network, regions, rounding), extent or Extent())
