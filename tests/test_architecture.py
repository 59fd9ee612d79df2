"""Who may import whom: all imports count, lazy ones and those for types, file by file.

A room imports from the lines above its own, never from the other rooms of its line; within a room
no file is imported by what it imports. A place that is named as text ("logicnet.room.file:name")
counts as an import.
"""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from logicnet.ground import providers

ROOT = Path(__file__).parent.parent / "logicnet"
ORDER = [
    ["errors"],
    ["ground"],
    ["logic"],
    ["network"],
    ["regions", "minimization"],
    ["verification"],
    ["construction", "learning", "testing"],
    ["compiling"],
    ["comparing"],
    ["formats", "frameworks", "plot"],
    ["sources"],
    ["logicnet"],  # the table of public names
    ["commands"],
    ["cli"],
    ["__main__"],
]
LINE = {name: number for number, names in enumerate(ORDER) for name in names}
FOLDERS = {"learning": ["data", "nets", "softening", "training", "rules"]}  # likewise inside rooms
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
    """The imports within a room that lead from one of its folders to a later one."""
    line = {folder: number for number, folder in enumerate(FOLDERS[inside])}
    found = set()
    for name, others in reads.items():
        if room(name) == inside and "." in name:
            mine = line[name.split(".")[1]]
            own = {other for other in others if room(other) == inside and other != inside}
            found |= {(name, other) for other in own if line[other.split(".")[1]] > mine}
    return found


@pytest.mark.parametrize("inside", FOLDERS)
def test_folders_of_a_room_import_from_those_before_them(inside):
    reads = graph()
    assert against_the_folders(reads, inside) == set()
    reads["learning.nets.mlp"] = {"learning.training.run"}
    assert against_the_folders(reads, "learning") == {
        ("learning.nets.mlp", "learning.training.run")
    }


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
    reads["regions.exact"] = reads["regions.exact"] | {"minimization.exact"}
    assert ("regions.exact", "minimization.exact") in against_the_order(reads)
    planted = set(imported("from .network import Network", "network.wiring", MODULES))
    assert planted == {"network.network"}
    reads = {"network.wiring": planted, "network.network": {"network.wiring"}, "top": planted}
    assert circle(reads) == ["network.network", "network.wiring"]
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_the_judge_does_not_use_the_accused():
    for name, others in graph().items():
        if room(name) in ("verification", "testing", "network"):
            assert not {room(other) for other in others} & {"construction", "compiling"}


def test_what_types_offer_from_above_is_there():
    assert len(providers.PROVIDERS) > 3
    for name in providers.PROVIDERS:
        assert callable(providers.provided(name))


def test_importing_the_package_is_light():
    heavy = ["numpy", "scipy", "sympy", "matplotlib", "networkx", "numba", "torch", "onnx"]
    code = f"import sys, logicnet; sys.exit(sorted(set({heavy}) & set(sys.modules)) or 0)"
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


def test_mutation_tests_know_where_files_and_their_tests_are():
    from mutation import TESTS

    named = [ROOT / module for module in TESTS]
    named += [Path(__file__).parent / stem for stems in TESTS.values() for stem in stems.split()]
    assert [path for path in named if not path.with_suffix(".py").exists()] == []
