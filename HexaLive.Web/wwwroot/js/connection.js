// The connection to the server, for a desk as for a screen on a wall that nobody touches for weeks: it never gives up and asks for no click. Where the server
// still knows the screen, it goes on from where it stood; where it does not (restarted, away too long), the page is opened again, and what was typed is put back.
(() => {
  const quick = [0, 500, 1000, 2000, 4000], kept = "hexa:reopen";
  const sleep = ms => new Promise(done => setTimeout(done, ms));
  // After the first minute some seconds apart, and not all screens at the same moment.
  const pause = attempt => quick[attempt] ?? 5000 + Math.random() * 5000;
  const wall = () => new URLSearchParams(location.search).has("wall");
  let down = false, told = false, busy = false, reopening = false, attempt = 0, next = 0, shown = 0;

  // A hiccup of half a second is not told.
  const tell = lost => {
    if (document.documentElement.classList.toggle("offline", lost) === told) return;
    told = lost;
    clearTimeout(shown);
    const say = state => { document.getElementById("components-reconnect-modal").dataset.state = state; };
    if (!lost) { say(""); return; }
    shown = setTimeout(() => { say("lost"); shown = setTimeout(() => say("still"), 60000); }, 500);
  };

  const connect = async () => {
    clearTimeout(next);
    if (!down || busy || reopening) return;
    busy = true;
    try {
      // False: the server was reached and does not know this screen any more.
      if (!await Blazor.reconnect()) { reopen(); return; }
    } catch { /* not reached */ } finally { busy = false; }
    if (down) next = setTimeout(connect, pause(attempt++));
  };
  const now = () => { attempt = 0; connect(); };

  // The page is asked for before it is left: a proxy without a server behind it would put its own error in its place, for good.
  const reopen = async () => {
    if (reopening) return;
    reopening = true;
    tell(true);
    for (let i = 0; ; i++) {
      try { if ((await fetch(location.href, { cache: "no-store" })).status < 500) break; } catch { /* not reached */ }
      await sleep(pause(i + 1));
    }
    keep();
    location.reload();
  };

  // Text fields have drafts of their own where much is written; of the others, and of where the cursor was, this page tells the next one.
  const keep = () => {
    const fields = {};
    document.querySelectorAll("[data-touched][id]:not([data-draft]):not([type=password]):not([type=file])").forEach(e => { fields[e.id] = e.value; });
    try { sessionStorage.setItem(kept, JSON.stringify({ href: location.href, fields, focus: document.activeElement?.id ?? "" })); } catch { /* without storage the drafts remain */ }
  };
  addEventListener("input", e => { if (e.target.dataset) e.target.dataset.touched = "1"; }, true);
  const putBack = () => {
    let was = null;
    try { was = JSON.parse(sessionStorage.getItem(kept)); sessionStorage.removeItem(kept); } catch { /* nothing was kept */ }
    if (was?.href !== location.href) return;
    const left = new Set([...Object.keys(was.fields), was.focus].filter(id => id));
    let end = 0;
    const look = () => {
      // Before the screen hears, it would not notice.
      if (!("keys" in document.documentElement.dataset)) return;
      end ||= setTimeout(() => watch.disconnect(), 15000);
      for (const id of left) {
        const field = document.getElementById(id), row = document.querySelector(`.feed[data-keys] [data-entry="${/^thread-(\d+)$/.exec(id)?.[1]}"]`);
        // A question is asked again once the list hears keys; its form brings its draft and takes the cursor by itself.
        if (!field && row) {
          left.delete(id);
          row.focus();
          row.dispatchEvent(new KeyboardEvent("keydown", { key: "q", bubbles: true }));
        }
        if (!field) continue;
        left.delete(id);
        if (id in was.fields && field.value !== was.fields[id]) {
          field.value = was.fields[id];
          for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
        }
        if (id === was.focus && !/^(H1|MAIN)$/.test(field.tagName)) field.focus();
      }
      if (!left.size) done();
    };
    const watch = new MutationObserver(look), done = () => { watch.disconnect(); clearTimeout(end); };
    watch.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-keys"] });
  };

  // Whoever comes back, or whose network does, does not wait for the next attempt.
  addEventListener("online", now);
  addEventListener("focus", now);
  document.addEventListener("resume", now);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") now(); });
  // A page from the browser's store of left pages has said goodbye to the server.
  addEventListener("pageshow", e => { if (e.persisted) reopen(); });
  document.getElementById("connection-now").addEventListener("click", e => { e.preventDefault(); now(); });
  // On a wall nobody reads an error and clicks.
  const error = document.getElementById("blazor-error-ui");
  new MutationObserver(() => { if (wall() && !down && error.style.display === "block") sleep(10000).then(reopen); }).observe(error, { attributeFilter: ["style"] });

  let opened = false;
  Blazor.start({
    circuit: {
      circuitHandlers: [{ onCircuitOpened: () => { opened = true; } }],
      reconnectionHandler: {
        onConnectionDown: () => { if (down) return; down = true; tell(true); now(); },
        onConnectionUp: () => {
          down = false;
          clearTimeout(next);
          tell(false);
          // Attempts that failed half-way call it an error.
          error.style.display = "none";
        },
      },
    },
  });
  setTimeout(() => { if (!opened) reopen(); }, 30000);
  putBack();
})();
