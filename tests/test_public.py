"""What the package shows: its names, their types, and what options may be."""

import ast
import re
from inspect import isroutine
from pathlib import Path
from typing import get_args

import pytest

import logicnet
from logicnet import (
    datasets,
    plot,
    regularisation,
    schedules,
    single_layer,
    study,
    tables,
    testing,
    zoo,
)
from logicnet.compiling import Style
from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.learning.nets.activations import ACTIVATIONS, ActivationName
from logicnet.learning.nets.initialisation import RULES, Init
from logicnet.learning.nets.losses import LOSSES, LossName
from logicnet.learning.training.optimisers import OPTIMISERS, OptimiserName
from logicnet.minimization.minimizing import _ROUTES
from logicnet.minimization.problem import Method

ROOT = Path(logicnet.__file__).parent
SUBMODULES = [
    plot,
    datasets,
    regularisation,
    schedules,
    single_layer,
    study,
    tables,
    testing,
    zoo,
]
INNER = {  # of other packages, or other names of arrays and choices
    "Axes", "Boolean", "Callable", "Clause", "Cubes", "Cut", "Encoding", "Floats", "Form",
    "Fraction", "Gradient", "Hashable", "Iterator", "Kind", "LogicModule", "Mapping", "Operator",
    "Padding", "Sequence", "Shape", "Words", "Curve", "LossName", "Part",
}  # fmt: skip
ROWS = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
HANDED_ON = {  # functions that hand words on to `train` or `verify`, with arguments
    "assert_equivalent": (logicnet.compile("a"), "a"),
    "ensemble": (logicnet.MLP.random([2, 1]), *ROWS),
    "evolve_rates": (logicnet.MLP.random([2, 1]), *ROWS),
    "fine_tune": (logicnet.compile("a ^ b"), *ROWS),
    "pretrained": (logicnet.MLP.random([2, 2, 1]), ROWS[0]),
    "range_test": (logicnet.MLP.random([2, 1]), *ROWS),
    "train": (logicnet.MLP.random([2, 1]), *ROWS),
    "try_sizes": ROWS,
    "training_animation": (logicnet.MLP.random([2, 1]), *ROWS, "net.gif"),
    "training_frames": (logicnet.MLP.random([2, 1]), *ROWS, [1]),
    "logistic_regression": ROWS,
}


