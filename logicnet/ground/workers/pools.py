"""The workers that a command is given: processes of its own, or those of a Dask scheduler."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any

from logicnet.errors import SpecificationError
from logicnet.ground.extras import needed
from logicnet.ground.running.interrupts import met

from .parallel import workers

_ENDING = 2.0  # seconds in which a pool has to end
_PATIENCE = 10  # seconds in which a scheduler has to answer


@contextmanager
def pool(jobs: int = 1, dask: str | None = None) -> Iterator[Executor | None]:
    """The executor of so many processes, or of the scheduler at an address; None for one job.

    >>> with pool(1) as executor:
    ...     print(executor)
    None
    """
    if dask is not None:
        with _client(dask) as client:
            yield workers(client)
    elif jobs > 1:
        with _processes(jobs) as executor:
            yield executor
    else:
        yield None


@contextmanager
def _processes(jobs: int) -> Iterator[Executor]:
    """Processes that leave Ctrl-C to this one, which then ends them, also where it has a result."""
    before = set(multiprocessing.active_children())
    spawn = multiprocessing.get_context("spawn")  # no threads and locks of this process in them
    ignored = (signal.SIGINT, signal.SIG_IGN)
    executor = ProcessPoolExecutor(jobs, spawn, signal.signal, ignored)
    done = False
    try:
        yield executor
        done = not met()
    finally:
        if done:
            executor.shutdown()
        else:
            _end(executor, set(multiprocessing.active_children()) - before)


def _end(executor: Executor, children: Collection[BaseProcess]) -> None:
    """End the processes of a pool, and let it put away what it has, unless that takes long."""
    for child in children:
        child.terminate()
    options = {"wait": True, "cancel_futures": True}
    ending = threading.Thread(target=executor.shutdown, kwargs=options, daemon=True)
    ending.start()
    ending.join(_ENDING)


def _client(address: str) -> Any:
    distributed = needed("distributed", "the workers of a Dask scheduler", "dask")
    try:
        return distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise SpecificationError(
            f"no Dask scheduler answers at {address!r}; expected an address such as "
            "tcp://127.0.0.1:8786"
        ) from error
