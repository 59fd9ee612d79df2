"""What small graphs show of sweeps is seen where no solver is asked of all outputs before."""

import pytest

from logicnet.verification.sweeping import solving


@pytest.fixture(scope="module", autouse=True)
def swept():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solving, "_MOST_AT_ONCE", 0)
        yield
