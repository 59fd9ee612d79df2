"""What workers do in tests: found by its name in processes that are started anew."""

import os
from functools import cached_property


def squared(block):
    return block * block


class Counted:
    """Works something out when it is first asked, and says so."""

    @cached_property
    def prepared(self):
        return []

    def __call__(self, block):
        self.prepared.append(block)
        return len(self.prepared), os.getpid()
