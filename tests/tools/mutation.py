"""Which single breaks of a file do its tests not notice?

Every mutant changes one place: a comparison, an operator, a number, a condition, a statement that
is left out. The tests of that file then run against it until the first one fails::

    python tests/tools/mutation.py logicnet/logic/text/parsing.py       # a sample of 150 mutants
    python tests/tools/mutation.py logicnet/logic/tables/cubes.py --sample 0   # all of them
    python tests/tools/mutation.py                                      # every file of the table

A line says what survived: its whole line before and after, and whether no test executes it at all.
A kernel that changes is compiled anew, and so are its callers (see logicnet/ground/kernels.py);
that takes most of such a mutant's time. How the tests are run: breaking.py.
A mutant that means the same as the original is noted, with the reason, in equivalent_mutants.txt,
as `logicnet/file.py: line before => line after  # reason`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from breaking import Breaking, Record
from mutants import mutants

HERE = Path(__file__).resolve().parent
TESTED = HERE.parent
ROOT = TESTED.parent
EQUIVALENT = HERE / "equivalent_mutants.txt"

# The core, and the tests that answer for each of its files (the docstrings' examples do as well).
TESTS = {
    "network/network": "network/test_network network/test_wiring network/test_sums",
    "sklearn/models/cuts": "sklearn/models/test_models",
    "sklearn/models/trees": "sklearn/models/test_models",
    "sklearn/models/linear": "sklearn/models/test_models",
    "sklearn/models/feature_units": "sklearn/models/test_models",
    "sklearn/literals": "sklearn/test_literals",
    "learning/data/conditions": "sklearn/test_binarizer sklearn/test_literals",
    "learning/data/columns": "learning/data/test_columns sklearn/test_estimators",
    "construction/planes/kept": "construction/planes/test_kept",
    "logic/frames": "logic/test_frames",
    "network/description": "network/test_description network/test_network",
    "network/threshold_units": "network/test_wiring network/test_network",
    "network/wiring": "network/test_wiring network/test_network learning/nets/test_mlp",
    "network/exact_numbers": "network/test_wiring",
    "ground/bits": "ground/test_bits",
    "network/sums": "network/test_sums",
    "network/simulation": "network/test_simulation network/test_network",
    "ground/workers/parallel": "ground/workers/test_parallel",
    "verification/functions/interchangeable": "verification/functions/test_interchangeable",
    "verification/sweeping/graph": "verification/sweeping/test_graph "
    "verification/sweeping/test_judging",
    "verification/sweeping/graph_kernel": "verification/sweeping/test_graph",
    "verification/sweeping/sweep": "verification/sweeping/test_judging "
    "verification/sweeping/test_by_nodes",
    "verification/sweeping/sweep_kernel": "verification/sweeping/test_judging "
    "verification/sweeping/test_by_nodes",
    "verification/sweeping/table_kernel": "verification/sweeping/test_table_kernel "
    "verification/sweeping/test_by_nodes",
    "verification/sweeping/sides": "verification/sweeping/test_judging "
    "verification/sweeping/test_certificate",
    "verification/sweeping/solving": "verification/sweeping/test_judging",
    "verification/sweeping/judging": "verification/sweeping/test_judging "
    "verification/sweeping/test_certificate",
    "verification/sweeping/by_nodes": "verification/sweeping/test_by_nodes",
    "verification/sweeping/certificate": "verification/sweeping/test_certificate",
    "verification/functions/diagrams": "verification/functions/test_diagrams",
    "verification/functions/sums": "verification/functions/test_sums",
    "logic/numbers": "logic/test_numbers",
    "construction/search/bounds": "construction/search/test_bounds",
    "zoo/family": "zoo/test_zoo conformance/test_zoo",
    "zoo/registry": "zoo/test_zoo conformance/test_zoo",
    "zoo/shown": "zoo/test_zoo conformance/test_zoo",
    "commands/zoo": "commands/test_zoo",
    "verification/regions/two_regions": "verification/regions/test_two_regions",
    "testing/equivalent": "testing/test_assertions",
    "testing/minimal": "testing/test_assertions",
    "verification/functions/rows": "verification/test_verification verification/test_judge",
    "verification/verifying": "verification/test_verification verification/test_judge",
    "verification/judge": "verification/test_judge",
    "verification/judges": "verification/test_judge",
    "verification/regions/near_points": "verification/regions/test_near_points "
    "verification/regions/test_regions",
    "verification/trained": "learning/softening/test_decisions verification/test_verification",
    "verification/verdict": "test_displays verification/test_verification verification/test_judge",
    "logic/text/parsing": "logic/text/test_parsing regions/reading/test_inequalities "
    "fuzz/test_formulas",
    "logic/language": "logic/text/test_parsing logic/text/test_printing",
    "logic/circuits/circuit": "logic/circuits/test_circuit logic/circuits/test_evaluation",
    "logic/circuits/rules": "logic/circuits/test_rules",
    "logic/circuits/normal": "logic/circuits/test_circuit",
    "logic/symbolic/sympy_bridge": "logic/symbolic/test_sympy_bridge logic/text/test_printing "
    "fuzz/test_formulas",
    "logic/formulas": "logic/test_function fuzz/test_formulas",
    "logic/text/relations": "regions/reading/test_inequalities fuzz/test_formulas",
    "logic/text/linear": "regions/reading/test_inequalities fuzz/test_formulas",
    "regions/reading/inequalities": "regions/reading/test_inequalities fuzz/test_formulas",
    "logic/circuits/evaluation": "logic/circuits/test_evaluation",
    "logic/text/printing": "logic/text/test_printing fuzz/test_formulas",
    "logic/tables/callables": "logic/tables/test_callables",
    "logic/function": "logic/test_function",
    "logic/tables/cubes": "logic/tables/test_cubes logic/tables/test_cover",
    "logic/tables/cover": "logic/tables/test_cover",
    "logic/tables/truthtable": "logic/tables/test_truthtable",
    "ground/storage/files": "ground/storage/test_files",
    "ground/storage/archive": "ground/storage/test_archive",
    "ground/storage/json_text": "ground/storage/test_json_text",
    "logic/tables/tabular": "logic/tables/test_tabular fuzz/test_csv",
    "formats/points/csv_files": "formats/points/test_csv_files",
    "formats/header": "formats/test_formats fuzz/test_network_files",
    "formats/stored_numbers": "formats/test_stored_numbers formats/test_formats",
    "formats/native_json": "formats/test_formats fuzz/test_network_files",
    "formats/native_npz": "formats/test_formats fuzz/test_network_files",
    "formats/exchange/description": "formats/onnx/test_onnx",
    "formats/onnx/moving": "formats/onnx/test_onnx_operators formats/onnx/test_onnx",
    "formats/onnx/apart": "fuzz/test_onnx_rounding",
    "formats/onnx/operators": "formats/onnx/test_onnx_operators formats/onnx/test_onnx "
    "fuzz/test_onnx_verdicts",
    "formats/onnx/ranges": "fuzz/test_onnx_verdicts",
    "formats/onnx/reading": "formats/onnx/test_onnx fuzz/test_onnx_graphs",
    "formats/onnx/types": "fuzz/test_onnx_verdicts",
    "frameworks/keras/models": "frameworks/keras/test_keras",
    "frameworks/keras/reading": "frameworks/keras/test_keras",
    "frameworks/keras/writing": "frameworks/keras/test_keras",
    "formats/onnx/writing": "formats/onnx/test_onnx",
    "formats/exchange/nir": "formats/exchange/test_nir",
    "formats/exchange/number_types": "formats/onnx/test_onnx formats/exchange/test_safetensors",
    "formats/exchange/safetensors": "formats/exchange/test_safetensors",
    "formats/exchange/tensors": "formats/exchange/test_safetensors",
    "formats/source/program": "formats/source/test_source",
    "formats/source/verilog": "formats/source/test_source",
    "formats/source/words": "formats/source/test_source",
    "formats/circuits/aiger": "formats/circuits/test_aiger logic/circuits/test_sequential",
    "formats/circuits/bench": "formats/circuits/test_bench logic/circuits/test_sequential",
    "formats/circuits/blif": "formats/circuits/test_blif logic/circuits/test_sequential",
    "formats/circuits/clauses": "formats/circuits/test_clauses",
    "formats/circuits/eqn": "formats/circuits/test_eqn",
    "formats/circuits/expressions": "formats/circuits/test_eqn formats/circuits/verilog/test_files",
    "formats/circuits/lowering": "formats/circuits/test_lowering",
    "formats/circuits/netlist": "formats/circuits/test_blif formats/circuits/verilog/test_files "
    "logic/circuits/test_sequential",
    "formats/circuits/text": "formats/circuits/test_blif formats/circuits/test_eqn",
    "formats/circuits/th": "formats/circuits/test_th",
    "formats/circuits/verilog/bits": "formats/circuits/verilog/test_files",
    "formats/circuits/verilog/files": "formats/circuits/verilog/test_files "
    "formats/circuits/verilog/test_registers formats/circuits/verilog/test_testbench",
    "formats/circuits/verilog/modules": "formats/circuits/verilog/test_files "
    "formats/circuits/verilog/test_registers",
    "formats/circuits/verilog/registers": "formats/circuits/verilog/test_registers",
    "formats/circuits/verilog/testbench": "formats/circuits/verilog/test_testbench",
    "plot/diagrams/critical": "plot/diagrams/test_critical",
    "plot/diagrams/profile": "plot/diagrams/test_profile",
    "logic/circuits/levels": "logic/circuits/test_levels",
    "commands/files/convert": "commands/files/test_convert",
    "commands/common/outputs": "commands/common/test_sources",
    "commands/common/sources": "commands/common/test_sources",
    "commands/common/rows": "commands/learning/test_training",
    "commands/learning/harden": "commands/learning/test_training",
    "commands/learning/prune": "commands/learning/test_training",
    "commands/learning/train": "commands/learning/test_training",
    "commands/terms/approximate": "commands/terms/test_terms",
    "commands/terms/primes": "commands/terms/test_terms",
    "commands/terms/threshold": "commands/terms/test_terms",
    "commands/files/stats": "commands/files/test_stats",
    "formats/recognition": "formats/test_recognition",
    "logic/circuits/partial": "formats/circuits/test_blif",
    "logic/circuits/sequential": "logic/circuits/test_sequential",
    "tracing/columns": "tracing/test_columns network/test_exactness formats/onnx/test_onnx",
    "network/wiring_holder": "formats/onnx/test_onnx",
    "network/exactness": "network/test_exactness formats/onnx/test_onnx",
    "tracing/trace": "tracing/test_trace formats/onnx/test_onnx",
    "formats/trained": "formats/test_formats",
    "formats/pla": "formats/test_pla fuzz/test_pla",
    "formats/pla_lines": "formats/test_pla fuzz/test_pla",
    "formats/csv_table": "logic/tables/test_tabular fuzz/test_csv",
    "learning/softening/sigmoid": "learning/softening/test_sigmoid "
    "learning/softening/test_own_outputs learning/softening/test_exact formats/test_formats",
    "learning/softening/margins": "learning/softening/test_margins learning/softening/test_sigmoid",
    "learning/softening/error_bounds": "learning/softening/test_margins "
    "learning/softening/test_sigmoid formats/test_formats",
    "learning/rules/hardening": "learning/rules/test_fine_tuning",
    "learning/softening/whole_weights": "learning/softening/test_whole_weights "
    "learning/softening/test_sigmoid",
    "learning/softening/agreement": "learning/softening/test_whole_weights "
    "learning/softening/test_sigmoid",
    "learning/softening/own_outputs": "learning/softening/test_own_outputs",
    "learning/softening/exact": "learning/softening/test_exact",
    "learning/softening/rectifiers": "learning/softening/test_exact",
    "learning/softening/decisions": "learning/softening/test_decisions",
    "learning/softening/float_errors": "learning/softening/test_decisions",
    "network/one_unit/positive": "network/one_unit/test_positive",
    "regions/exact": "regions/test_exact",
    "regions/cells/rounding": "regions/cells/test_rounding",
    "regions/cells/arrangement": "regions/cells/test_arrangement",
    "regions/cells/cells": "regions/cells/test_cells",
    "verification/regions/claimed_regions": "verification/regions/test_regions",
    "verification/regions/network_of_regions": "verification/regions/test_regions",
    "regions/plane/windings": "regions/plane/test_windings",
    "regions/plane/segments": "regions/plane/test_segments",
    "regions/plane/hulls": "regions/plane/test_hulls",
    "regions/evaluation/evaluation": "regions/evaluation/test_evaluation",
    "regions/region": "regions/test_region",
    "regions/shape_tree": "regions/test_region",
    "regions/half_spaces": "regions/test_gates construction/planes/test_lowering",
    "regions/gates": "regions/test_gates construction/planes/test_lowering",
    "construction/planes/lower_bound": "construction/planes/test_lower_bound",
    "construction/planes/positions": "construction/planes/test_lowering",
    "network/one_unit/separation": "network/one_unit/test_separation "
    "network/one_unit/test_threshold",
    "network/one_unit/threshold": "network/one_unit/test_threshold",
}


def equivalents(name: str) -> set[tuple[str, str]]:
    """(before, after) of the mutants of a file that are known to mean the same."""
    pairs = set()
    for line in EQUIVALENT.read_text(encoding="utf-8").splitlines() if EQUIVALENT.exists() else ():
        file, _, rest = line.partition(": ")
        if file == name and " => " in rest:
            before, _, after = rest.split("  #")[0].strip().partition(" => ")
            pairs.add((before, after))
    return pairs


@contextlib.contextmanager
def checkout_copy() -> Iterator[Path]:
    """A copy of the checkout with its compiled kernels, beside the same shared data."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        copy = Path(folder, "checkout")
        ignored = shutil.ignore_patterns(".git", ".venv", "*.egg-info", ".*_cache", ".hypothesis")
        shutil.copytree(ROOT, copy, ignore=ignored, symlinks=True)
        if (ROOT.parent / "shared").exists():
            os.symlink((ROOT.parent / "shared").resolve(), Path(folder, "shared"))
        yield copy


