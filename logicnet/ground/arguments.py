"""How a public function is called: unknown words are refused with the one that was meant.

`checked` looks at the keywords of a call before the function runs, and at the arguments for which
it has a check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

from logicnet.errors import SpecificationError

from .synonyms import meant

P = ParamSpec("P")
R = TypeVar("R")
_ANY_NUMBER = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)
Check = Callable[[Any, str], Any]  # (value, name of the argument) -> the value as it is used


def checked(**checks: Check) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A decorator: calls with unknown or missing arguments are refused, the others are checked.

    Each check gets an argument and its name, and what it returns is passed on; arguments that are
    left out are not checked.

    >>> @checked(size=lambda value, name: abs(value))
    ... def area(size, *, times=1):
    ...     return times * size**2
    >>> area(-3)
    9
    >>> area(3, time=2)
    Traceback (most recent call last):
    logicnet.errors.SpecificationError: area has no option 'time'; it has size, times; \
did you mean 'times'?
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        takes, name = signature(function), function.__name__
        free = any(p.kind is Parameter.VAR_KEYWORD for p in takes.parameters.values())
        named = [p for p in takes.parameters.values() if p.kind not in _ANY_NUMBER]
        order = [p.name for p in named if p.kind is not Parameter.KEYWORD_ONLY]
        plain = not checks and len(named) == len(takes.parameters)
        words = [p.name for p in named if p.name not in ("self", "cls")]
        needed = [p.name for p in named if p.default is Parameter.empty]

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            unknown = [word for word in kwargs if word not in words and not free]
            if unknown:
                raise SpecificationError(
                    f"{name} has no option {unknown[0]!r}; it has {', '.join(words)}"
                    + meant(unknown[0], "option", words)
                )
            given = {*order[: len(args)], *kwargs}
            if plain and len(given) == len(args) + len(kwargs) and given.issuperset(needed):
                return function(*args, **kwargs)  # nothing to say; `bind` takes 20 times as long
            try:
                bound = takes.bind_partial(*args, **kwargs)
            except TypeError as error:
                raise SpecificationError(f"{name}: {error}") from None
            for word, check in checks.items():
                if word in bound.arguments:
                    bound.arguments[word] = check(bound.arguments[word], word)
            missing = [word for word in needed if word not in bound.arguments]
            if missing:
                raise SpecificationError(f"{name} needs {' and '.join(missing)}, too")
            return function(*bound.args, **bound.kwargs)

        return call

    return decorate


def optional(check: Check) -> Check:
    """The check, for arguments that may be None."""
    return lambda value, name: None if value is None else check(value, name)


def one_of(known: Iterable[str] | Mapping[str, Any], what: str) -> Check:
    """A check that the argument is one of the known names."""
    from .checks import choice  # it loads numpy, which the command line starts without

    names = list(known)
    return lambda value, name: choice(value, what, names)


def of_type(kind: type) -> Check:
    """A check that the argument is of a type."""
    from .checks import instance  # likewise

    return lambda value, name: instance(value, kind, name)
