"""The command line: a table of subcommands that call the public API only.

Results go to standard output; errors and, on a terminal, progress to standard error. Exit codes:
0 done or proven, 1 refuted, 2 wrong usage or input, 3 undecided.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import logicnet

DONE, REFUTED, USAGE, UNDECIDED = 0, 1, 2, 3
_EXIT = {True: DONE, False: REFUTED, None: UNDECIDED}
_STYLES = ("minterms", "wide", "deep", "layered", "compact")  # of functions
_REGION_STYLES = ("compact", "formula", "shallow", "layered", "one-hidden")
_ALL_STYLES = tuple(dict.fromkeys(_STYLES + _REGION_STYLES))
_SOURCE = (
    "a formula; or a file with one (.pla, .csv, .json, .npz, .geojson or text); or - for standard "
    "input"
)


class Command(NamedTuple):
    """A subcommand: what it is for, its arguments, and what it does."""

    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code."""
    argv = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):  # a name that the terminal cannot show is escaped
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    parser = _parser(argv)
    args, rest = parser.parse_known_args(argv)
    if hasattr(args, "values") and not any(text.startswith("-") for text in rest):
        args.values += rest  # values after options, which argparse does not collect
    elif rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return COMMANDS[args.command].run(args)
    except BrokenPipeError:  # the reader of our output has had enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return DONE
    except (logicnet.LogicnetError, OSError) as error:
        print(f"logicnet: {error}", file=sys.stderr)
        return USAGE
    except MemoryError:
        print("logicnet: not enough memory for this", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("logicnet: interrupted", file=sys.stderr)
        return 130


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the arguments of a command that is named are looked up."""
    parser = argparse.ArgumentParser(
        prog="logicnet",
        description="State some logic, get a neural network that computes exactly that.",
    )
    parser.add_argument("--version", action="version", version=logicnet.__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, command in COMMANDS.items():
        sub = commands.add_parser(name, help=command.help, description=command.help)
        if name in argv:
            command.arguments(sub)
    return parser


def source_of(text: str) -> Any:
    """What the argument states: the content of standard input or of a file, or a formula."""
    if text == "-":
        return sys.stdin.read()
    path = Path(text)
    if path.suffix.lower() in (".pla", ".csv", ".json", ".npz"):
        return logicnet.read(path)
    if path.suffix.lower() == ".geojson":
        return path
    try:
        is_file = path.is_file()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        is_file = False
    if not is_file:
        if path.suffix.lower() in (".txt", ".formula"):
            raise FileNotFoundError(f"{text}: no such file")
        return text
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise logicnet.FormatError(f"{path}: not UTF-8 text (byte {error.start})") from None


def progress_line() -> Callable[..., None] | None:
    """A callback that keeps one line on a terminal's standard error, or None elsewhere."""
    if not sys.stderr.isatty():
        return None

    def show(elapsed: float, terms: int, bound: int | None) -> None:
        known = "" if bound is None else f", at least {bound}"
        print(f"\r{elapsed:6.1f} s  {terms} terms{known} ", end="", file=sys.stderr, flush=True)

    return show


# compile ------------------------------------------------------------------------------------


def _compile_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=_SOURCE)
    parser.add_argument("--style", choices=_ALL_STYLES, help="which construction")
    for limit in ("--max-depth", "--max-fan-in", "--max-weight"):
        parser.add_argument(limit, type=int, metavar="N", help="fewest units within this limit")
    parser.add_argument("--no-skip", action="store_true", help="no wires that skip layers")
    parser.add_argument("--time-limit", type=float, metavar="SECONDS", help="for the search")
    parser.add_argument("--encoding", choices=["binary", "bipolar"], default="binary")
    parser.add_argument("-o", "--output", type=Path, help="write the network (.json or .npz)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _compile(args: argparse.Namespace) -> int:
    source = source_of(args.source)
    given = {name: getattr(args, name) for name in _OPTIONS}
    options = {name: value for name, value in given.items() if value is not None}
    options |= {"skip": False} if args.no_skip else {}
    network = logicnet.compile(source, encoding=args.encoding, **options)
    verdict = logicnet.verify(network, source)
    if args.output:
        logicnet.write(network, args.output)
    if args.json:
        from .formats.native_json import dumps

        counts = {name: getattr(network, name) for name in _COUNTS}
        result = counts | {"verdict": str(verdict), "network": json.loads(dumps(network))}
        print(json.dumps(result, indent=1))
    else:
        _show(network)
        print(f"verified: {verdict}")
    return _EXIT[verdict.equal]


def _show(network: logicnet.Network) -> None:
    """The summary and the first units of a network."""
    print(network.summary())
    lines = network.describe().splitlines()
    print("\n".join(lines[:_MOST_LINES]))
    if len(lines) > _MOST_LINES:
        print(f"... and {len(lines) - _MOST_LINES} more units")


_OPTIONS = ("style", "max_depth", "max_fan_in", "max_weight", "time_limit")
_COUNTS = (
    "units", "hidden_units", "depth", "parameters", "wires", "max_fan_in", "weight_sum",
    "is_layered",
)  # fmt: skip
_MOST_LINES = 40


# minimize -----------------------------------------------------------------------------------


def _minimize_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=_SOURCE)
    parser.add_argument("--method", choices=["auto", "exact", "heuristic"], default="auto")
    parser.add_argument("--time-limit", type=float, metavar="SECONDS")
    parser.add_argument("-o", "--output", type=Path, help="write the cover (.pla)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _minimize(args: argparse.Namespace) -> int:
    cover = logicnet.minimize(
        source_of(args.source),
        method=args.method,
        time_limit=args.time_limit,
        progress=progress_line(),
    )
    if args.output:
        logicnet.write(cover, args.output)
    known = {
        "terms": cover.terms,
        "literals": cover.literals,
        "lower_bound": cover.lower_bound,
        "proven": cover.proven,
    }
    if args.json:
        print(json.dumps(known | {"cover": str(cover).splitlines()}, indent=1))
        return DONE
    if len(cover.outputs) == 1 and cover.terms <= 64:
        print(f"{cover.outputs[0]} = {cover.to_sympy()}")
    else:
        print(cover)
    proof = "the fewest, proven" if cover.proven else f"at least {cover.lower_bound or 0} needed"
    print(f"{cover.terms} terms ({proof}), {cover.literals} literals")
    return DONE


# region -------------------------------------------------------------------------------------


def _region_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", help='inequalities, "x + y <= 1 & x >= 0"; a GeoJSON file; - for standard input'
    )
    parser.add_argument("--style", choices=_REGION_STYLES, default="compact")
    parser.add_argument("--boundary", choices=["closed", "open"], help="a promise for polygons")
    parser.add_argument("--name", help="property of a feature: one output each (name)")
    parser.add_argument("-o", "--output", type=Path, help="write the network (.json or .npz)")


