"""Pictures as TikZ: the texts stay texts, in the fonts of the document that they stand in.

A renderer of matplotlib that writes a ``tikzpicture``, so that every picture made of lines, areas
and texts is written by the same few functions. One unit is a big point, 1/72 inch.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.backend_bases import FigureCanvasBase, RendererBase
from matplotlib.colors import to_rgba
from matplotlib.path import Path

from logicnet.errors import SpecificationError
from logicnet.logic.latex import in_latex

HEAD = "% needs \\usepackage{tikz} and \\usetikzlibrary{patterns}\n"
_PATTERNS = {
    "/": "north east lines", "\\": "north west lines", "x": "crosshatch", ".": "dots",
    "o": "dots", "+": "grid",
}  # fmt: skip


class TikzCanvas(FigureCanvasBase):
    """What `print_figure` draws on for a file that ends in .tex."""

    def print_tex(
        self, file: Any, *, facecolor: Any = None, edgecolor: Any = None,
        orientation: Any = None, bbox_inches_restore: Any = None,
    ) -> None:  # fmt: skip
        """Write the figure as a tikzpicture, whatever colours paper would have."""
        width, height = self.figure.bbox.size
        renderer = TikzRenderer(float(width), float(height))
        self.figure.draw(renderer)
        box = f"\\path[use as bounding box] (0,0) rectangle ({_of(width)},{_of(height)});"
        lines = ["\\begin{tikzpicture}[x=1bp,y=1bp]", box, *renderer.lines, "\\end{tikzpicture}"]
        file.write((HEAD + "\n".join(lines) + "\n").encode())


class TikzRenderer(RendererBase):
    """The lines of the picture, one for each path and each line of text."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.lines: list[str] = []

    def flipy(self) -> bool:
        return False

    def get_canvas_width_height(self) -> tuple[float, float]:
        return self.width, self.height

    def points_to_pixels(self, points: Any) -> Any:
        return points

    def draw_path(self, gc: Any, path: Path, transform: Any, rgbFace: Any = None) -> None:
        drawn = " ".join(_steps(path, transform))
        face = to_rgba(rgbFace) if rgbFace is not None else (0.0, 0.0, 0.0, 0.0)
        alpha = gc.get_alpha() if gc.get_forced_alpha() else face[3]
        lined = gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0
        options = [f"fill={_colour(face)}", *_thin("fill", alpha)] if rgbFace is not None else []
        if not drawn or not ((options and alpha > 0) or lined or gc.get_hatch()):
            return
        options = [] if alpha == 0 else options
        options += _pen(gc) if lined else []
        found = [f"\\path[{','.join(options)}] {drawn};"] if options else []
        if gc.get_hatch():
            pattern = _PATTERNS[gc.get_hatch()[0]]
            colour = _colour(to_rgba(gc.get_hatch_color()))
            found.append(f"\\path[pattern={pattern},pattern color={colour}] {drawn};")
        self.lines += _within(gc, found, path, transform)

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float,
        ismath: Any = False, mtext: Any = None,
    ) -> None:  # fmt: skip
        said = s.replace(r"\mathdefault", r"\mathrm") if ismath else in_latex(s)
        size = prop.get_size_in_points()
        heavy = r"\bfseries" if prop.get_weight() in ("bold", "heavy", 700) else ""
        anchor = "base west"
        if angle:
            anchor += f",rotate={_of(angle)}"
        elif mtext is not None and mtext.get_ha() != "left":
            width = self.get_text_width_height_descent(s, prop, ismath)[0]
            x += width / 2 if mtext.get_ha() == "center" else width
            anchor = "base" if mtext.get_ha() == "center" else "base east"
        options = [f"anchor={anchor}", "inner sep=0pt", f"text={_colour(gc.get_rgb())}"]
        options += _thin("text", gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3])
        options.append(f"font=\\fontsize{{{_of(size)}}}{{{_of(1.2 * size)}}}\\selectfont{heavy}")
        self.lines.append(f"\\node[{','.join(options)}] at ({_of(x)},{_of(y)}) {{{said}}};")

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:
        raise SpecificationError(
            "this picture is made of points in part (a smooth surface, a matrix), which TikZ does "
            "not draw; write .pdf, and include that"
        )


def _of(value: float) -> str:
    """A number of TikZ: no powers of ten, no more digits than are seen."""
    text = f"{float(value):.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _colour(rgba: Any) -> str:
    red, green, blue = (round(255 * part) for part in rgba[:3])
    return f"{{rgb,255:red,{red};green,{green};blue,{blue}}}"


def _thin(what: str, alpha: float | None) -> list[str]:
    return [] if alpha is None or alpha >= 1 else [f"{what} opacity={_of(alpha)}"]


def _pen(gc: Any) -> list[str]:
    """The options of a line."""
    alpha = gc.get_alpha() if gc.get_forced_alpha() else gc.get_rgb()[3]
    found = [f"draw={_colour(gc.get_rgb())}", *_thin("draw", alpha)]
    found.append(f"line width={_of(gc.get_linewidth())}bp")
    cap = {"butt": "butt", "round": "round", "projecting": "rect"}[gc.get_capstyle()]
    found += [f"line cap={cap}"] * (cap != "butt")
    offset, dashes = gc.get_dashes()
    if dashes is not None:
        parts = [f"{'off' if k % 2 else 'on'} {_of(d)}bp" for k, d in enumerate(dashes)]
        found += [f"dash pattern={' '.join(parts)}", f"dash phase={_of(offset)}bp"]
    return found


def _steps(path: Path, transform: Any) -> Iterator[str]:
    """The path in TikZ's words; a quadratic curve as the cubic one that it is."""
    last = np.zeros(2)
    for numbers, code in path.iter_segments(transform, simplify=False):
        at = np.asarray(numbers, dtype=np.float64).reshape(-1, 2)
        if code == Path.CLOSEPOLY:
            yield "-- cycle"
            continue
        if code == Path.CURVE3:
            at = np.stack([(last + 2 * at[0]) / 3, (at[1] + 2 * at[0]) / 3, at[1]])
        places = [f"({_of(x)},{_of(y)})" for x, y in at]
        if code == Path.MOVETO:
            yield places[0]
        elif code == Path.LINETO:
            yield f"-- {places[0]}"
        else:
            yield f".. controls {places[0]} and {places[1]} .. {places[2]}"
        last = at[-1]


def _within(gc: Any, lines: list[str], path: Path, transform: Any) -> list[str]:
    """The lines, cut at the edge of their Axes where they reach over it."""
    box = gc.get_clip_rectangle()
    if box is None:
        return lines
    reach = path.get_extents(transform)
    if box.x0 <= reach.x0 and reach.x1 <= box.x1 and box.y0 <= reach.y0 and reach.y1 <= box.y1:
        return lines
    corners = f"({_of(box.x0)},{_of(box.y0)}) rectangle ({_of(box.x1)},{_of(box.y1)})"
    return ["\\begin{scope}", f"\\clip {corners};", *lines, "\\end{scope}"]
