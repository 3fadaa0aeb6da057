// The line of the live mirror: frames of the camera go out, dressed frames come back.

export const LONGEST = 640;
const IN_FLIGHT = 2;
const REASONS = { 1008: "refused", 1013: "busy" };

/** Where the mirror's socket is, from the page's address. */
export function socketUrl({ protocol, host }) {
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}/v1/mirror`;
}

/** Frames per second over the last moments; `tick(ms)` counts one and tells the rate. */
export function createRate(keep = 12) {
  const times = [];
  return (now) => {
    times.push(now);
    if (times.length > keep) times.shift();
    return times.length < 2 ? 0 : (1000 * (times.length - 1)) / Math.max(1, now - times[0]);
  };
}

/**
 * Open the line. `grab()` resolves with a JPEG of the camera or null; `show(blob)` gets each answer;
 * `tell(name, data)` hears "open", "wearing", "problem" and, once, the end: "busy", "refused" or "closed".
 */
export function createLive({ url, grab, show, tell, Socket = WebSocket }) {
  const socket = new Socket(url);
  socket.binaryType = "blob";
  let waiting = 0;
  let wish = null;
  let open = false;
  let gone = false;

  async function send() {
    if (gone || waiting >= IN_FLIGHT) return;
    waiting += 1;
    const frame = await grab();
    if (gone) return;
    if (frame) {
      socket.send(frame);
      return;
    }
    waiting -= 1;
    setTimeout(send, 100);
  }

  function hear(text) {
    const said = JSON.parse(text);
    if (said.wearing !== undefined) tell("wearing", said);
    else {
      waiting = Math.max(0, waiting - 1);
      tell("problem", said);
      setTimeout(send, 300);
    }
  }

  socket.addEventListener("open", () => {
    open = true;
    tell("open");
    if (wish) socket.send(wish);
    send();
  });
  socket.addEventListener("message", ({ data }) => {
    if (gone) return;
    if (typeof data === "string") return hear(data);
    waiting = Math.max(0, waiting - 1);
    show(data);
    send();
  });
  socket.addEventListener("close", ({ code }) => {
    if (!gone) tell(REASONS[code] ?? "closed");
    gone = true;
  });

  return {
    /** Change the garment; `sized` is `{ size, body }` where a size is shown on a measured body. */
    wear(garment, adjustments = {}, sized = {}) {
      wish = JSON.stringify({ garment, adjustments, ...sized });
      if (open && !gone) socket.send(wish);
    },
    end() {
      gone = true;
      socket.close();
    },
  };
}