def _region(args: argparse.Namespace) -> int:
    regions = _stated_regions(args)
    network = logicnet.compile(regions, args.style)
    if args.output:
        logicnet.write(network, args.output)
    _show(network)
    verdict = logicnet.verify(network, regions)
    print(f"verified: {verdict}")
    return REFUTED if verdict.equal is False else DONE


def _stated_regions(args: argparse.Namespace) -> Any:
    """The regions of a GeoJSON file under the options, or of inequalities."""
    from .names import INSIDE
    from .regions.geojson import names_file, regions_of
    from .specification import stated_regions

    if names_file(args.source):
        regions = regions_of(Path(args.source), args.name, args.boundary)
        return regions if len(regions) > 1 else {INSIDE: next(iter(regions.values()))}
    if args.name is not None or args.boundary is not None:
        raise logicnet.SpecificationError(
            "--name and --boundary are for GeoJSON files; inequalities say it by < and <="
        )
    source = source_of(args.source)
    stated = stated_regions(source) if isinstance(source, str) else None
    if stated is None:
        raise logicnet.SpecificationError(
            f"{args.source!r} has no comparison and is no GeoJSON file"
        )
    return stated


# build --------------------------------------------------------------------------------------


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    from .construct.families import BUILDERS

    parser.add_argument("name", choices=list(BUILDERS), metavar="name", help=", ".join(BUILDERS))
    parser.add_argument("sizes", nargs="+", type=int, metavar="size", help="numbers of bits, ...")
    parser.add_argument("--max-weight", type=int, help="the block form with smaller weights")
    parser.add_argument("-o", "--output", type=Path, help="write the network (.json or .npz)")


