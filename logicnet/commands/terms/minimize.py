"""`logicnet minimize`: the fewest product terms, of one source or of many."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, get_args

import logicnet
from logicnet.commands.common.many import run_each, target_of, workers_options
from logicnet.commands.common.outputs import output_option, store
from logicnet.commands.common.shared import (
    DONE,
    effort_option,
    examples,
    json_option,
    number,
    progress_line,
)
from logicnet.commands.common.sources import Reading, reading, source_options, source_text
from logicnet.formats.registry import FORMATS, written
from logicnet.ground.running import interrupts
from logicnet.minimization.phased import PhasedCover, negated
from logicnet.minimization.priced_cover import PricedCover

from .printing import cover_lines, several, terms_of, written_option

Found: TypeAlias = logicnet.Cover | PhasedCover | PricedCover

_FORMS = ("sop", "pos", "esop")


def arguments(parser: argparse.ArgumentParser) -> None:
    from logicnet.minimization.problem import Method, Phases

    parser.add_argument("source", nargs="+", help=f"{source_text()}; or several of them")
    parser.add_argument("--method", choices=get_args(Method), default="auto")
    effort_option(parser)
    parser.add_argument("--time-limit", type=number, metavar="SECONDS", help="for each source")
    parser.add_argument(
        "--phases",
        choices=get_args(Phases),
        default="as stated",
        help="best: outputs may be covered complemented (.phase)",
    )
    parser.add_argument(
        "--cost",
        type=_cost,
        default="terms",
        help="what counts: terms, literals, wires, or prices such as terms=1,literals=0.5",
    )
    parser.add_argument("--errors", type=number, metavar="PRICE", help="rows may be left wrong, "
                        "each at that price")  # fmt: skip
    parser.add_argument("--certificate", metavar="FILE", help="write why no cover has fewer terms, "
                        "which verify --minimal checks (.min)")  # fmt: skip
    parser.add_argument("--steps", action="store_true", help="show how it is done by hand: "
                        "the tables of Quine, McCluskey and Petrick (up to 6 inputs)")  # fmt: skip
    parser.add_argument("--form", choices=_FORMS, default="sop", help="sop: an OR of ANDs; pos: an "
                        "AND of ORs; esop: an XOR of ANDs (default: %(default)s)")  # fmt: skip
    written_option(parser)
    workers_options(parser)
    output_option(parser, "write the cover; {} stands for its source's name", written("Cover"))
    json_option(parser)
    source_options(parser)
    examples(parser, 'logicnet minimize "a & b | ~a & c | b & c"',
             "logicnet minimize old.pla -o new.pla --certificate new.min")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    options = {"method": args.method, "effort": args.effort or "normal"}
    options |= {"time_limit": args.time_limit, "phases": args.phases}
    options |= {"cost": args.cost, "errors": args.errors}
    priced = args.cost != "terms" or args.errors is not None
    if priced and (args.form != "sop" or args.certificate is not None or args.steps):
        raise logicnet.SpecificationError(
            "minimize: --cost and --errors are without --certificate, --steps and --form"
        )
    if args.certificate is not None and args.phases == "best":
        raise logicnet.SpecificationError("minimize: --certificate is for outputs as stated")
    how = reading(args)
    if args.form != "sop":
        return _other_form(args, how, options)
    if len(args.source) > 1:
        if args.certificate is not None or args.steps:
            raise logicnet.SpecificationError(
                "minimize: --certificate and --steps are for one source"
            )
        return run_each(args, partial(_cover, how, options), _storing(args), _told)
    target = target_of(args.output, args.source[0])
    with progress_line() as progress:
        stated = how.of(args.source[0])
        found = logicnet.minimize(stated, **options, progress=progress)
    store(args, _kept(found), target)
    cover = found if isinstance(found, logicnet.Cover) else found.cover
    known, line, code = _told(found)
    if args.certificate is not None:
        proof = logicnet.prove_minimal(stated, cover)
        FORMATS[".min"].write(proof, Path(args.certificate))
        known |= {"certified": proof.bound}
        line += f"; at least {proof.bound} by the certificate"
    if args.json:
        print(json.dumps(known | terms_of(cover), indent=1))
        return code
    if args.steps:
        print(logicnet.quine_mccluskey(stated), end="\n\n")
    lines = cover_lines(args, cover)
    if len(cover.outputs) == 1 and known.get("complemented"):
        lines = [negated(lines[0])]
    print("\n".join([*lines, line]))
    return code


def _other_form(args: argparse.Namespace, how: Reading, options: dict[str, Any]) -> int:
    """Print the product of sums or the exclusive sum of one source."""
    if len(args.source) > 1 or args.certificate or args.steps:
        raise logicnet.SpecificationError(
            f"minimize: --form {args.form} is for one source, without --certificate and --steps"
        )
    if args.form == "esop" and args.output:
        raise logicnet.SpecificationError("minimize: no file holds an exclusive sum; leave out -o")
    for name in ("phases", "cost", "errors"):
        del options[name]
    if args.form == "esop":
        del options["method"]
    make = logicnet.product_of_sums if args.form == "pos" else logicnet.exclusive_sum
    form: Any = make(how.of(args.source[0]), **options)
    store(args, form, target_of(args.output, args.source[0]))
    notation = args.written or ("textbook" if args.notation == "textbook" else "names")
    known = {"terms": form.terms, "literals": form.literals, "lower_bound": form.lower_bound}
    known |= {"proven": form.proven, "form": form.to_text(notation)}
    print(json.dumps(known, indent=1) if args.json else f"{known['form']}\n{form.summary()}")
    return DONE


def _cost(text: str) -> Any:
    """A word, or prices by name."""
    if "=" not in text:
        return text
    parts = (part.partition("=") for part in text.split(","))
    return {name.strip(): number(price) for name, _, price in parts}


def _cover(how: Reading, options: dict[str, Any], source: str) -> Found:
    found: Found = logicnet.minimize(how.of(source), **options)
    return found


def _kept(found: Found) -> logicnet.Cover | PhasedCover:
    """What a file keeps of it."""
    return found.cover if isinstance(found, PricedCover) else found


def _storing(args: argparse.Namespace) -> Callable[..., None]:
    return lambda found, *rest: store(args, _kept(found), *rest)


def _told(found: Found) -> tuple[dict[str, Any], str, int]:
    """What is known of a cover, a line about it, and the exit code."""
    if isinstance(found, logicnet.Cover):
        return _of_cover(found)
    if isinstance(found, PricedCover):
        return _of_priced(found)
    known, line, code = _of_cover(found.cover)
    pairs = zip(found.cover.outputs, found.complemented, strict=True)
    names = [name for name, flag in pairs if flag]
    return (
        known | {"complemented": names},
        f"{line}; complemented: {' '.join(names) or 'none'}",
        code,
    )


def _known(best: str, proven: bool, bound: float | None) -> str:
    """What is known of how few can do."""
    if proven:
        return f"{best}, proven"
    return f"at least {bound} needed" if bound else "no bound is known"


def _of_priced(found: PricedCover) -> tuple[dict[str, Any], str, int]:
    known = {"terms": found.terms, "literals": found.literals, "price": found.price,
             "bound": found.bound, "proven": found.proven, "cut": found.cut,
             "wrong": [row._asdict() for row in found.wrong]}  # fmt: skip
    proof = _known("the least", found.proven, found.bound)
    cut = f"; cut by the {found.cut}" if found.cut else ""
    wrong = f", {several(len(found.wrong), 'wrong row')}" if found.wrong else ""
    line = f"price {found.price} ({proof}), {several(found.terms, 'term')}, "
    line += f"{several(found.literals, 'literal')}{wrong}{cut}"
    return known, line, interrupts.INTERRUPTED if found.cut == "interrupt" else DONE


def _of_cover(cover: logicnet.Cover) -> tuple[dict[str, Any], str, int]:
    known = {
        "terms": cover.terms,
        "literals": cover.literals,
        "lower_bound": cover.lower_bound,
        "proven": cover.proven,
        "cut": cover.cut,
    }
    proof = _known("the fewest", cover.proven, cover.lower_bound)
    cut = f"; cut by the {cover.cut}" if cover.cut else ""
    literals = several(cover.literals, "literal")
    line = f"{several(cover.terms, 'term')} ({proof}), {literals}{cut}"
    return known, line, interrupts.INTERRUPTED if cover.cut == "interrupt" else DONE
