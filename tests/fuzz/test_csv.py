"""CSV files and data frames: tables and points drawn, printed in any legal layout, read back.

The printing and the meaning are of this file alone; it does not use the csv module.
"""

from __future__ import annotations

import os
from random import Random
from typing import NamedTuple

import pytest

from fuzz.draws import draws
from fuzz.layouts import damaged, rows, some_names
from logicnet import Network, TruthTable
from logicnet.errors import FormatError, LimitError, LogicnetError
from logicnet.formats import csv_table
from logicnet.formats.points.csv_files import evaluate_csv
from reference import reference

SPELT = {
    0: ("0", "0", "0.0", "false", "False", "FALSE"),
    1: ("1", "1", "1.0", "true", "True", "TRUE"),
    -1: ("-", "x", "X", ""),
}


@pytest.fixture(autouse=True)
def _no_sync(monkeypatch):
    """What is written here need not survive a power cut."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


class Meaning(NamedTuple):
    """A table: the value of each output (1, 0, -1: free) on each row of digits."""

    inputs: list[str]
    outputs: list[str]
    values: list[list[int]]

    def is_of(self, table):
        named = (table.inputs, table.outputs) == (tuple(self.inputs), tuple(self.outputs))
        return named and table.values().tolist() == self.values


def a_meaning(rng: Random, most_inputs: int = 4) -> Meaning:
    n, m = rng.randint(0, most_inputs), rng.randint(1, 3)
    names = some_names(rng, n + m)
    values = [[rng.choice((0, 1, -1)) for _ in range(m)] for _ in range(2**n)]
    return Meaning(names[:n], names[n:], values)


def printed(rng: Random, names: list[str], table: list[list[str]]) -> str:
    """Cells as text: separators, quotes, blanks, empty lines, line ends vary as is legal."""
    mark = rng.choice(",,;\t") if len(names) > 1 else ","
    all_quoted = rng.random() < 0.2
    lines = []
    for k, row in enumerate([names, *table]):
        cells = []
        for cell in row:
            needs = set(cell) & set(',;\t"\r\n') or (not cell and len(row) == 1)
            # a separator of another kind in the first line would be taken for the file's
            if needs or all_quoted or (cell and rng.random() < 0.1):
                cells.append(rng.choice(("", "", " ")) + '"' + cell.replace('"', '""') + '"')
            else:
                blank = rng.choice(("", "", "", " ", "  "))
                cells.append(blank + cell + rng.choice(("", "", "", " ")) if cell else "")
        lines.append(mark.join(cells))
        if k and rng.random() < 0.05:
            lines.append("")
    end = rng.choice(("\n", "\n", "\r\n", "\r"))
    return end.join(lines) + end * rng.randint(0, 2)


def listed(rng: Random, meaning: Meaning, left_out: list[int]):
    """Names and rows in another order of rows and columns, some rows twice."""
    columns = list(zip(meaning.inputs, *rows(len(meaning.inputs)), strict=True))
    numbers = [r for r in range(len(meaning.values)) if r not in left_out]
    numbers += rng.sample(numbers, rng.randint(0, min(2, len(numbers))))
    rng.shuffle(numbers)
    outputs = [(name, *values) for name, values in _by_output(meaning)]
    how = rng.choice(("gap", "named", "last")[: 2 + (len(outputs) == 1)])
    gap = [("", *([""] * len(meaning.values)))] * (how == "gap")
    order = [*columns, *gap, *outputs]
    if how == "named":
        rng.shuffle(order)
    names = [column[0] for column in order]
    table = [[column[1 + r] for column in order] for r in numbers]
    return how, names, table


def _by_output(meaning: Meaning):
    return list(zip(meaning.outputs, zip(*meaning.values, strict=True), strict=True))


def spelt(rng: Random, table) -> list[list[str]]:
    """The digits of the rows in some spelling; the column without a name stays empty."""
    return [[v if v == "" else rng.choice(SPELT[v]) for v in row] for row in table]


def as_meant(meaning: Meaning, names: list[str], left_out: list[int], fill: int) -> Meaning:
    """The meaning as it comes back: inputs in the order of the columns, rows left out filled."""
    inputs = [name for name in names if name in meaning.inputs]
    place = [inputs.index(name) for name in meaning.inputs]
    values = []
    for row in rows(len(inputs)):
        digits = [row[k] for k in place]
        number = int("".join(map(str, digits)) or "0", 2)
        values.append([fill] * len(meaning.outputs) if number in left_out else
                      meaning.values[number])  # fmt: skip
    return Meaning(inputs, meaning.outputs, values)


FILLS = {"dont-care": -1, 0: 0, 1: 1}


def some_left_out(rng: Random, meaning: Meaning):
    """Rows that are not listed, and what `missing` says of them."""
    if rng.random() < 0.5:
        return [], rng.choice(("error", "dont-care"))
    count = rng.randint(1, len(meaning.values))
    return rng.sample(range(len(meaning.values)), count), rng.choice(list(FILLS))


def read_back(path, meaning, how, missing):
    outputs = meaning.outputs if how == "named" else None
    return TruthTable.from_csv(path, outputs, missing=missing)


def test_a_file_means_what_was_drawn(tmp_path):
    path = tmp_path / "t.csv"
    for seed, rng in draws(500):
        meaning = a_meaning(rng)
        left_out, missing = some_left_out(rng, meaning)
        how, names, table = listed(rng, meaning, left_out)
        text = printed(rng, names, spelt(rng, table))
        path.write_bytes(text.encode(rng.choice(("utf-8", "utf-8-sig"))))
        wanted = as_meant(meaning, names, left_out, FILLS.get(missing, 0))
        found = read_back(path, meaning, how, missing)
        assert wanted.is_of(found), (seed, how, missing, text)
        if left_out:
            with pytest.raises(FormatError, match=f"{len(left_out)} of .* rows are not listed"):
                read_back(path, meaning, how, "error")


def test_what_the_package_writes_comes_back(tmp_path):
    path = tmp_path / "t.csv"
    for seed, rng in draws(60):
        meaning = a_meaning(rng)
        table = TruthTable.from_values(meaning.values, meaning.inputs, outputs=meaning.outputs)
        csv_table.write(table, path)
        assert csv_table.read(path) == table, seed
        assert meaning.is_of(csv_table.read(path)), seed


def test_a_contradiction_is_found_wherever_it_is(tmp_path):
    path = tmp_path / "t.csv"
    for _, rng in draws(100):
        meaning = a_meaning(rng, 3)
        how, names, table = listed(rng, meaning, [])
        row = rng.choice(table)
        column = names.index(rng.choice(meaning.outputs))
        other = [*row]
        other[column] = rng.choice([v for v in (0, 1, -1) if v != row[column]])
        table.insert(rng.randint(0, len(table)), other)
        path.write_text(printed(rng, names, spelt(rng, table)), newline="")
        with pytest.raises(FormatError, match=r"t.csv:\d+ contradicts .*t.csv:\d+"):
            read_back(path, meaning, how, "error")


def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path):
    path = tmp_path / "t.csv"
    for seed, rng in draws(600):
        meaning = a_meaning(rng)
        how, names, table = listed(rng, meaning, [])
        text = damaged(rng, printed(rng, names, spelt(rng, table)))
        path.write_bytes(damaged(rng, text.encode()) if rng.random() < 0.2 else text.encode())
        try:
            found = read_back(path, meaning, how, rng.choice(("error", "dont-care")))
        except (FormatError, LimitError) as error:
            assert str(error).startswith(str(path)), (seed, text)
            continue
        assert isinstance(found, TruthTable)


# -- data frames ----------------------------------------------------------------------------


def _column(pandas, rng: Random, values):
    """The values as a column of some type that can hold them."""
    free = -1 in values
    plain = [None if v == -1 else v for v in values]
    makers = [
        lambda: pandas.array(plain, dtype="Int64"),
        lambda: pandas.array([None if v is None else bool(v) for v in plain], dtype="boolean"),
        lambda: pandas.array(["-" if v is None else str(v) for v in plain], dtype="string"),
        lambda: pandas.Categorical(["x" if v is None else str(v) for v in plain]),
        lambda: [rng.choice(SPELT[v]) for v in values],
        lambda: [float("nan") if v is None else float(v) for v in plain],
        lambda: pandas.Series(plain, dtype=object).tolist(),
    ]
    if not free:
        makers += [lambda: [bool(v) for v in values], lambda: [int(v) for v in values]]
    return rng.choice(makers)()


def test_a_data_frame_means_what_was_drawn():
    pandas = pytest.importorskip("pandas")
    for seed, rng in draws(150):
        meaning = a_meaning(rng)
        left_out, missing = some_left_out(rng, meaning)
        how, names, table = listed(rng, meaning, left_out)
        if how == "gap":
            gap = names.index("")
            names, table = names[:gap] + names[gap + 1 :], [r[:gap] + r[gap + 1 :] for r in table]
        data = {name: _column(pandas, rng, [row[k] for row in table])
                for k, name in enumerate(names)}  # fmt: skip
        index = rng.choice((None, [rng.randint(0, 3) for _ in table]))
        frame = pandas.DataFrame(data, index=index if table else None)
        wanted = as_meant(meaning, names, left_out, FILLS.get(missing, 0))
        found = TruthTable.from_frame(frame, meaning.outputs, missing=missing)
        assert wanted.is_of(found), (seed, frame)


# -- points ---------------------------------------------------------------------------------


def a_network(rng: Random, names: list[str], outputs: list[str]) -> Network:
    """A network over coordinates, with a skip wire."""
    n = len(names)
    units = [
        (list(range(n)), [rng.choice((-2, -0.5, 0.25, 1, 3)) for _ in range(n)],
         rng.choice((-1, 0, 0.5)))
        for _ in range(3)
    ]  # fmt: skip
    units.append(([n, n + 1, n + 2], [1, -1, 2], 1))
    of = {name: rng.randrange(4) for name in outputs}
    return Network.from_units(names, units, outputs=of, encoding="real")


def test_points_of_a_file_are_evaluated(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    for seed, rng in draws(150):
        names = some_names(rng, 5)
        inputs, outputs, others = names[:2], names[2:4], names[4:]
        taken = outputs[:1] if rng.random() < 0.3 else []  # a column is called like an output
        network = a_network(rng, inputs, outputs)
        columns = [*inputs, *others, *taken]
        rng.shuffle(columns)
        count = rng.randint(0, 5)
        table = [[rng.choice(("0", "1", "-1.5", "2e0", ".25", "1E1")) for _ in columns]
                 for _ in range(count)]  # fmt: skip
        source.write_text(printed(rng, columns, table), newline="", encoding="utf-8")
        evaluate_csv(network, source, target)
        points = [[float(row[columns.index(name)]) for name in inputs] for row in table]
        wanted = [list(map(str, reference(network, point))) for point in points]
        head = [f"network {name}" if name in columns else name for name in outputs]
        found = cells(target.read_bytes().decode())
        assert found == [columns + head, *(a + b for a, b in zip(table, wanted, strict=True))], seed


def cells(text: str) -> list[list[str]]:
    """A small reader of its own: the cells of what the package writes."""
    result, cell, quoted = [[]], "", False
    head = "".join(text.split('"')[::2]).partition("\n")[0]
    mark = next((m for m in ",;\t" if m in head), ",")
    k = 0
    while k < len(text):
        c = text[k]
        if quoted and c == '"' and text[k + 1 : k + 2] == '"':
            cell, k = cell + '"', k + 1
        elif c == '"':
            quoted = not quoted
        elif not quoted and c == mark:
            result[-1].append(cell)
            cell = ""
        elif not quoted and c == "\n":
            result[-1].append(cell)
            result.append([])
            cell = ""
        else:
            cell += c
        k += 1
    return result[:-1]


def test_damaged_points_are_read_or_refused_and_nothing_else(tmp_path):
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    for seed, rng in draws(300):
        names = some_names(rng, 3)
        network = a_network(rng, names[:2], names[2:])
        table = [[str(rng.randint(-3, 3)) for _ in range(2)] for _ in range(4)]
        text = damaged(rng, printed(rng, names[:2], table))
        source.write_bytes(text.encode())
        try:
            evaluate_csv(network, source, target)
        except LogicnetError as error:
            assert isinstance(error, FormatError), (seed, text)
            assert str(error).startswith(str(source)), (seed, text)


def test_a_wrong_reading_would_be_noticed():
    """The comparison fails for a reader that mixes up columns, or takes a free value for 0."""
    seen = {"columns": 0, "free": 0}
    for _, rng in draws(100):
        meaning = a_meaning(rng)
        names = {"names": meaning.inputs, "outputs": meaning.outputs}
        turned = as_meant(meaning, meaning.inputs[::-1], [], 0).values
        seen["columns"] += not meaning.is_of(TruthTable.from_values(turned, **names))
        filled = [[max(v, 0) for v in row] for row in meaning.values]
        seen["free"] += not meaning.is_of(TruthTable.from_values(filled, **names))
    assert min(seen.values()) > 0
