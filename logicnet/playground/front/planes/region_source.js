// What the view "region" states: shapes, inequalities or GeoJSON, as a source for a host.

/** @typedef {{outside: number[][], holes?: number[][][], sign?: 1 | -1} | {half_plane: number[]}} Shape */
/**
 * @typedef {{mode: "shapes" | "text" | "geojson", shapes: Shape[], text: string, geojson: string,
 *   style: string, boundary: "closed" | "open" | null, chosen: number | null}} RegionState
 */

/** @type {RegionState} */
export const FIRST_REGION = Object.freeze({
  mode: "shapes",
  shapes: [
    { outside: [[-4, -3], [3, -4], [4.5, 1], [1, 4], [-3.5, 2.5]], sign: /** @type {1} */ (1) },
    { outside: [[-1, -1.5], [1.5, -1], [0.5, 1]], sign: /** @type {-1} */ (-1) },
  ],
  text: "(x - y < 2 & x + y > -2) | y > 3",
  geojson: "", style: "compact", boundary: null, chosen: null,
});

/**
 * The region of a state, what it does not say as it is at first.
 * @param {{region?: any}} state
 * @returns {RegionState}
 */
export function regionOf(state) {
  return { ...FIRST_REGION, ...(state.region ?? {}) };
}

/**
 * The source that a region is, null where nothing is stated yet.
 * @param {RegionState} region
 */
export function regionSource({ mode, shapes, text, geojson, boundary }) {
  if (mode === "text") return text.trim() ? { kind: "region", text } : null;
  if (mode === "geojson") return geojson.trim() ? { kind: "geojson", text: geojson } : null;
  return shapes.length ? { kind: "shapes", shapes, ...(boundary && { boundary }) } : null;
}

/**
 * The request of the verb `region`, null where nothing is stated yet.
 * @param {RegionState} region
 */
export function regionRequest(region) {
  const source = regionSource(region);
  return source && { source, style: region.style, ...(region.boundary && { boundary: region.boundary }) };
}
