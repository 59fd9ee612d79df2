// The plane of the view "region": shapes to draw and drag, lines of units, a certificate.

import { classes, h } from "../basics/dom.js";
import { boxAround, halfPlane, linePoints, moved, polygonAt, ringsOf, snapped, SNAP, withCorner, withNewCorner, withoutCorner } from "./region_shapes.js";

/** @typedef {import("../planes/region_source.js").Shape} Shape */
/** @typedef {import("../planes/region_source.js").RegionState} RegionState */
/** @typedef {import("./region_shapes.js").Corner} Corner */
/** @typedef {import("../basics/dom.js").VNode} VNode */
/** @typedef {[number, number, number, number]} Box */
/** @typedef {"move" | "polygon" | "cut" | "hole" | "half_plane"} Tool */
/**
 * @typedef {{region: RegionState, box: Box, lines: {a: number, b: number, c: number, unit: number}[],
 *   focus: number | null, outline: number[][][], certificate: any, draft: number[][],
 *   tool: Tool, pointer: number[] | null}} PlanePicture
 */

const SIDE = 480;
const CLOSE_PX = 12; // how near the first corner a click ends a polygon

/**
 * The coordinates on the picture of a point of the plane.
 * @param {Box} box
 * @param {number[]} point
 */
function onPicture([left, right, low, high], [x, y]) {
  return [((x - left) / (right - left)) * SIDE, ((high - y) / (high - low)) * SIDE];
}

/**
 * The point of the plane under a pointer.
 * @param {Box} box
 * @param {{currentTarget: any, clientX: number, clientY: number}} event
 */
