// Which panel is shown, as the address says after the hash.

/** `names` are the panels; `enter(name)` draws one. `guard(name)` may send elsewhere. */
export function createRouter(names, enter, guard) {
  let shown = null;

  function wanted() {
    const name = location.hash.replace(/^#\/?/, "");
    return guard(names.includes(name) ? name : names[0]);
  }

  function draw({ focus = true } = {}) {
    const name = wanted();
    if (location.hash !== `#/${name}`) history.replaceState(null, "", `#/${name}`);
    const moved = shown !== null && shown !== name;
    shown = name;
    enter(name, focus && moved);
  }

  addEventListener("hashchange", () => draw());
  return {
    draw,
    shown: () => shown,
    go(name) {
      if (location.hash === `#/${name}`) draw();
      else location.hash = `#/${name}`;
    },
  };
}
