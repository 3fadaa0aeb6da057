// What panels may do together: session, person, outfit, reactions, body, and the end of it all.

import { newId } from "./core/ids.js";
import { begun, forget, keep } from "./core/keep.js";
import { sentence } from "./core/errors.js";
import { t } from "./core/i18n.js";
import { IDLE } from "./fitting/dresser.js";
import { picked, put } from "./fitting/wearing.js";
import { DRAFT } from "./panels/body-form.js";
import { CHOICES, CONSENT_VERSION } from "./core/consent.js";
import { icon } from "./parts/icons.js";

/** Everything empty, as on the first visit. */
export function blank() {
  return {
    session: null, person: null, garments: null, ownGarments: [], worn: [], fitting: { ...IDLE }, adjustments: {}, size: null,
    body: null, avatar: null, suggestions: null, preferences: {}, newest: null, sizeWish: {}, draft: { ...DRAFT, girths: {} },
    guidanceWish: { goal: "health", age: "", pregnant: false, plan: null }, units: "cm",
  };
}

/** The page as panels see it. */
export function createApp({ store, api, dresser, announcer, router, base, line }) {
  const app = {
    store, api, dresser, base, line, icon, sentence,
    go: router.go, say: announcer.say, note: announcer.note, alert: announcer.alert,

    async begin(asked) {
      store.set({ session: await api.begin(asked) });
      begun();
      router.go("you");
    },

    /** Change some of what was agreed to. */
    async consent(patch) {
      const { session } = store.get();
      const wish = { version: CONSENT_VERSION };
      for (const name of CHOICES) wish[name] = Boolean({ ...session.consent, ...patch }[name]);
      const answer = await api.put("/v1/me/consent", wish);
      store.set({ session: { ...session, consent: answer?.consent ?? wish } });
    },

    setPerson(person) {
      store.set({ person, fitting: { ...IDLE } });
      remember();
      return dresser.dress();
    },

    forgetPerson() {
      dresser.takeOff();
      store.set({ person: null });
      remember();
    },

    async loadGarments() {
      const found = await api.get("/v1/garments");
      store.set({ garments: found.items ?? found });
    },

    wear: (garment) => outfit(picked(store.get().worn, garment)),
    wearAll(garments) {
      outfit(garments.reduce(put, []));
      router.go("try");
    },
    tryNow(garment) {
      outfit(put(store.get().worn, garment));
      app.feedback({ garment_id: garment.id, reaction: "try_on" }).catch(() => {});
      router.go(store.get().person ? "try" : "you");
    },
    wearSize(garment, size) {
      store.set({ size });
      outfit(put(store.get().worn, garment), { size });
      router.go(store.get().person ? "try" : "you");
    },

    /** Say something of a garment or a picture; suggestions come back with the answer. */
    async feedback(said) {
      const answer = await api.post("/v1/feedback", { ...said, event_id: newId() });
      if (answer?.recommendations) store.set({ suggestions: answer.recommendations });
      if (answer?.preferences) store.set({ preferences: answer.preferences });
      return answer;
    },

    /** Say something of the picture in the mirror; it is drawn anew where that changes anything. */
    async react(reaction) {
      const { fitting, worn, newest, adjustments } = store.get();
      const garment = worn.find((one) => one.id === newest) ?? worn[0];
      try {
        const answer = await app.feedback({ try_on_id: fitting.id, reaction, shown: adjustments,
          ...(garment && !garment.own && { garment_id: garment.id }) });
        app.note(t(reaction === "thumbs_up" ? "react.thanks" : "react.mending"));
        if (reaction === "thumbs_up") return;
        store.set({ adjustments: answer?.adjustments ?? {} });
        await dresser.dress();
      } catch (problem) {
        app.note(sentence(problem));
      }
    },

    setBody(body) {
      store.set({ body, avatar: null, guidanceWish: { ...store.get().guidanceWish, plan: null } });
      remember();
    },
    setUnits(units) {
      store.set({ units });
      remember();
    },

    async erase() {
      dresser.takeOff();
      await api.delete("/v1/me");
      forget();
      store.set(blank());
      router.go("start");
      app.note(t("privacy.erased"), 8);
    },
  };

  function outfit(worn, { size = null } = {}) {
    const before = store.get().worn;
    const fresh = worn.find((one) => !before.some((other) => other.id === one.id));
    const learnt = worn.length === 1 ? store.get().preferences[worn[0].category] : null;
    store.set({ worn, adjustments: learnt ?? {}, size, newest: fresh?.id ?? store.get().newest });
    remember();
    dresser.dress();
  }

  function remember() {
    const { person, body, units, worn } = store.get();
    keep({ person, body, units, worn: worn.filter((garment) => !garment.own) });
  }

  return app;
}
