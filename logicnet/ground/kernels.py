"""`kernel`: a function compiled to machine code by Numba; the package compiles none in another way.

What was compiled is kept beside the source, else in the user's cache folder, and loaded by later
processes. Where neither can be written, or what was kept is damaged, each process compiles anew:
that costs seconds, never the answer. `NUMBA_CACHE_DIR` names a folder of one's own.

Two facts about Numba's cache, both mended here:

* It knows the file of a function alone, but the kernels that a function calls are compiled into
  it: after an upgrade of one file, code of the old one would stay alive in its callers.
* Two processes that compile a function for different types at the same time may each write the
  file that the other's entry names; what is loaded may then be compiled for other types.

And two about compilation, where a first call spends its seconds: a function that kernels call with
numbers that are written out, as in `place(node, 0)`, would be compiled for each such number, and
the collector of cyclic garbage takes an eighth of the time, in vain.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Collection
from contextlib import ExitStack, suppress
from functools import cache, partial
from hashlib import sha256
from inspect import getfile
from pathlib import Path
from types import FunctionType
from typing import Any, Literal

from logicnet.ground.budget import standing
from logicnet.ground.running.collector import paused
from logicnet.ground.running.interrupts import delayed

with standing(), delayed():  # an import of Numba that was broken off cannot be made up for
    from numba import njit
    from numba.core import event
    from numba.core.caching import FunctionCache, NullCache
    from numba.core.runtime import rtsys

    from logicnet.ground.running.linking import Part, Whole
    from logicnet.ground.running.plain import InPython, is_too_long

_LOG = logging.getLogger(__name__)
_PATIENCE = 1.0  # seconds of compilation before a terminal is told of it
_WORTH = 1.0  # seconds of a process, after which it compiles no more for few things


def kernel(
    function: Callable[..., Any] | None = None,
    *,
    fastmath: bool | Collection[str] = False,
    error_model: Literal["python", "numpy"] = "python",
    inner: bool = False,
) -> Any:
    """The function, compiled when first called with arguments of new types, and then kept.

    One that is `inner`, or whose name begins with `_`, is called by other kernels alone: what
    Python needs to call it is left out, and it is kept as a part of them.
    """
    if function is None:
        return partial(kernel, fastmath=fastmath, error_model=error_model, inner=inner)
    inner = inner or function.__name__.startswith("_")
    compiled = njit(
        nogil=True, fastmath=fastmath, error_model=error_model, no_cfunc_wrapper=True,
        no_cpython_wrapper=inner, pipeline_class=Part if inner else Whole,
    )(function)  # fmt: skip
    if hasattr(compiled, "enable_caching"):  # not where NUMBA_DISABLE_JIT leaves it plain Python
        try:
            compiled._cache = NullCache() if inner else _Kept(function)
        except RuntimeError:  # no folder that can be written
            _say_that_nothing_is_kept()
        compiled.get_call_template = partial(_of_any_number, compiled.get_call_template)
        if inner:  # a call from Python would end the process
            compiled._insert = _nowhere
            compiled._compile_for_args = partial(_not_for_python, function.__name__)
    return compiled


def is_compiled(function: Any) -> bool:
    """Whether a kernel was compiled, now or by an earlier process, so that none waits for it.

    >>> is_compiled(len)
    False
    """
    if getattr(function, "overloads", None):
        return True
    return isinstance(getattr(function, "_cache", None), _Kept) and function._cache.holds_some()


def light(function: Any, few: bool) -> Callable[..., Any]:
    """The kernel, or the same in Python where there are few things to do and it is not compiled.

    Later processes compile what an earlier one ran so for a while, a second's worth or one kernel
    each, and in the end all is compiled that is of use.
    """
    if not few or is_too_long(function) or _is_wanted(function):
        return function  # type: ignore[no-any-return]
    return InPython(function, _note)


def _is_wanted(function: Any) -> bool:
    """Whether a kernel is loaded, or was compiled or run by Python before this process."""
    if getattr(function, "overloads", True):
        return True
    was_compiled, was_run = _before(function)
    return was_compiled or (was_run and _UNDISTURBED.waited < _WORTH)


@cache
def _before(function: Any) -> tuple[bool, bool]:
    """Whether a kernel was compiled, and run by Python for a while."""
    mark, was_run = _mark(function), False
    if mark is not None:
        with suppress(OSError):
            was_run = mark.exists()
    return is_compiled(function), was_run


def _note(function: Any) -> None:
    """Tell later processes that Python has run a kernel for a while."""
    mark = _mark(function)
    if mark is not None:
        with suppress(OSError):
            mark.mkdir(parents=True, exist_ok=True)


def _mark(function: Any) -> Path | None:
    """A folder beside what is kept of a kernel, which is made in one go."""
    kept = getattr(function, "_cache", None)
    if not isinstance(kept, _Kept):
        return None
    return Path(kept._cache_file._index_path).with_suffix(".asked")


def _nowhere(*overload: Any) -> None:
    """Keep nothing for calls from Python."""


def _not_for_python(name: str, *args: Any, **kws: Any) -> None:
    raise TypeError(f"{name} is a kernel that kernels alone can call")


def _of_any_number(typed: Callable[..., Any], args: Any, kws: dict[str, Any]) -> Any:
    """What a kernel calls, typed for numbers of its arguments' types, whatever their values."""

    def plain(of: Any) -> Any:
        return getattr(of, "literal_type", of)

    return typed(tuple(map(plain, args)), {name: plain(of) for name, of in kws.items()})


