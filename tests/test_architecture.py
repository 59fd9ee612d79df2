"""Who may import whom: all imports count, lazy ones and those for types, file by file.

A room imports from the lines above its own, never from the other rooms of its line; within a room
no file is imported by what it imports. A place that is named as text ("logicnet.room.file:name")
counts as an import.
"""

import ast
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from logicnet.ground import providers

TESTS = Path(__file__).parent
ROOT = TESTS.parent / "logicnet"
ORDER = [
    ["errors"],
    ["ground"],
    ["logic"],
    ["network"],
    ["regions", "minimization"],
    ["verification"],
    ["construction", "learning"],
    ["compiling"],
    ["comparing", "pytest_plugin", "scanning", "sequences", "short_rules", "testing"],
    ["tracing"],
    ["formats", "plot"],
    ["frameworks"],
    ["sklearn"],
    ["sources"],
    ["zoo"],
    ["playground"],
    ["logicnet"],  # the table of public names
    ["commands"],
    ["cli"],
    ["__main__"],
]
LINE = {name: number for number, names in enumerate(ORDER) for name in names}
FOLDERS = {  # likewise inside rooms, for their files and the rooms in them
    "ground": [
        ["bits", "budget", "digits", "extras", "html", "providers", "storage"],
        ["running", "synonyms"],
        ["checks", "kernels"],
        ["arguments", "loops", "names", "registry"],
        ["workers"],
    ],
    "logic": [
        ["frames", "language", "latex", "source_kinds", "writing"],
        ["tables"],
        ["circuits"],
        ["text"],
        ["symbolic"],
        ["formulas", "numbers"],
        ["covers_and_circuits", "function"],
        ["forms"],
    ],
    "network": [
        ["exact_numbers", "simulation_kernel"],
        ["wiring"],
        ["exactness", "wiring_display", "wiring_holder"],
        ["threshold_units"],
        ["circuit_of_network", "description", "sums"],
        ["engines"],
        ["simulation"],
        ["network"],
        ["one_unit"],
    ],
    "regions": [
        ["exact"],
        ["plane"],
        ["evaluation", "shapes"],
        ["filling", "shape_tree"],
        ["half_spaces"],
        ["gates"],
        ["region"],
        ["cells", "reading"],
        ["stated_regions"],
    ],
    "minimization": [
        ["incidence"],
        ["covering", "primes"],
        ["programs"],
        ["heuristics"],
        ["exact", "prices", "problem"],
        ["eights", "phased", "priced_cover", "routes", "steps"],
        ["immediate_cover"],
        ["minimizing"],
        ["exclusive", "polarity", "pricing", "proofs"],
        ["factored_form", "product_of_sums"],
    ],
    "verification": [
        ["verdict"],
        ["by_position", "judge"],
        ["functions"],
        ["regions", "sweeping", "trained"],
        ["polynomials"],
        ["judges"],
        ["verifying"],
        ["minimality"],
    ],
    "construction": [
        ["units"],
        ["draft", "real_functions", "recognition"],
        ["limits"],
        ["counting", "heat", "search", "target"],
        ["numbers", "sizes", "task", "tries"],
        ["families", "formulas", "registry"],
        ["one_layer"],
        ["deciding", "graphs", "planes", "structure", "votes"],
        ["along_forms", "mapping", "reduced", "words"],
        ["constructions", "targets"],
    ],
    "sklearn": [
        ["models", "onnx_model"],
        ["binarizer", "literals"],
        ["estimators"],
        ["classifier", "regressor"],
    ],
    "scanning": [["scan_kernel"], ["windows"], ["scan"], ["chains"]],
    "sequences": [
        ["automaton"],
        ["expressions", "recurrent"],
        ["positions", "states"],
        ["compiling_sequences"],
    ],
    "short_rules": [
        ["search"],
        ["literals", "model_rows", "validation"],
        ["concepts", "given", "stated_text", "wording"],
        ["difference", "stated"],
        ["result"],
        ["classes"],
        ["reading"],
    ],
    "learning": [
        ["data"],
        ["nets"],
        ["softening"],
        ["training"],
        ["evidence", "regularisation", "study"],
        ["rules"],
        ["theories"],
    ],
    "formats": [
        [
            "csv_table",
            "geojson",
            "mixed_csv",
            "pla_lines",
            "points",
            "recognition",
            "stored_numbers",
        ],
        ["pla", "trained"],
        ["header"],
        ["native_json", "native_npz"],
        ["exchange"],
        ["onnx", "source"],
        ["circuits"],
        ["registry"],
    ],
    "frameworks": [
        ["dask", "keras", "layouts", "networkx", "precision", "torch_layers", "torch_unseen"],
        ["jax", "torch_calls", "torch_convolutions", "torch_module"],
        ["torch_reading"],
        ["torch"],
    ],
    "playground": [
        ["module", "scenes"],
        ["desk"],
        ["pages"],
        ["widget", "worker"],
        ["tabs"],
        ["server"],
    ],
    "plot": [
        ["arguments", "films", "words"],
        ["pages", "style", "tikz"],
        ["key", "saving"],
        ["diagrams"],
        ["maps", "planes"],
        ["charts"],
        ["registry"],
    ],
}
PLACE = re.compile(r"logicnet((?:\.\w+)+)(?::\w+)?")


