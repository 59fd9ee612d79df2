"""From what was stated to a network: the whole flow in one function."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from inspect import signature
from typing import Any

import numpy as np

from logicnet.construction.compact import CONSTRUCTIONS
from logicnet.construction.constructions import Style
from logicnet.construction.limits import Limits, in_encoding
from logicnet.construction.registry import Construction
from logicnet.construction.target import Target
from logicnet.ground.arguments import checked
from logicnet.ground.budget import Effort, Progress
from logicnet.ground.running.interrupts import noted
from logicnet.logic.function import Function, function
from logicnet.minimization.minimizing import is_number, minimize
from logicnet.minimization.problem import Method
from logicnet.network.network import Network
from logicnet.network.wiring import Encoding
from logicnet.regions.stated_regions import stated_regions
from logicnet.verification.verdict import Verdict
from logicnet.verification.verifying import verified

from .errors import LogicnetError, SpecificationError, did_you_mean

_CHECKED_LINES = 12  # half-spaces up to which a network of regions is verified
_CHECKED_INPUTS = 16  # inputs up to which a network is verified before it is returned
_BUILDING = 0.9  # of a time limit; the rest is for the verification


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
) -> Network:
    """The network that computes `source`, verified before it is returned where it is small.

    `source` is a formula (text or sympy), a mapping from output names to formulas, a TruthTable,
    Cover, Circuit or Network, the path of a file, a data frame or a Python callable. Styles:
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
    is none after Ctrl-C, KeyboardInterrupt is raised.

    >>> compile("a & (b | ~c)", "wide")
    <Network a b c -> y, 3-2-1, 3 units, depth 2, 9 parameters, minimised OR of ANDs>
    >>> print(compile("a & (b | ~c)").describe())
    h1 (layer 1, output y): 2*a + b - c >= 2
    """
    given = {
        "max_depth": max_depth, "max_fan_in": max_fan_in, "max_weight": max_weight, "skip": skip,
        "method": method, "effort": effort, "time_limit": time_limit, "seed": seed,
        "progress": progress,
    }  # fmt: skip
    options = {name: value for name, value in given.items() if value is not None}
    _construction(style)
    _check_options(style, options)
    return compiled(function(source), style, encoding=encoding, inputs=inputs, **options)


def compiled(
    stated: Function,
    style: str = "compact",
    *,
    encoding: Encoding = "binary",
    inputs: Sequence[str] | None = None,
    **options: object,
) -> Network:
    """As `compile`, of a function."""
    row = _construction(style)
    limit = options.get("time_limit")
    if is_number(limit) and limit > 0:  # type: ignore[operator]
        options["time_limit"] = _BUILDING * limit  # type: ignore[operator]
    with noted(raises=True) as interrupt:
        lowered = _lowered(stated, encoding)
        network = in_encoding(row.built, lowered, options, encoding)
        cut = network.cut
        network = lowered.grounded(network, _limits(style, options))
        with noted():  # whatever is returned was checked
            _check_small(network, lowered)
    network = replace(network, cut="interrupt" if interrupt.came else cut)
    return network if inputs is None else network.over(inputs)


def _lowered(stated: Function, encoding: Encoding) -> Target:
    """What is to be built: a function of variables or, for regions, of half-spaces."""
    regions = stated_regions(stated)
    if regions is None:
        return Target(stated)
    if encoding != "binary":
        raise SpecificationError(f"a region is read in coordinates, not {encoding!r}")
    from logicnet.construction.planes.lowering import Lowered

    return Lowered(regions)


def _limits(style: str, options: Mapping[str, Any]) -> Limits:
    given = {name: value for name, value in options.items() if name in Limits.__dataclass_fields__}
    return Limits(**({"skip": False} if style == "layered" else {}), **given)


def _check_options(style: str, options: Iterable[str]) -> None:
    """Refuse an option that the style does not have."""
    known = options_of(style)
    for option in options:
        if option not in known:
            others = [other for other in CONSTRUCTIONS.styles if option in options_of(other)]
            raise SpecificationError(
                f"style {style!r} has no option {option!r}; it has {', '.join(known) or 'none'}; "
                f"it is an option of {', '.join(others)}"
            )


def options_of(style: str) -> list[str]:
    """The names of a style's options; "wide" hands its own on to `minimize`."""
    construct = minimize if style == "wide" else _construction(style).style
    return list(signature(construct).parameters)[1:] if construct is not None else []


def check(network: Network, verdict: Verdict) -> None:
    if verdict.equal is False:
        raise LogicnetError(f"construction {network.construction!r} is wrong: {verdict}")


def _check_small(network: Network, function: Target) -> None:
    """Raise if a network that is small enough to be verified is refuted."""
    if function.regions is not None:
        from logicnet.verification.verifying import verify_region

        if np.count_nonzero(network.layer_of == 0) <= _CHECKED_LINES:
            check(network, verify_region(network, function.regions, rounding=True))
    elif len(network.inputs) <= _CHECKED_INPUTS:
        check(network, verified(network, function.stated))


def _construction(style: str) -> Construction:
    known = CONSTRUCTIONS.styles
    if not isinstance(style, str) or style not in known:
        near = did_you_mean(style, known)
        raise SpecificationError(f"style is one of {', '.join(known)}, not {style!r}{near}")
    return known[style]