def _build(args: argparse.Namespace) -> int:
    limits = {} if args.max_weight is None else {"max_weight": args.max_weight}
    network = logicnet.build(args.name, *args.sizes, **limits)
    if args.output:
        logicnet.write(network, args.output)
    _show(network)
    return DONE


# compare ------------------------------------------------------------------------------------


def _compare_arguments(parser: argparse.ArgumentParser) -> None:
    from .construct.families import FAMILIES

    parser.add_argument("source", help=f"{_SOURCE}; with --family, sizes: 2..64, 4..8 or 3,5,7")
    parser.add_argument("--family", choices=list(FAMILIES), help="compare along a family")
    parser.add_argument("--styles", nargs="+", choices=_ALL_STYLES, help="which constructions")
    parser.add_argument("--depths", action="store_true", help="fewest units for each depth")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _compare(args: argparse.Namespace) -> int:
    from .comparing import sizes_of, trade_off

    if args.family:
        found = logicnet.compare_family(args.family, sizes_of(args.source), args.styles)
    elif args.depths:
        found = trade_off(source_of(args.source))
    else:
        found = logicnet.compare(source_of(args.source), args.styles)
    print(found.to_json() if args.json else found)
    return DONE


# table --------------------------------------------------------------------------------------


def _table_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", help=_SOURCE)
    parser.add_argument("-o", "--output", type=Path, help="write the table (.csv)")


def _table(args: argparse.Namespace) -> int:
    from .specification import to_table

    table = to_table(source_of(args.source))
    if args.output:
        logicnet.write(table, args.output)
    print(table)
    return DONE


# verify -------------------------------------------------------------------------------------


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("network", type=Path, help="a network file (.json or .npz)")
    parser.add_argument("specification", help=_SOURCE)
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _verify(args: argparse.Namespace) -> int:
    verdict = logicnet.verify(_network(args.network), source_of(args.specification))
    if args.json:
        witness = verdict.counterexample
        found = None if witness is None else vars(witness)
        print(json.dumps({**vars(verdict), "counterexample": found}, indent=1))
    else:
        print(verdict)
    return _EXIT[verdict.equal]


# evaluate -----------------------------------------------------------------------------------


