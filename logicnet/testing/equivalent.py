"""That two sources are equal; a failure shows the rows that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from logicnet.ground.arguments import checked
from logicnet.ground.bits import columns, popcount, used, words
from logicnet.ground.running.interrupts import all_or_nothing
from logicnet.logic.function import Function, function
from logicnet.verification.by_position import named_as
from logicnet.verification.functions.rows import compared
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verify

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from logicnet.verification.judge import VerifyOptions

_BLOCK = 1 << 14  # words of rows that are counted at a time


@checked()
def assert_equivalent(first: Any, second: Any, **options: Unpack[VerifyOptions]) -> None:
    """Raise AssertionError unless `verify` proves two sources equal.

    They are whatever `verify` takes, and so are the options. The message lists the first rows
    that differ. An unknown verdict fails too.

    >>> assert_equivalent("a & (b | c)", {"y": "a & b | a & c"})
    >>> assert_equivalent("a & b", "a ^ b")
    Traceback (most recent call last):
        ...
    AssertionError: <Circuit a & b> differs in 3 of 4 rows:
    a  b  network: y  stated: y
    0  1           0          1
    1  0           0          1
    1  1           1          0
    """
    given, stated = function(first), function(second)
    with all_or_nothing():
        verdict = verify(given, stated, **options)
    if not verdict:
        raise AssertionError(_told(given, stated, verdict, options))


def _told(given: Function, stated: Function, verdict: Verdict, options: VerifyOptions) -> str:
    """What a verdict that is no proof says of the two sides."""
    rows = verdict.counterexamples
    if not verdict.method.startswith("all ") or hasattr(given, "decided"):
        return f"{given!r}: {verdict}" + (f"\n{verdict.differences()}" if len(rows) > 1 else "")
    stated = named_as(given, stated) if options.get("by_position") else stated
    sides = compared(given, stated)
    n, count = len(sides.inputs), 0
    for start in range(0, words(n), _BLOCK):
        at = columns(n, start, min(start + _BLOCK, words(n)))
        count += int(popcount(sides.differences(at) & used(n)))
    rest = f"\n... and {count - len(rows)} more" if count > len(rows) else ""
    return f"{given!r} differs in {count} of {2**n} rows:\n{verdict.differences()}{rest}"
