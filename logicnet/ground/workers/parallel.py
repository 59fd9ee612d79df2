"""The one map over blocks of work: here, or by the workers of an executor.

An executor is one of `concurrent.futures` (those of loky, mpi4py and others are as well) or a Dask
Client. Results come in the order of the blocks, so that whoever looks for the first of something
finds the same with and without workers. A block whose worker died is computed here, and so is one
whose answer does not name it: what a worker did not compute says nothing, least of all that there
is nothing to find. A function that cannot travel, such as one that holds a lambda, is called here.

The function goes with each block, and what it holds may keep what it works out, such as an index:
a worker keeps the functions of the last calls and goes on with them.
"""

from __future__ import annotations

import pickle
import secrets
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from logicnet.errors import ArgumentTypeError, SpecificationError

T = TypeVar("T")


class DaskClient(Protocol):
    """What is used of a Dask Client, so that Dask is not needed to name its type."""

    @property
    def get_executor(self) -> Callable[..., Any]:
        """An executor; that it has one tells a client from others that submit."""

    @property
    def submit(self) -> Callable[..., Any]:
        """A future of a call."""


Workers = Executor | DaskClient
_AHEAD = 256  # blocks that are handed out before the first one's result is waited for
_LOST = {"KilledWorker"}  # what Dask raises when workers died over a block
_LOOK = 0.1  # seconds of waiting between two looks at whether time is over
_MOST_KEPT = 2  # calls whose functions a worker keeps
_KEPT: dict[str, Callable[[Any], Any]] = {}  # in a worker: call, and its function


@dataclass(frozen=True)
class _Answer(Generic[T]):
    """What a worker computed, and for which block: its call and its number."""

    block: tuple[str, int]
    found: T


@dataclass(frozen=True)
class _Sent(Generic[T]):
    """What runs at the worker: the function of a call, known there by the name of the call."""

    call: str
    function: Callable[[Any], T]

    def __call__(self, number: int, block: Any) -> _Answer[T]:
        return _Answer((self.call, number), self.function(block))

    def __reduce__(self) -> tuple[Any, ...]:
        return _kept, (self.call, self.function)


def _kept(call: str, function: Callable[[Any], T]) -> _Sent[T]:
    """The function that came first for a call: this one has yet to work out what that one has."""
    if call not in _KEPT:
        _KEPT[call] = function
        for old in list(_KEPT)[:-_MOST_KEPT]:
            _KEPT.pop(old, None)
    return _Sent(call, _KEPT.get(call, function))


@dataclass(frozen=True)
class _Pending(Generic[T]):
    """A block that was handed out; without a future where no worker would take it."""

    number: int
    block: Any
    future: Future[_Answer[T]] | None


class _OfClient(Executor):
    """A Dask Client as an executor; its own would wait for a scheduler that is gone."""

    def __init__(self, client: DaskClient) -> None:
        self.client = client

    def submit(self, fn: Callable[..., Any], /, *given: Any, **named: object) -> Any:
        return self.client.submit(fn, *given, **named, key=f"logicnet-{secrets.token_hex(12)}")


def workers(executor: Workers | None) -> Executor | None:
    """The executor that runs blocks, also of a Dask Client; None stays None.

    >>> workers("processes")
    Traceback (most recent call last):
    logicnet.errors.ArgumentTypeError: executor is one of concurrent.futures, such as ...
    """
    if executor is None or isinstance(executor, Executor):
        return executor
    if not isinstance(executor, type) and all(
        callable(getattr(executor, name, None)) for name in ("get_executor", "submit")
    ):
        return _OfClient(executor)
    raise ArgumentTypeError(
        "executor is one of concurrent.futures, such as ProcessPoolExecutor(), or a Dask Client, "
        f"not {executor!r:.80}"
    )


def mapped(
    function: Callable[[Any], T],
    blocks: Iterable[Any],
    executor: Workers | None = None,
    *,
    over: Callable[[], bool] = lambda: False,
    ahead: int = _AHEAD,
) -> Generator[T, None, None]:
    """function(block) for each block, in order; closing it cancels what no worker has begun.

    It ends early where something is `over` while a result is waited for: who asks for that counts
    the results. At most so many blocks are handed out `ahead` of the first that is not done.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor(2) as pool:
    ...     list(mapped(abs, [-1, 2, -3], pool))
    [1, 2, 3]
    """
    pool = workers(executor)
    if pool is None:
        return (function(block) for block in blocks)
    return _handed_out(_Sent(secrets.token_hex(8), function), blocks, pool, over, ahead)


def first_found(results: Generator[T | None, None, None]) -> T | None:
    """The first result that is something; then no further block is begun.

    >>> first_found(mapped(lambda n: n * n if n > 2 else None, range(9)))
    9
    """
    with closing(results):
        return next((result for result in results if result is not None), None)


def _handed_out(
    sent: _Sent[T], blocks: Iterable[Any], pool: Executor, over: Callable[[], bool], ahead: int
) -> Generator[T, None, None]:
    pending: deque[_Pending[T]] = deque()
    try:
        for number, block in enumerate(blocks):
            pending.append(_submitted(pool, sent, number, block))
            if len(pending) >= ahead:
                if not _waited(pending[0], over):
                    return
                yield _result(sent, pending[0])
                pending.popleft()
        while pending and _waited(pending[0], over):
            yield _result(sent, pending[0])
            pending.popleft()
    finally:
        for handed_out in pending:
            if handed_out.future is not None:
                handed_out.future.cancel()


def _submitted(pool: Executor, sent: _Sent[T], number: int, block: Any) -> _Pending[T]:
    """A block in the hands of a worker, unless there is none any more."""
    try:
        return _Pending(number, block, pool.submit(sent, number, block))
    except Exception as error:
        was_shut_down = number == 0 and not isinstance(error, BrokenExecutor)
        if was_shut_down and _travels(sent):
            raise SpecificationError(f"the executor takes no work: {error}") from error
        return _Pending(number, block, None)


def _waited(pending: _Pending[T], over: Callable[[], bool]) -> bool:
    """Whether a worker is done with a block before something is over."""
    while pending.future is not None and not pending.future.done():
        if over():
            return False
        with suppress(Exception):  # each engine has a TimeoutError of its own
            pending.future.exception(_LOOK)
    return True


def _result(sent: _Sent[T], pending: _Pending[T]) -> T:
    """What a worker answered; computed here where it died over it or answers something else."""
    answer = _answered(sent, pending.future)
    if isinstance(answer, _Answer) and answer.block == (sent.call, pending.number):
        return answer.found
    return sent.function(pending.block)


def _answered(sent: _Sent[T], future: Future[_Answer[T]] | None) -> _Answer[T] | None:
    """What came back, if anything did."""
    if future is None:
        return None
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        return None
    except Exception as error:
        if type(error).__name__ not in _LOST and _travels(sent):
            raise
        return None


def _travels(sent: _Sent[T]) -> bool:
    """Whether a function can be sent to another process."""
    try:
        pickle.dumps(sent)
    except Exception:  # what is not picklable says so in any way
        return False
    return True
