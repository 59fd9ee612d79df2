/** Zoom and pan of a picture: wheel, pinch and drag change the view box. */

/**
 * @typedef {{
 *   viewBox: (width: number, height: number) => string,
 *   handlers: () => {[name: string]: any},
 *   zoom: (factor: number) => void, fit: () => void, isFitted: () => boolean,
 * }} Camera
 */

const CLOSEST = 12;
const DRAG_PX = 4; // a pointer that moved less has clicked

/**
 * A camera that begins with the whole picture.
 *
 * @param {() => void} redraw
 * @returns {Camera}
 */
export function createCamera(redraw) {
  let scale = 1;
  let centre = { x: 0.5, y: 0.5 };
  let size = { width: 1, height: 1 };
  /** @type {Map<number, {x: number, y: number}>} */
  const pointers = new Map();
  let moved = 0;

  /** @param {number} factor @param {{x: number, y: number}} [at] */
  function zoom(factor, at = centre) {
    const next = Math.min(CLOSEST, Math.max(1, scale * factor));
    const kept = scale / next;
    centre = { x: at.x + (centre.x - at.x) * kept, y: at.y + (centre.y - at.y) * kept };
    scale = next;
    hold();
  }

  function hold() {
    const edge = 0.5 / scale;
    centre = { x: within(centre.x, edge, 1 - edge), y: within(centre.y, edge, 1 - edge) };
    redraw();
  }

  function fit() {
    scale = 1;
    centre = { x: 0.5, y: 0.5 };
    redraw();
  }

  /** @param {Element} svg @param {{clientX: number, clientY: number}} event */
  function shareAt(svg, event) {
    const matrix = /** @type {SVGSVGElement} */ (svg).getScreenCTM();
    if (!matrix) return centre;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    return { x: point.x / size.width, y: point.y / size.height };
  }

  /** @param {WheelEvent} event */
  function onwheel(event) {
    if (!event.ctrlKey && !event.metaKey && scale === 1 && event.deltaY > 0) return;
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey && scale === 1) return;
    event.preventDefault();
    const svg = /** @type {Element} */ (event.currentTarget);
    zoom(Math.exp(-event.deltaY * 0.002), shareAt(svg, event));
  }

  /** @param {PointerEvent} event */
  function onpointerdown(event) {
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    moved = 0;
  }

  /** @param {PointerEvent} event */
  function onpointermove(event) {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const svg = /** @type {Element} */ (event.currentTarget);
    const matrix = /** @type {SVGSVGElement} */ (svg).getScreenCTM();
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    const dx = event.clientX - before.x;
    const dy = event.clientY - before.y;
    moved += Math.abs(dx) + Math.abs(dy);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (!matrix || moved < DRAG_PX) return;
    if (other) {
      const apart = (/** @type {{x: number, y: number}} */ p) => Math.hypot(p.x - other.x, p.y - other.y);
      zoom(apart({ x: event.clientX, y: event.clientY }) / Math.max(1, apart(before)), shareAt(svg, event));
    } else if (scale > 1) {
      svg.setPointerCapture(event.pointerId);
      centre = { x: centre.x - dx / matrix.a / size.width, y: centre.y - dy / matrix.d / size.height };
      hold();
    }
  }

  /** @param {PointerEvent} event */
  const release = (event) => void pointers.delete(event.pointerId);

  return {
    viewBox(width, height) {
      size = { width, height };
      const w = width / scale;
      const ht = height / scale;
      return `${centre.x * width - w / 2} ${centre.y * height - ht / 2} ${w} ${ht}`;
    },
    handlers: () => ({ onwheel, onpointerdown, onpointermove, onpointerup: release, onpointercancel: release, onpointerleave: release }),
    zoom,
    fit,
    isFitted: () => scale === 1,
  };
}

/** @param {number} value @param {number} low @param {number} high */
function within(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
