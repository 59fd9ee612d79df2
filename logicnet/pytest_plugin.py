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


@pytest.hookimpl(hookwrapper=True)  # the form that every version of pytest knows
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, None]:
    """Put into the report of an assertion that failed over verdicts the rows that they found."""
    outcome = yield
    report = outcome.get_result()
    kind = sys.modules.get("logicnet.verification.verdict")
    if call.excinfo is not None and kind is not None and call.excinfo.errisinstance(AssertionError):
        for verdict in _looked_at(call.excinfo.traceback[-1], kind.Verdict):
            report.sections.append((TITLE, verdict.differences()))


def _looked_at(entry: Any, kind: type[Any]) -> list[Any]:
    """The verdicts with rows that differ which the assertion looked at.

    pytest keeps the values within an assertion as local variables, by names that no program can
    write. Plain names it does not; they stand in the statement, if there is a source.
    """
    named = set(re.findall(r"\w+", _statement(entry)))
    found = {
        id(value): value
        for name, value in entry.frame.f_locals.items()
        if isinstance(value, kind) and (name.startswith("@py_assert") or name in named)
    }
    return [verdict for verdict in found.values() if verdict.counterexamples]


def _statement(entry: Any) -> str:
    """The statement of an entry of a traceback; empty where its source is none or no Python."""
    try:
        return str(entry.statement) if entry.frame.code.fullsource is not None else ""
    except SyntaxError:  # of text with examples, in which the lines around one are prose
        return ""
