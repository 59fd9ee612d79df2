"""Networks that people want ready, each with its definition, its proof and a model card.

>>> from logicnet import zoo
>>> zoo.network("adder-8").units
9
>>> print(zoo.entry("hamming-corrector").proof())
equal, proven by all 128 rows

A name may be followed by a size, also one that is not listed: "adder-12". To add a network, give a
family a row in the file of its kind; the command line, the tests and the page find it there.
"""

from __future__ import annotations

from logicnet.ground.arguments import checked
from logicnet.network.network import Network

from .family import Entry, Family
from .registry import ZOO, entry, names

__all__ = ["ZOO", "Entry", "Family", "entry", "names", "network"]


@checked()
def network(name: str) -> Network:
    """The network of a name.

    >>> network("game-of-life").units, network("game-of-life").proven_minimal
    (2, True)
    """
    return entry(name).network()


def __dir__() -> list[str]:
    return __all__
