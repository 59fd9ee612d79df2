"""Compiled kernels: what is kept of them is fresh, whole and of the right types, or not used."""

import importlib.util
import io
import re
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from logicnet.ground import kernels
from logicnet.ground.kernels import kernel
from processes import run

PACKAGE = Path(kernels.__file__).parent
INNER = (
    "from logicnet.ground.kernels import kernel\n\n@kernel\ndef step(x):\n    return x + {step}\n"
)
OUTER = (
    "from logicnet.ground.kernels import kernel\nfrom inner import step\n\n"
    "@kernel\ndef total(x):\n    return step(x[0])\n"
)


@pytest.fixture
def load(tmp_path, monkeypatch):
    """A function that loads a module of `tmp_path` as a new process would."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")
    kernels._say_that_nothing_is_kept.cache_clear()

    def fresh(name):
        kernels._digest.cache_clear()
        kernels._sources.cache_clear()
        for each in ("inner", "outer"):
            sys.modules.pop(each, None)
            found = importlib.util.spec_from_file_location(each, tmp_path / f"{each}.py")
            if (tmp_path / f"{each}.py").exists():
                sys.modules[each] = importlib.util.module_from_spec(found)
                found.loader.exec_module(sys.modules[each])
        return sys.modules[name]

    write(tmp_path, 1)
    yield fresh
    for each in ("inner", "outer"):
        sys.modules.pop(each, None)


def write(folder, step):
    (folder / "inner.py").write_text(INNER.format(step=step) + "#" * step)  # bytecode knows sizes
    (folder / "outer.py").write_text(OUTER)


def loaded(function):
    return sum(function.stats.cache_hits.values())


def kept(folder, pattern):
    return sorted((folder / "__pycache__").glob(pattern))


WHOLE, REAL = np.array([40]), np.array([40.5])


def test_what_was_compiled_is_loaded_by_the_next_process(load):
    assert load("outer").total(WHOLE) == 41
    again = load("outer").total
    assert (again(WHOLE), loaded(again)) == (41, 1)


def test_a_change_in_the_file_of_a_called_kernel_is_noticed(load, tmp_path):
    assert load("outer").total(WHOLE) == 41
    write(tmp_path, 2)
    assert load("outer").total(WHOLE) == 42


def test_code_for_other_types_is_not_used(load, tmp_path):
    """As two processes leave it that compile for two types at the same time."""
    total = load("outer").total
    assert (total(WHOLE), total(REAL)) == (41, 41.5)
    first, second = kept(tmp_path, "outer.total*.nbc")
    content = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(content)
    again = load("outer").total
    assert (again(WHOLE), again(REAL)) == (41, 41.5)


@pytest.mark.parametrize("pattern", ["outer.total*.nbi", "outer.total*.nbc"])
@pytest.mark.parametrize("left", [0, 40])
def test_a_damaged_file_is_written_anew(load, tmp_path, pattern, left):
    assert load("outer").total(WHOLE) == 41
    (path,) = kept(tmp_path, pattern)
    path.write_bytes(path.read_bytes()[:left])
    assert load("outer").total(WHOLE) == 41
    again = load("outer").total
    assert (again(WHOLE), loaded(again)) == (41, 1)


def closed(folder, monkeypatch):
    """Leave no folder that can be written, for root neither."""
    for path in kept(folder, "*"):
        path.unlink()
    if (folder / "__pycache__").exists():
        (folder / "__pycache__").rmdir()
    (folder / "__pycache__").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "inner.py"))
    monkeypatch.setenv("LOCALAPPDATA", str(folder / "inner.py"))
    monkeypatch.setenv("HOME", str(folder / "inner.py"))


def test_without_a_folder_to_write_each_process_compiles_and_says_so_once(
    load, tmp_path, monkeypatch, caplog
):
    closed(tmp_path, monkeypatch)
    assert load("outer").total(WHOLE) == 41
    (record,) = caplog.records
    assert "set NUMBA_CACHE_DIR" in record.message


def test_a_folder_that_is_closed_after_the_import_costs_no_answer(
    load, tmp_path, monkeypatch, caplog
):
    total = load("outer").total
    closed(tmp_path, monkeypatch)
    assert total(WHOLE) == 41
    assert len(caplog.records) == 1


def test_without_compilation_a_kernel_is_its_function(load, monkeypatch):
    monkeypatch.setattr(numba.config, "DISABLE_JIT", True)
    assert load("outer").total(WHOLE) == 41
    assert not hasattr(sys.modules["outer"].total, "stats")


@pytest.fixture
def unkept(monkeypatch):
    """Kernels are compiled whenever a test asks for them."""

    def kept(function):
        raise RuntimeError

    monkeypatch.setattr(kernels, "_Kept", kept)
    kernels._say_that_nothing_is_kept.cache_clear()


@pytest.mark.usefixtures("unkept")
def test_numbers_that_are_written_out_are_compiled_once():
    @kernel
    def _step(x, by, back):
        return x - by if back else x + by

    @kernel
    def walk(x):
        return _step(_step(_step(x, 0, True), 7, False), x, x > 0)

    assert walk(3) == 7
    assert len(_step.overloads) == 1


@pytest.mark.usefixtures("unkept")
def test_an_inner_kernel_refuses_python_before_and_after_kernels_have_called_it():
    @kernel(inner=True)
    def step(x):
        return x + 1

    @kernel
    def outer(x):
        return step(x)

    with pytest.raises(TypeError, match="step is a kernel that kernels alone can call"):
        step(1)
    assert outer(1) == 2
    with pytest.raises(TypeError, match="step is a kernel that kernels alone can call"):
        step(1)


PARTS = """
import sys
import numpy as np
from logicnet.ground.kernels import kernel

