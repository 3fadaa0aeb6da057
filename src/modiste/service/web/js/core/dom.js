// Builds elements without markup strings, so that a garment's name can never become a script.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: `h("a", {class: "x", href: "#", on: {click}}, "text", child)`. */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) put(element, name, value);
  append(element, children);
  return element;
}

function put(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "on") {
    for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
  } else if (name === "data") {
    Object.assign(element.dataset, value);
  } else if (name === "vars") {
    for (const [key, number] of Object.entries(value)) element.style.setProperty(`--${key}`, number);
  } else if (name === "props") {
    Object.assign(element, value);
  } else {
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

/** Append elements, strings and nested lists; null and false are left out. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Replace all children. */
export function swap(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

let count = 0;

/** A fresh id, to tie labels and descriptions to their controls. */
export function fresh(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}
