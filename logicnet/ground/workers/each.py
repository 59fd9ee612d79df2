"""One verb on many sources: by workers if there are any, and no failure loses the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from logicnet.errors import ArgumentTypeError, LogicnetError
from logicnet.ground.arguments import checked
from logicnet.ground.html import sentence

from .parallel import Workers, mapped, workers

T = TypeVar("T")
_MOST = 200  # characters that are shown


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a verb made of a source: its result, or the error that it raised.

    >>> Outcome("a & b", 3).get()
    3
    """

    source: Any
    result: T | None = None
    error: LogicnetError | None = None

    def __str__(self) -> str:
        of = str(self.source).partition("\n")[0][:_MOST]
        told = repr(self.result) if self.error is None else str(self.error).partition("\n")[0]
        return f"{of} -> {told[:_MOST]}"

    def _repr_html_(self) -> str:
        shown = getattr(self.result, "_repr_html_", str)()
        return sentence("Outcome", str(self)) + shown

    def get(self) -> T:
        """The result; the error is raised."""
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]


@checked()
def each(
    verb: Callable[[Any], T], sources: Iterable[Any], *, executor: Workers | None = None
) -> Iterator[Outcome[T]]:
    """The outcome of verb(source) for each source, in the order given, as soon as it is known.

    `sources` are what the verb takes, such as the paths of files; options are bound to the verb
    beforehand. An `executor` of concurrent.futures or a Dask Client shares the sources out to its
    workers, and what a worker that died had in hand is done here. An error of this package becomes
    the outcome of its source; others are raised.

    >>> from functools import partial
    >>> import logicnet
    >>> cheap = partial(logicnet.minimize, effort="low")
    >>> for outcome in each(cheap, ["a & b | a & ~b", "a &"]):
    ...     print(outcome.source, "->", outcome.error or outcome.result.terms)
    a & b | a & ~b -> 1
    a & -> expected a variable, a constant, '(' or 'not' after '&', but the formula ends
        a &
           ^
    """
    if not callable(verb):
        raise ArgumentTypeError(f"verb is a function such as minimize, not {verb!r:.80}")
    if isinstance(sources, (str, bytes)) or not isinstance(sources, Iterable):
        raise ArgumentTypeError(f"sources is a list of them, not {sources!r:.80}")
    return _outcomes(verb, sources, workers(executor))


def _outcomes(
    verb: Callable[[Any], T], sources: Iterable[Any], executor: Executor | None
) -> Iterator[Outcome[T]]:
    with closing(mapped(partial(_outcome, verb), sources, executor)) as outcomes:
        yield from outcomes


def _outcome(verb: Callable[[Any], T], source: Any) -> Outcome[T]:
    try:
        return Outcome(source, verb(source))
    except LogicnetError as error:
        return Outcome(source, error=error)
