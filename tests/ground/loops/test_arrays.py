"""What kernels do with whole arrays, beside what NumPy does; as Python runs it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from logicnet.ground.loops.arrays import place_of_least, stable_order
from logicnet.ground.running.plain import plain

NUMBERS = st.lists(st.integers(-5, 5), max_size=40).map(lambda drawn: np.array(drawn, np.int64))


@given(NUMBERS, st.booleans())
def test_an_order_is_that_of_a_stable_sort(keys, falling):
    found = plain(stable_order)(keys, falling)
    assert found.tolist() == np.argsort(-keys if falling else keys, kind="stable").tolist()


@given(NUMBERS.filter(len))
def test_the_first_of_the_least_is_found(numbers):
    assert plain(place_of_least)(numbers) == np.argmin(numbers)
