"""`logicnet tune`: rules and a table of rows weighed, as one exact network."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.shared import DONE, examples, json_option, waiting, whole
from logicnet.commands.common.sources import known_rules, separator_option
from logicnet.errors import SpecificationError, did_you_mean
from logicnet.formats.mixed_csv import read_columns
from logicnet.formats.registry import written
from logicnet.ground.extras import needed
from logicnet.logic.function import function
from logicnet.network.network import Network


def arguments(parser: argparse.ArgumentParser) -> None:
    rules = ("a formula; or a file with one, or with lines `label = formula` and concepts before "
             "them, a .theory or a network")  # fmt: skip
    parser.add_argument("rules", help=f"{rules}; or - for standard input")
    parser.add_argument("data", type=Path, help="a CSV file with a header of names")
    parser.add_argument("--target", required=True, metavar="COLUMN", help="the column of labels")
    answer = "the label that a single rule is for: the second of two unless told"
    parser.add_argument("--answer", metavar="LABEL", help=answer)
    parser.add_argument("--categories", nargs="+", default=(), metavar="COLUMN",
                        help="columns of numbers that stand for categories")  # fmt: skip
    parser.add_argument("--max-units", type=whole, metavar="N", help="of the network")
    parser.add_argument("--seed", type=whole, default=0, help="of folds and forests")
    separator_option(parser, "separator", "between the cells of the data")
    output_option(parser, "write the network over the columns", written("Network"))
    json_option(parser)
    examples(parser, "logicnet tune rules.txt patients.csv --target sick",
             "logicnet tune dna.theory dna.csv --target class --answer + -o net.json")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    from logicnet.sklearn import RuleClassifier

    pandas = needed("pandas", "logicnet tune")
    columns: dict[str, Any] = read_columns(args.data, args.separator)
    for name in (args.target, *args.categories):
        if name not in columns:
            raise SpecificationError(
                f"{args.data} has no column {name!r}; it has {', '.join(columns)}"
                + did_you_mean(name, columns)
            )
    labels = columns.pop(args.target)
    if not len(labels):
        raise SpecificationError(f"{args.data} has no rows below its names")
    told = enumerate(labels.tolist(), 2)
    lacking = [row for row, label in told if label is None or label != label]
    if lacking:
        raise SpecificationError(f"{args.data}:{lacking[0]}: {args.target!r} is missing")
    if labels.dtype.kind == "f" and (labels == labels.astype(int)).all():
        labels = labels.astype(int)
    for name in args.categories:
        columns[name] = _texts(columns[name])
    model = RuleClassifier(
        _rules(args, sorted({str(label) for label in labels.tolist()})),
        max_units=args.max_units, random_state=args.seed,
    )  # fmt: skip
    with waiting():
        model.fit(pandas.DataFrame(columns), labels.astype(str))
    store(args, model.network_)
    found = model.evidence_
    print(json.dumps(_known(found, model.network_), indent=1) if args.json else _told(found, model))
    return DONE


def _rules(args: argparse.Namespace, labels: Sequence[str]) -> Any:
    """What a file, standard input or a text states, by label."""
    answer = args.answer
    if answer is not None and answer not in labels:
        raise SpecificationError(
            f"no row has the label {answer!r}; there are {', '.join(labels)}"
            + did_you_mean(answer, labels)
        )
    stated, name = known_rules(args.rules), answer or labels[-1]
    if isinstance(stated, str):
        return {name: stated}
    if isinstance(stated, dict):  # concepts, and the last is for the label where none is named so
        if not {*labels} & {*stated}:
            stated[name] = stated.pop(args.target if args.target in stated else [*stated][-1])
        return stated
    stated = function(stated)
    if len(stated.outputs) > 1 or (answer is None and stated.outputs[0] in labels):
        return stated
    if isinstance(stated, Network):
        return replace(stated, wiring=replace(stated.wiring, outputs=(name,)))
    return {name: stated}


def _texts(column: Any) -> list[str | None]:
    values = column.tolist()
    return [None if value is None or value != value else _text(value) for value in values]


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def _told(found: Any, model: Any) -> str:
    """The choice, the errors of rows held out, and what became of the rule."""
    network = model.network_
    lines = [f"{found.chosen}: {found.why}", "errors of rows held out:"]
    for name, held in found.held_out.items():
        weight = found.weights.get(name)
        share = "" if weight is None else f"  (counts {weight:.2f})"
        lines.append(f"  {name:14} {held}{share}")
    if found.unlimited is not None:
        lines.append(f"  {'any size':14} {found.unlimited}")
    changed = f"{found.changed} rows are decided otherwise than by the rules"
    first = "" if found.first_changed is None else f", the first is row {found.first_changed + 1}"
    lines.append(f"{changed}{first}")
    lines.append(f"{found.units_kept} of {found.units_stated} units of the rules kept, "
                 f"{found.units_added} added: {network.units} units")  # fmt: skip
    return "\n".join(lines)


def _known(found: Any, network: Any) -> dict[str, Any]:
    """What is known, in words and numbers."""
    return {
        "chosen": found.chosen, "why": found.why, "weights": dict(found.weights),
        "held_out": {
            name: {"error": held.error, "standard_error": held.standard_error,
                   "log_loss": held.log_loss}
            for name, held in found.held_out.items()
        },
        "unlimited": None if found.unlimited is None else found.unlimited.error,
        "changed": found.changed, "first_changed": found.first_changed,
        "units": network.units, "units_stated": found.units_stated,
        "units_kept": found.units_kept, "units_added": found.units_added,
    }  # fmt: skip
