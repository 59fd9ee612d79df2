"""Helpers beside the tests are importable; hypothesis draws the same examples everywhere."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("logicnet", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("logicnet")
