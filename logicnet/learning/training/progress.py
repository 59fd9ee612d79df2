"""What a long run shows, and how it is interrupted."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from logicnet.ground.budget import Budget
from logicnet.ground.running.interrupts import ended_by

from .options import Epoch, Options


class TrainingInterrupt:
    """Ctrl-C: noted once, it ends a run after the epoch; again within epochs, at once.

    Between the epochs and the result it is only noted, so that nothing is lost.
    """

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.noted = self.armed = False

    def __call__(self) -> None:
        """Note it, or raise."""
        if self.noted and self.armed:
            self.armed = False
            raise KeyboardInterrupt
        self.noted = True
        self.budget.stop()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Within it a second Ctrl-C raises."""
        self.armed = True
        try:
            yield
        finally:
            self.armed = False


@contextmanager
def interrupts(budget: Budget) -> Iterator[TrainingInterrupt]:
    """Ctrl-C goes to the :class:`TrainingInterrupt` that this yields, each time that it comes."""
    interrupt = TrainingInterrupt(budget)
    with ended_by(interrupt, again=True):
        yield interrupt


@contextmanager
def shown_progress(options: Options, budget: Budget) -> Iterator[None]:
    """With progress=True, the budget tells a bar, or lines where tqdm is not installed."""
    if options.progress is not True:
        yield
        return
    budget.progress = _print_line
    try:
        from tqdm.auto import tqdm
    except ImportError:
        yield
        return
    with tqdm(total=options.epochs, unit="epoch", leave=False) as bar:

        def show(epoch: Epoch) -> None:
            bar.update(epoch.number - bar.n)
            bar.set_postfix(loss=f"{epoch.loss:.4g}", refresh=False)

        budget.progress = show
        yield


def _print_line(epoch: Epoch) -> None:
    if epoch.number & (epoch.number - 1) == 0:  # 1, 2, 4, 8, ...
        held = "" if epoch.validation is None else f", validation {epoch.validation:.4g}"
        line = f"epoch {epoch.number}: loss {epoch.loss:.4g}{held}, {epoch.seconds:.1f} s"
        print(line, file=sys.stderr)