def _evaluate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("network", type=Path, help="a network file (.json or .npz)")
    parser.add_argument("values", nargs="*", metavar="name=value", help="a value for each input")
    parser.add_argument("--csv", type=Path, help="rows of inputs; the outputs become new columns")
    parser.add_argument("-o", "--output", type=Path, help="where the rows go (standard output)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _evaluate(args: argparse.Namespace) -> int:
    if args.csv:
        from .point_files import evaluate_csv

        evaluate_csv(_network(args.network), args.csv, args.output)
        return DONE
    values: dict[str, float] = {}
    for name, value in map(_assignment, args.values):
        if name in values:
            raise logicnet.SpecificationError(f"input {name!r} is given twice")
        values[name] = value
    result = _network(args.network)(values)
    print(json.dumps(result) if args.json else " ".join(f"{k}={v}" for k, v in result.items()))
    return DONE


# plot ---------------------------------------------------------------------------------------

_OF_NETWORKS = ("network", "region", "units")  # kinds that draw the network of one style
_KINDS = (*_OF_NETWORKS, "karnaugh", "both", "table", "comparison", "pareto", "growth")


def _plot_arguments(parser: argparse.ArgumentParser) -> None:
    from .construct.families import FAMILIES

    parser.add_argument("source", help=f"{_SOURCE}; with --kind growth, sizes: 2..64 or 3,5,7")
    parser.add_argument("--kind", choices=_KINDS, default="network", help="what to draw")
    parser.add_argument("--style", choices=_ALL_STYLES, help="which construction")
    parser.add_argument("--family", choices=list(FAMILIES), help="whose growth is drawn")
    parser.add_argument(
        "--at", nargs="*", metavar="name=value", help="show which units fire at these inputs"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, help="write the picture (.svg, .png or .pdf)"
    )


def _plot(args: argparse.Namespace) -> int:
    from . import plot
    from .comparing import sizes_of
    from .plot.style import file_kind

    file_kind(args.output)
    _check_plot_options(args)
    source = None if args.kind == "growth" else source_of(args.source)

    def network() -> Any:
        if isinstance(source, logicnet.Network) and args.style is None:
            return source
        return logicnet.compile(source, **({} if args.style is None else {"style": args.style}))

    at = None if not args.at else dict(_assignment(text) for text in args.at)
    draw: dict[str, Callable[[], Any]] = {
        "network": lambda: plot.network(network(), at=at),
        "region": lambda: plot.region(network()),
        "units": lambda: plot.hidden_units(network()),
        "karnaugh": lambda: plot.karnaugh(source),
        "both": lambda: plot.karnaugh_and_network(source),
        "table": lambda: plot.truth_table(source),
        "comparison": lambda: plot.comparison(logicnet.compare(source)),
        "pareto": lambda: plot.pareto(logicnet.compare(source)),
        "growth": lambda: plot.growth(logicnet.compare_family(args.family, sizes_of(args.source))),
    }
    plot.save(draw[args.kind](), args.output)
    return DONE


def _check_plot_options(args: argparse.Namespace) -> None:
    """Refuse options that the kind of picture would leave aside."""
    kinds = {"at": ("network",), "style": _OF_NETWORKS, "family": ("growth",)}
    for option, allowed in kinds.items():
        if getattr(args, option) is not None and args.kind not in allowed:
            raise logicnet.SpecificationError(
                f"--{option} goes with --kind {' or '.join(allowed)}, not with {args.kind}"
            )
    if args.kind == "growth" and args.family is None:
        raise logicnet.SpecificationError("--kind growth needs a --family and sizes such as 2..64")


def _assignment(text: str) -> tuple[str, float]:
    name, equals, value = text.partition("=")
    if not equals:
        raise logicnet.SpecificationError(f"expected name=value, got {text!r}")
    if value.lower() in ("true", "false"):
        return name.strip(), float(value.lower() == "true")
    try:
        return name.strip(), float(value)
    except ValueError:
        raise logicnet.SpecificationError(f"expected a number after '=', got {text!r}") from None


def _network(path: Path) -> logicnet.Network:
    network = logicnet.read(path)
    if not isinstance(network, logicnet.Network):
        raise logicnet.SpecificationError(
            f"{path} holds a {type(network).__name__}, expected a network (.json or .npz)"
        )
    return network


COMMANDS = {
    "compile": Command("compile a function to a network", _compile_arguments, _compile),
    "region": Command("compile polygons or inequalities", _region_arguments, _region),
    "build": Command("build an adder, a comparator, a parity, ...", _build_arguments, _build),
    "compare": Command("compare the styles of networks", _compare_arguments, _compare),
    "minimize": Command("minimise to the fewest product terms", _minimize_arguments, _minimize),
    "table": Command("print the truth table", _table_arguments, _table),
    "verify": Command("compare a network with a function", _verify_arguments, _verify),
    "evaluate": Command("run a network on given values", _evaluate_arguments, _evaluate),
    "plot": Command("draw a network, a Karnaugh map, ...", _plot_arguments, _plot),
}
