"""From what was stated to a network: the whole flow in one function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from logicnet.construction.constructions import CONSTRUCTIONS, Style
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.construction.targets import target_of
from logicnet.ground.arguments import checked
from logicnet.ground.budget import Effort, Progress, factor
from logicnet.ground.checks import number, whole
from logicnet.ground.providers import provided
from logicnet.ground.running.interrupts import noted
from logicnet.ground.workers.parallel import Workers, workers
from logicnet.logic.function import function
from logicnet.minimization.problem import Method
from logicnet.network.network import Network
from logicnet.network.wiring import Encoding
from logicnet.verification.verdict import Verdict

from .errors import LogicnetError, SpecificationError, did_you_mean

_BUILDING = 0.9  # of a time limit; the rest is for the judges


@checked()
def compile(
    source: Any,
    style: Style = "compact",
    *,
    encoding: Encoding = "binary",
    inputs: Sequence[str] | None = None,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    skip: bool | None = None,
    method: Method | None = None,
    effort: Effort | None = None,
    time_limit: float | None = None,
    seed: int | None = None,
    progress: Progress | None = None,
    tries: int | None = None,
    executor: Workers | None = None,
) -> Network:
    """The network that computes `source`, proven before it is returned where it is small.

    `source` is a formula (text or sympy), a mapping from output names to formulas, a TruthTable,
    Cover, Circuit or Network, the path of a file, a data frame, a Python callable or a fitted model
    of scikit-learn. A network that reads coordinates keeps its half-spaces as they are. Styles:
    "minterms", one AND a true row; "wide", the minimised OR of ANDs or AND of ORs; "deep", the
    formula in trees of bounded fan-in; "layered", the fewest units known without wires that skip
    layers; "compact", the fewest units known; "formula", the formula with its operators gathered
    into the units that read them. "compact" and "layered" keep within `max_depth`, `max_fan_in`,
    `max_weight`, `effort` and `time_limit`, "compact" also without wires that skip layers
    (`skip=False`), "deep" within `max_fan_in`; "deep" and "formula", which minimise a table
    first, within a `time_limit`; "wide" hands `method`, `effort`, `time_limit`, `seed` and
    `progress` on to `minimize`. A time limit, in seconds on the clock, is for all of it, the
    verification too; what it has cut short says so (`cut`). An option that the
    style does not have is an error. With `encoding="bipolar"` the network reads -1/+1 instead of
    0/1. `inputs` are the names that it reads, in order, also where `source` does not mention them
    all.

    A Region, text with comparisons such as "x + y <= 1 & x >= 0", GeoJSON or a geometry object
    states a network that reads coordinates: half-spaces first, then, in any of these styles, a
    network over them. Two more styles take regions only: "shallow", the tangent sum, and
    "one-hidden", one hidden layer or a proof that there is none.

    How hard is searched is counted in work, so that the same call gives the same network on any
    machine: `effort` is "low", "normal" (the default) or "high". `time_limit` (seconds) only ends a
    search early, as Ctrl-C does, with the smallest network so far, whose `cut` says so. Where there
    is none after Ctrl-C, KeyboardInterrupt is raised. Of so many `tries`, which differ in their
    seed, "compact" and "layered" keep the best. The first is what they find without; where that is
    proven to be the fewest no other is begun. An `executor` of concurrent.futures or a Dask Client
    shares them out to its workers, with the same result.

    >>> compile("a & (b | ~c)", "wide")
    <Network a b c -> y, 3-2-1, 3 units, depth 2, 9 parameters, minimised OR of ANDs>
    >>> print(compile("a & (b | ~c)").describe())
    h1 (layer 1, output y): 2*a + b - c >= 2
    """
    asked = {
        "max_depth": max_depth, "max_fan_in": max_fan_in, "max_weight": max_weight, "skip": skip,
        "method": method, "effort": effort, "time_limit": time_limit, "seed": seed,
        "progress": progress, "tries": tries, "executor": executor,
    }  # fmt: skip
    build, options, limits = _asked(style, asked)
    with noted(raises=True) as interrupt:
        stated = function(source)
        target = target_of(stated, encoding, options.get("time_limit"))
        network = target.as_given or build(target, **options)
        network = target.grounded(network, limits)
        with noted():  # whatever is returned was judged
            network = judged(network, target)
    network = replace(network, cut="interrupt") if interrupt.came else network
    network = network if inputs is None else network.over(inputs)
    if network.encoding == "real":
        provided("first call on points")(network)
    return network


def _asked(
    style: str, asked: dict[str, Any]
) -> tuple[Callable[..., Network], dict[str, Any], Limits]:
    """What builds a style, the options that it gets, checked, and the limits among them."""
    styles = CONSTRUCTIONS.styles
    row = styles.get(style) if isinstance(style, str) else None
    if row is None or row.style is None:
        near = did_you_mean(style, styles)
        raise SpecificationError(f"style is one of {', '.join(styles)}, not {style!r}{near}")
    options = {name: value for name, value in asked.items() if value is not None}
    for option in options:
        if option not in row.options:
            others = [name for name, other in styles.items() if option in other.options]
            raise SpecificationError(
                f"style {style!r} has no option {option!r}; it has "
                f"{', '.join(row.options) or 'none'}; it is an option of {', '.join(others)}"
            )
    if "time_limit" in options:
        limit = number(options["time_limit"], "time_limit (seconds, or None)", 0)
        options["time_limit"] = _BUILDING * limit
    if "effort" in options:
        factor(options["effort"])
    if "tries" in options:
        options["tries"] = whole(options["tries"], "tries")
    if "executor" in options:
        options["executor"] = workers(options["executor"])
    options.update(row.given)
    return row.style, options, Limits.of(options)


def judged(network: Network, target: Target) -> Network:
    """The network, which says so where judges have not proven it; a refuted one is an error."""
    verdict = target.verdict(network)
    judge(network, verdict)
    if verdict.equal:
        return network
    told = f"{network.construction}, not proven".removeprefix(", ")
    return replace(network, construction=told)


def judge(network: Network, verdict: Verdict) -> None:
    """Raise if a network is refuted."""
    if verdict.equal is False:
        raise LogicnetError(f"construction {network.construction!r} is wrong: {verdict}")
