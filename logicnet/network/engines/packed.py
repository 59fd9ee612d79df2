"""The compiled engine: sums of words of 64 rows, shared out to threads, or wire by wire."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from logicnet.ground.bits import WORD, Words, columns, words
from logicnet.ground.running.in_threads import in_threads
from logicnet.network.sums import Sums, whole_sums
from logicnet.network.threshold_units import ThresholdUnits

from .digits import digits

_WORTH_A_THREAD = 64  # words


def for_kernels(rows: NDArray[Any]) -> NDArray[Any]:
    """The rows in memory of the one kind that kernels are compiled for."""
    usual = rows.flags.c_contiguous and rows.flags.writeable
    return rows if usual else np.array(rows, order="C")


def in_words(network: ThresholdUnits, at: Words, chosen: NDArray[np.int64]) -> Words:
    """The values of the chosen units at packed rows, units by words."""
    from logicnet.network.simulation_kernel import run

    sums, of = whole_sums(network), digits(network)
    answer = np.empty((len(chosen), at.shape[1]), dtype=np.uint64)
    first, chosen = _first_word(at), for_kernels(chosen)

    def part(start: int, stop: int) -> None:
        run(
            sums.indptr, sums.indices, sums.weights, *of, sums.thresholds,
            at, first, chosen, answer, start, stop,
        )  # fmt: skip

    in_threads(part, at.shape[1], at.shape[1] // _WORTH_A_THREAD)
    return answer


def of_octets(
    network: ThresholdUnits, rows: NDArray[np.uint8], chosen: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], int]:
    """The values of the chosen units, rows by units, and a row before the first with other octets
    than 0 and 1, at most 63 rows before it; -1 where there are none."""
    from logicnet.network.simulation_kernel import run_rows

    of, count = digits(network), -(-len(rows) // WORD)
    answer = np.empty((len(rows), len(chosen)), dtype=np.bool_)

    def part(start: int, stop: int) -> int:
        return int(run_rows(*of, rows, chosen, answer, start, stop))

    wrong = [row for row in in_threads(part, count, count // _WORTH_A_THREAD) if row >= 0]
    return answer, min(wrong, default=-1)


def wire_by_wire(
    sums: Sums, rows: NDArray[np.bool_], chosen: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The values of the chosen units, rows by units, of a few rows."""
    from logicnet.network.simulation_kernel import run_few

    answer = np.empty((len(rows), len(chosen)), dtype=np.int64)
    run_few(
        sums.indptr, sums.indices, sums.weights, sums.thresholds,
        for_kernels(rows), chosen, answer,
    )  # fmt: skip
    return answer


def _first_word(at: Words) -> int:
    """The number of the first word where `at` are consecutive rows in order, otherwise -1."""
    n, count = at.shape
    if n < 6 or count == 0 or n - 6 > 62:
        return -1
    first = int("".join(str(int(word) & 1) for word in at[: n - 6, 0]) or "0", 2)
    if first + count > words(n):
        return -1
    return first if np.array_equal(at, columns(n, first, first + count)) else -1
