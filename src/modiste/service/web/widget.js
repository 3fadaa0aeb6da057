// Puts the fitting room on a shop's page. Documentation: docs/widget.md
//
//   <script src="https://fit.example/widget.js" async></script>
//   <button data-modiste-garment="shirt-1">Try it on</button>
//
// The fitting room runs in a sandboxed frame of its own origin; the shop's page never sees a photo, and
// hears only what was asked for: which size suits, and what to put into the bag.
(() => {
  "use strict";

  const script = document.currentScript;
  const origin = new URL(script.src).origin;
  const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-downloads";
  const STYLE = `
    dialog { padding: 0; border: 0; border-radius: 18px; overflow: hidden; width: min(1180px, 96vw); height: min(920px, 94vh);
      max-width: none; max-height: none; background: Canvas; box-shadow: 0 30px 90px rgb(0 0 0 / 40%); }
    dialog::backdrop { background: rgb(15 12 10 / 55%); }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    @media (max-width: 700px) { dialog { width: 100vw; height: 100dvh; border-radius: 0; } }`;

  let room = null;

  function open({ garment = null, lang = script.dataset.lang || document.documentElement.lang, from = document } = {}) {
    close();
    const frame = document.createElement("iframe");
    frame.src = address(garment, lang);
    frame.title = script.dataset.title || "modiste";
    frame.setAttribute("sandbox", SANDBOX);
    frame.allow = "camera " + origin;
    frame.referrerPolicy = "no-referrer";
    room = { ...shell(frame), frame, from };
    room.dialog.showModal();
  }

  function address(garment, lang) {
    const url = new URL("/", origin);
    url.searchParams.set("embed", "1");
    url.searchParams.set("shop", location.origin);
    if (garment) url.searchParams.set("garment", garment);
    if (lang) url.searchParams.set("lang", lang.toLowerCase().startsWith("zh") ? "zh" : "en");
    return url.href;
  }

  /** The dialog in a shadow of its own, so that the shop's styles and ours do not meet. */
  function shell(frame) {
    const host = document.createElement("div");
    const shadow = host.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", frame.title);
    dialog.append(frame);
    dialog.addEventListener("close", close);
    shadow.append(dialog);
    document.body.append(host);
    return { host, dialog };
  }

  function close() {
    if (!room) return;
    const { host, from } = room;
    room = null;
    host.remove();
    if (from instanceof HTMLElement) from.focus();
  }

  addEventListener("message", (event) => {
    if (!room || event.origin !== origin || event.source !== room.frame.contentWindow) return;
    const said = event.data;
    if (!said || said.modiste !== 1 || typeof said.type !== "string") return;
    if (said.type === "close") return close();
    const detail = { garment: said.garment ?? null, size: said.size ?? null, confidence: said.confidence ?? null };
    room.from.dispatchEvent(new CustomEvent("modiste:" + said.type, { detail, bubbles: true }));
  });

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-modiste-garment]");
    if (!button) return;
    event.preventDefault();
    open({ garment: button.dataset.modisteGarment, from: button });
  });

  window.modiste = { open, close, origin };
})();
