"""For your own tests: fail with the rows that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from logicnet.ground.arguments import checked
from logicnet.ground.bits import columns, unpack, used, words
from logicnet.ground.running.interrupts import all_or_nothing
from logicnet.logic.function import function
from logicnet.network.network import Network
from logicnet.verification.judge import MOST_EXHAUSTIVE
from logicnet.verification.rows import compared
from logicnet.verification.verifying import verify

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.verification.judge import VerifyOptions

__all__ = ["assert_equivalent"]

_MOST_SHOWN = 8  # differing rows that a failure lists


@checked()
def assert_equivalent(
    network: Network,
    specification: Any,
    **options: Unpack[VerifyOptions],
) -> None:
    """Raise AssertionError unless `verify` proves the network equal to the specification.

    The options are those of `verify`. The message lists the first rows that differ. An unknown
    verdict fails too.

    >>> net = Network.from_units(["a", "b"], [([0, 1], [1, 1], 2)])
    >>> assert_equivalent(net, "a & b")
    >>> assert_equivalent(net, "a ^ b")
    Traceback (most recent call last):
        ...
    AssertionError: <Network a b -> y, 2-1, 1 unit, depth 1, 3 parameters> differs in 3 of 4 rows:
      at a=0 b=1 the network gives y=0, the specification y=1
      at a=1 b=0 the network gives y=0, the specification y=1
      at a=1 b=1 the network gives y=1, the specification y=0
    """
    stated = function(specification)
    with all_or_nothing():
        verdict = verify(network, stated, **options)
    if verdict.equal:
        return
    if verdict.equal is None or network.encoding == "real":
        raise AssertionError(f"{network!r}: {verdict}")
    comparison = compared(network, stated)
    n = len(comparison.inputs)
    if n > options.get("max_inputs", MOST_EXHAUSTIVE):
        raise AssertionError(f"{network!r}: {verdict}")
    shown: list[str] = []
    count = 0
    step = 1 << 14
    for start in range(0, words(n), step):
        at = columns(n, start, min(start + step, words(n)))
        rows = np.flatnonzero(unpack(comparison.differences(at) & used(n), 64 * at.shape[1]))
        count += len(rows)
        for row in rows[: _MOST_SHOWN - len(shown)]:
            shown.append(f"  {comparison.witness(at, int(row))}")
    rest = [f"  ... and {count - len(shown)} more"] if count > len(shown) else []
    lines = [f"{network!r} differs in {count} of {2**n} rows:", *shown, *rest]
    raise AssertionError("\n".join(lines))


def __dir__() -> list[str]:
    return __all__
