"""`logicnet rules`: a short rule read from a file of rows, and from what is already known."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import logicnet
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.shared import (
    DONE,
    effort_option,
    examples,
    json_option,
    number,
    waiting,
    whole,
)
from logicnet.commands.common.sources import known_rules, separator_option
from logicnet.formats.mixed_csv import read_columns
from logicnet.formats.registry import written
from logicnet.short_rules.search.forms import FORMS


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, help="a CSV file with a header of names")
    parser.add_argument("--target", required=True, metavar="COLUMN", help="the column of labels")
    parser.add_argument("--answer", metavar="LABEL", help="the label that the rule is for")
    start = ("a file of what is known: a formula, or lines `name = formula`, the last for the "
             "target, a .theory or a network")  # fmt: skip
    parser.add_argument("--start", metavar="FILE", help=start)
    parser.add_argument("--form", choices=("auto", *FORMS), default="auto")
    parser.add_argument("--categories", nargs="+", default=(), metavar="COLUMN",
                        help="columns of numbers that stand for categories")  # fmt: skip
    parser.add_argument("--most-literals", type=whole, metavar="N", help="of the rule")
    parser.add_argument("--price", type=number, help="of a literal, in wrong rows")
    parser.add_argument("--folds", type=whole, default=10, help="of the cross-validation")
    parser.add_argument("--seed", type=whole, default=0, help="of the folds")
    parser.add_argument("--curve", action="store_true", help="print size against errors")
    effort_option(parser)
    separator_option(parser, "separator", "between the cells of the data")
    output_option(parser, "write the network of the rule", written("Network"))
    json_option(parser)
    examples(parser, "logicnet rules patients.csv --target sick",
             "logicnet rules patients.csv --target sick --start known.txt -o net.json")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    columns = read_columns(args.data, args.separator)
    if args.target not in columns:
        hint = logicnet.errors.did_you_mean(args.target, columns)
        raise logicnet.SpecificationError(
            f"{args.data} has no column {args.target!r}; it has {', '.join(columns)}{hint}"
        )
    labels = columns.pop(args.target)
    name = args.answer or (args.target if set(labels.tolist()) <= {0, 1} else None)
    rules = None if args.start is None else known_rules(args.start)
    many = args.answer is None and len(set(labels.tolist())) > 2
    if isinstance(rules, dict) and name is not None and name not in rules and not many:
        rules[name] = rules.pop([*rules][-1])
    with waiting():
        found = logicnet.read_rules(
            columns, labels, rules=rules, target=name, form=args.form, categories=args.categories,
            most_literals=args.most_literals, price=args.price, folds=args.folds, seed=args.seed,
            effort=args.effort or "normal",
        )  # fmt: skip
    store(args, found.network)
    if isinstance(found, logicnet.ReadClassRules):
        print(json.dumps(_known_of_classes(found), indent=1) if args.json else
              _told_of_classes(found))  # fmt: skip
        return DONE
    print(json.dumps(_known(found), indent=1) if args.json else _told(found, args.curve))
    return DONE


def _told(found: logicnet.ReadRules, curve: bool) -> str:
    parts = [str(found), found.told]
    if found.difference is not None:
        parts.append(f"against the stated rule:\n{found.difference}")
    if curve:
        parts.append("\n".join(_line(point) for point in found.curve))
    return "\n".join(parts)


def _told_of_classes(found: logicnet.ReadClassRules) -> str:
    changes = [
        f"against the stated rule of {rule.target}:\n{rule.difference}"
        for rule in found.rules if rule.difference is not None
    ]  # fmt: skip
    return "\n".join([str(found), found.told, *changes])


def _line(point: logicnet.RulePoint) -> str:
    held = f"{point.held_out:.1%} +- {point.standard_error:.1%}"
    return f"{point.literals:3d} literals: {point.wrong} wrong, {held} of rows held out"


def _known_of_classes(found: logicnet.ReadClassRules) -> dict[str, Any]:
    """What is known of the rules of several classes."""
    return {
        "rules": [_known(rule) for rule in found.rules], "otherwise": str(found.otherwise),
        "formulas": found.formulas, "rows": found.rows, "wrong": found.wrong,
        "held_out": found.held_out, "standard_error": found.standard_error,
    }  # fmt: skip


def _known(found: logicnet.ReadRules) -> dict[str, Any]:
    """What is known of a rule, in words and numbers."""
    known: dict[str, Any] = {
        "rule": str(found), "formula": found.formula, "form": found.form,
        "terms": list(found.terms), "literals": found.literals, "rows": found.rows,
        "wrong": found.wrong, "held_out": found.held_out,
        "standard_error": found.standard_error,
    }  # fmt: skip
    if found.difference is not None:
        known["difference"] = [
            {"kind": c.kind, "before": c.before, "after": c.after, "gain": c.gain, "rows": c.rows}
            for c in found.difference.changes
        ]
    return known
