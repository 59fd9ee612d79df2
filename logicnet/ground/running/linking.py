"""How Numba puts kernels together: those that kernels alone call are optimised as parts of them.

Numba optimises each function, makes machine code of it, and does both again for each function that
it is linked into. For one that Python never calls the first time is in vain; without it a verb's
first call takes a quarter less. Numba has places for both: a pipeline of one's own, and in it a
library of one's own.

What a function needs to raise errors with a value, its environment, is entered where machine code
has been loaded: here with the whole.
"""

# mypy: ignore-errors
from __future__ import annotations

from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.environment import lookup_environment

_ENVIRONMENT = "_ZN08NumbaEnv"  # names of environments begin so


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


def _with(library: type[JITCodeLibrary]) -> type[Compiler]:
    class Linked(Compiler):
        """The usual compiler, with a library of its own."""

        def define_pipelines(self) -> Any:
            state = self.state
            codegen = state.targetctx.codegen()
            if state.library is None and codegen._library_class is JITCodeLibrary:
                state.library = library(codegen, state.func_id.func_qualname)
                state.library.enable_object_caching()
            return super().define_pipelines()

    return Linked


Part, Whole = _with(_Part), _with(_Whole)
