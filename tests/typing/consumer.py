"""What checkers of types know of the package, seen from outside; mypy reads this, nothing runs it.

`assert_type` fails where a type got lost, and an ignored error that is none is an error itself.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

import logicnet
from logicnet import plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from typing_extensions import assert_type

    # stating, compiling, verifying
    net = logicnet.compile("a & b", "wide", method="exact", time_limit=2.0)
    assert_type(net, logicnet.Network)
    assert_type(logicnet.compile("a ^ b", max_fan_in=2, inputs=["a", "b"]), logicnet.Network)
    assert_type(logicnet.minimize("a & b", effort="high"), logicnet.Cover)
    assert_type(logicnet.TruthTable.from_string("01"), logicnet.TruthTable)
    assert_type(logicnet.Region.box([0, 0], [1, 1]), logicnet.Region)
    verdict = logicnet.verify(net, "a & b", samples=100)
    assert_type(verdict, logicnet.Verdict)
    assert_type(verdict.counterexample, logicnet.Counterexample | None)
    assert_type(net.units, int)
    assert_type(net.weights, NDArray[np.int64] | NDArray[np.float64])
    assert_type(net.summary(), str)
    assert_type(logicnet.find_threshold("a | b"), logicnet.Threshold | None)
    assert_type(logicnet.compare("a", styles=["wide", "deep"])["wide"], logicnet.StyleCost)
    assert_type(logicnet.approximate("x**2", (0, 1)), logicnet.StepSum)

    # learning
    mlp = logicnet.soften(net)
    assert_type(mlp, logicnet.MLP)
    assert_type(mlp.certificate, logicnet.Certificate | None)
    result = logicnet.train(mlp, [[0, 1]], [1], rate=0.1, loss="squares", optimiser="sgd")
    assert_type(result, logicnet.Result)
    assert_type(result.mlp, logicnet.MLP)
    assert_type(logicnet.fine_tune(net, [[0, 1]], [1]), logicnet.FineTuned)
    assert_type(logicnet.harden(mlp), logicnet.Network)
    assert_type(logicnet.disagreement(mlp, net), logicnet.Disagreement)

    # pictures, data, other packages
    assert_type(plot.network(net, weights=True), Axes)
    assert_type(logicnet.datasets.xor(10), logicnet.datasets.Dataset)
    assert_type(logicnet.schedules.Ramp(1, 4, 10)(3), float)
    assert_type(logicnet.__version__, str)
    logicnet.testing.assert_equivalent(net, "a & b", max_inputs=10, time_limit=9)
    verdict = logicnet.verify(net, "a", time_limit=1, progress=lambda seconds, done, rows: None)
    assert_type(verdict.cut, Literal["time limit", "interrupt"] | None)
    assert_type(logicnet.prune(net, [[0, 1]], time_limit=1.5), logicnet.Network)

    with ThreadPoolExecutor() as pool:
        assert_type(logicnet.compare("a", executor=pool), logicnet.Comparison)

    # what checkers refuse
    logicnet.compile("a", "wied")  # type: ignore[arg-type]
    logicnet.compile("a", max_dept=3)  # type: ignore[call-arg]
    logicnet.compile("a", skip="no")  # type: ignore[arg-type]
    logicnet.minimize("a", "exacct")  # type: ignore[call-overload]
    logicnet.minimize("a", effort=3)  # type: ignore[call-overload]
    logicnet.verify(net, "a", sample=3)  # type: ignore[call-arg]
    logicnet.testing.assert_equivalent(net, "a", sample=3)  # type: ignore[call-arg]
    logicnet.verify(net, "a", progress=lambda seconds: None)  # type: ignore[arg-type, misc]
    logicnet.compare("a", styles=["wied"])  # type: ignore[list-item]
    logicnet.verify(net, "a", executor="processes")  # type: ignore[arg-type]
    plot.hidden_units(net, ax=3)  # type: ignore[arg-type]
    logicnet.train(mlp, [[0, 1]], [1], lr=0.1)  # type: ignore[call-arg]
    logicnet.train(mlp, [[0, 1]], [1], loss="mse")  # type: ignore[arg-type]
    logicnet.train(mlp, [[0, 1]], [1], optimiser="nadam")  # type: ignore[arg-type]
    plot.network(net, titel="x")  # type: ignore[call-arg]
    plot.karnaugh("a", first="row")  # type: ignore[arg-type]
    logicnet.MLP.random([2, 1], activation="relux")  # type: ignore[arg-type]
    missing = logicnet.missing  # type: ignore[attr-defined]
