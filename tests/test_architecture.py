"""Who may import whom: each line only from the lines above it (and from itself)."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "logicnet"
ORDER = [
    ["errors"],
    ["ground"],
    ["logic"],
    ["network"],
    ["regions", "minimization"],
    ["verification", "testing"],
    ["construction", "learning"],
    ["compiling", "comparing", "formats", "frameworks", "plot"],
    ["commands", "cli", "__main__"],
]
LINE = {name: number for number, names in enumerate(ORDER) for name in names}


def modules():
    """(dotted name, path) of every module but the package itself."""
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts != ("__init__",):
            yield ".".join(parts), path


def imported(tree, package, everywhere):
    """The names of logicnet's modules that a module imports, on its top level or everywhere."""
    nodes = ast.walk(tree) if everywhere else _top_level(tree)
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            target = [*base, *(node.module or "").split(".")] if node.module else list(base)
            if target[:1] == ["logicnet"]:
                yield from ([target[1]] if len(target) > 1 else [a.name for a in node.names])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "logicnet" and len(parts) > 1:
                    yield parts[1]


def _top_level(tree):
    """Statements that run on import, those under TYPE_CHECKING left out."""
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        yield node


def _imports(name, path, everywhere=False):
    package = ["logicnet", *name.split(".")[:-1]]
    return set(imported(ast.parse(path.read_text(encoding="utf-8")), package, everywhere))


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=lambda value: str(value))
def test_a_module_imports_only_from_lines_above(name, path):
    top = name.split(".")[0]
    assert top in LINE, f"say in ORDER where {top} stands"
    below = {other for other in _imports(name, path) if LINE.get(other, -1) > LINE[top]}
    assert not below


def reads(folder):
    """Which file of a folder imports which other, lazy imports and those for types included."""
    files = {path.stem: path for path in (ROOT / folder).glob("*.py") if path.stem != "__init__"}
    found = {}
    for name, path in files.items():
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        near = [n for n in nodes if isinstance(n, ast.ImportFrom) and n.level == 1]
        named = {n.module or alias.name for n in near for alias in n.names}
        found[name] = {other for other in named if other in files}
    return found


def circle(graph):
    """Files that import one another in a circle; empty where there is none."""
    left = dict(graph)
    while free := [name for name, others in left.items() if not others & left.keys()]:
        left = {name: others for name, others in left.items() if name not in free}
    return sorted(left)


@pytest.mark.parametrize("folder", ["construction"])
def test_no_file_is_imported_by_what_it_imports(folder):
    graph = reads(folder)
    assert len(graph) > 1
    assert circle(graph) == []
    first, second = next((a, next(iter(b))) for a, b in graph.items() if b)
    graph[second] = graph[second] | {first}
    assert {first, second} <= set(circle(graph))


def test_the_judge_does_not_use_the_accused():
    for name, path in modules():
        if name.split(".")[0] in ("verification", "testing", "network"):
            assert not _imports(name, path, everywhere=True) & {"construction", "compiling"}


def test_an_import_against_the_order_is_noticed():
    tree = ast.parse("from .construction import wide\nfrom ..compiling import compile\nimport os")
    assert set(imported(tree, ["logicnet"], False)) == {"construction"}
    tree = ast.parse("def f():\n    from ..compiling import compile\n")
    assert set(imported(tree, ["logicnet", "formats"], True)) == {"compiling"}
    assert set(imported(tree, ["logicnet", "formats"], False)) == set()


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
