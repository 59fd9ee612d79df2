"""For your own tests: what two sources must have in common, and what hypothesis draws.

`logicnet.testing.strategies`, which needs hypothesis, draws formulas, tables, covers, networks and
regions. With this package installed pytest shows the rows that differ below a failed
`assert verify(...)` (see `logicnet.pytest_plugin`).
"""

from .equivalent import assert_equivalent
from .minimal import assert_minimal

__all__ = ["assert_equivalent", "assert_minimal"]


def __dir__() -> list[str]:
    return __all__
