"""Tables whose rows are found by name: constructions, judges, formats, losses, optimisers, plots.

What can be chosen is asked of its table alone, so a new row is found by the command line, by the
messages that list what there is, by the tables of the pages and by the tests of conformance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar


class Row(Protocol):
    """A row has a name, and says itself what stands in the columns of its table."""

    @property
    def name(self) -> str:
        """What the row is asked for by."""

    def cells(self) -> tuple[str, ...]:
        """What the table of the pages says of it."""


R = TypeVar("R", bound=Row)


class Registry(Mapping[str, R]):
    """Rows by their names, in order; `what` they are, and the `titles` of their columns.

    >>> from logicnet.learning.training.optimisers import OPTIMISERS
    >>> "adam" in OPTIMISERS, OPTIMISERS["sgd"].rate
    (True, 0.1)
    """

    def __init__(self, what: str, titles: Iterable[str], rows: Iterable[R]) -> None:
        self.what, self.titles = what, tuple(titles)
        self._rows = {row.name: row for row in rows}

    def __getitem__(self, name: Any) -> R:
        if name in self:
            return self._rows[name]
        from .checks import choice  # loads NumPy, and every command reads a table

        return self._rows[choice(name, self.what, self._rows)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @contextmanager
    def including(self, row: R) -> Iterator[R]:
        """With one more row, which comes first and takes the place of one with its name."""
        before = self._rows
        self._rows = {row.name: row} | {k: v for k, v in before.items() if k != row.name}
        try:
            yield row
        finally:
            self._rows = before

    def table(self) -> str:
        """The table of the pages, in Markdown."""
        rows = [[cell.replace("|", r"\|") for cell in row.cells()] for row in self.values()]
        lines = [self.titles, ["---"] * len(self.titles), *rows]
        return "\n".join(f"| {' | '.join(line)} |".replace("|  |", "| |") for line in lines)
