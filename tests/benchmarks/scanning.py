"""Rules at every place of an image: logicnet against scipy.ndimage and torch's conv2d.

    python tests/benchmarks/scanning.py

The same rule by each: the sum over the window, then what it has to be. Torch, left out where it is
not installed, has one thread, as the others have. Ratios are of the least processor time of several
runs, all taken in this one process; all answers are compared.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from scipy import ndimage

import logicnet

SIZES = 32, 100, 320, 1000, 3000, 8192
Image = np.ndarray[Any, Any]


def lives(nw: int, n: int, ne: int, w: int, cell: int, e: int, sw: int, s: int, se: int) -> bool:
    """The Game of Life."""
    return n + s + w + e + nw + ne + sw + se in ([2, 3] if cell else [3])


def corner(nw: int, n: int, ne: int, w: int, cell: int, e: int, sw: int, s: int, se: int) -> bool:
    """A cell whose neighbours above and on the left are 0, and the other two 1."""
    return bool(cell and not n and not w and e and s)


LIFE = np.array([[2, 2, 2], [2, 1, 2], [2, 2, 2]])
CORNER = np.array([[0, -1, 0], [-1, 1, 1], [0, 1, 0]])
RULES = {  # the rule, the kernel, and what the sum has to be
    "life": (lives, LIFE, lambda total: (total >= 5) & (total <= 7)),
    "corner": (corner, CORNER, lambda total: total == 3),
}


def least(run: Callable[[], Image], seconds: float = 0.6) -> tuple[float, Image]:
    """The least processor time of runs that take so long together, and the answer."""
    answer = run()
    times = []
    end = time.process_time() + seconds
    while time.process_time() < end or len(times) < 3:
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times), answer


def peers(image: Image, kernel: Image, reached: Callable[[Any], Any]) -> dict[str, Any]:
    """What does the same, by name."""
    found: dict[str, Any] = {}
    octets, turned = image.view(np.uint8), kernel[::-1, ::-1].astype(np.int8)
    found["scipy"] = lambda: reached(
        ndimage.convolve(octets, turned, output=np.int8, mode="wrap")
    ).view(np.uint8)
    if find_spec("torch"):
        import torch
        from torch.nn.functional import conv2d, pad

        torch.set_num_threads(1)
        values = torch.tensor(octets, dtype=torch.float32)[None, None]
        weights = torch.tensor(kernel, dtype=torch.float32)[None, None]

        def by_torch() -> Image:
            total = conv2d(pad(values, (1, 1, 1, 1), mode="circular"), weights)[0, 0]
            return reached(total).numpy().view(np.uint8)

        found["torch"] = by_torch
    return found


def main() -> None:
    rng = np.random.default_rng(0)
    print("rule    size    cells/s    " + "peer, times slower ...")
    for name, (rule, kernel, reached) in RULES.items():
        scan = logicnet.scan(rule, (3, 3), padding="wrap")
        for size in SIZES:
            image = rng.random((size, size)) < 0.3
            ours, answer = least(lambda image=image, scan=scan: scan(image))
            ratios = []
            for peer, run in peers(image, kernel, reached).items():
                theirs, other = least(run)
                if not np.array_equal(answer, other):
                    raise SystemExit(f"{peer} and logicnet differ on {name}, {size}")
                ratios.append(f"{peer} {theirs / ours:.1f}")
            print(f"{name:7} {size:5}  {size * size / ours:9.2e}   {', '.join(ratios)}")
    life = logicnet.scan(lives, (3, 3), padding="wrap")
    board = rng.random((8192, 8192)) < 0.3
    spent, _ = least(lambda: life.steps(board, 10))
    print(f"life, ten steps of 8192 x 8192: {10 * board.size / spent:.2e} cells a second")


if __name__ == "__main__":
    main()
