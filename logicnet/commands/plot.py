"""`logicnet plot`: pictures of functions and networks."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

import logicnet
from logicnet.ground.running.interrupts import all_or_nothing

from .common.outputs import output_option, place
from .common.shared import (
    DONE,
    assignment,
    examples,
    explain,
    in_words,
    json_option,
    number,
    style_option,
    tell,
)
from .common.sources import meant, source_of, source_options, source_text

# What pictures are of, and how it is made of the arguments.
_SUBJECTS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "network": lambda args: _network(args),
    "function": source_of,
    "comparison": lambda args: logicnet.compare(source_of(args)),
    "family": lambda args: _family(args),
}
# Options of this command: what the functions that draw call them, and their value.
_OPTIONS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "at": ("at", lambda words: dict(map(assignment, words)) or None),
    "bounds": ("bounds", tuple),
    "no_lines": ("lines", lambda given: not given),
    "only": ("output", str),
    "zeros": ("of", lambda given: "zeros"),
}
_OF = {"style": "network", "family": "family"}  # options that say what is drawn


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.construction.families import FAMILIES
    from logicnet.plot.saving import PICTURES

    sizes = "with --kind growth, sizes: 2..64 or 3,5,7"
    parser.add_argument("source", help=f"{source_text()}; {sizes}")
    parser.add_argument("--kind", choices=_kinds(), default="network", help="what to draw")
    style_option(parser)
    parser.add_argument("--family", choices=list(FAMILIES), help="whose growth is drawn")
    parser.add_argument(
        "--at", nargs="*", metavar="name=value", help="show which units fire at these inputs"
    )
    parser.add_argument(
        "--bounds", nargs=4, type=number, metavar=("left", "right", "low", "high"),
        help="the part of the plane that is drawn",
    )  # fmt: skip
    parser.add_argument(
        "--no-lines", action="store_true", default=None, help="a region without the units' lines"
    )
    parser.add_argument(
        "--only", type=meant, metavar="name", help="which of several outputs a map is drawn of"
    )
    parser.add_argument(
        "--zeros", action="store_true", default=None,
        help="a map with the groups of zeros, each a factor of a product of sums",
    )  # fmt: skip
    parser.add_argument(
        "--editable", action="store_true", help="texts of an .svg stay texts, not shapes"
    )
    output_option(parser, "write the picture", [f".{kind}" for kind in PICTURES], required=True)
    json_option(parser)
    source_options(parser)
    explain(parser, "kinds", in_words({row.name: row.draws.replace("`", "") for row in _rows()}))
    examples(parser, 'logicnet plot "a & b | ~a & c" --kind karnaugh_and_network -o both.svg',
             "logicnet plot net.json --at a=1 b=0 -o firing.png")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from logicnet import plot
    from logicnet.plot.registry import PLOTS

    _check_plot_options(args)
    given = {name: getattr(args, name) for name in _OPTIONS}
    options = {
        _OPTIONS[name][0]: _OPTIONS[name][1](value)
        for name, value in given.items()
        if value is not None
    }
    row = PLOTS[args.kind]
    with all_or_nothing(), place(args) as path:
        plot.save(row.draw(_SUBJECTS[row.of](args), **options), path, editable=args.editable)
    if args.json:
        tell(args, {"written": str(args.output), "kind": args.kind})
    return DONE


def _rows() -> list[Any]:
    """The pictures of what a command can state."""
    from logicnet.plot.registry import PLOTS

    return [row for row in PLOTS.values() if row.of in _SUBJECTS]


def _kinds() -> list[str]:
    return [row.name for row in _rows()]


def _network(args: argparse.Namespace) -> Any:
    """The network that is stated, or what is made of the source in a style."""
    source = source_of(args)
    if isinstance(source, logicnet.Network) and args.style is None:
        return source
    return logicnet.compile(source, **({} if args.style is None else {"style": args.style}))


def _family(args: argparse.Namespace) -> Any:
    from logicnet.comparing.comparing import sizes_of

    if args.family is None:
        raise logicnet.SpecificationError(
            f"--kind {args.kind} needs a --family and sizes such as 2..64"
        )
    return logicnet.compare_family(args.family, sizes_of(args.source))


def _check_plot_options(args: argparse.Namespace) -> None:
    """Refuse options that the kind of picture would leave aside."""
    from logicnet.plot.registry import PLOTS

    for option in (*_OF, *_OPTIONS):
        allowed = [
            name
            for name in _kinds()
            if PLOTS[name].of == _OF.get(option)
            or (option in _OPTIONS and PLOTS[name].takes(_OPTIONS[option][0]))
        ]
        if getattr(args, option) is not None and args.kind not in allowed:
            name = option.replace("_", "-")
            raise logicnet.SpecificationError(
                f"--{name} goes with --kind {' or '.join(allowed)}, not with {args.kind}"
            )
