// What the page knows, in one place; panels listen to the parts they show.

export function createStore(initial) {
  let state = { ...initial };
  const listeners = new Set();
  return {
    get: () => state,
    /** Change some keys; listeners of changed keys are called once. */
    set(patch) {
      const changed = Object.keys(patch).filter((key) => !Object.is(state[key], patch[key]));
      if (changed.length === 0) return;
      state = { ...state, ...patch };
      for (const listener of [...listeners]) {
        if (listener.keys.some((key) => changed.includes(key))) listener.call(state);
      }
    },
    /** Call a function now and then; returns what ends it. */
    on(keys, call) {
      const listener = { keys, call };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
