// Begins: language, session, frame, and the panel of the address.

import { blank, createApp } from "./app.js";
import { createAnnouncer } from "./core/announce.js";
import { createApi } from "./core/api.js";
import { swap, h } from "./core/dom.js";
import { createLine, readEmbed } from "./core/embed.js";
import { errorBox } from "./core/errors.js";
import { preferred, remember, remembered, speak, t } from "./core/i18n.js";
import { forget, restore, visited } from "./core/keep.js";
import { createRouter } from "./core/router.js";
import { createStore } from "./core/store.js";
import { restoreTheme } from "./core/theme.js";
import { createDresser } from "./fitting/dresser.js";
import { body } from "./panels/body.js";
import { forYou } from "./panels/foryou.js";
import { guidance } from "./panels/guidance.js";
import { privacy } from "./panels/privacy.js";
import { size } from "./panels/size.js";
import { start } from "./panels/start.js";
import { tryOn } from "./panels/try.js";
import { you } from "./panels/you.js";
import { PANELS, createShell } from "./shell.js";

const BASE = new URL("../", import.meta.url).pathname;
const DRAW = { start, you, try: tryOn, body, size, foryou: forYou, guidance, privacy };
const root = document.getElementById("app");

async function begin() {
  restoreTheme();
  await speak(preferred(location.search, remembered(), navigator.languages), BASE);
  const embed = readEmbed(location.search, window.parent !== window);
  const line = embed && createLine(embed);
  const store = createStore(blank());
  const api = createApi();
  const announcer = createAnnouncer(document.body);
  const shell = createShell(root, { speak: talk, close: line && (() => line.tell("close")) });
  document.documentElement.classList.toggle("embedded", Boolean(embed));
  let leave = null;

  const router = createRouter(PANELS, enter, guard);
  const app = createApp({ store, api, dresser: createDresser(store, api), announcer, router, base: BASE, line });

  function guard(name) {
    if (!store.get().session) return "start";
    return name === "start" ? (store.get().person ? "try" : "you") : name;
  }

  function enter(name, focus) {
    leave?.();
    shell.draw(name, Boolean(store.get().session));
    const panel = h("div", { class: `panel panel-${name}` });
    swap(shell.main, panel);
    document.title = `${t(`nav.${name}`)} · modiste`;
    leave = DRAW[name](panel, app) ?? null;
    if (!focus) return;
    scrollTo({ top: 0 });
    panel.querySelector("h1")?.focus({ preventScroll: true });
  }

  async function talk(name) {
    remember(name);
    await speak(name, BASE);
    router.draw({ focus: false });
    root.querySelector(".language")?.focus();
    announcer.say(t("language.now"));
  }

  api.whenSessionOver(() => {
    forget();
    store.set(blank());
    router.go("start");
    announcer.note(t("error.SessionOver"), 8);
  });

  await resume(store, api, shell);
  router.draw({ focus: false });
  if (store.get().worn.length > 0) app.dresser.dress();
  if (line) open(line, embed, app, store);
  document.documentElement.classList.add("ready");
}

/** The session of this browser and what the tab remembers of it. */
async function resume(store, api, shell) {
  try {
    const session = visited() ? await api.current() : null;
    if (session) store.set({ ...restore(), session });
    else forget();
  } catch (problem) {
    swap(shell.main, errorBox(problem, () => location.reload()));
    throw problem;
  }
}

/** Embedded: put on the garment that the shop asked for. */
function open(line, embed, app, store) {
  line.on("garment", ({ id }) => wear(id));
  line.tell("ready");
  if (embed.garment) store.get().session ? wear(embed.garment) : later(embed.garment);

  async function wear(id) {
    try {
      if (!store.get().garments) await app.loadGarments();
      const garment = store.get().garments.find((one) => one.id === id || one.sku === id);
      if (garment && !store.get().worn.includes(garment)) app.wear(garment);
    } catch (problem) {
      app.note(app.sentence(problem));
    }
  }

  function later(id) {
    const off = store.on(["session"], ({ session }) => {
      if (!session) return;
      off();
      wear(id);
    });
  }
}

begin();
