"""What styles cost, beside each other: entries, and the table they make."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from logicnet.construction.sizes import of_network
from logicnet.errors import SpecificationError
from logicnet.ground.arguments import checked
from logicnet.ground.budget import Cut
from logicnet.ground.checks import choice
from logicnet.ground.html import sentence, table
from logicnet.network.network import Network

if TYPE_CHECKING:
    import pandas as pd

_TITLES = {
    "size": "n",
    "style": "style",
    "units": "units",
    "hidden_units": "hidden",
    "depth": "depth",
    "parameters": "parameters",
    "wires": "wires",
    "max_fan_in": "fan-in",
    "weight_sum": "|weights|",
    "proven": "proven",
}


@dataclass(frozen=True)
class StyleCost:
    """One style of one function: its counts (None where unknown) and how they were found.

    `size` is the place in a family; `note` says when a network was counted without being built,
    or why there is none. `proven` means that no network (of neighbouring layers, where skip
    wires were ruled out) has fewer units.
    """

    style: str
    units: int | None = None
    hidden_units: int | None = None
    depth: int | None = None
    parameters: int | None = None
    wires: int | None = None
    max_fan_in: int | None = None
    weight_sum: int | float | None = None
    proven: bool = False
    note: str = ""
    size: int | None = None

    def __str__(self) -> str:
        told = [f"{_shown(self.units)} units", f"depth {_shown(self.depth)}"]
        told += ["fewest"] * self.proven + [self.note] * bool(self.note)
        of = self.style if self.size is None else f"{self.style} at {self.size}"
        return f"{of}: {', '.join(told)}"

    def _repr_html_(self) -> str:
        columns = [name for name in _TITLES if getattr(self, name) is not None]
        shown = [_shown(getattr(self, name)) for name in columns]
        return sentence("StyleCost", str(self)) + table(
            [_TITLES[name] for name in columns], [shown]
        )

    @classmethod
    @checked()
    def of(cls, style: str, network: Network, size: int | None = None) -> StyleCost:
        """The entry of a network that was built."""
        counts = of_network(network)._asdict()
        note = "" if network.cut is None else f"cut by the {network.cut}"
        return cls(style, **counts, proven=network.proven_minimal, note=note, size=size)


@dataclass(frozen=True)
class Comparison:
    """Entries of several styles, shown as a table.

    `cut` is "interrupt" after Ctrl-C: some entries then have a note that says so, and in place of a
    count what the search had reached, or none.
    """

    title: str
    entries: tuple[StyleCost, ...]
    cut: Cut | None = None

    def __str__(self) -> str:
        rows = self._cells()
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
        left = {k for k, title in enumerate(rows[0]) if title in ("style", "proven")}
        lines = [
            "  ".join(
                cell.ljust(width) if k in left else cell.rjust(width)
                for k, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, *self._notes()])

    def _cells(self) -> list[list[str]]:
        columns = [name for name in _TITLES if name != "size" or self._is_family]
        rows = [[_TITLES[name] for name in columns]]
        for entry in self.entries:
            rows.append([_shown(getattr(entry, name)) for name in columns])
        return rows

    @property
    def _is_family(self) -> bool:
        return any(entry.size is not None for entry in self.entries)

    def _notes(self) -> list[str]:
        notes: dict[tuple[str, str], list[str]] = {}
        for entry in self.entries:
            if entry.note:
                sizes = notes.setdefault((entry.style, entry.note), [])
                sizes += [] if entry.size is None else [str(entry.size)]
        lines = [
            f"{style}{' at ' + ', '.join(sizes) if sizes else ''}: {note}"
            for (style, note), sizes in notes.items()
        ]
        return lines if self.cut is None else [*lines, f"cut by the {self.cut}"]

    def __iter__(self) -> Iterator[StyleCost]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, style: str) -> StyleCost:
        """The entry of a style; of the first size, in a family."""
        of_style = {entry.style: entry for entry in reversed(self.entries)}
        return of_style[choice(style, "style", dict.fromkeys(e.style for e in self.entries))]

    def front(self) -> Comparison:
        """The entries that no other of the same size beats in both units and depth."""
        kept = [entry for entry in self.entries if not any(map(_beats(entry), self.entries))]
        return replace(self, title=f"{self.title}, units against depth", entries=tuple(kept))

    def to_dict(self) -> dict[str, Any]:
        """Title, entries and cut as plain values; large counts stay exact integers."""
        return asdict(self)

    def to_json(self) -> str:
        """The same as text."""
        return json.dumps(self.to_dict(), indent=1)

    def to_dataframe(self) -> pd.DataFrame:
        """A row an entry; needs pandas."""
        try:
            import pandas as pd
        except ImportError:
            raise SpecificationError("to_dataframe needs pandas: pip install pandas") from None
        frame = pd.DataFrame([asdict(entry) for entry in self.entries])
        return frame.dropna(axis="columns", how="all")

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        head, *rows = self._cells()
        return sentence("Comparison", self.title) + table(head, rows) + notes

    def __repr__(self) -> str:
        return f"<Comparison: {self.title}, {len(self)} entries>"


def _beats(entry: StyleCost) -> Any:
    """Whether another entry is at least as good in units and depth, and better in one."""

    def better(other: StyleCost) -> bool:
        if None in (entry.units, other.units) or other.size != entry.size:
            return False
        mine, theirs = (entry.units, entry.depth), (other.units, other.depth)
        return theirs[0] <= mine[0] and theirs[1] <= mine[1] and theirs != mine  # type: ignore[operator]

    return better


def _shown(value: Any) -> str:
    """A count as text: powers of two and huge numbers in short."""
    if isinstance(value, bool):
        return "fewest" if value else ""
    if value is None:
        return "-"
    if isinstance(value, int) and value >= 10**9:
        for power, more in ((value, ""), (value - 1, " + 1")):
            if power & (power - 1) == 0:
                return f"2^{power.bit_length() - 1}{more}"
        digits = str(value)
        return f"about {digits[0]}.{digits[1]}e{len(digits) - 1}"
    return f"{value:g}" if isinstance(value, float) else str(value)
