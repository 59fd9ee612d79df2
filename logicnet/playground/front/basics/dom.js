/**
 * Small virtual nodes, and bringing an element's children to them.
 *
 * A view says what there is to see as a function of the state; `patch` changes only what differs,
 * so focus, scroll positions and running transitions stay.
 */

/** @typedef {{[name: string]: any}} Props */
/** @typedef {{tag: string, props: Props, children: VNode[], key: string | undefined}} VElement */
/** @typedef {VElement | string} VNode */
/** @typedef {VNode | number | null | undefined | false | Child[]} Child */

const SVG_SPACE = "http://www.w3.org/2000/svg";
/** @type {WeakMap<Element, VElement>} */
const shown = new WeakMap();

/**
 * A virtual node: `class`, `style` (an object), `on...` handlers, `key`, properties by a leading
 * dot (".value"), `paint` (called with the element whenever it is shown), everything else an attribute; null, undefined and false leave it out.
 *
 * @param {string} tag
 * @param {Props | null} [props]
 * @param {...Child} children
 * @returns {VElement}
 */
export function h(tag, props, ...children) {
  const { key, ...rest } = props ?? {};
  return { tag, props: rest, children: flat(children), key: key === undefined ? key : String(key) };
}

/** @param {Child[]} children @returns {VNode[]} */
function flat(children) {
  /** @type {VNode[]} */
  const found = [];
  for (const child of children) {
    if (Array.isArray(child)) found.push(...flat(child));
    else if (typeof child === "number") found.push(String(child));
    else if (child) found.push(child);
  }
  return found;
}

/**
 * Bring the children of an element to the given nodes.
 *
 * @param {Element} parent
 * @param {Child} nodes
 */
export function patch(parent, nodes) {
  patchChildren(parent, flat([nodes]));
}

/** @param {Element} parent @param {VNode[]} nodes */
function patchChildren(parent, nodes) {
  /** @type {Map<string, Element>} */
  const keyed = new Map();
  for (const child of parent.children) {
    const key = shown.get(child)?.key;
    if (key !== undefined) keyed.set(key, child);
  }
  /** @type {ChildNode | null} */
  let place = parent.firstChild;
  for (const node of nodes) {
    const made = settle(parent, place, node, keyed);
    if (made !== place) parent.insertBefore(made, place);
    place = made.nextSibling;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

/**
 * The child that shows a node: the one at its place or under its key, changed, or a new one.
 *
 * @param {Element} parent
 * @param {ChildNode | null} place
 * @param {VNode} node
 * @param {Map<string, Element>} keyed
 * @returns {ChildNode}
 */
function settle(parent, place, node, keyed) {
  if (typeof node === "string") {
    if (place?.nodeType !== Node.TEXT_NODE) return document.createTextNode(node);
    if (place.nodeValue !== node) place.nodeValue = node;
    return place;
  }
  const old = node.key === undefined ? place : keyed.get(node.key);
  const before = old instanceof Element ? shown.get(old) : undefined;
  if (old instanceof Element && before && before.tag === node.tag && before.key === node.key) {
    bring(old, before, node);
    return old;
  }
  return create(parent, node);
}

/** @param {Element} parent @param {VElement} node */
function create(parent, node) {
  const inside = parent.namespaceURI === SVG_SPACE && parent.tagName !== "foreignObject";
  const element =
    node.tag === "svg" || inside
      ? document.createElementNS(SVG_SPACE, node.tag)
      : document.createElement(node.tag);
  bring(element, { tag: node.tag, props: {}, children: [], key: node.key }, node);
  return element;
}

/** @param {Element} element @param {VElement} before @param {VElement} node */
function bring(element, before, node) {
  for (const name in before.props) {
    if (!(name in node.props)) assign(element, name, null, before.props[name]);
  }
  if (node.children.length || before.children.length) patchChildren(element, node.children);
  for (const name in node.props) {
    const value = node.props[name];
    const live = name === ".value" || name === ".checked"; // what the reader changed himself
    if (live || value !== before.props[name]) assign(element, name, value, before.props[name]);
  }
  shown.set(element, node);
  node.props.paint?.(element);
}

/** @param {Element} element @param {string} name @param {any} value @param {any} before */
function assign(element, name, value, before) {
  const target = /** @type {any} */ (element);
  if (name === "paint") return;
  if (name.startsWith("on")) target[name] = value || null;
  else if (name === "style") assignStyle(target, value ?? {}, before ?? {});
  else if (name.startsWith(".")) {
    if (target[name.slice(1)] !== value) target[name.slice(1)] = value ?? "";
  } else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value));
}

/** @param {HTMLElement} element @param {Props} value @param {Props} before */
function assignStyle(element, value, before) {
  for (const name in before) if (!(name in value)) element.style.removeProperty(name);
  for (const name in value) {
    if (value[name] !== before[name]) element.style.setProperty(name, String(value[name]));
  }
}

/**
 * A class name out of names and of names that hold where their value is true.
 *
 * @param {...(string | {[name: string]: unknown} | null | undefined | false)} parts
 */
export function classes(...parts) {
  /** @type {string[]} */
  const names = [];
  for (const part of parts) {
    if (typeof part === "string") names.push(part);
    else if (part) names.push(...Object.keys(part).filter((name) => part[name]));
  }
  return names.join(" ");
}

/**
 * A picture of one path in a box of 20 by 20, drawn in the colour of the text.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  return h("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" },
    h("path", { d: ICONS[name] }));
}

const ICONS = {
  undo: "M7 4 3 8l4 4M3 8h8.5a4.5 4.5 0 0 1 0 9H9",
  redo: "M13 4l4 4-4 4M17 8H8.500a4.500 4.500 0 0 0 0 9H11",
  plus: "M10 4v12M4 10h12",
  minus: "M4 10h12",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  left: "M12.500 4 6.500 10l6 6",
  right: "M7.500 4l6 6-6 6",
  close: "M5 5l10 10M15 5 5 15",
  check: "M4 10.500l4 4 8-9",
  down: "M10 3v10M5.500 9l4.500 4.500L14.500 9M4 17h12",
  link: "M8.500 11.500l3-3M9 6l1.500-1.500a3.500 3.500 0 0 1 5 5L14 11M11 14l-1.500 1.500a3.500 3.500 0 0 1-5-5L6 9",
  sun: "M10 6.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7M10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600 16 16M4 16l1.400-1.400M14.600 5.400 16 4",
  moon: "M16 12.500A7 7 0 0 1 7.500 4a6.500 6.500 0 1 0 8.500 8.500",
  book: "M10 5C8 3.500 5.500 3.300 3 3.500v12c2.500-.2 5 0 7 1.500 2-1.500 4.500-1.700 7-1.500v-12c-2.500-.2-5 0-7 1.500v12",
  play: "M6 4l10 6-10 6z",
  pause: "M6.500 4v12M13.500 4v12",
  copy: "M7 7h9v9H7zM4 13V4h9",
  step: "M5 4l7 6-7 6zM15 4v12",
  home: "M4 4v12M16 4L7 10l9 6",
  edit: "M4 16l1-4 8-8 3 3-8 8z",
};
