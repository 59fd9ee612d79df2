"""The program of the solver's process: an integer program comes in, what HiGHS finds goes out.

Both are .npz files, on standard input and output. The process knows numpy and scipy alone. It
ends with the process that started it: that one's end closes standard input.
"""

from __future__ import annotations

import io
import os
import sys
import threading
from typing import Any


def solved(data: Any) -> dict[str, Any]:
    """What HiGHS says of 0-1 variables: status, dual bound, values if any, whether time ran out."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    # SciPy 1.11 takes no other whole numbers
    places = data["indices"].astype(np.int32), data["pointers"].astype(np.int32)
    parts = (data["values"], *places)
    matrix = csr_array(parts, shape=tuple(int(size) for size in data["shape"]))
    most = 1 << 30  # of what is limited at all
    limits = {"time_limit": float(data["seconds"]), "node_limit": min(most, int(data["nodes"]))}
    exact = {"mip_rel_gap": 0.0}  # else what is nearly the least counts as the least
    found = milp(
        data["objective"],
        constraints=LinearConstraint(matrix, data["low"], data["high"]),
        integrality=np.ones(matrix.shape[1], dtype=np.int64),
        bounds=Bounds(0, 1),
        options={name: value for name, value in limits.items() if value < most} | exact,
    )
    bound = found.mip_dual_bound
    late = "time limit" in str(found.message).lower()
    known = float("nan") if bound is None else bound
    result = {"status": found.status, "bound": known, "late": late}
    return result if found.x is None else result | {"x": found.x}


def _end_with_the_input() -> None:
    while sys.stdin.buffer.read(1):
        pass
    os._exit(1)


def main() -> None:
    """Read the length of the problem and the problem, solve it, write the result."""
    size = int(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(size)
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    import numpy as np

    result = io.BytesIO()
    np.savez(result, **solved(np.load(io.BytesIO(data), allow_pickle=False)))
    sys.stdout.buffer.write(result.getvalue())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
