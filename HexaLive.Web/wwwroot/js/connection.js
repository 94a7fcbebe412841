// Keeps the Blazor circuit connected without any click, both on a desktop and on an unattended wall screen. Attempts to reconnect never
// end. If the server still has the circuit, the page continues. If the circuit is gone (server restart, long interruption), the page
// reloads and restores unsaved input.
(() => {
  const quick = [0, 500, 1000, 2000, 4000], kept = "hexa:reopen";
  const sleep = ms => new Promise(done => setTimeout(done, ms));
  // After the first five attempts, wait 5 to 10 seconds. The random part prevents all screens from reconnecting at the same time.
  const pause = attempt => quick[attempt] ?? 5000 + Math.random() * 5000;
  const wall = () => new URLSearchParams(location.search).has("wall");
  let down = false, told = false, busy = false, reopening = false, paused = false, attempt = 0, next = 0, shown = 0;

  // Interruptions of less than half a second are not shown.
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
    if (!down || busy || reopening || paused) return;
    busy = true;
    try {
      // False means that the server answered but no longer has this circuit.
      if (!await Blazor.reconnect()) { reopen(); return; }
    } catch { /* server unreachable */ } finally { busy = false; }
    if (down) next = setTimeout(connect, pause(attempt++));
  };
  const now = () => { attempt = 0; connect(); };

  // Reload only when the server can deliver the page. Otherwise the error page of a proxy, which never reloads, would replace the page.
  const reopen = async () => {
    if (reopening) return;
    reopening = true;
    tell(true);
    for (let i = 0; ; i++) {
      try { if ((await fetch(location.href, { cache: "no-store" })).status < 500) break; } catch { /* server unreachable */ }
      await sleep(pause(i + 1));
    }
    keep();
    location.reload();
  };

  // Fields with data-draft have drafts (see app.js). For the reloaded page, the values of all other changed fields and the focus are kept
  // in session storage.
  const keep = () => {
    const fields = {};
    const touched = "[data-touched][id]:not([data-draft]):not([type=password]):not([type=file])";
    document.querySelectorAll(touched).forEach(e => { fields[e.id] = e.value; });
    const state = { href: location.href, fields, focus: document.activeElement?.id ?? "" };
    try { sessionStorage.setItem(kept, JSON.stringify(state)); } catch { /* no session storage: drafts remain */ }
  };
  addEventListener("input", e => { if (e.target.dataset) e.target.dataset.touched = "1"; }, true);
  const putBack = (top = 0) => {
    let was = null;
    try { was = JSON.parse(sessionStorage.getItem(kept)); sessionStorage.removeItem(kept); } catch { /* nothing was stored */ }
    if (was?.href !== location.href) return;
    const left = new Set([...Object.keys(was.fields), was.focus].filter(id => id));
    let end = 0, scrolled = !top;
    const look = () => {
      // Wait until the circuit is interactive, because earlier input events would be lost.
      if (!("keys" in document.documentElement.dataset)) return;
      end ||= setTimeout(() => watch.disconnect(), 15000);
      // The page is as tall as before once its rows are there.
      if (!scrolled && document.documentElement.scrollHeight - innerHeight >= top) {
        scrolled = true;
        document.documentElement.scrollTop = top;
      }
      for (const id of left) {
        const field = document.getElementById(id);
        const row = document.querySelector(`.feed[data-keys] [data-entry="${/^thread-(\d+)$/.exec(id)?.[1]}"]`);
        // The focus was in the form for a question about an entry. Press Q on the entry, so that the form opens again, restores its
        // draft and takes the focus.
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
      if (!left.size && scrolled) done();
    };
    const watch = new MutationObserver(look), done = () => { watch.disconnect(); clearTimeout(end); };
    watch.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-keys"] });
  };

  // Reconnect at once when the person returns to the page or the network is available again.
  addEventListener("online", now);
  addEventListener("focus", now);
  document.addEventListener("resume", now);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") now(); });
  // The browser closes the circuit of a page that it puts into the back/forward cache, so reload a restored page.
  addEventListener("pageshow", e => { if (e.persisted) reopen(); });
  document.getElementById("connection-now").addEventListener("click", e => { e.preventDefault(); now(); });
  // On the wall screen, nobody can click the error message, so reload after ten seconds.
  const error = document.getElementById("blazor-error-ui");
  const failed = () => wall() && !down && error.style.display === "block";
  new MutationObserver(() => { if (failed()) sleep(10000).then(reopen); }).observe(error, { attributeFilter: ["style"] });

  // A tab that stays hidden gives its circuit back to the server. When the person returns, a new circuit draws the page, and the address,
  // the drafts and the kept fields restore its state. A tab with an open dialog keeps its circuit, because nothing else knows the dialog's
  // state. In each browser that shows notifications, one tab also keeps its circuit, because reminders arrive through that circuit.
  const pauseAfter = 1000 * document.documentElement.dataset.pauseAfter;
  let hiding = 0, notifier = false;
  const notifies = () => notifier && "Notification" in window && Notification.permission === "granted";
  const pauseCircuit = async () => {
    if (document.visibilityState === "visible" || down || paused || wall() || notifies() || document.querySelector(".mud-dialog")) return;
    paused = true;
    document.documentElement.dataset.paused = "";
    if (!await Blazor.pauseCircuit().catch(() => false)) reopen();
  };
  const resumeCircuit = async () => {
    if (!paused || busy || reopening) return;
    busy = true;
    keep();
    const top = document.documentElement.scrollTop;
    // What is typed before the new circuit has drawn the page would be lost.
    document.body.inert = true;
    delete document.documentElement.dataset.keys;
    let resumed = false;
    try { resumed = await Blazor.resumeCircuit(); } catch { /* server unreachable */ }
    busy = false;
    if (!resumed) { reopen(); return; }
    paused = false;
    delete document.documentElement.dataset.paused;
    const drawn = new MutationObserver(() => {
      if (!("keys" in document.documentElement.dataset)) return;
      drawn.disconnect();
      document.body.inert = false;
    });
    drawn.observe(document.documentElement, { attributeFilter: ["data-keys"] });
    putBack(top);
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.visibilityState === "visible") resumeCircuit();
    else if (pauseAfter) hiding = setTimeout(pauseCircuit, pauseAfter);
  });
  // The tab that gets the lock shows the notifications. Another tab gets the lock when this tab is closed.
  navigator.locks?.request("hexa:notifier", () => {
    notifier = true;
    if (notifies()) resumeCircuit();
    return new Promise(() => { });
  });

  let opened = false;
  Blazor.start({
    // Without this, a page that redirects before its circuit is ready would be merged with the next page, which loses the state that
    // scripts keep in the document. Now the browser loads the next page.
    ssr: { disableDomPreservation: true },
    circuit: {
      circuitHandlers: [{ onCircuitOpened: () => { opened = true; } }],
      reconnectionHandler: {
        onConnectionDown: () => { if (down || paused) return; down = true; tell(true); now(); },
        onConnectionUp: () => {
          down = false;
          clearTimeout(next);
          tell(false);
          // The failed attempts may have shown Blazor's error message.
          error.style.display = "none";
        },
      },
    },
  });
  setTimeout(() => { if (!opened) reopen(); }, 30000);
  putBack();
})();