def recorded(breaking: Breaking) -> Record:
    """What the tests execute, kept in the folder of temporary files until a source changes."""
    named = {breaking.checkout / test.split("::")[0] for test in breaking.tests}
    helpers = {path for path in TESTED.rglob("*.py") if not path.name.startswith("test_")}
    digest = sha256(breaking.name.encode())
    for path in sorted({*named, *helpers, *(breaking.checkout / "logicnet").rglob("*.py")}):
        digest.update(path.read_bytes())
    kept = Path(tempfile.gettempdir(), "logicnet-mutation", f"{digest.hexdigest()}.json")
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(json.dumps(breaking.record()))
    return Record(*json.loads(kept.read_text()))


def report(name: str, tests: list[str], sample: int, seed: int, lines: range | None) -> None:
    """Break a file again and again, and print what survived and the kill rate."""
    text, same = (ROOT / name).read_text(encoding="utf-8"), equivalents(name)
    found = [m for m in mutants(text) if lines is None or m.line in lines]
    if sample and len(found) > sample:
        found = sorted(random.Random(seed).sample(found, sample))
    different = [m for m in found if same.isdisjoint({(m.before, m.after), m.shown(text)})]
    killed = 0
    with checkout_copy() as copy:
        breaking = Breaking(copy, name, tests)
        for k, (mutant, outcome) in enumerate(breaking.outcomes(different, recorded(breaking))):
            if outcome in ("", "not executed"):
                before, after = mutant.shown(text)
                note = f"  # {outcome}" if outcome else ""
                print(f"{name}:{mutant.line}: {before} => {after}{note}", flush=True)
            killed += outcome not in ("", "not executed")
            if sys.stderr.isatty():
                print(f"\r{k + 1}/{len(different)} ", end="", file=sys.stderr, flush=True)
    rate = 100 * killed / max(1, len(different))
    equal = len(found) - len(different)
    of = f"{killed} of {len(different)} mutants noticed, {rate:.0f} %"
    print(f"{name}: {of}; {equal} more mean the same", flush=True)


def _preload() -> None:
    """Import once what every forked process needs, and nothing of the package itself."""
    import numba  # noqa: F401
    import numpy  # noqa: F401
    import sympy  # noqa: F401


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", help="like logicnet/logic/text/parsing.py")
    parser.add_argument("--tests", nargs="+", help="test files instead of those of the table")
    parser.add_argument("--sample", type=int, default=150, help="mutants a file, 0 for all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lines", help="like 40-80: only these")
    args = parser.parse_args()
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() not in (ROOT, HERE)]
    _preload()
    for name in args.files or [f"logicnet/{key}.py" for key in TESTS]:
        key = str(Path(name).with_suffix("")).removeprefix("logicnet/")
        tests = args.tests or [f"tests/{stem}.py" for stem in TESTS.get(key, "").split()]
        missing = [test for test in tests if not (ROOT / test.split("::")[0]).exists()]
        if missing or not tests:
            parser.error(f"say with --tests which tests answer for {name} ({missing or 'none'})")
        lines = None
        if args.lines:
            first, _, last = args.lines.partition("-")
            lines = range(int(first), int(last or first) + 1)
        report(name, tests, args.sample, args.seed, lines)


if __name__ == "__main__":
    main()
