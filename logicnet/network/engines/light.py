"""Networks that answer a few rows of floats in microseconds, before anything else is asked.

What is found out about a network over coordinates is kept in a room above this one, which says so
here. A function that returns None leaves the rows to the usual way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import ref

LIGHT: dict[int, tuple[ref[Any], Callable[[Any], Any]]] = {}  # by the id of the network
