"""What pytest shows of a failed `assert verify(...)`: the first rows that differ, as a table.

pytest finds this file where the package is installed. It imports nothing of the package: whoever
has a verdict has it imported already.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator
from typing import Any

import pytest

TITLE = "rows that differ"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The report of a test; if an assertion failed over verdicts, with the rows they found."""
    report = yield
    kind = sys.modules.get("logicnet.verification.verdict")
    if call.excinfo is not None and kind is not None and call.excinfo.errisinstance(AssertionError):
        for verdict in _looked_at(call.excinfo.traceback[-1], kind.Verdict):
            report.sections.append((TITLE, verdict.differences()))
    return report


def _looked_at(entry: Any, kind: type[Any]) -> list[Any]:
    """The verdicts with rows that differ which the assertion looked at.

    pytest keeps the values within an assertion as local variables, by names that no program can
    write. Plain names it does not; they stand in the statement.
    """
    named = set(re.findall(r"\w+", str(entry.statement)))
    found = {
        id(value): value
        for name, value in entry.frame.f_locals.items()
        if isinstance(value, kind) and (name.startswith("@py_assert") or name in named)
    }
    return [verdict for verdict in found.values() if verdict.counterexamples]
