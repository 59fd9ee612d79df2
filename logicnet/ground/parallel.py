"""The one map over blocks of work: here, or by the workers of an executor.

An executor is one of `concurrent.futures` (those of loky, mpi4py and others are as well) or a Dask
Client. Results come in the order of the blocks, so that whoever looks for the first of something
finds the same with and without workers. A block whose worker died is computed here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import closing
from typing import Any, TypeVar

from logicnet.errors import ArgumentTypeError, SpecificationError

T = TypeVar("T")

_AHEAD = 256  # blocks that are handed out before the first one's result is waited for
_LOST = {"KilledWorker"}  # what Dask raises when workers died over a block


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


def first_found(
    function: Callable[[Any], T | None], blocks: Iterable[Any], executor: Any = None
) -> T | None:
    """The result of the first block that has one; then no further block is begun.

    >>> first_found(lambda n: n * n if n > 2 else None, range(9))
    9
    """
    with closing(mapped(function, blocks, executor)) as results:
        return next((result for result in results if result is not None), None)


def _handed_out(
    function: Callable[[Any], T], blocks: Iterable[Any], pool: Executor
) -> Generator[T, None, None]:
    pending: deque[tuple[Any, Future[T] | None]] = deque()
    try:
        for block in blocks:
            pending.append((block, _submitted(pool, function, block)))
            if len(pending) == _AHEAD:
                yield _result(function, *pending[0])
                pending.popleft()
        while pending:
            yield _result(function, *pending[0])
            pending.popleft()
    finally:
        for _, future in pending:
            if future is not None:
                future.cancel()


def _submitted(pool: Executor, function: Callable[[Any], T], block: Any) -> Future[T] | None:
    """What a worker will answer; None if all workers are dead."""
    try:
        return pool.submit(function, block)
    except BrokenExecutor:
        return None
    except RuntimeError as error:  # it was shut down
        raise SpecificationError(f"the executor takes no work: {error}") from error


def _result(function: Callable[[Any], T], block: Any, future: Future[T] | None) -> T:
    """What a worker answered; computed here where it died over it."""
    if future is None:
        return function(block)
    try:
        return future.result()
    except (BrokenExecutor, CancelledError):
        return function(block)
    except Exception as error:
        if type(error).__name__ not in _LOST:
            raise
        return function(block)
