"""Few units for several outputs that read any units: two ways take turns.

Outputs are made one after the other (`in_turn`), and units are left out of what is there
(`fewer`). Whoever has worked less since it last found something goes on, from the best that is
known. The first network is one of outputs in turn, since many units are soon left out of it; that
of other constructions may have weights among which no heat bath moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from logicnet.construction.heat.demand import Demand
from logicnet.construction.heat.fewer import Fewer
from logicnet.construction.heat.whole_weights import Made
from logicnet.construction.units import Unit

from .in_turn import QUICK, THOROUGH, InTurn

_MUCH_MORE = 4 / 3  # times the units that are known: where outputs in turn take more, they are out
_AHEAD = 0.1  # of the work, that leaving out may do in vain before outputs are made in turn


def shared(rows: Demand, known: Sequence[Sequence[Unit]], best: Made, least: int) -> Iterator[Made]:
    """Ever fewer units for all outputs than the best has, until there are `least`.

    `known` are networks of each output alone.
    """
    rng, most = np.random.default_rng(rows.budget.seed), len(best.units) - 1
    started = InTurn(rows, known, rng, QUICK).once(int(_MUCH_MORE * (most + 1)))
    leaving_out = Fewer(rows, started or best, rng)
    in_turn = InTurn(rows, known, rng, THOROUGH)
    in_vain = [0.0, _AHEAD * rows.budget.left]
    if started is not None and len(started.units) <= most:
        yield started
        most = len(started.units) - 1
    while most >= least and not rows.budget.over():
        now, before = leaving_out.now, rows.budget.spent
        if in_turn.ended and not leaving_out.inner:
            break
        k = int(not leaving_out.inner or (in_vain[1] < in_vain[0] and not in_turn.ended))
        in_turn.now = now
        made = in_turn.once(len(now.units)) if k else leaving_out.once(least)
        in_vain[k] += rows.budget.spent - before
        if made is None:
            continue
        leaving_out.now = made
        if len(made.units) < len(now.units):
            in_vain[k] = 0.0
        if len(made.units) <= most:
            yield made
            most = len(made.units) - 1