@kernel(inner=True)
def part(x):
    if x < 0:
        raise ValueError("too small", x)
    return x + 1

@kernel(inner=True)
def twice(x):
    return part(part(x))

@kernel
def whole(x):
    made = np.zeros(2, np.int64)
    made[1] = twice(x)
    return made

for x in (1, -7):
    try:
        print(whole(x)[1], end=" ")
    except ValueError as error:
        print(error.args, len(part.overloads) + ("numba.np.arraymath" in sys.modules))
"""


def test_parts_are_kept_within_the_whole_and_nothing_that_compiles_is_loaded_for_it(tmp_path):
    (tmp_path / "parts.py").write_text(PARTS)
    for compiled in (2, 0):
        said = run(str(tmp_path / "parts.py"), NUMBA_CACHE_DIR=str(tmp_path))
        assert said[:2] == (0, f"3 ('too small', -7) {compiled}\n"), said
    assert [path.name.split("-")[0] for path in tmp_path.rglob("*.nbi")] == ["parts.whole"]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "lines"), [(Terminal, 1), (io.StringIO, 0)])
def test_a_terminal_is_told_once_what_is_waited_for(load, monkeypatch, stream, lines):
    kernels._say_what_is_waited_for.cache_clear()
    monkeypatch.setattr(kernels, "_PATIENCE", -1.0)
    monkeypatch.setattr(sys, "stderr", stream())
    assert (load("outer").total(WHOLE), load("outer").total(REAL)) == (41, 41.5)
    assert sys.stderr.getvalue().count("compiling loops, which are kept") == lines


def test_a_terminal_that_was_closed_stops_no_compilation(monkeypatch):
    kernels._say_what_is_waited_for.cache_clear()
    closed = Terminal()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    kernels._say_what_is_waited_for()


# With a table of 7 inputs, a star of 40 corners and 100,000 points, in a process of its own.
_FIRST_CALLS = """
import numpy as np
import logicnet

logicnet.compile("a & (b | ~c)")
rng = np.random.default_rng(0)
logicnet.minimize(logicnet.TruthTable.from_values(rng.integers(0, 2, 128)))
angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
ring = np.where(np.arange(40) % 2, 1, 0.6)[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)
star = logicnet.Region.polygon(ring)
net = logicnet.compile({"star": star})
net(rng.random((100_000, 2)))
net.label(rng.random((100_000, 2)))
assert logicnet.verify(net, {"star": star}).equal
"""


def test_first_calls_of_usual_size_wait_for_no_compilation(tmp_path):
    code, _, errors = run("-c", _FIRST_CALLS, NUMBA_CACHE_DIR=str(tmp_path))
    assert code == 0, errors
    assert [path.name for path in tmp_path.rglob("*.nbi")] == []


def test_nothing_is_compiled_in_another_way():
    others = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(r"\b(numba|njit)\b", path.read_text(encoding="utf-8").split('"""', 2)[-1])
    ]
    assert sorted(others) == ["kernels.py", "running/linking.py"]


@pytest.mark.usefixtures("unkept")
def test_references_are_counted_where_a_kernel_makes_arrays_or_hands_some_back():
    @kernel(inner=True)
    def half(x):
        return x[: len(x) // 2]

    @kernel(inner=True)
    def made(x):
        return x + 1

    @kernel
    def borrowed(x):
        return x[1:][0] + len(x[::2])

    @kernel
    def handed(x):
        return half(x)

    @kernel
    def chosen(x):
        return x[x[:2]][1]

    @kernel
    def kept(x):
        total = 0
        for _ in range(3):
            total += made(made(x))[0]
        return total

    @kernel
    def written(x):
        x[:5] = x[1:]
        return x[0]

    @kernel
    def sought(x):
        return np.median(x)  # makes a copy that this kernel does not see

    given = np.arange(6)
    assert (written(given.copy()), sought(given)) == (1, 2.5)
    before = sys.getrefcount(given)
    for _ in range(20):
        assert (borrowed(given), handed(given).tolist(), chosen(given)) == (4, [0, 1, 2], 1)
        assert kept(given) == 6
    assert sys.getrefcount(given) == before
    counts = {
        each.py_func.__name__: "NRT_" in str(next(iter(each.inspect_llvm().values())))
        for each in (borrowed, handed, chosen, kept, written, sought)
    }
    assert [name for name, counted in counts.items() if not counted] == ["borrowed"]
