"""What roots nodes get."""

import numpy as np
import pytest

from logicnet.verification.sweeping.sweep_kernel import told


@pytest.mark.parametrize(
    ("known", "literal", "expected"),
    [
        (10, 6, 6), (10, 7, 7), (11, 6, 7), (11, 7, 6),  # the complement of one is that of both
        (10, 12, 10), (10, 10, 10), (-1, 6, 10), (0, 0, 10), (8, 6, 10),
    ],
)  # fmt: skip
def test_what_a_node_is_made_of_has_its_root_with_the_same_sign(known, literal, expected):
    root = 2 * np.arange(8)
    root[4] = 4  # has another root already
    told(root, known, literal)
    assert root[5] == expected
    root[5] = 10
    assert root.tolist() == [0, 2, 4, 6, 4, 10, 12, 14]
