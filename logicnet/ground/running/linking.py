"""How Numba puts kernels together: those that kernels alone call are optimised as parts of them.

Numba optimises each function, makes machine code of it, and does both again for each function that
it is linked into. For one that Python never calls the first time is in vain; without it a verb's
first call takes a quarter less. Numba has places for both: a pipeline of one's own, and in it a
library of one's own.

What a function needs to raise errors with a value, its environment, is entered where machine code
has been loaded: here with the whole.

References to arrays are counted where a function makes some or hands some back. In one that only
looks at those that it is given, and at parts of them, they outlive it: counting them takes up to
half of a loop's time, and a tenth of its compilation.
"""

# mypy: ignore-errors
from __future__ import annotations

from typing import Any

from numba.core import ir
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.compiler_machinery import AnalysisPass, register_pass
from numba.core.environment import lookup_environment
from numba.core.typed_passes import AnnotateTypes

_ENVIRONMENT = "_ZN08NumbaEnv"  # names of environments begin so
_LENT = ir.Arg, ir.Var, ir.Const, ir.Global, ir.FreeVar  # values that live outside of a function
_VIEWS = {  # expressions that give parts of what they are given
    "build_tuple", "cast", "exhaust_iter", "getattr", "getitem", "getiter", "iternext",
    "pair_first", "pair_second", "phi", "static_getitem",
}  # fmt: skip


class _Part(JITCodeLibrary):
    """A function that is linked into others alone."""

    def _optimize_final_module(self) -> None:
        """Leave that to the functions that it becomes a part of."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        self._ensure_finalized()
        return 0

    @property
    def codegen(self) -> Any:
        return _Unloaded(self._codegen)


class _Unloaded:
    """A code generator that has not loaded the function whose environment is handed to it."""

    def __init__(self, of: Any) -> None:
        self._of = of

    def set_env(self, name: str, environment: Any) -> None:
        """Do nothing: what the function becomes a part of enters it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)


class _Whole(JITCodeLibrary):
    """A function with all its parts."""

    def _finalize_final_module(self) -> None:
        super()._finalize_final_module()
        for value in self._final_module.global_variables:
            if value.name.startswith(_ENVIRONMENT):
                environment = lookup_environment(value.name)
                if environment is not None:
                    self._codegen.set_env(value.name, environment)


@register_pass(mutates_CFG=False, analysis_only=True)
class _Uncounted(AnalysisPass):
    """Count no references in a function that only borrows what it works on."""

    _name = "logicnet_uncounted"

    def __init__(self) -> None:
        super().__init__()

    def run_pass(self, state: Any) -> bool:
        if _only_borrows(state):
            state.targetctx = state.targetctx.subtarget(enable_nrt=False)
        return False


def _only_borrows(state: Any) -> bool:
    """Whether a typed function makes no array or the like, and hands none back."""
    models = state.targetctx.data_model_manager

    def is_counted(kind: Any) -> bool:
        return models[kind].contains_nrt_meminfo()

    def is_view(value: Any) -> bool:
        if getattr(value, "op", None) == "getitem" and is_counted(state.typemap[value.index.name]):
            return False  # by an array of places: a copy
        return isinstance(value, _LENT) or getattr(value, "op", None) in _VIEWS

    def is_lent(line: Any) -> bool:
        if isinstance(line, ir.Assign) and not is_view(line.value):
            return not is_counted(state.typemap[line.target.name])
        if isinstance(line, ir.SetItem | ir.StaticSetItem):  # of an array: maybe by a copy
            return not is_counted(state.typemap[line.value.name])
        return not isinstance(line, ir.DynamicRaise)  # its values are kept until it is caught

    lines = (line for block in state.func_ir.blocks.values() for line in block.body)
    return not is_counted(state.return_type) and all(map(is_lent, lines))


def _with(library: type[JITCodeLibrary]) -> type[Compiler]:
    class Linked(Compiler):
        """The usual compiler, with a library of its own."""

        def define_pipelines(self) -> Any:
            state = self.state
            codegen = state.targetctx.codegen()
            if state.library is None and codegen._library_class is JITCodeLibrary:
                state.library = library(codegen, state.func_id.func_qualname)
                state.library.enable_object_caching()
            pipelines = super().define_pipelines()
            for each in pipelines:
                each.add_pass_after(_Uncounted, AnnotateTypes)
                each.finalize()
            return pipelines

    return Linked


Part, Whole = _with(_Part), _with(_Whole)
