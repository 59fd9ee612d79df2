"""Functions put together from smaller ones: how many of these are built."""

from logicnet.construction.constructions import CONSTRUCTIONS
from logicnet.construction.limits import Limits
from logicnet.construction.target import Target
from logicnet.construction.task import Task
from logicnet.ground.budget import SECOND, Budget
from logicnet.logic.function import function

NESTED = "((a & b ^ c) & (d & e ^ f) | ~g & (h ^ i)) & (j | k & l)"


def test_decompositions_within_decompositions_are_few():
    target = Target(function(NESTED).table())
    task = Task(target, Limits(), Budget(0.02 * SECOND), CONSTRUCTIONS.solve)
    CONSTRUCTIONS.solve(task)
    assert len(task.known) <= 25  # 38 with as many at each depth
