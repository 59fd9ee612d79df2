"""The one map over blocks of work: here, or by the workers of an executor.

An executor is one of `concurrent.futures` (those of loky, mpi4py and others are as well) or a Dask
Client. Results come in the order of the blocks, so that whoever looks for the first of something
finds the same with and without workers. A block whose worker died is computed here, and so is one
whose answer does not name it: what a worker did not compute says nothing, least of all that there
is nothing to find.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Generic, TypeVar

from logicnet.errors import ArgumentTypeError, SpecificationError

T = TypeVar("T")

_AHEAD = 256  # blocks that are handed out before the first one's result is waited for
_LOST = {"KilledWorker"}  # what Dask raises when workers died over a block
_CALLS = count()  # so that no block of one call has the name of another's


@dataclass(frozen=True)
class _Answer(Generic[T]):
    """What a worker computed, and for which block: the numbers of the call and of the block."""

    block: tuple[int, int]
    found: T


def _answer(function: Callable[[Any], T], name: tuple[int, int], block: Any) -> _Answer[T]:
    """What runs at the worker."""
    return _Answer(name, function(block))


@dataclass(frozen=True)
class _Pending(Generic[T]):
    """A block that was handed out; without a future where no worker would take it."""

    name: tuple[int, int]
    block: Any
    future: Future[_Answer[T]] | None


def workers(executor: Any) -> Executor | None:
    """The executor that runs blocks; of a Dask Client its own one; None stays None.

    >>> workers("processes")
    Traceback (most recent call last):
    logicnet.errors.ArgumentTypeError: executor is one of concurrent.futures, such as ...
    """
    if executor is None or isinstance(executor, Executor):
        return executor
    own = None if isinstance(executor, type) else getattr(executor, "get_executor", None)
    if callable(own):
        return workers(own())
    raise ArgumentTypeError(
        "executor is one of concurrent.futures, such as ProcessPoolExecutor(), or a Dask Client, "
        f"not {executor!r:.80}"
    )


def mapped(
    function: Callable[[Any], T], blocks: Iterable[Any], executor: Any = None
) -> Generator[T, None, None]:
    """function(block) for each block, in order; closing it cancels what no worker has begun.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor(2) as pool:
    ...     list(mapped(abs, [-1, 2, -3], pool))
    [1, 2, 3]
    """
    pool = workers(executor)
    return _handed_out(function, blocks, pool) if pool else (function(block) for block in blocks)


def first_found(results: Generator[T | None, None, None]) -> T | None:
    """The first result that is something; then no further block is begun.

    >>> first_found(mapped(lambda n: n * n if n > 2 else None, range(9)))
    9
    """
    with closing(results):
        return next((result for result in results if result is not None), None)


def _handed_out(
    function: Callable[[Any], T], blocks: Iterable[Any], pool: Executor
) -> Generator[T, None, None]:
    pending: deque[_Pending[T]] = deque()
    call = next(_CALLS)
    try:
        for number, block in enumerate(blocks):
            pending.append(_submitted(pool, function, (call, number), block))
            if len(pending) == _AHEAD:
                yield _result(function, pending[0])
                pending.popleft()
        while pending:
            yield _result(function, pending[0])
            pending.popleft()
    finally:
        for handed_out in pending:
            if handed_out.future is not None:
                handed_out.future.cancel()


def _submitted(
    pool: Executor, function: Callable[[Any], T], name: tuple[int, int], block: Any
) -> _Pending[T]:
    """A block in the hands of a worker, unless all workers are dead."""
    try:
        future = pool.submit(partial(_answer, function, name), block)
    except BrokenExecutor:
        return _Pending(name, block, None)
    except RuntimeError as error:  # it was shut down
        raise SpecificationError(f"the executor takes no work: {error}") from error
    return _Pending(name, block, future)


def _result(function: Callable[[Any], T], pending: _Pending[T]) -> T:
    """What a worker answered; computed here where it died over it or answers something else."""
    answer = _answered(pending.future)
    if isinstance(answer, _Answer) and answer.block == pending.name:
        return answer.found
    return function(pending.block)


def _answered(future: Future[_Answer[T]] | None) -> _Answer[T] | None:
    """What came back, if anything did."""
    if future is None:
        return None
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        return None
    except Exception as error:
        if type(error).__name__ not in _LOST:
            raise
        return None
