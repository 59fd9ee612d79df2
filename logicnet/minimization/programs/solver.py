"""HiGHS for 0-1 programs, in a way that can be ended at any time.

The solver looks at no interrupt, not always at the clock, and a thread cannot be ended. So a
program that may take long is solved in a process of its own, which is killed when it is not
wanted any more. A small one is tried here first, on few nodes of its search tree.

How much work a program is cannot be told before. It is estimated, so high that most take less: by
its entries, and by how far the number of columns that is asked for lies above the bound.
"""

from __future__ import annotations

import io
import math
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.budget import Budget

from .solver_process import solved

Rows: TypeAlias = Sequence[tuple[Any, float, float]]  # matrix, least, most

_HERE_ENTRIES = 1 << 12  # nonzeros of a program that is tried here
_HERE_NODES = 20
_ROOT = 5e3  # work before the tree: for each nonzero so much, and one for each other, times the gap
_NODE = 1e3  # work of a node for each nonzero
_SHARE = 0.75  # of the work left
_UNLIMITED = 1 << 30  # nodes
_PROCESS_SECONDS = 1.0  # with less time left a process is not worth its start
_MARGIN = 0.1  # seconds, and part of the time: for the result to arrive
_TICK = 0.05  # seconds between looks at a running solver
_OPTIMAL, _INFEASIBLE = 0, 2  # status of milp
_PROGRAM = Path(__file__).with_name("solver_process.py")
_START = "import runpy, sys; sys.path[:] = {!r}; runpy.run_path({!r}, run_name='__main__')"


@dataclass(frozen=True)
class Answer:
    """What is known of a program: that it has no solution, or a bound, and maybe a solution."""

    infeasible: bool
    bound: float  # no solution is below; -inf where none is known
    chosen: NDArray[np.int64] | None  # the variables that are 1 in the best solution
    complete: bool  # neither time nor another limit ended the search
    late: bool  # time ended it


def solve(
    objective: NDArray[np.float64],
    rows: Rows,
    budget: Budget,
    gap: float = 1.0,
    nodes: float = math.inf,
) -> Answer | None:
    """What HiGHS finds with the work left; None where it finds nothing, or had too much to do.

    `gap` tells how far the answer is from what is known; `nodes` limits the search tree.
    """
    program = _arrays(objective, rows)
    entries = len(program["values"])
    root, node = entries * (entries + _ROOT) * max(1.0, gap), _NODE * entries + 1
    nodes = min(nodes, (_SHARE * budget.left - root) / node)
    if nodes < 1 or budget.over():
        return None
    answer = None
    if entries <= _HERE_ENTRIES:
        answer = _here(program | {"nodes": int(min(nodes, _HERE_NODES))}, budget.remaining)
        budget.count(root + _HERE_NODES * node)
        if answer.late:
            budget.lacked_time()
        if answer.complete or nodes <= _HERE_NODES:
            return answer
    if budget.over():
        return answer
    if budget.remaining < _PROCESS_SECONDS:
        budget.lacked_time()
        return answer
    found = _apart(program | {"nodes": int(min(nodes, _UNLIMITED))}, budget)
    complete = found is not None and found.complete
    if found is not None and found.late:
        budget.lacked_time()
    budget.count(root if complete or nodes > _UNLIMITED else root + nodes * node)
    return found or answer


def _arrays(objective: NDArray[np.float64], rows: Rows) -> dict[str, Any]:
    """The program as named arrays."""
    from scipy.sparse import csr_array, vstack

    matrix = vstack([csr_array(part) for part, _, _ in rows], format="csr")
    sizes = [part.shape[0] for part, _, _ in rows]
    return {
        "objective": np.asarray(objective, dtype=np.float64),
        "values": matrix.data.astype(np.float64),
        "indices": matrix.indices,
        "pointers": matrix.indptr,
        "shape": np.array(matrix.shape),
        "low": np.repeat([low for _, low, _ in rows], sizes).astype(np.float64),
        "high": np.repeat([high for _, _, high in rows], sizes).astype(np.float64),
    }


def _here(program: dict[str, Any], seconds: float) -> Answer:
    return _answer(solved(program | {"seconds": seconds}))


def _answer(found: Any) -> Answer:
    status, bound = int(found["status"]), float(found["bound"])
    chosen = np.flatnonzero(np.asarray(found["x"]) > 0.5) if "x" in found else None
    return Answer(
        infeasible=status == _INFEASIBLE,
        bound=bound if math.isfinite(bound) else -math.inf,
        chosen=chosen,
        complete=status in (_OPTIMAL, _INFEASIBLE),
        late=bool(found["late"]),
    )


def _apart(program: dict[str, Any], budget: Budget) -> Answer | None:
    """What a process finds; it is gone when this returns, however it does."""
    process = _started()
    if process is None:
        return None
    told: list[bytes] = []
    seconds = budget.remaining - max(_MARGIN, _MARGIN * budget.remaining)
    asked = threading.Thread(
        target=_ask, args=(process, program | {"seconds": seconds}, told), daemon=True
    )
    try:
        asked.start()
        while asked.is_alive() and not budget.over():
            asked.join(_TICK)
            budget.tell()
    finally:
        process.kill()
        process.wait()
        asked.join()
        process.stdout.close()  # type: ignore[union-attr]
    if not told or not told[0]:
        return None
    with np.load(io.BytesIO(told[0]), allow_pickle=False) as found:
        return _answer(found)


def _started() -> subprocess.Popen[bytes] | None:
    """The process, or None where none can be had: no interpreter, no permission, no processes."""
    if not sys.executable or getattr(sys, "frozen", False):
        return None
    command = [sys.executable, "-W", "ignore", "-c", _START.format(sys.path, str(_PROGRAM))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    try:  # a session of its own: what interrupts this process does not reach that one
        return subprocess.Popen(command, start_new_session=True, **pipes)  # type: ignore[call-overload,no-any-return]
    except OSError:
        return None


def _ask(process: subprocess.Popen[bytes], program: dict[str, Any], told: list[bytes]) -> None:
    """Write the program and wait for the answer: in a thread, which ends with the process."""
    data = io.BytesIO()
    np.savez(data, **program)
    stdin, stdout = process.stdin, process.stdout
    if stdin is None or stdout is None:
        return
    try:
        stdin.write(b"%d\n" % data.tell() + data.getvalue())
        stdin.flush()
        told.append(stdout.read())
    except (OSError, ValueError):  # the process is gone
        told.append(b"")
    finally:
        with suppress(OSError):
            stdin.close()