def dotted(path):
    """The name of a module below the package; the package itself is "logicnet"."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "logicnet"


MODULES = {dotted(path): path for path in sorted(ROOT.rglob("*.py"))}


def imported(text, name, known, package=False):
    """The modules among `known` that a module of that name imports anywhere, by any way."""
    above = [] if name == "logicnet" else name.split(".") if package else name.split(".")[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            base = ["logicnet", *above][: len(above) + 2 - node.level] if node.level else []
            target = [*base, *(node.module or "").split(".")] if node.module else base
            if target[:1] == ["logicnet"]:
                for alias in node.names:
                    inner = ".".join([*target[1:], alias.name])
                    yield inner if inner in known else ".".join(target[1:]) or "logicnet"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top, _, rest = alias.name.partition(".")
                if top == "logicnet":
                    yield rest or "logicnet"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            place = PLACE.fullmatch(node.value)
            if place and place[1][1:] in known:
                yield place[1][1:]


@cache
def read(name):
    """The modules that one of them imports."""
    path = MODULES[name]
    text = path.read_text(encoding="utf-8")
    return set(imported(text, name, MODULES, path.stem == "__init__")) - {name}


def graph():
    """Which module imports which others."""
    return {name: set(read(name)) for name in MODULES}


def room(module):
    return module.partition(".")[0]


def against_the_order(reads):
    """The imports between rooms that lead to the same line or below."""
    return {
        (name, other)
        for name, others in reads.items()
        for other in others
        if room(name) != room(other) and LINE[room(name)] <= LINE[room(other)]
    }


def circle(reads):
    """Modules that import one another in a circle, or are between two; empty where none do."""
    left = {name: set(others) for name, others in reads.items()}
    while free := [name for name, others in left.items() if not others & left.keys()]:
        left = {name: others for name, others in left.items() if name not in free}
    while unread := [n for n in left if not any(n in others for others in left.values())]:
        left = {name: others for name, others in left.items() if name not in unread}
    return sorted(left)


def test_every_room_has_its_line():
    assert {room(name) for name in MODULES} <= LINE.keys(), "say in ORDER where the new room stands"


def test_rooms_import_from_the_lines_above_them():
    assert against_the_order(graph()) == set()


def test_no_file_is_imported_by_what_it_imports():
    reads = graph()
    assert all(others <= MODULES.keys() for others in reads.values())
    assert circle(reads) == []


def against_the_folders(reads, inside):
    """The imports within a room that lead to the same line of it or below, but in one place."""
    line = {name: number for number, names in enumerate(FOLDERS[inside]) for name in names}
    return {
        (name, other)
        for name, others in reads.items()
        for other in others
        if (mine := place_in(inside, name)) and (its := place_in(inside, other))
        if mine != its and line[mine] <= line[its]
    }


def place_in(inside, module):
    """The file or folder of a room that a module is or is in; empty outside, and for the room."""
    return module.split(".")[1] if module.startswith(f"{inside}.") else ""


@pytest.mark.parametrize("inside", FOLDERS)
def test_inside_a_room_files_and_folders_import_from_the_lines_above_them(inside):
    reads = graph()
    places = {place_in(inside, name) for name in MODULES} - {""}
    stand = {name for names in FOLDERS[inside] for name in names}
    assert places == stand, "say in FOLDERS where the new file or folder stands"
    assert against_the_folders(reads, inside) == set()
    below, above = FOLDERS[inside][-1][0], FOLDERS[inside][0][0]
    reads[f"{inside}.{above}.planted"] = {f"{inside}.{below}.file"}
    found = {(f"{inside}.{above}.planted", f"{inside}.{below}.file")}
    assert against_the_folders(reads, inside) == found


def test_the_rooms_are_named_for_who_contributes():
    text = (ROOT.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    text = text[text.index("## Where things are") : text.index("## Adding one of many")]
    rooms = {f"{name.partition('.')[0]}/" for name in MODULES if "." in name}
    assert {room for room in rooms if f"`{room}`" not in text} == set()
    named = re.findall(r"`(\w[\w/]*\.py)`", text)
    places = [*(ROOT / room for room in ("", "logic", "construction"))]
    assert [n for n in named if not any((at / n).exists() for at in places)
            and not (ROOT.parent / n).exists()] == []  # fmt: skip


def test_a_folder_holds_about_a_dozen_files():
    files = Counter(path.parent.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))
    assert {folder: number for folder, number in files.items() if number > 13} == {}
    files = Counter(path.parent.relative_to(TESTS).as_posix() for path in TESTS.rglob("*.py"))
    assert {folder: number for folder, number in files.items() if number > 16} == {}


TESTED_ELSEWHERE = {  # folders of the package without one of tests, and where their tests are
    "construction/one_layer": "construction/test_styles conformance/test_constructions",
    "minimization/exact": "minimization/test_minimizing",  # by what `minimize` makes of them
    "minimization/incidence": "minimization/test_minimizing minimization/test_edges",
    "minimization/primes": "minimization/test_minimizing",
    "minimization/proofs": "verification/test_minimality",
    "zoo/found": "zoo/test_zoo conformance/test_zoo",  # files of networks, each a row of the zoo
}


def test_the_folders_of_the_tests_are_those_of_the_package():
    shared = {
        "benchmarks", "benchmarks/learning", "benchmarks/least", "conformance", "fuzz", "helpers",
        "helpers/outside", "tools", "typing",
    }  # fmt: skip
    within = (path.relative_to(TESTS).parents for path in TESTS.rglob("*.py"))
    folders = {folder for folders in within for folder in folders} - {Path(".")}
    others = {folder.as_posix() for folder in folders if not (ROOT / folder).is_dir()}
    assert others == shared, "tests stand where the room is that they are of"
    rooms = {path.parent.relative_to(ROOT) for path in ROOT.rglob("*.py")} - {Path(".")}
    assert {room.as_posix() for room in rooms - folders} == {*TESTED_ELSEWHERE}
    elsewhere = (TESTS / stem for stems in TESTED_ELSEWHERE.values() for stem in stems.split())
    assert [path for path in elsewhere if not path.with_suffix(".py").exists()] == []


@pytest.mark.parametrize(
    "planted",
    [
        "from logicnet.compiling import compile",
        "from ...compiling import compile",
        "from ... import compiling",
        "import logicnet.compiling",
        "def f():\n    from logicnet.compiling import compile",
        "if TYPE_CHECKING:\n    from logicnet.compiling import compile",
        "PLACE = 'logicnet.compiling:compile'",
    ],
)
def test_an_import_against_the_order_is_noticed(planted):
    name = "regions.plane.hulls"
    reads = graph()
    assert (name, "compiling") not in against_the_order(reads)
    reads[name] = reads[name] | set(imported(planted, name, MODULES))
    assert (name, "compiling") in against_the_order(reads)


def test_an_import_of_a_neighbour_and_a_circle_are_noticed():
    reads = graph()
    reads["regions.exact"] = reads["regions.exact"] | {"minimization.exact.exact_cover"}
    assert ("regions.exact", "minimization.exact.exact_cover") in against_the_order(reads)
    planted = set(imported("from .network import Network", "network.wiring", MODULES))
    assert planted == {"network.network"}
    reads = {"network.wiring": planted, "network.network": {"network.wiring"}, "top": planted}
    assert circle(reads) == ["network.network", "network.wiring"]
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_the_judge_does_not_use_the_accused():
    for name, others in graph().items():
        if room(name) in ("verification", "network") or name == "testing.equivalent":
            assert not {room(other) for other in others} & {"construction", "compiling"}


def test_what_types_offer_from_above_is_there():
    assert len(providers.PROVIDERS) > 3
    for name in providers.PROVIDERS:
        assert callable(providers.provided(name))


def test_importing_the_package_is_light():
    heavy = ["numpy", "scipy", "sympy", "matplotlib", "networkx", "numba", "torch", "onnx",
             "sklearn", "pandas"]  # fmt: skip
    code = f"import sys, logicnet; sys.exit(sorted(set({heavy}) & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_small_formula_is_compiled_without_what_is_heavy():
    code = (
        "import sys, logicnet; logicnet.compile('a & (b | ~c)');"
        "sys.exit(sorted({'numba', 'pysat', 'matplotlib', 'sympy'} & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ctrl_c_is_watched_for_at_once():
    """Before that it would end in a traceback."""
    slow = ["typing", "re", "dataclasses", "argparse", "inspect", "logicnet.cli"]
    code = f"import sys, logicnet.__main__; sys.exit(sorted(set({slow}) & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True,
                          check=False, cwd=ROOT.parent)  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_public_names_are_what_they_say():
    import logicnet

    for name in logicnet.__all__:
        assert getattr(logicnet, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'missing'"):
        _ = logicnet.missing


def test_a_class_has_a_name_of_its_own():
    """But for AtLeast, which prints like the one of sympy's that it stands for."""
    names = Counter(
        node.name
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, times in names.items() if times > 1] == ["AtLeast"]


