// Talks to the shop's page when the fitting room is opened inside it by widget.js.

/** What the address says of the shop, or null when the page stands on its own. */
export function readEmbed(search, framed) {
  const asked = new URLSearchParams(search);
  if (!framed || asked.get("embed") !== "1") return null;
  const shop = originOf(asked.get("shop"));
  return shop && { shop, garment: asked.get("garment") };
}

function originOf(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url.origin : null;
  } catch {
    return null;
  }
}

/**
 * A line to the shop. Messages go to the shop's origin only and are taken from the parent window at that
 * origin only; which origins may frame the page at all is the server's `frame-ancestors`.
 */
export function createLine(embed, { self = window, parent = window.parent } = {}) {
  const listeners = {};
  self.addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== embed.shop) return;
    if (event.data?.modiste !== 1) return;
    listeners[event.data.type]?.(event.data);
  });
  return {
    tell: (type, data = {}) => parent.postMessage({ modiste: 1, type, ...data }, embed.shop),
    on: (type, listener) => {
      listeners[type] = listener;
    },
  };
}
