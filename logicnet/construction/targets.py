"""From a function to what is to be built: over its names, or over its half-spaces."""

from __future__ import annotations

from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.budget import Budget
from logicnet.logic.function import function
from logicnet.network.network import Network
from logicnet.network.wiring import Encoding, check_encoding
from logicnet.regions.stated_regions import stated_regions

from .target import Target


def target_of(
    source: Any, encoding: Encoding = "binary", time_limit: float | None = None
) -> Target:
    """What is to be built for whatever states a function, read in an encoding.

    What is found out about half-spaces keeps within a time limit. Those of a network are kept.

    >>> target_of("a & b").table.to_string()
    '0001'
    >>> print(target_of("x >= 0 & x < 1 & a").circuit)
    h1 & ~h2 & h3
    """
    check_encoding(encoding)
    if isinstance(source, Target):
        return source
    stated = function(source)
    if isinstance(stated, Network) and stated.encoding == "real":
        _check_real(encoding)
        from .planes.kept import KeptPlanes

        return KeptPlanes(stated)
    regions = stated_regions(stated)
    if regions is None:
        if encoding == "real":
            raise SpecificationError("inputs of truth values are binary or bipolar, not real")
        return Target(stated, encoding)
    _check_real(encoding)
    from .planes.lowering import Lowered

    return Lowered(regions, Budget(time_limit=time_limit))


def _check_real(encoding: Encoding) -> None:
    if encoding != "binary":
        raise SpecificationError(f"a region is read in coordinates, not {encoding!r}")
