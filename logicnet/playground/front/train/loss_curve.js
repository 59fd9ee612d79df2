// The losses of a run over its epochs.

/** @typedef {import("../planes/colour_scale.js").Palette} Palette */
/** @typedef {{values: number[], colour: string, dash: number[]}} Curve */

const MOST_DRAWN = 400; // points of a curve

/**
 * Draw curves on a canvas of this width.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {Curve[]} curves
 * @param {Palette} palette
 */
export function drawCurves(canvas, width, curves, palette) {
  const height = 84;
  const context = canvas.getContext("2d");
  if (!width || !context) return;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * ratio)) {
    [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const most = Math.max(1e-9, ...curves.map(({ values }) => values.reduce((m, v) => (v > m ? v : m), 0)));
  const longest = Math.max(2, ...curves.map(({ values }) => values.length));
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, height - 0.5);
  context.lineTo(width, height - 0.5);
  context.stroke();
  for (const { values, colour, dash } of curves) {
    context.beginPath();
    const step = Math.max(1, Math.ceil(values.length / MOST_DRAWN));
    for (let k = 0; k < values.length; k += step) {
      const [x, y] = [(k / (longest - 1)) * width, height - 2 - (values[k] / most) * (height - 8)];
      if (k) context.lineTo(x, y);
      else context.moveTo(x, y);
    }
    context.setLineDash(dash);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.stroke();
  }
  context.setLineDash([]);
}
