"""Terms of any length: grown from wanted rows so that no others hold, and counts of literals."""

from __future__ import annotations

import numpy as np

from .terms import Bits, Index, Sample, Term

_MOST, _WIDEST = 64, 64  # terms, literals that are counted


def grown(sample: Sample) -> tuple[Term, ...]:
    """A term for each wanted row that no term before it covers, as far as rows tell sides apart.

    >>> rows = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]])  # a, b, not a
    >>> grown(Sample.of(rows, np.ones(3), np.array([True, False, True, True])))
    (Term(literals=(1,), weights=(1,), least=1), Term(literals=(2,), weights=(1,), least=1))
    """
    values, wanted = sample.values.astype(bool), sample.wanted
    blocks = ~values[:, ~wanted]  # unwanted rows at which a literal does not hold
    found, left = list[Term](), wanted.copy()
    while left.any() and len(found) < _MOST:
        row = int(np.argmax(left))
        left[row] = False
        chosen = _blocking(np.flatnonzero(values[:, row]), blocks)
        if chosen:
            found.append(Term.all_of(tuple(chosen)))
            left &= ~values[chosen].all(axis=0)
    return tuple(found)


def counted(sample: Sample) -> tuple[Term, ...]:
    """At least some of the literals that go with wanted rows most, for each number of these.

    >>> rows = np.array([[1, 1, 0, 0, 0, 1], [1, 0, 1, 0, 1, 0], [0, 1, 1, 1, 0, 0]])
    >>> counted(Sample.of(rows, np.ones(3), np.array([1, 1, 1, 0, 0, 0], dtype=bool)))[2]
    Term(literals=(0, 1, 2), weights=(1, 1, 1), least=2)
    """
    values, wanted = sample.values, sample.wanted
    if wanted.all() or not wanted.any():
        return ()
    leaning = values[:, wanted].mean(axis=1) - values[:, ~wanted].mean(axis=1)
    order = [int(k) for k in np.argsort(-leaning, kind="stable") if leaning[k] > 0][:_WIDEST]
    sums = np.cumsum(values[order].astype(np.int64), axis=0)
    found = []
    for k, total in enumerate(sums, 1):
        wrong = [int(((total >= least) != wanted).sum()) for least in range(1, k + 1)]
        found.append(Term.some_of(tuple(order[:k]), 1 + int(np.argmin(wrong))))
    return tuple(found)


def _blocking(literals: Index, blocks: Bits) -> list[int]:
    """Few of the literals, of which one does not hold at each of the unwanted rows."""
    own = blocks[literals]
    open_rows, chosen = np.ones(blocks.shape[1], dtype=bool), list[int]()
    while open_rows.any():
        gains = own[:, open_rows].sum(axis=1)
        best = int(np.argmax(gains)) if len(gains) else -1
        if best < 0 or not gains[best]:
            return []
        chosen.append(best)
        open_rows &= ~own[best]
    for place in chosen[:]:
        rest = [k for k in chosen if k != place]
        if rest and own[rest].any(axis=0).all():
            chosen = rest
    return sorted(int(literals[k]) for k in chosen)
