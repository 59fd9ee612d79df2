"""Testbenches of Verilog: a module that runs a written one on rows, and says PASS or FAIL.

What is expected comes from the value that was written, and not from its text. Up to 10 inputs it is
every row; else all zeros and ones, each input alone and each left out while there are few, and rows
that are drawn, from nearly all 0 to nearly all 1. Registers are run through one sequence of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import pack_rows, unpack
from logicnet.logic.circuits.sequential import Register
from logicnet.logic.function import function

_ALL = 10  # inputs up to which every row is run
_ROWS, _ALONE = 1024, 256  # rows, inputs that are run alone
_STEPS, _FEWEST, _WORK = 512, 32, 1 << 20  # steps of registers, and gates or wires of all of them
_SHARES = (0.5, 0.1, 0.3, 0.7, 0.9)
_SEED = 0
Rows = NDArray[np.bool_]  # a row each, a column for each input or output


def bench_of(
    called: str, value: Any, registers: Sequence[Register] = (), states: Sequence[str] = ()
) -> str:
    """The text of the module `called`_tb; `states` are what registers are called in `called`.

    >>> from logicnet import TruthTable
    >>> print(bench_of("m", TruthTable.from_expression("a & b")))  # doctest: +ELLIPSIS
    // written by logicnet: runs m on all 4 rows
    module m_tb;
    ...
    """
    held, becomes = {each.name for each in registers}, {each.next for each in registers}
    inputs = sum(name not in held for name in value.inputs)
    outputs = [name for name in value.outputs if name not in becomes]
    if registers:
        size = max(getattr(value, "gates", 0), getattr(value, "wires", 0), 1)
        rows = _drawn(inputs, min(_STEPS, max(_FEWEST, _WORK // size)))
        expected = _sequence(value, registers, rows)
        steps = f"{len(rows)} rows, one after the other"
    elif inputs <= _ALL:
        count = 1 << inputs
        rows = np.arange(count)[:, None] >> np.arange(inputs - 1, -1, -1) & 1 != 0
        expected, steps = _answers(value, rows), f"all {count:,} rows"
    else:
        rows = _chosen(inputs)
        expected, steps = _answers(value, rows), f"{len(rows):,} rows"
    drawn = "" if steps.startswith("all") else f" (drawn with the seed {_SEED})"
    head = f"// written by logicnet: runs {called} on {steps}{drawn}"
    unknown = [q for q, each in zip(states, registers, strict=True) if each.initial is None]
    wires = [f"row[{k}]" for k in range(inputs - 1, -1, -1)]
    wires += [f"found[{k}]" for k in range(len(outputs) - 1, -1, -1)]
    return "\n".join([
        head,
        f"module {called}_tb;",
        f"    reg [{max(inputs, 1) - 1}:0] row, rows [0:{len(rows) - 1}];",
        f"    reg [{len(outputs) - 1}:0] expected [0:{len(rows) - 1}];",
        f"    wire [{len(outputs) - 1}:0] found;",
        "    integer k, wrong;",
        *(["    reg clock;"] if registers else []),
        f"    {called} tested ({', '.join((['clock'] if registers else []) + wires)});",
        "    initial begin",
        *_stored("rows", rows),
        *_stored("expected", expected),
        "        wrong = 0;",
        *(["        clock = 1'b0;", "        #1;"] if registers else []),
        *(f"        tested.{q} = 1'b0;" for q in unknown),
        f"        for (k = 0; k < {len(rows)}; k = k + 1) begin",
        "            row = rows[k];",
        "            #1;",
        "            if (found !== expected[k]) begin",
        "                wrong = wrong + 1;",
        "                if (wrong <= 10)",
        '                    $display("row %b gives %b, expected %b", row, found, expected[k]);',
        "            end",
        *(["            clock = 1'b1;", "            #1 clock = 1'b0;"] if registers else []),
        "        end",
        f'        if (wrong == 0) $display("PASS: {len(rows)} rows");',
        f'        else $display("FAIL: %0d of {len(rows)} rows", wrong);',
        "        $finish;",
        "    end",
        "endmodule",
        "",
    ])  # fmt: skip


def _stored(name: str, rows: Rows) -> list[str]:
    """The statements that fill a memory."""
    width = max(rows.shape[1], 1)
    found = []
    for k, row in enumerate(rows):
        value = int("".join("01"[bit] for bit in row.tolist()) or "0", 2)
        found.append(f"        {name}[{k}] = {width}'h{value:x};")
    return found


def _drawn(inputs: int, count: int) -> Rows:
    """Rows by chance, of several shares of ones."""
    rng = np.random.default_rng(_SEED)
    shares = np.resize(np.array(_SHARES), count)[:, None]
    found: Rows = rng.random((count, inputs)) < shares
    return found


def _chosen(inputs: int) -> Rows:
    """Rows at which wide gates change, and others by chance."""
    alone = np.eye(inputs, dtype=bool)[:_ALONE]
    ends = np.repeat([[False], [True]], inputs, axis=1)
    return np.concatenate([ends, alone, ~alone, _drawn(inputs, _ROWS)])


def _answers(value: Any, rows: Rows) -> Rows:
    on, _ = function(value).rows(pack_rows(rows))
    return np.ascontiguousarray(unpack(on, len(rows)).T)


def _sequence(value: Any, registers: Sequence[Register], rows: Rows) -> Rows:
    """What is expected step by step; a register that has no value at first begins with 0."""
    held = {each.name for each in registers}
    given = [name for name in value.inputs if name not in held]
    state = {each.name: bool(each.initial) for each in registers}
    becomes = {each.next for each in registers}
    own = [k for k, name in enumerate(value.outputs) if name not in becomes]
    found = np.zeros((len(rows), len(own)), dtype=bool)
    for step, row in enumerate(rows):
        known = dict(zip(given, row.tolist(), strict=True)) | state
        answer = _answers(value, np.array([[known[name] for name in value.inputs]], dtype=bool))[0]
        found[step] = answer[own]
        after = dict(zip(value.outputs, answer.tolist(), strict=True))
        state = {each.name: after[each.next] for each in registers}
    return found
