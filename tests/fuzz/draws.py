"""The draws of a fuzz test: the same in every run, and more of them where that is asked for.

Each file beside this one draws meanings (trees, tables, shapes), prints them in some legal layout,
has the package read the text, and compares with its own evaluation of what was drawn; or it damages
a text and expects an answer or an error of ours, never anything else. As a part of the tests all
of them together take about a minute. For longer runs::

    LOGICNET_FUZZ=50 python -m pytest tests/fuzz        # fifty times as many draws
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

FACTOR = int(os.environ.get("LOGICNET_FUZZ", "1"))


def draws(count: int) -> Iterator[tuple[int, Random]]:
    """(seed, generator) of `count` draws, or of as many times more as LOGICNET_FUZZ says.

    >>> [generator.random() < 2 for seed, generator in draws(1)][:1]
    [True]
    """
    for seed in range(count * FACTOR):
        yield seed, Random(seed)
