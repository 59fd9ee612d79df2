"""A 16-bit adder from 17 threshold units, and a proof for all of its 2^32 rows."""

# %% One unit for each digit of the sum, the most significant first
import numpy as np

import logicnet
from logicnet import plot

BITS = 16
net = logicnet.build("adder", BITS)
print(net.summary())
assert net.units == BITS + 1

# %% The same for 3 bits: each unit weighs the bits, and takes off the digits above it
small = logicnet.build("adder", 3)
print(small.describe())
at = {"a[2]": 1, "a[1]": 0, "a[0]": 1, "b[2]": 0, "b[1]": 1, "b[0]": 1}
ax = plot.network(small, at=at, title="5 + 3 = 8, in four units")
plot.save(ax, "04_adder.svg")

# %% The small one against school arithmetic, every row
carry, school = "0", {}
for i in range(3):
    school[f"s[{i}]"] = f"a[{i}] ^ b[{i}] ^ ({carry})"
    carry = f"majority(a[{i}], b[{i}], {carry})"
school["s[3]"] = carry
print(logicnet.verify(small, school))

# %% The large one: every unit gives a[i] and b[i] the weight 2^i, so it sees only a + b ...
for unit in range(net.units):
    sources, weights = net.wires_of(unit)
    assert sources[: 2 * BITS].tolist() == list(range(2 * BITS))
    assert weights[: 2 * BITS].tolist() == [2**i for i in range(BITS)] * 2

# %% ... and one pair for each of the sums that there are decides all rows
sums = np.arange(2 ** (BITS + 1) - 1)
a = np.minimum(sums, 2**BITS - 1)
digits = np.arange(BITS + 1)
rows = np.hstack([number[:, None] >> digits[:BITS] & 1 for number in (a, sums - a)])
assert (net(rows) == (sums[:, None] >> digits & 1)).all()
print(f"equal, proven by all {len(sums)} sums")
