"""What a minimisation finds."""

from __future__ import annotations

from typing import NamedTuple

from logicnet.logic.tables.cubes import Cubes


class FoundCover(NamedTuple):
    """A cover, a bound on the terms of any, and one on the literals of those of so few terms."""

    cubes: Cubes
    bound: int | None = None
    literals: int | None = None
