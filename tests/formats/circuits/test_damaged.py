"""Damaged circuit files: a circuit, or an error of ours that names the file; nothing else, ever."""

import warnings
from random import Random

import pytest

from logicnet import Circuit, LogicnetError, Network, PartialCircuit, compile
from logicnet.formats.registry import FORMATS
from logicnet.logic.circuits.sequential import Sequential
from logicnet.logic.formulas import circuit_of
from stored import CIRCUITS, PARTIAL

ROUNDS = 150
WORDS = [
    ".names", ".inputs a", ".outputs", ".exdc", ".subckt m a=b", ".model m", ".end", "\\", "#", "-",
    "1", "0", "INPUT(", "= LUT 0x8 (a, b)", "NAND(a, a)", "vdd", "assign", "module", "endmodule",
    "{3{a}}", "[3:0]", "4'b1", "wire", "(* *)", "/*", "*/", "?", ":", ";", "i0 x", "o0 y", "c", "²",
    ".threshold a b", "1 1 1", "INORDER =", "!", "'", "\n", "\r", "\t", "\x00", "é", "\ud7ff", "٣",
    "aag 1 1 0", "9" * 30, "always @(posedge a)", "begin", "end", "reg q;", "q <= a;", "initial",
    "if (a)", "else", ".latch a y re a 0", "y = DFF(a)", "negedge", "<=",
]  # fmt: skip
MACHINE = Sequential(
    step=circuit_of({"y": "q & a", "q_next": "a ^ q", "r_next": "q | r"}),
    registers=(("q", "q_next", None), ("r", "r_next", None)),
)
ROWS = [row for row in FORMATS.values() if row.is_read and ".circuits" in row.module]


def damaged(octets, rng):
    """The octets with some lines, words or bits lost, doubled, moved or put in."""
    for _ in range(rng.choice([1, 1, 2, 5])):
        place = rng.randrange(len(octets) + 1)
        other = rng.randrange(len(octets) + 1)
        low, high = sorted((place, other if rng.random() < 0.2 else place + rng.randrange(12)))
        new = {
            0: b"", 1: octets[low:high] * 2, 2: rng.choice(WORDS).encode(),
            3: b" " + rng.choice(WORDS).encode() + b" ", 4: bytes([rng.randrange(256)]),
            5: octets[high : high + 9],
        }[rng.randrange(6)]  # fmt: skip
        octets = octets[:low] + new + octets[high:]
    return octets


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_damaged_files_are_read_or_refused(row, tmp_path):
    rng, path = Random(row.name), tmp_path / f"x{row}"
    values = [CIRCUITS["small"], CIRCUITS["all kinds"], CIRCUITS["one gate twice"]]
    values = [compile("a ^ b ^ c")] if "Network" in row.holds else values
    values += [MACHINE] if "Sequential" in row.holds else []
    values += [PARTIAL["small"]] if "PartialCircuit" in row.holds else []
    whole = []
    for value in values:
        row.write(value, path)
        whole.append(path.read_bytes())
    read = 0
    for number in range(ROUNDS):
        path.write_bytes(damaged(whole[number % len(whole)], rng))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = row.read(path)
            except LogicnetError as error:
                assert str(error).startswith(str(path)), error
                continue
        assert isinstance(found, (Circuit, Network, PartialCircuit, Sequential))
        read += 1
    assert 0 < read < ROUNDS