def stated(text):
    """Names and modules of the imports of a stub, and whether each is imported as itself."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.name, node.module, alias.asname == alias.name


def test_the_stub_says_what_the_table_says():
    names, wrong = {}, []
    for name, module, again in stated((ROOT / "__init__.pyi").read_text(encoding="utf-8")):
        wrong += [] if again else [name]
        names[name] = module
    modules = {
        name: place.rpartition(".")[0] or None for name, place in logicnet._SUBMODULES.items()
    }
    assert (names, wrong) == ({**logicnet._HOME, **modules}, [])


def test_names_are_shown_submodules_too_and_nothing_else():
    assert set(dir(logicnet)) == {"__version__", *logicnet._HOME, *logicnet._SUBMODULES}
    for module in [*SUBMODULES, logicnet.construction]:
        assert dir(module) == sorted(module.__all__)
        assert all(hasattr(module, name) for name in module.__all__)


def returned():
    """(where, a name of a class) for all that public functions and attributes give."""
    for module in [logicnet, *SUBMODULES]:
        for name in module.__all__:
            value = getattr(module, name)
            found = [(name, value)]
            if isinstance(value, type):
                found = [(f"{name}.{k}", v) for k, v in vars(value).items() if k[0] != "_"]
                for k, kind in getattr(value, "__annotations__", {}).items():
                    yield from ((f"{name}.{k}", word) for word in classes(kind) if k[0] != "_")
            for where, item in found:
                function = getattr(item, "fget", None) or getattr(item, "__func__", item)
                kind = getattr(function, "__annotations__", {}).get("return", "")
                yield from ((where, word) for word in classes(kind))


def classes(kind):
    """The names in an annotation that look like those of classes of ours."""
    text = re.sub(r"\b(?:np|pd|nx|sympy|NDArray)\b[.\w]*", "", str(kind))
    return re.findall(r"\b(?!ForwardRef|Any|None|Path|T\b)[A-Z]\w+", text)


def called():
    """(where, a function) for all public functions, those that make an instance too."""
    for module in [logicnet, *SUBMODULES]:
        for name in module.__all__:
            value = getattr(module, name)
            if not isinstance(value, type):
                yield from [(name, value)] if isroutine(value) else []
                continue
            for k, item in vars(value).items():
                if k[0] != "_" and isinstance(item, (classmethod, staticmethod)):
                    yield f"{name}.{k}", getattr(value, k)


def misunderstood(functions):
    """Those of the functions that do not say which word they do not know.

    Those that hand words on are called with arguments, since they look at these first.
    """
    for where, function in functions:
        try:
            function(*HANDED_ON.get(where, ()), zzqq=1)
        except logicnet.SpecificationError as error:
            if "'zzqq'" in str(error):
                continue
        except TypeError:
            pass
        yield where


def test_words_that_no_function_has_are_refused_by_name():
    functions = dict(called())
    assert {"minimize", "Region.disk", "train", "TruthTable.from_hex"} <= set(functions)
    assert list(misunderstood(functions.items())) == []
    assert list(misunderstood([("bare", lambda x: x), ("takes any", lambda **x: x)])) == [
        "bare",
        "takes any",
    ]


def test_the_word_that_was_meant_is_said():
    for call, word in [
        (lambda: logicnet.minimize("a", efort="low"), "effort"),
        (lambda: logicnet.verify(None, "a", sample=3), "samples"),
        (lambda: logicnet.Region.disk(toleranc=1), "tolerance"),
    ]:
        with pytest.raises(logicnet.SpecificationError, match=f"did you mean '{word}'"):
            call()


def test_the_encoding_or_the_name_of_the_package_that_was_meant_is_said():
    for given, word in [("bipolr", "bipolar"), ("0/1", "binary"), ("-1/+1", "bipolar")]:
        with pytest.raises(logicnet.SpecificationError, match=f"did you mean '{word}'"):
            logicnet.compile("a", encoding=given)
    for name, word in [("compyle", "compile"), ("Netwrok", "Network"), ("dataset", "datasets")]:
        with pytest.raises(AttributeError, match=f"no attribute '{name}'; did you mean '{word}'"):
            getattr(logicnet, name)
    assert not hasattr(logicnet, "qqqq")


def test_whatever_is_returned_has_a_public_name():
    known = {*logicnet.__all__, *(name for module in SUBMODULES for name in module.__all__)}
    assert {(where, name) for where, name in returned() if name not in known | INNER} == set()
    assert ("train", "Result") in set(returned())


def test_every_public_name_is_in_the_reference():
    text = (ROOT.parent / "docs" / "api.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"(?:auto\w+|py:data):: logicnet\.([\w.]+)", text))
    assert {name for name in logicnet.__all__ if name != "__version__"} <= shown
    for name, module in {
        "plot": plot,
        "datasets": datasets,
        "testing": testing,
        "study": study,
        "regularisation": regularisation,
    }.items():
        assert {f"{name}.{inner}" for inner in module.__all__} <= shown


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (Style, CONSTRUCTIONS.styles),
        (LossName, ["auto", *LOSSES]),
        (OptimiserName, OPTIMISERS),
        (ActivationName, ACTIVATIONS),
        (Init, RULES),
        (Method, _ROUTES),
    ],
)
def test_the_types_of_choices_are_the_names_of_the_tables(kind, table):
    assert sorted(get_args(kind)) == sorted(table)


def test_no_options_go_through_untyped():
    untyped = {
        f"{path.relative_to(ROOT).as_posix()}: {node.name}"
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.args.kwarg and node.name[0] != "_"
        if ast.unparse(node.args.kwarg.annotation) == "Any"
    }
    assert untyped == set()
