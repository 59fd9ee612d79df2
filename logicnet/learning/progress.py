"""What a long run shows, and how it is interrupted."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .options import Callback, Epoch, Options


@contextmanager
def interrupts() -> Iterator[list[int]]:
    """Ctrl-C, once, is noted for the end of the epoch; twice it interrupts at once."""
    noted: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield noted
        return
    usual = signal.getsignal(signal.SIGINT)

    def note(number: int, frame: Any) -> None:
        if noted:
            raise KeyboardInterrupt
        noted.append(number)

    signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, usual)


@contextmanager
def reporter(options: Options) -> Iterator[Callback | None]:
    """The callback, a bar for progress=True where tqdm is installed, or nothing."""
    if options.progress is False:
        yield None
        return
    if options.progress is not True:
        yield options.progress
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        yield _print_line
        return
    with tqdm(total=options.epochs, unit="epoch", leave=False) as bar:

        def show(epoch: Epoch) -> None:
            bar.update(epoch.number - bar.n)
            bar.set_postfix(loss=f"{epoch.loss:.4g}", refresh=False)

        yield show


def _print_line(epoch: Epoch) -> None:
    if epoch.number & (epoch.number - 1) == 0:  # 1, 2, 4, 8, ...
        held = "" if epoch.validation is None else f", validation {epoch.validation:.4g}"
        line = f"epoch {epoch.number}: loss {epoch.loss:.4g}{held}, {epoch.seconds:.1f} s"
        print(line, file=sys.stderr)
