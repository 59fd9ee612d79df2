/** What is drawn, as a file: an SVG that needs no style sheet, or a PNG. */

const STYLE_KEPT = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline",
  "paint-order", "transform",
];
const PNG_SCALE = 3;
const EXPORT_MARGIN = 6;

/**
 * An SVG element as text that looks the same without the style sheet.
 *
 * @param {SVGSVGElement} svg
 * @returns {{text: string, width: number, height: number}}
 */
export function svgText(svg) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const { width, height, x, y } = svg.viewBox.baseVal;
  settleStyles(svg, copy);
  for (const element of copy.querySelectorAll("*")) {
    for (const name of [...element.getAttributeNames()]) {
      if (/^(class|role|tabindex|style$|aria-|data-|key)/.test(name)) element.removeAttribute(name);
    }
  }
  for (const name of ["class", "role", "tabindex", "style", "aria-label"]) copy.removeAttribute(name);
  const m = EXPORT_MARGIN;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `${x - m} ${y - m} ${width + 2 * m} ${height + 2 * m}`);
  copy.setAttribute("width", String(width + 2 * m));
  copy.setAttribute("height", String(height + 2 * m));
  const paper = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const page = svg.closest(".logicnet") ?? svg;
  const attributes = { x: x - m, y: y - m, width: width + 2 * m, height: height + 2 * m, fill: getComputedStyle(page).getPropertyValue("--paper").trim() };
  for (const [name, value] of Object.entries(attributes)) paper.setAttribute(name, String(value));
  copy.prepend(paper);
  return { text: new XMLSerializer().serializeToString(copy), width: width + 2 * m, height: height + 2 * m };
}

/** @param {Element} from @param {Element} to */
function settleStyles(from, to) {
  const style = getComputedStyle(from);
  for (const name of STYLE_KEPT) {
    const value = style.getPropertyValue(name);
    const own = name === "transform" && (value === "none" || from.hasAttribute("transform"));
    if (value && !own) to.setAttribute(name, name === "transform" ? svgTransform(value) : value);
  }
  [...from.children].forEach((child, k) => settleStyles(child, to.children[k]));
}

/** @param {string} value */
function svgTransform(value) {
  return value.replaceAll("px", "");
}

/**
 * The picture as PNG.
 *
 * @param {SVGSVGElement} svg
 * @returns {Promise<Blob>}
 */
export async function pngOf(svg) {
  const { text, width, height } = svgText(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * PNG_SCALE);
  canvas.height = Math.round(height * PNG_SCALE);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture cannot be drawn."))), "image/png");
  });
}

/**
 * Let the reader keep a file.
 *
 * @param {string} name
 * @param {Blob} blob
 */
export function keepFile(name, blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
