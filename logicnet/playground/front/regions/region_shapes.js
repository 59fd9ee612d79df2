// Changes of shapes: pure functions on the list that the state holds.

/** @typedef {import("../planes/region_source.js").Shape} Shape */
/** @typedef {{shape: number, ring: number, corner: number}} Corner ring -1 is the outside; of a half-plane its two points */

export const SNAP = 0.25;
const MOST_ROUNDED = 1e6;

/**
 * A point on the grid, unless it is to stay where it is.
 * @param {number[]} point
 * @param {boolean} [free]
 */
export function snapped([x, y], free = false) {
  const step = free ? 0.01 : SNAP;
  return [x, y].map((v) => Math.round(Math.round(v / step) * step * MOST_ROUNDED) / MOST_ROUNDED);
}

/**
 * The rings of a shape, the outside first; a half-plane has none.
 * @param {Shape} shape
 * @returns {number[][][]}
 */
export function ringsOf(shape) {
  return "half_plane" in shape ? [] : [shape.outside, ...(shape.holes ?? [])];
}

/**
 * Two points of a half-plane's line, the inside to the left of the way from one to the other.
 * @param {any} shape
 * @returns {number[][]}
 */
export function linePoints(shape) {
  if (shape.through) return shape.through;
  const [a, b, c] = shape.half_plane;
  const [size, length] = [a * a + b * b, Math.hypot(a, b)];
  const [x, y] = [(a * c) / size, (b * c) / size];
  return [[x - (2 * b) / length, y + (2 * a) / length], [x + (2 * b) / length, y - (2 * a) / length]].map((p) => snapped(p, true));
}

/**
 * The half-plane to the left of the way from one point to another.
 * @param {number[]} from
 * @param {number[]} to
 * @returns {Shape}
 */
export function halfPlane(from, to) {
  const [a, b] = [from[1] - to[1], to[0] - from[0]];
  const exact = (/** @type {number} */ v) => Math.round(v * MOST_ROUNDED) / MOST_ROUNDED + 0;
  const found = { half_plane: [exact(a), exact(b), exact(a * from[0] + b * from[1])], through: [from, to] };
  return found;
}

/**
 * The shapes with one corner at another place.
 * @param {Shape[]} shapes
 * @param {Corner} at
 * @param {number[]} point
 * @returns {Shape[]}
 */
export function withCorner(shapes, { shape, ring, corner }, point) {
  return shapes.map((one, k) => {
    if (k !== shape) return one;
    if ("half_plane" in one) {
      const ends = linePoints(one).map((end, i) => (i === corner ? point : end));
      return ends[0].join() === ends[1].join() ? one : halfPlane(ends[0], ends[1]);
    }
    return changedRing(one, ring, (points) => points.map((p, i) => (i === corner ? point : p)));
  });
}

/**
 * @param {any} shape
 * @param {number} ring
 * @param {(points: number[][]) => number[][]} change
 * @returns {Shape}
 */
function changedRing(shape, ring, change) {
  if (ring < 0) return { ...shape, outside: change(shape.outside) };
  return { ...shape, holes: shape.holes.map((/** @type {number[][]} */ hole, /** @type {number} */ k) => (k === ring ? change(hole) : hole)) };
}

/**
 * The shapes with a new corner after another one.
 * @param {Shape[]} shapes
 * @param {Corner} at
 * @param {number[]} point
 */
export function withNewCorner(shapes, { shape, ring, corner }, point) {
  return shapes.map((one, k) => (k === shape && !("half_plane" in one)
    ? changedRing(one, ring, (points) => [...points.slice(0, corner + 1), point, ...points.slice(corner + 1)]) : one));
}

/**
 * The shapes without a corner; a ring of fewer than three goes, and its shape with it.
 * @param {Shape[]} shapes
 * @param {Corner} at
 * @returns {Shape[]}
 */
export function withoutCorner(shapes, { shape, ring, corner }) {
  const one = shapes[shape];
  if ("half_plane" in one) return shapes.filter((_, k) => k !== shape);
  const points = ring < 0 ? one.outside : (one.holes ?? [])[ring];
  if (points.length > 3) {
    return shapes.map((other, k) => (k === shape ? changedRing(other, ring, (all) => all.filter((_, i) => i !== corner)) : other));
  }
  if (ring < 0) return shapes.filter((_, k) => k !== shape);
  return shapes.map((other, k) => (k === shape ? { ...one, holes: (one.holes ?? []).filter((_, i) => i !== ring) } : other));
}

/**
 * A shape moved as a whole.
 * @param {Shape} shape
 * @param {number} dx
 * @param {number} dy
 * @returns {Shape}
 */
export function moved(shape, dx, dy) {
  const shift = (/** @type {number[][]} */ points) => points.map(([x, y]) => [x + dx, y + dy]);
  if ("half_plane" in shape) {
    const [from, to] = shift(linePoints(shape));
    return halfPlane(from, to);
  }
  return { ...shape, outside: shift(shape.outside), ...(shape.holes && { holes: shape.holes.map(shift) }) };
}

/**
 * The number of the last polygon that holds a point, or -1.
 * @param {Shape[]} shapes
 * @param {number[]} point
 */
export function polygonAt(shapes, point) {
  const holds = shapes.map((shape) => !("half_plane" in shape) && isInside(shape.outside, point));
  return holds.lastIndexOf(true);
}

/**
 * @param {number[][]} ring
 * @param {number[]} point
 */
function isInside(ring, [x, y]) {
  let inside = false;
  ring.forEach(([ax, ay], k) => {
    const [bx, by] = ring[(k + 1) % ring.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

/**
 * A square around all shapes, with some room.
 * @param {Shape[]} shapes
 * @returns {[number, number, number, number]}
 */
export function boxAround(shapes) {
  const points = shapes.flatMap((shape) => ("half_plane" in shape ? linePoints(shape) : shape.outside));
  const most = Math.max(5, ...points.map(([x, y]) => Math.max(Math.abs(x), Math.abs(y))));
  const reach = Math.ceil(most + 1);
  return [-reach, reach, -reach, reach];
}
