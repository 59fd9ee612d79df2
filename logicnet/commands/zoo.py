"""`logicnet zoo`: networks that people want ready, with their proofs, cards and files."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import logicnet
from logicnet.formats.registry import written

from .common.outputs import place
from .common.shared import DONE, REFUTED, examples, exit_code, json_option, judged, tell
from .common.sources import STREAM

if TYPE_CHECKING:
    from logicnet.zoo import Entry

_ALL = "all"
_TITLES = ("network", "units", "depth", "parameters", "needed", "proven by", "computes")
_COUNTS = (1, 2, 3)  # columns that stand at the right


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = [suffix.lstrip(".") for suffix in written("Network")]
    parser.add_argument(
        "action", nargs="?", default="list", choices=list(_ACTIONS), metavar="action",
        help="list (the default), show the model card, export, or verify",
    )  # fmt: skip
    parser.add_argument(
        "values", nargs="*", metavar="name", help="a network, as adder-8; none means all"
    )
    parser.add_argument("--to", choices=[*kinds, _ALL], help="what `export` writes")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE",
        help="the file that `export` writes (- is standard output), the folder of several",
    )  # fmt: skip
    json_option(parser)
    examples(parser, "logicnet zoo list", "logicnet zoo export adder-8 --to onnx -o adder.onnx")


def run(args: argparse.Namespace) -> int:
    from logicnet import zoo

    if args.action != "export" and (args.to or args.output):
        raise logicnet.SpecificationError("--to and -o are options of `zoo export`")
    if args.action == "show" and not args.values:
        raise logicnet.SpecificationError("zoo show: expected a name, as in zoo show adder-8")
    entries = [zoo.entry(name) for name in args.values or zoo.names()]
    return _ACTIONS[args.action](args, entries)


def _list(args: argparse.Namespace, entries: Sequence[Entry]) -> int:
    rows = [_TITLES] + [
        (each.name, str(each.units), str(each.depth), str(each.parameters),
         "fewest" if each.is_least else f"at least {each.bound}", _proof(each), each.says)
        for each in entries
    ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if args.json:
        tell(args, {"networks": [_known(each) for each in entries]})
        return DONE
    for row in rows:
        cells = [
            cell.rjust(width) if k in _COUNTS else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    return DONE


def _known(entry: Entry) -> dict[str, Any]:
    """What is known of a network, for JSON."""
    verdict = entry.proof()
    return {
        "name": entry.name, "units": entry.units, "depth": entry.depth,
        "parameters": entry.parameters, "proven_minimal": bool(entry.is_least),
        "bound": entry.bound, "proven": bool(verdict), "computes": entry.says,
    }  # fmt: skip


def _proof(entry: Entry) -> str:
    """What proves the network, in a few words."""
    verdict = entry.proof()
    return verdict.method.partition(",")[0] if verdict else "not proven"


def _show(args: argparse.Namespace, entries: Sequence[Entry]) -> int:
    if args.json:
        tell(args, {"networks": [_known(each) | {"card": each.card()} for each in entries]})
    else:
        print("\n".join(each.card() for each in entries), end="")
    return DONE


def _verify(args: argparse.Namespace, entries: Sequence[Entry]) -> int:
    codes = []
    for each in entries:
        verdict = each.proof()
        line = f"{each.name}: {verdict}"
        print(json.dumps({"name": each.name, **judged(verdict)}) if args.json else line, flush=True)
        codes.append(exit_code(verdict))
        if verdict.cut:
            break
    return REFUTED if REFUTED in codes else max(codes)


def _export(args: argparse.Namespace, entries: Sequence[Entry]) -> int:
    if args.to is None and args.output is None:
        raise logicnet.SpecificationError("zoo export: expected --to, as in --to onnx")
    if len(entries) == 1 and args.to != _ALL:
        path = args.output or Path(f"{entries[0].name}.{args.to}")
        if path == Path(STREAM) and args.to is None:
            raise logicnet.SpecificationError("-o -: --to says what is written to standard output")
        args.target_format = f".{args.to}"
        if path != Path(STREAM) and args.to and path.suffix.lower() != f".{args.to}":
            raise logicnet.SpecificationError(f"--to {args.to} does not write {path}")
        with place(args, path) as target:
            entries[0].write(target)
        print(json.dumps({"written": str(path)}) if args.json else path)
        return DONE
    suffixes = written("Network") if args.to == _ALL else (f".{args.to}",)
    folder = args.output or Path("zoo")
    if args.to is None:
        raise logicnet.SpecificationError("zoo export: several networks need --to, as --to onnx")
    folder.mkdir(exist_ok=True)
    for each in entries:
        for suffix in suffixes:
            _export_one(each, folder / f"{each.name}{suffix}")
    return DONE


def _export_one(entry: Entry, path: Path) -> None:
    """Write a file of many, or say why there is none."""
    try:
        entry.write(path)
    except logicnet.SpecificationError as error:
        print(f"{path}: not written: {error}")
    else:
        print(path)


_ACTIONS: Mapping[str, Callable[[argparse.Namespace, Sequence[Entry]], int]] = {
    "list": _list,
    "show": _show,
    "export": _export,
    "verify": _verify,
}