def test_mutation_tests_know_where_files_and_their_tests_are():
    import mutation

    named = [ROOT / module for module in mutation.TESTS]
    named += [TESTS / stem for stems in mutation.TESTS.values() for stem in stems.split()]
    assert [path for path in named if not path.with_suffix(".py").exists()] == []


def private(text):
    """What a module's text takes of other packages that these keep to themselves."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] != "logicnet" and any(re.match("_[a-z]", part) for part in parts):
                yield name


def test_nothing_private_of_other_packages_is_imported():
    assert [(name, list(private(path.read_text(encoding="utf-8"))))
            for name, path in MODULES.items()
            if list(private(path.read_text(encoding="utf-8")))] == []  # fmt: skip
    planted = (
        "from scipy.sparse._sparsetools import csr_matvecs\nfrom __future__ import annotations"
    )
    assert list(private(planted)) == ["scipy.sparse._sparsetools.csr_matvecs"]


def test_the_top_level_is_the_agreed_one():
    """Examples that are run by hand write files; none of these may be committed."""
    done = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=False,
                          cwd=ROOT.parent)  # fmt: skip
    if done.returncode or not done.stdout:
        pytest.skip("this is no checkout")
    top = {name.partition("/")[0] for name in done.stdout.splitlines()}
    agreed = {"pyproject.toml", "README.md", "logicnet", "tests", "examples", "docs"}
    beside = {"CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE"}
    assert {name for name in top if name[0] != "."} == agreed | beside
