"""Parity: is an odd number of inputs true? From N + 1 units to floor(log2 N) + 1.

Among the constructions for symmetric functions (see `symmetric`), parity has the remainder of s
divided by 2. With L hidden layers and radices b_1 ... b_L, 2 b_1 ... b_L >= N + 1, the hidden
units are sum(b_i - 1): floor(N/2) for L = 1, floor(log2 N) for L = floor(log2 N). The latter
is the minimum, however the units are wired: the first unit reads inputs only, and fixing the
half of them with the larger |weights| makes it constant; what is left is parity of floor(N/2)
inputs with a unit fewer; a single unit computes parity of one input only. For N = 2**k and
2**k + 1 it takes fewer wires to fold the first two or three inputs into their parity
``x + y - 2 [x + y >= 2]``, 0 or 1 without a unit of its own, and to count the 2**k - 1 values.

Without skip wires ``[s >= 1] ... [s >= N]`` and the alternating sum are N + 1 units. With a
bound on fan-in or weight, blocks of m inputs are joined in a tree: parity of parities.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

from logicnet.construction.draft import Draft, Form, total
from logicnet.construction.limits import Limits
from logicnet.errors import SpecificationError
from logicnet.network.network import Network

from .symmetric import radices, remainder, steps

Block = Callable[[Draft, Sequence[Form]], Form]


def parity(
    n: int,
    *,
    even: bool = False,
    inputs: Sequence[str] | None = None,
    max_depth: int | None = None,
    max_fan_in: int | None = None,
    max_weight: int | None = None,
    skip: bool = True,
) -> Network:
    """The network that is 1 iff an odd (or `even`) number of its n inputs is.

    >>> net = parity(8)
    >>> net.units, net.parameters, net.depth, net.proven_minimal
    (4, 36, 4, True)
    >>> parity(8, max_depth=2).units, parity(8, skip=False).units
    (5, 9)
    """
    names = tuple(inputs) if inputs is not None else tuple(f"x{i}" for i in range(1, n + 1))
    if n < 0 or len(names) != n:
        raise SpecificationError(f"parity of {n} inputs; got names of {len(names)}")
    limits = Limits(max_depth=max_depth, max_fan_in=max_fan_in, max_weight=max_weight, skip=skip)
    return limits.best(parity_candidates(names, even, limits), f"parity of {n} inputs")


def lower_bound(n: int, skip: bool = True) -> int:
    """Units that parity of n inputs needs: floor(log2 n) + 1, or in layers n + 1 for n <= 4.

    Without skip wires the first layer must separate every two neighbouring rows, and it takes
    n planes to cut all edges of a cube of up to four dimensions.
    """
    return n + 1 if not skip and 2 <= n <= 4 else max(1, n.bit_length())


def odd(draft: Draft, forms: Sequence[Form]) -> Form:
    """Whether an odd number of the values is true, folded, with the fewest units."""
    return _cascade(max(1, len(forms).bit_length() - 1))(draft, forms)


def parity_candidates(names: tuple[str, ...], even: bool, limits: Limits) -> Iterator[Network]:
    """Networks for parity that may suit the limits."""
    bound = lower_bound(len(names), limits.skip)
    for title, size, block in _plans(len(names), limits):
        draft = Draft(names)
        value = _joined(draft, draft.literals, size, block)
        outputs = {"y": 1 - value if even else value}
        yield draft.network(outputs, construction=title, lower_bound=bound)


def _plans(n: int, limits: Limits) -> Iterator[tuple[str, int, Block]]:
    """Name, block size and block of the constructions that may be best within the limits."""
    free = limits.max_fan_in is None and limits.max_weight is None
    for size in [n] if free else _sizes(n, limits):
        if limits.skip:
            deepest = max(1, size.bit_length() - 1)
            if limits.max_depth is not None:
                deepest = min(deepest, max(1, limits.max_depth - 1))
            for layers in range(1, deepest + 1):
                name = f"parity, {layers + 1} layers" + (f", blocks of {size}" * (size < n))
                yield name, size, _cascade(layers, limits.max_weight)
        if limits.skip and size == n and n >= 4 and n - (1 << n.bit_length() - 1) < 2:
            yield f"parity, {n.bit_length()} layers, folded", n, _folded
        if not (limits.skip and free):
            yield "parity, steps" + f", blocks of {size}" * (size < n), size, _steps


def _sizes(n: int, limits: Limits) -> list[int]:
    """Block sizes to try: the whole, and those at which a block gains a unit or hits a limit."""
    powers = {(1 << k) - 1 for k in range(2, n.bit_length() + 1)}
    sizes = {2, n} | powers
    if limits.max_fan_in is not None:
        f = limits.max_fan_in
        sizes |= set(range(f // 2, f + 1)) if f <= 64 else {f, f - f.bit_length() + 1}
        sizes |= {2 * f // 3}
    if limits.max_weight is not None:
        sizes |= {2 * limits.max_weight - 1, limits.max_weight}
    return sorted(size for size in sizes if 2 <= size <= n) or [n]


def _cascade(layers: int, max_weight: int | None = None) -> Block:
    """Parity as the remainder of division by two, in so many hidden layers."""

    def block(draft: Draft, forms: Sequence[Form]) -> Form:
        product = -(-(len(forms) + 1) // 2)
        most = None if max_weight is None else max(1, max_weight // 2)
        radix = radices(product, layers, most)
        return remainder(draft, total(forms), 2, radix, len(forms))

    return block


def _folded(draft: Draft, forms: Sequence[Form]) -> Form:
    """Parity of 2**k or 2**k + 1 values, the first two or three of them folded into one."""
    layers = len(forms).bit_length() - 1
    m = 2 + len(forms) - (1 << layers)
    first = _cascade(1)(draft, forms[:m])
    return _cascade(layers - 1)(draft, [first, *forms[m:]])


def _steps(draft: Draft, forms: Sequence[Form]) -> Form:
    """Parity as the alternating sum of a unit for each count."""
    return steps(draft, total(forms), [k % 2 for k in range(len(forms) + 1)])


def _joined(draft: Draft, forms: Sequence[Form], size: int, block: Block) -> Form:
    """A tree of blocks; all but the last end in a unit of their own."""
    waiting = deque(forms)
    if not waiting:
        return Form({}, 0)
    first = (len(waiting) - 2) % (size - 1) + 2 if size > 1 and len(waiting) > size else size
    while len(waiting) > size:
        value = block(draft, [waiting.popleft() for _ in range(first)])
        waiting.append(draft.fires(value, 1))
        first = size
    return block(draft, list(waiting)) if len(waiting) > 1 else waiting[0]
