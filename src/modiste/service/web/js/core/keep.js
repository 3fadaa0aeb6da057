// Remembers ids for as long as the tab is open, so that a reload does not lose the fitting.

const KEY = "modiste.tab";
const VISIT = "modiste.visit";

/** Whether this browser may have a session; asking the server without one is a needless error. */
export function visited() {
  try {
    return localStorage.getItem(VISIT) !== null;
  } catch {
    return true;
  }
}

export function begun() {
  try {
    localStorage.setItem(VISIT, "1");
  } catch {
    // Then the server is asked every time.
  }
}

export function restore() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

export function keep(values) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(values));
  } catch {
    // Storage is off: a reload begins anew.
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(KEY);
    localStorage.removeItem(VISIT);
  } catch {
    // Nothing was kept.
  }
}
