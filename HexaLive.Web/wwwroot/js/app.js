// Helper functions in the browser: colour scheme, drafts, keyboard shortcuts, and the functions of window.hexa, which components call.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const rememberScheme = () => { document.cookie = `scheme=${dark.matches ? "dark" : "light"};path=/;max-age=31536000;samesite=lax`; };
  rememberScheme();
  dark.addEventListener("change", rememberScheme);
  if (!/(^|; )(theme|scheme)=/.test(document.cookie) || !/(^|; )theme=/.test(document.cookie))
    document.documentElement.dataset.theme = dark.matches ? "dark" : "light";

  const typing = e => e.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName);
  let keys = null;
  addEventListener("keydown", e => {
    if (keys && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === "k") {
      e.preventDefault();
      if (!document.querySelector(".mud-dialog")) keys.invokeMethodAsync("OnShortcut", "k");
    }
    // In the search field, up and down select a result instead of moving the caret.
    if (e.target.id === "search-text" && /^(ArrowUp|ArrowDown|Enter)$/.test(e.key)) e.preventDefault();
  });
  addEventListener("keydown", e => {
    if (!keys || e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector(".mud-dialog")) return;
    const key = e.key.toLowerCase();
    if (key === "l" || key === "n" || key === "?") { e.preventDefault(); keys.invokeMethodAsync("OnShortcut", key); }
  });

  // Buttons of the bar. A click before the circuit is ready takes effect as soon as it is ready.
  let asked = null;
  addEventListener("click", e => {
    const key = e.target.closest?.("[data-shortcut]")?.dataset.shortcut;
    if (key && keys) keys.invokeMethodAsync("OnShortcut", key);
    else if (key) asked = key;
  });

  // Calls started on the page: the server starts the timer, and is notified when the person returns to the page.
  let calling = false;
  addEventListener("click", e => {
    const link = e.target.closest?.("a[data-call]");
    if (!link || !keys) return;
    calling = true;
    const id = name => +link.dataset[name] || null;
    keys.invokeMethodAsync("OnCallAsync", { clientId: id("call"), contactId: id("contact"), taskId: id("task") });
  });
  const back = () => {
    if (!calling || document.visibilityState !== "visible" || !document.hasFocus()) return;
    calling = false;
    keys.invokeMethodAsync("OnBackAsync");
  };
  addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);

  // Notification settings: browsers show the permission prompt only in response to a click.
  const notifyState = () => {
    const state = document.querySelector("[data-notify-state]"), now = "Notification" in window ? Notification.permission : "denied";
    if (state) state.textContent = now === "granted" ? state.dataset.granted : now === "denied" ? state.dataset.denied : "";
  };
  addEventListener("DOMContentLoaded", notifyState);
  addEventListener("click", async e => {
    if (!e.target.closest?.("[data-notify]")) return;
    if ("Notification" in window) await Notification.requestPermission();
    notifyState();
  });

  // The print page: print on a click, or at once if the page was opened for printing (data-print-now).
  addEventListener("click", e => { if (e.target.closest?.("[data-print]")) print(); });
  addEventListener("load", () => { if (document.querySelector("[data-print-now]")) print(); });

  // The browser updates running timers, without the server.
  setInterval(() => document.querySelectorAll("[data-timer]").forEach(e => {
    const s = Math.max(0, Math.floor((Date.now() - Date.parse(e.dataset.timer)) / 1000));
    e.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  }), 500);

  // Drafts are kept in local storage per person, so they survive a lost connection, a reload and a server restart.
  // Every keystroke in a field with data-draft is stored at once. When the server stores a draft, the text on the page replaces the
  // server's text for that field, which may be older.
  // data-draft-shared: the server also changes the field (chips beside the field fill it), so the server's text is stored.
  // data-draft-preset: the field starts with a preset value, which replaces the server's text only after the person has typed in it.
  const read = key => { try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; } };
  const write = (key, value) => {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* storage is full or blocked: the form still works */ }
  };
  const typed = key => Object.fromEntries(
    [...document.querySelectorAll(`[data-draft-key="${key}"] [data-draft]:not([data-draft-shared])`)]
      .filter(e => !("draftPreset" in e.dataset) || e.dataset.touched)
      .map(e => [e.dataset.draft, e.value]));
  addEventListener("input", e => {
    const name = e.target.dataset?.draft, { draftKey: key, draftVersion: version } = e.target.closest?.("[data-draft-key]")?.dataset ?? {};
    if (name) e.target.dataset.touched = "1";
    if (name && key) write(key, { ...(version && { Version: +version }), ...read(key), [name]: e.target.value });
  });

  window.hexa = {
    // Print later, because print() blocks while the dialog is open, and the .NET call must return first.
    print: () => { setTimeout(() => print()); },
    setTheme: theme => {
      document.cookie = theme ? `theme=${theme};path=/;max-age=31536000;samesite=lax` : "theme=;path=/;max-age=0";
      document.documentElement.dataset.theme = theme ?? (dark.matches ? "dark" : "light");
    },
    listen: target => {
      keys = target;
      document.documentElement.dataset.keys = "heard";
      if (asked) keys.invokeMethodAsync("OnShortcut", asked);
      asked = null;
    },
    draft: {
      get: key => { const d = read(key); return d ? JSON.stringify(d) : null; },
      set: (key, json) => write(key, { ...JSON.parse(json), ...typed(key) }),
      clear: key => localStorage.removeItem(key),
    },
    form: {
      // Ctrl+Enter first sends the current value of the field to the server and then saves.
      start: (root, focus) => {
        root?.addEventListener("keydown", e => {
          if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
          e.preventDefault();
          e.target.dispatchEvent(new Event("change", { bubbles: true }));
          root.querySelector("[data-save]")?.click();
        });
        // On a slow connection, the user may already be in a field. In that case, leave the focus there.
        if (!root?.querySelector("input:focus, select:focus, textarea:focus")) root?.querySelector(focus)?.focus();
      },
    },
    // The board. Only the browser keeps the state of a drag, so the server can move other cards during the drag.
    board: {
      start: (root, board) => {
        let over = null;
        const mark = place => {
          if (place === over) return;
          over?.classList.remove("drop-here");
          place?.classList.add("drop-here");
          over = place;
        };
        const card = e => e.target.closest?.("[data-card]");
        root.addEventListener("dragstart", e => {
          if (!card(e)) return;
          e.dataTransfer.setData("text/plain", card(e).dataset.card);
          e.dataTransfer.effectAllowed = "move";
          root.classList.add("dragging");
        });
        root.addEventListener("dragover", e => {
          const place = e.target.closest?.("[data-drop]");
          mark(place);
          if (place) e.preventDefault();
        });
        root.addEventListener("dragend", () => { mark(null); root.classList.remove("dragging"); });
        root.addEventListener("drop", e => {
          const place = e.target.closest?.("[data-drop]"), id = +e.dataTransfer.getData("text/plain");
          mark(null);
          root.classList.remove("dragging");
          if (!place || !id) return;
          e.preventDefault();
          board.invokeMethodAsync("DropAsync", id, place.dataset.drop);
        });
        root.addEventListener("keydown", e => {
          if (!e.key.startsWith("Arrow") || !e.target.dataset?.card) return;
          const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
          e.preventDefault();
          if (dx && (e.ctrlKey || e.metaKey || e.shiftKey)) { board.invokeMethodAsync("NudgeAsync", +e.target.dataset.card, dx); return; }
          const columns = [...root.querySelectorAll("[data-column]")], column = e.target.parentElement;
          const cards = [...column.children], at = cards.indexOf(e.target);
          if (dy) { cards[at + dy]?.focus(); return; }
          for (let i = columns.indexOf(column) + dx; columns[i]; i += dx) {
            if (columns[i].children.length) { columns[i].children[Math.min(at, columns[i].children.length - 1)].focus(); return; }
          }
        });
      },
    },
    // A grid of input fields: arrow keys move between cells, Enter commits the value, Escape restores the previous one.
    grid: root => {
      const cells = () => [...root.querySelectorAll("tbody tr")].map(r => [...r.querySelectorAll("input")].filter(c => c.offsetParent));
      root.addEventListener("focusin", e => { if (e.target.matches("input")) e.target.select(); });
      root.addEventListener("keydown", e => {
        const c = e.target;
        if (!c.matches("input")) return;
        if (e.key === "Escape") { c.value = c.dataset.value; c.select(); return; }
        if (e.key === "Enter") { e.preventDefault(); c.blur(); if (c.value === c.dataset.value) c.focus(); return; }
        const whole = c.selectionStart === 0 && c.selectionEnd === c.value.length;
        const atStart = whole || c.selectionEnd === 0, atEnd = whole || c.selectionStart === c.value.length;
        const moves = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [atStart ? -1 : 0, 0], ArrowRight: [atEnd ? 1 : 0, 0] };
        const [dx, dy] = moves[e.key] ?? [0, 0];
        if (!dx && !dy) return;
        const rows = cells(), y = rows.findIndex(r => r.includes(c)), to = rows[y + dy]?.[rows[y].indexOf(c) + dx];
        if (to) { e.preventDefault(); to.focus(); }
      });
    },
    // The control room feed: J and K move between entries, O approves, Q asks a question, X selects. An entry counts as seen after
    // three seconds on the screen.
    feed: (root, page) => {
      const tell = (name, ...args) => page.invokeMethodAsync(name, ...args).catch(() => { /* the page was left */ });
      const waiting = new Map();
      let seen = [];
      const flush = () => { if (seen.length) tell("SeenAsync", seen); seen = []; };
      const watch = new IntersectionObserver(changes => changes.forEach(({ target, isIntersecting }) => {
        clearTimeout(waiting.get(target));
        waiting.delete(target);
        if (!isIntersecting || !target.dataset.unseen) return;
        const look = () => {
          if (document.visibilityState !== "visible") { waiting.set(target, setTimeout(look, 3000)); return; }
          waiting.delete(target);
          watch.unobserve(target);
          if (seen.push(+target.dataset.entry) === 1) setTimeout(flush, 250);
        };
        waiting.set(target, setTimeout(look, 3000));
      }), { threshold: .6 });
      const look = () => root.querySelectorAll("[data-unseen]:not([data-watched])").forEach(e => {
        e.dataset.watched = "1";
        watch.observe(e);
      });
      look();
      new MutationObserver(look).observe(root, { childList: true });
      const keys = e => {
        if (!root.isConnected) { document.removeEventListener("keydown", keys); return; }
        if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector(".mud-dialog")) return;
        const key = e.key.toLowerCase(), lines = [...root.querySelectorAll("[data-entry]")];
        const at = lines.indexOf(document.activeElement?.closest("[data-entry]"));
        if (key === "j" || key === "k") { e.preventDefault(); (lines[at < 0 ? 0 : at + (key === "j" ? 1 : -1)])?.focus(); }
        else if ((key === "o" || key === "q" || key === "x") && at >= 0) {
          e.preventDefault();
          tell("KeyAsync", key, +lines[at].dataset.entry);
        }
      };
      document.addEventListener("keydown", keys);
      root.dataset.keys = "heard";
    },
    // The wall screen runs unattended: it keeps its session alive and reloads after a sign-out. After a server outage, connection.js
    // reconnects.
    wall: language => {
      if (document.documentElement.dataset.keys === "wall") return;
      document.documentElement.dataset.keys = "wall";
      const tick = () => document.querySelectorAll("[data-clock]").forEach(e => {
        e.textContent = new Date().toLocaleTimeString(language, { hour: "numeric", minute: "2-digit", timeZone: e.dataset.clock });
      });
      tick();
      setInterval(tick, 1000);
      const headers = { "X-Requested-With": "XMLHttpRequest" };
      const still = () => fetch("account/still", { cache: "no-store", redirect: "manual", headers });
      const signedIn = async () => {
        try { if ((await still()).status === 401) location.reload(); } catch { /* unreachable: connection.js keeps trying */ }
      };
      setInterval(signedIn, 20 * 60 * 1000);
      signedIn();
      // Reload if the page shows an error, because nobody is there to click.
      setInterval(async () => {
        if (!document.querySelector("[data-wall-broken]")) return;
        try { await still(); location.reload(); } catch { /* still unreachable */ }
      }, 10000);
    },
    // Downloads in a hidden iframe, so that the page stays open and connected. The iframe would hide an error response, so the server
    // reports errors to the page through the circuit.
    download: url => {
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "download";
      frame.src = url;
      document.querySelectorAll("iframe[data-download]").forEach((old, i, all) => { if (i < all.length - 4) old.remove(); });
      frame.dataset.download = "1";
      document.body.append(frame);
    },
    // Removes text that the server has processed. Returns the text typed since then, which stays in the field.
    removeStart: (field, used) => {
      if (field?.value.startsWith(used)) field.value = field.value.slice(used.length);
      return field?.value;
    },
    put: (selector, value) => { const e = document.querySelector(selector); if (e) e.value = value; },
    // Moves the focus back only if the focus was lost. If the person has moved the focus to another element, the focus stays there.
    refocus: selector => { if (document.activeElement === document.body) document.querySelector(selector)?.focus(); },
    toTop: id => document.getElementById(id)?.scrollIntoView({ block: "start" }),
    intoView: id => document.getElementById(id)?.scrollIntoView({ block: "nearest" }),
    // Notifies the component once when an element comes within 600 px of the viewport.
    whenSeen: (element, target) => {
      if (!(element instanceof Element)) return;
      const watch = new IntersectionObserver(seen => {
        if (!seen.some(s => s.isIntersecting)) return;
        watch.disconnect();
        target.invokeMethodAsync("SeenAsync").catch(() => { /* the page was left */ });
      }, { rootMargin: "600px" });
      watch.observe(element);
    },
    // Shows a browser notification, if notifications are allowed and the page is hidden.
    notify: (title, body, tag, url) => {
      if (!("Notification" in window) || Notification.permission !== "granted" || document.visibilityState === "visible") return;
      try {
        const told = new Notification(title, { body, tag, icon: "icons/icon-192.png" });
        told.onclick = () => { window.focus(); told.close(); location.assign(url); };
      } catch { /* some mobile browsers allow them only from a service worker: bell and toast remain */ }
    },
    focus: selector => document.querySelector(selector)?.focus(),
  };
})();