class _Undisturbed(event.Listener):  # type: ignore[misc]
    """While Numba compiles, the clock of budgets stands still, and nothing looks for garbage.

    Where that takes long a terminal is told what it waits for.
    """

    def __init__(self) -> None:
        self._under_way: list[ExitStack] = []
        self._began = self.waited = 0.0

    def on_start(self, event: Any) -> None:
        now = time.monotonic()
        if not self._under_way:
            self._began = now
        if self.waited + now - self._began > _PATIENCE:
            _say_what_is_waited_for()
        self._under_way.append(ExitStack())
        self._under_way[-1].enter_context(standing())
        self._under_way[-1].enter_context(paused())

    def on_end(self, event: Any) -> None:
        if self._under_way:
            self._under_way.pop().close()
        if not self._under_way:
            self.waited += time.monotonic() - self._began


_UNDISTURBED = _Undisturbed()
event.register("numba:compile", _UNDISTURBED)


class _Kept(FunctionCache):  # type: ignore[misc]
    """Numba's cache of one function, whose faults cost time only.

    Numba makes all that it compiles with ready before it loads a function, a quarter of a second.
    What is loaded needs its counts of references alone.
    """

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            with standing():
                rtsys.initialize(target_context)
                found = self._load_overload(sig, target_context)
        except Exception:  # what was kept can be damaged in any way
            with suppress(OSError):
                self.flush()
            return None
        return found if found is not None and tuple(found.signature.args) == tuple(sig) else None

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except Exception:  # a full disk, a folder that was closed since, ...
            _say_that_nothing_is_kept()

    def holds_some(self) -> bool:
        """Whether what was compiled of these sources is kept, for any types."""
        with suppress(Exception):
            sources = _sources(self._py_func)
            return any(key[-1] == sources for key in self._cache_file._load_index())
        return False

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(sig, codegen), _sources(self._py_func))


@cache
def _say_that_nothing_is_kept() -> None:
    _LOG.warning(
        "logicnet: compiled kernels cannot be kept, so every process compiles its own, which takes "
        "seconds; set NUMBA_CACHE_DIR to a folder that can be written"
    )


@cache
def _say_what_is_waited_for() -> None:
    with suppress(OSError, ValueError):  # a terminal that is closed
        if sys.stderr is not None and sys.stderr.isatty():
            print("logicnet: compiling loops, which are kept for later calls", file=sys.stderr)


@cache
def _sources(function: FunctionType) -> str:
    """A digest of all source files whose code is compiled into the function, and of how it is."""
    met, ahead = {function}, [function]
    while ahead:
        at = ahead.pop()
        named = [at.__globals__.get(name) for name in at.__code__.co_names]
        new = {getattr(value, "py_func", at) for value in named} - met
        met |= new
        ahead += new
    files = {getfile(each) for each in met} | {getfile(Whole)}
    return sha256(b"".join(map(_digest, sorted(files)))).hexdigest()


@cache
def _digest(path: str) -> bytes:
    return sha256(Path(path).read_bytes()).digest()
