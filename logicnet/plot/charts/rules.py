"""Pictures of rules that were read: learning curves, size against errors, what became of a rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator, PercentFormatter
from numpy.typing import NDArray

from logicnet.errors import SpecificationError
from logicnet.ground.checks import floats, shown, whole
from logicnet.plot.arguments import drawing
from logicnet.plot.style import (
    INK,
    MARKERS,
    MUTED,
    NEGATIVE,
    POSITIVE,
    SERIES,
    chart,
    sheet,
    text_width,
    tidy,
    write,
)
from logicnet.plot.words import describe, some

if TYPE_CHECKING:
    from logicnet.short_rules.difference import RuleChange, RuleDifference

_SIZE, _LINE, _GAP, _EDGE = 10.0, 19.0, 26.0, 12.0  # points: text, lines, between columns, margin
_COLOURS = {"kept": MUTED, "changed": POSITIVE, "dropped": NEGATIVE, "added": "#007a55"}


@drawing
def learning_curve(
    errors: Mapping[str, Mapping[int, Any]], *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """The Axes with the mean error of each method over the number of rows it learnt from.

    `errors` gives for each name, such as rule, data and both, the errors by number of rows: shares
    from 0 to 1, one for each split. The band is one standard error of the mean to both sides.

    >>> ax = learning_curve({"data": {10: [0.3, 0.2], 99: [0.1, 0.1]}, "rule": {10: 0.2, 99: 0.2}})
    >>> [line.get_label() for line in ax.lines], ax.get_xscale()
    (['data', 'rule'], 'log')
    """
    if not isinstance(errors, Mapping):
        raise SpecificationError(
            f"errors gives for each name the errors by number of rows, got {shown(errors)}"
        )
    curves = {name: _curve(str(name), by_rows) for name, by_rows in errors.items()}
    if not curves:
        raise SpecificationError("learning_curve needs the errors of at least one method")
    ax = chart(ax, 5.2, 3.4)
    for k, (name, (rows, mean, error)) in enumerate(curves.items()):
        colour = SERIES[k % len(SERIES)]
        ax.fill_between(rows, mean - error, mean + error, color=colour, alpha=0.18, lw=0)
        ax.plot(rows, mean, color=colour, marker=MARKERS[k % len(MARKERS)], markersize=4, lw=1.6,
                label=str(name))  # fmt: skip
    marks = sorted({int(n) for rows, _, _ in curves.values() for n in rows})
    ax.set_xscale("log")
    ax.set_xticks(marks, [f"{n:,}" for n in marks])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set(xlabel="rows learnt from", ylabel="wrong on other rows")
    _in_per_cent(ax)
    ax.set_title(title or "", fontsize=9.5, color=MUTED)
    ax.legend(frameon=False, fontsize=8.5)
    tidy(ax)
    return ax


def _in_per_cent(ax: Axes) -> None:
    """Shares from 0 on, in whole per cent where the scale allows it."""
    ax.set_ylim(bottom=0)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, 0 if ax.get_ylim()[1] > 0.06 else 1))


def _curve(name: str, by_rows: Mapping[int, Any]) -> tuple[NDArray[Any], ...]:
    """Numbers of rows, means, and standard errors."""
    if not isinstance(by_rows, Mapping):
        raise SpecificationError(f"learning_curve: {name} needs errors by numbers of rows")
    rows = [whole(n, f"a number of rows of {name}", 1, 10**12) for n in sorted(by_rows)]
    runs = [np.atleast_1d(floats(by_rows[n], f"errors of {name}")) for n in rows]
    if not runs or min(len(run) for run in runs) < 1:
        raise SpecificationError(f"learning_curve: {name} needs errors by numbers of rows")
    if min(run.min() for run in runs) < 0 or max(run.max() for run in runs) > 1:
        raise SpecificationError(f"learning_curve: errors of {name} are shares from 0 to 1")
    error = [run.std(ddof=1) / np.sqrt(len(run)) if len(run) > 1 else 0.0 for run in runs]
    return np.array(rows), np.array([run.mean() for run in runs]), np.array(error)


@drawing
def rule_curve(rules: Any, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """The Axes with the errors on rows held out of rules of each size, and the one chosen.

    `rules` is what `read_rules` returns; the band is one standard error to both sides.
    """
    points = getattr(rules, "curve", None)
    if not points:
        raise SpecificationError(f"rule_curve draws what read_rules returns, got {shown(rules)}")
    ax = chart(ax, 4.8, 3.2)
    sizes = np.array([point.literals for point in points])
    held = np.array([point.held_out for point in points])
    error = np.array([point.standard_error for point in points])
    ax.fill_between(sizes, held - error, held + error, color=POSITIVE, alpha=0.18, lw=0)
    ax.plot(sizes, held, color=POSITIVE, marker="o", markersize=4, lw=1.6, label="rows held out")
    trained = [point.wrong / rules.rows for point in points]
    ax.plot(sizes, trained, color=MUTED, ls=(0, (4, 1.5)), lw=1.2, label="rows read from")
    ax.plot([rules.literals], [rules.held_out], "o", ms=11, mfc="none", mec=INK, label="this rule")
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.set(xlabel="literals", ylabel="wrong")
    _in_per_cent(ax)
    ax.set_title(title or rules.target, fontsize=9.5, color=MUTED)
    ax.legend(frameon=False, fontsize=8.5)
    tidy(ax)
    return ax


@drawing
def rule_changes(rules: Any, *, ax: Axes | None = None, title: str | None = None) -> Axes:
    """The Axes with a stated rule on the left, what was read on the right, and what a change gains.

    `rules` is what `read_rules` returns for a stated rule, or its difference.
    """
    difference: RuleDifference | None = getattr(rules, "difference", rules)
    if difference is None or not hasattr(difference, "changes"):
        raise SpecificationError(
            "rule_changes draws what read_rules(..., rules=...) returns, the rule that is known"
        )
    changes = difference.changes
    told = [_gain(change) for change in changes]
    heads = ("as stated", "as read", "gained, held out")
    widths = [
        max([text_width(heads[k], _SIZE, "bold"), *(text_width(text, _SIZE) for text in column)])
        for k, column in enumerate((
            [c.before for c in changes], [_after(c) for c in changes], told,
        ))
    ]  # fmt: skip
    left = _EDGE
    right = left + widths[0] + 2 * _GAP
    end = right + widths[1] + _GAP + widths[2]
    caption = title or (
        f"{difference.stated_wrong} of {difference.rows} rows wrong as stated, "
        f"{difference.wrong} as read"
    )
    width = max(end, left + text_width(caption, _SIZE - 1)) + _EDGE
    height = 2 * _EDGE + (len(changes) + 2) * _LINE
    ax = sheet(ax, width, height)
    y = height - _EDGE - _LINE / 2
    write(ax, left, y, caption, _SIZE - 1, ha="left", color=MUTED)
    y -= _LINE
    for x, head in ((left, heads[0]), (right, heads[1])):
        write(ax, x, y, head, _SIZE, ha="left", weight="bold")
    write(ax, end, y, heads[2], _SIZE, ha="right", weight="bold")
    for change, gain in zip(changes, told, strict=True):
        y -= _LINE
        _line(ax, change, (left, right, end), widths[0], y, gain)
    told = [f"{c.before or 'nothing'} {c.kind} {_after(c)}".strip() for c in changes]
    describe(ax, f"What became of a rule: {caption}. {some(told, between='; ')}.")
    return ax


def _line(
    ax: Axes, change: RuleChange, at: tuple[float, float, float], width: float, y: float, gain: str
) -> None:
    """One change: what was, an arrow, what is, and what it gains."""
    left, right, end = at
    colour = _COLOURS[change.kind]
    write(ax, left, y, change.before, _SIZE, ha="left", color=colour)
    write(ax, right, y, _after(change), _SIZE, ha="left", color=colour)
    write(ax, end, y, gain, _SIZE, ha="right", color=INK)
    if change.kind == "dropped":
        ax.plot([left, left + text_width(change.before, _SIZE)], [y, y], color=colour, lw=1.1)
    else:
        middle = left + width + _GAP
        mark = {"kept": "=", "changed": "→", "added": "+"}[change.kind]
        write(ax, middle, y, mark, _SIZE, color=colour)


def _after(change: RuleChange) -> str:
    return "" if change.kind == "dropped" else change.after or change.before


def _gain(change: RuleChange) -> str:
    if change.kind == "kept" or change.gain is None:
        return ""
    return f"{change.gain:+d} of {change.rows}".replace("-", "−")