export function underPointer([left, right, low, high], event) {
  const svg = event.currentTarget.ownerSVGElement ?? event.currentTarget;
  const frame = svg.getBoundingClientRect();
  const [x, y] = [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
  return [left + x * (right - left), high - y * (high - low)];
}

/**
 * What is drawn over the field.
 * @param {PlanePicture} p
 * @param {PlaneActs} acts
 * @returns {VNode[]}
 */
export function planePicture(p, acts) {
  const at = (/** @type {number[]} */ point) => onPicture(p.box, point);
  const editable = p.region.mode === "shapes";
  return [
    h("g", { class: "grid-lines", key: "grid" }, gridLines(p.box, at)),
    h("g", { class: "unit-lines", key: "lines" }, p.lines.map((line) => unitLine(line, p, at))),
    h("g", { class: "outline", key: "outline" }, p.outline.map((piece, k) => h("polyline", { key: k, points: pointsText(piece.map(at)) }))),
    editable ? h("g", { class: "shapes", key: "shapes" }, p.region.shapes.map((shape, k) => shapeShown(shape, k, p, at, acts))) : h("g", { key: "none" }),
    h("g", { class: "certificate-marks", key: "proof" }, p.certificate ? proofShown(p.certificate, at) : null),
    h("g", { class: "draft", key: "draft" }, p.draft.length ? draftShown(p, at) : null),
  ];
}

/** @param {number[][]} points */
function pointsText(points) {
  return points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
}

/**
 * @param {Box} box
 * @param {(point: number[]) => number[]} at
 */
function gridLines(box, at) {
  const [left, right, low, high] = box;
  const step = right - left > 24 ? 5 : right - left > 3 ? 1 : 0.2;
  const marks = (/** @type {number} */ a, /** @type {number} */ b) =>
    Array.from({ length: Math.min(60, Math.floor(b / step) - Math.ceil(a / step) + 1) }, (_, k) => (Math.ceil(a / step) + k) * step);
  const line = (/** @type {number[]} */ from, /** @type {number[]} */ to, /** @type {string} */ key, /** @type {boolean} */ main) => {
    const [[x1, y1], [x2, y2]] = [at(from), at(to)];
    return h("line", { key, x1, y1, x2, y2, class: main ? "main" : null });
  };
  return [
    marks(left, right).map((x) => line([x, low], [x, high], `x${x}`, x === 0)),
    marks(low, high).map((y) => line([left, y], [right, y], `y${y}`, y === 0)),
  ];
}

/**
 * @param {{a: number, b: number, c: number, unit: number}} line
 * @param {PlanePicture} p
 * @param {(point: number[]) => number[]} at
 */
function unitLine({ a, b, c, unit }, p, at) {
  const [size, reach] = [a * a + b * b, 2 * (p.box[1] - p.box[0] + Math.abs(p.box[0]))];
  const [x, y, dx, dy] = [(a * c) / size, (b * c) / size, (-b / Math.sqrt(size)) * reach, (a / Math.sqrt(size)) * reach];
  const [[x1, y1], [x2, y2]] = [at([x - dx, y - dy]), at([x + dx, y + dy])];
  return h("line", { key: unit, x1, y1, x2, y2, class: classes("unit-line", { chosen: p.focus === unit }) });
}

/**
 * @param {Shape} shape
 * @param {number} k
 * @param {PlanePicture} p
 * @param {(point: number[]) => number[]} at
 * @param {PlaneActs} acts
 */
function shapeShown(shape, k, p, at, acts) {
  const chosen = p.region.chosen === k;
  if ("half_plane" in shape) {
    const ends = linePoints(shape);
    const [[x1, y1], [x2, y2]] = ends.map(at);
    return h("g", { key: k, class: classes("shape half-plane", { chosen }) },
      h("line", { x1, y1, x2, y2, class: "edge", onpointerdown: acts.grab(k) }),
      h("path", { class: "inside-mark", d: insideArrow([x1, y1], [x2, y2]) }),
      ends.map((point, corner) => handle(at(point), { shape: k, ring: -1, corner }, `end ${corner + 1} of half-plane ${k + 1}`, acts)));
  }
  const path = ringsOf(shape).map((ring) => `M${pointsText(ring.map(at))}Z`).join("");
  return h("g", { key: k, class: classes("shape polygon", { chosen, cut: shape.sign === -1 }) },
    h("path", { class: "body", d: path, "fill-rule": "evenodd", onpointerdown: acts.grab(k) }),
    chosen && ringsOf(shape).map((ring, r) => ring.map((point, corner) => {
      const next = ring[(corner + 1) % ring.length];
      const [x, y] = at([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2]);
      return h("circle", { key: `m${r} ${corner}`, class: "middle", cx: x, cy: y, r: 4, onpointerdown: acts.split({ shape: k, ring: r - 1, corner }) });
    })),
    ringsOf(shape).map((ring, r) => ring.map((point, corner) =>
      handle(at(point), { shape: k, ring: r - 1, corner }, `corner ${corner + 1} of polygon ${k + 1}`, acts))));
}

/**
 * @param {number[]} place
 * @param {Corner} corner
 * @param {string} label
 * @param {PlaneActs} acts
 */
function handle([x, y], corner, label, acts) {
  return h("circle", { key: `c${corner.ring} ${corner.corner}`, class: "handle", cx: x, cy: y, r: 6.5, tabindex: 0, role: "button", "aria-label": label,
    "data-corner": `${corner.shape} ${corner.ring} ${corner.corner}`, onpointerdown: acts.drag(corner), onkeydown: acts.nudge(corner),
    ondblclick: acts.remove(corner) });
}

/**
 * A small arrow from the middle of a line to its left.
 * @param {number[]} from
 * @param {number[]} to
 */
function insideArrow([x1, y1], [x2, y2]) {
  const [mx, my, length] = [(x1 + x2) / 2, (y1 + y2) / 2, Math.hypot(x2 - x1, y2 - y1) || 1];
  const [nx, ny, tx, ty] = [(y2 - y1) / length, (x1 - x2) / length, (x2 - x1) / length, (y2 - y1) / length];
  const tip = [mx + 20 * nx, my + 20 * ny];
  return `M${mx} ${my}L${tip[0]} ${tip[1]}M${tip[0] - 6 * nx + 5 * tx} ${tip[1] - 6 * ny + 5 * ty}L${tip[0]} ${tip[1]}L${tip[0] - 6 * nx - 5 * tx} ${tip[1] - 6 * ny - 5 * ty}`;
}

/**
 * @param {any} proof
 * @param {(point: number[]) => number[]} at
 */
function proofShown(proof, at) {
  const ring = (/** @type {number[]} */ point, /** @type {string} */ name, /** @type {number} */ k) => {
    const [cx, cy] = at(point);
    return h("circle", { key: `${name}${k}`, class: `proof ${name}`, cx, cy, r: 6 });
  };
  return [
    ...proof.inside.map((/** @type {number[]} */ point, /** @type {number} */ k) => ring(point, "inside", k)),
    ...proof.outside.map((/** @type {number[]} */ point, /** @type {number} */ k) => ring(point, "outside", k)),
  ];
}

/**
 * @param {PlanePicture} p
 * @param {(point: number[]) => number[]} at
 */
function draftShown(p, at) {
  const points = [...p.draft, ...(p.pointer ? [p.pointer] : [])].map(at);
  const [cx, cy] = points[0];
  return [
    h("polyline", { key: "line", class: classes("draft-line", { cut: p.tool === "cut" || p.tool === "hole" }), points: pointsText(points) }),
    h("circle", { key: "first", class: "draft-first", cx, cy, r: 7 }),
  ];
}

/** What pointer and keys do to the shapes. */
export class PlaneActs {
  /**
   * @param {() => RegionState} region
   * @param {(patch: Partial<RegionState>, merge?: string) => void} change
   * @param {() => void} redraw
   */
  constructor(region, change, redraw) {
    this.region = region;
    this.change = change;
    this.redraw = redraw;
    /** @type {Tool} */ this.tool = "move";
    /** @type {number[][]} */ this.draft = [];
    /** @type {number[] | null} */ this.pointer = null;
    /** @type {((point: number[], free: boolean) => void) | null} */ this.dragging = null;
    /** @type {Box} */ this.box = [-6, 6, -6, 6];
    this.seed = 0;
  }

  /** @param {Tool} tool */
  take(tool) {
    this.tool = tool;
    this.draft = [];
    this.redraw();
  }

  /**
   * The box of the picture; it stays while something is dragged.
   * @param {RegionState} region
   */
  boxFor(region) {
    if (!this.dragging) this.box = boxAround(region.shapes);
    return this.box;
  }

  /** @param {Corner} corner */
  drag = (corner) => (/** @type {PointerEvent} */ event) => {
    if (this.tool !== "move") return;
    this.#begin(event, `corner ${(this.seed += 1)}`, (point, merge) => this.change({ shapes: withCorner(this.region().shapes, corner, point), chosen: corner.shape }, merge));
  };

  /** @param {Corner} corner */
  split = (corner) => (/** @type {PointerEvent} */ event) => {
    const point = snapped(underPointer(this.box, /** @type {any} */ (event)));
    this.change({ shapes: withNewCorner(this.region().shapes, corner, point) });
    this.drag({ ...corner, corner: corner.corner + 1 })(event);
  };

  /** @param {number} shape */
  grab = (shape) => (/** @type {PointerEvent} */ event) => {
    if (this.tool !== "move") return;
    let last = snapped(underPointer(this.box, /** @type {any} */ (event)));
    this.change({ chosen: shape });
    this.#begin(event, `shape ${(this.seed += 1)}`, (point, merge) => {
      const [dx, dy] = [point[0] - last[0], point[1] - last[1]];
      last = point;
      if (dx || dy) this.change({ shapes: this.region().shapes.map((one, k) => (k === shape ? moved(one, dx, dy) : one)) }, merge);
    });
  };

  /** @param {Corner} corner */
  remove = (corner) => () => this.change({ shapes: withoutCorner(this.region().shapes, corner), chosen: null });

  /** @param {Corner} corner */
  nudge = (corner) => (/** @type {KeyboardEvent} */ event) => {
    const step = { ArrowLeft: [-SNAP, 0], ArrowRight: [SNAP, 0], ArrowUp: [0, SNAP], ArrowDown: [0, -SNAP] }[event.key];
    const { shapes } = this.region();
    if (event.key === "Delete" || event.key === "Backspace") this.remove(corner)();
    else if (step) {
      const shape = shapes[corner.shape];
      const [x, y] = "half_plane" in shape ? linePoints(shape)[corner.corner] : ringsOf(shape)[corner.ring + 1][corner.corner];
      this.change({ shapes: withCorner(shapes, corner, [x + step[0], y + step[1]]), chosen: corner.shape }, "nudge");
    } else return;
    event.preventDefault();
  };

  /**
   * @param {PointerEvent} event
   * @param {string} merge
   * @param {(point: number[], merge: string) => void} move
   */
  #begin(event, merge, move) {
    event.preventDefault();
    event.stopPropagation();
    const target = /** @type {SVGElement} */ (event.currentTarget);
    const svg = target.ownerSVGElement ?? target;
    svg.setPointerCapture(event.pointerId);
    if (target !== svg) target.focus?.({ preventScroll: true });
    this.dragging = (point, free) => move(snapped(point, free), merge);
  }

  /** What the whole picture listens to. */
  handlers() {
    return {
      onpointermove: (/** @type {PointerEvent} */ event) => {
        const point = underPointer(this.box, /** @type {any} */ (event));
        this.pointer = snapped(point, event.altKey);
        if (this.dragging) this.dragging(point, event.altKey);
        else this.redraw();
      },
      onpointerup: () => { this.dragging = null; this.redraw(); },
      onpointercancel: () => { this.dragging = null; this.redraw(); },
      onpointerleave: () => { this.pointer = null; this.redraw(); },
      onpointerdown: (/** @type {PointerEvent} */ event) => {
        if (this.tool === "move") this.change({ chosen: null });
        else this.#place(snapped(underPointer(this.box, /** @type {any} */ (event)), event.altKey));
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape" && this.draft.length) this.take(this.tool);
        if (event.key === "Enter" && this.draft.length > 2) this.#finish();
      },
    };
  }

  /**
   * One more corner of what is drawn.
   * @param {number[]} point
   */
  #place(point) {
    const [first] = this.draft;
    const near = first && Math.hypot(point[0] - first[0], point[1] - first[1]) < (CLOSE_PX / SIDE) * (this.box[1] - this.box[0]);
    if (near && this.draft.length > 2) return this.#finish();
    if (this.draft.some((other) => other.join() === point.join())) return;
    this.draft = [...this.draft, point];
    if (this.tool === "half_plane" && this.draft.length === 2) this.#finish();
    else this.redraw();
  }

  #finish() {
    const { shapes } = this.region();
    const [drawn, tool] = [this.draft, this.tool];
    this.draft = [];
    this.tool = "move";
    if (tool === "half_plane") this.change({ shapes: [...shapes, halfPlane(drawn[0], drawn[1])], chosen: shapes.length });
    else if (tool === "hole" && polygonAt(shapes, drawn[0]) >= 0) {
      const at = polygonAt(shapes, drawn[0]);
      const holed = (/** @type {any} */ shape) => ({ ...shape, holes: [...(shape.holes ?? []), drawn] });
      this.change({ shapes: shapes.map((shape, k) => (k === at ? holed(shape) : shape)), chosen: at });
    } else this.change({ shapes: [...shapes, { outside: drawn, sign: tool === "polygon" ? 1 : -1 }], chosen: shapes.length });
  }
}
