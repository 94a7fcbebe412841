// What only the browser can do: remember the system's colour scheme, keep what is typed, and hear the keys.
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
    // In the search, up and down move along the answers, not within the field.
    if (e.target.id === "search-text" && /^(ArrowUp|ArrowDown|Enter)$/.test(e.key)) e.preventDefault();
  });
  addEventListener("keydown", e => {
    if (!keys || e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector(".mud-dialog")) return;
    const key = e.key.toLowerCase();
    if (key === "l" || key === "n" || key === "?") { e.preventDefault(); keys.invokeMethodAsync("OnShortcut", key); }
  });

  // A call made from the page: the server starts the stopwatch, and hears when the person is back.
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

  // Where people choose how to be reminded: the browser asks only when somebody clicks.
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

  // The print page: by its button, and by itself where the address asks for it.
  addEventListener("click", e => { if (e.target.closest?.("[data-print]")) print(); });
  addEventListener("load", () => { if (document.querySelector("[data-print-now]")) print(); });

  // Stopwatches tick here, not on the server.
  setInterval(() => document.querySelectorAll("[data-timer]").forEach(e => {
    const s = Math.max(0, Math.floor((Date.now() - Date.parse(e.dataset.timer)) / 1000));
    e.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  }), 500);

  // Drafts live in this browser, by person, so that they survive a lost connection, a reload and a restarted server.
  // Text fields with data-draft belong to it: each keystroke is kept without waiting for the server, whose copy may be older.
  // Where the server changes a field too (chips beside it), data-draft-shared says so; data-draft-preset: it is the person's only once it was typed in.
  const read = key => { try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* storage is full or forbidden: the form still works */ } };
  const typed = key => Object.fromEntries([...document.querySelectorAll(`[data-draft-key="${key}"] [data-draft]:not([data-draft-shared])`)].filter(e => !("draftPreset" in e.dataset) || e.dataset.touched).map(e => [e.dataset.draft, e.value]));
  addEventListener("input", e => {
    const name = e.target.dataset?.draft, { draftKey: key, draftVersion: version } = e.target.closest?.("[data-draft-key]")?.dataset ?? {};
    if (name) e.target.dataset.touched = "1";
    if (name && key) write(key, { ...(version && { Version: +version }), ...read(key), [name]: e.target.value });
  });

  window.hexa = {
    prefersDark: () => dark.matches,
    // Not within the call: it lasts as long as the dialog is open.
    print: () => { setTimeout(() => print()); },
    setTheme: theme => {
      document.cookie = theme ? `theme=${theme};path=/;max-age=31536000;samesite=lax` : "theme=;path=/;max-age=0";
      document.documentElement.dataset.theme = theme ?? (dark.matches ? "dark" : "light");
    },
    listen: target => { keys = target; document.documentElement.dataset.keys = "heard"; },
    draft: {
      get: key => { const d = read(key); return d ? JSON.stringify(d) : null; },
      set: (key, json) => write(key, { ...JSON.parse(json), ...typed(key) }),
      clear: key => localStorage.removeItem(key),
    },
    form: {
      // Ctrl+Enter sends what stands in the field now, then saves.
      start: (root, focus) => {
        root?.addEventListener("keydown", e => {
          if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
          e.preventDefault();
          e.target.dispatchEvent(new Event("change", { bubbles: true }));
          root.querySelector("[data-save]")?.click();
        });
        root?.querySelector(focus)?.focus();
      },
    },
    // The board: what is dragged is known here alone, so that the server can move other cards meanwhile.
    board: {
      start: (root, board) => {
        let over = null;
        const mark = place => { if (place !== over) { over?.classList.remove("drop-here"); place?.classList.add("drop-here"); over = place; } };
        const card = e => e.target.closest?.("[data-card]");
        root.addEventListener("dragstart", e => {
          if (!card(e)) return;
          e.dataTransfer.setData("text/plain", card(e).dataset.card);
          e.dataTransfer.effectAllowed = "move";
          root.classList.add("dragging");
        });
        root.addEventListener("dragover", e => { const place = e.target.closest?.("[data-drop]"); mark(place); if (place) e.preventDefault(); });
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
          const columns = [...root.querySelectorAll("[data-column]")], column = e.target.parentElement, cards = [...column.children], at = cards.indexOf(e.target);
          if (dy) { cards[at + dy]?.focus(); return; }
          for (let i = columns.indexOf(column) + dx; columns[i]; i += dx) {
            if (columns[i].children.length) { columns[i].children[Math.min(at, columns[i].children.length - 1)].focus(); return; }
          }
        });
      },
    },
    // A sheet of fields: arrows go from one to the next, Enter confirms what was typed, Escape puts back what stood there.
    grid: root => {
      const cells = () => [...root.querySelectorAll("tbody tr")].map(r => [...r.querySelectorAll("input")].filter(c => c.offsetParent));
      root.addEventListener("focusin", e => { if (e.target.matches("input")) e.target.select(); });
      root.addEventListener("keydown", e => {
        const c = e.target;
        if (!c.matches("input")) return;
        if (e.key === "Escape") { c.value = c.dataset.value; c.select(); return; }
        if (e.key === "Enter") { e.preventDefault(); c.blur(); if (c.value === c.dataset.value) c.focus(); return; }
        const whole = c.selectionStart === 0 && c.selectionEnd === c.value.length;
        const [dx, dy] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: whole || c.selectionEnd === 0 ? [-1, 0] : [0, 0], ArrowRight: whole || c.selectionStart === c.value.length ? [1, 0] : [0, 0] }[e.key] ?? [0, 0];
        if (!dx && !dy) return;
        const rows = cells(), y = rows.findIndex(r => r.includes(c)), to = rows[y + dy]?.[rows[y].indexOf(c) + dx];
        if (to) { e.preventDefault(); to.focus(); }
      });
    },
    // The control room: j and k move along the entries, o, q and x answer or select one; what stands on the screen for three seconds was seen.
    feed: (root, page) => {
      const tell = (name, ...args) => page.invokeMethodAsync(name, ...args).catch(() => { /* the screen was left */ });
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
      const look = () => root.querySelectorAll("[data-unseen]:not([data-watched])").forEach(e => { e.dataset.watched = "1"; watch.observe(e); });
      look();
      new MutationObserver(look).observe(root, { childList: true });
      const keys = e => {
        if (!root.isConnected) { document.removeEventListener("keydown", keys); return; }
        if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector(".mud-dialog")) return;
        const key = e.key.toLowerCase(), lines = [...root.querySelectorAll("[data-entry]")], at = lines.indexOf(document.activeElement?.closest("[data-entry]"));
        if (key === "j" || key === "k") { e.preventDefault(); (lines[at < 0 ? 0 : at + (key === "j" ? 1 : -1)])?.focus(); }
        else if ((key === "o" || key === "q" || key === "x") && at >= 0) { e.preventDefault(); tell("KeyAsync", key, +lines[at].dataset.entry); }
      };
      document.addEventListener("keydown", keys);
      root.dataset.keys = "heard";
    },
    // A screen on the wall: nobody reloads it and nobody signs in again. It renews its sign-in; what watches over the connection opens it anew when the server is back.
    wall: language => {
      if (document.documentElement.dataset.keys === "wall") return;
      document.documentElement.dataset.keys = "wall";
      const tick = () => document.querySelectorAll("[data-clock]").forEach(e => { e.textContent = new Date().toLocaleTimeString(language, { hour: "numeric", minute: "2-digit", timeZone: e.dataset.clock }); });
      tick();
      setInterval(tick, 1000);
      const still = () => fetch("account/still", { cache: "no-store", redirect: "manual", headers: { "X-Requested-With": "XMLHttpRequest" } });
      const signedIn = async () => {
        try { if ((await still()).status === 401) location.reload(); } catch { /* the server is away: what watches over the connection goes on */ }
      };
      setInterval(signedIn, 20 * 60 * 1000);
      signedIn();
      // A part that broke says so, and nobody clicks.
      setInterval(async () => {
        if (!document.querySelector("[data-wall-broken]")) return;
        try { await still(); location.reload(); } catch { /* still away */ }
      }, 10000);
    },
    // A file is fetched beside the page, so that the page and its connection stay; an error's text stays unseen there, the page hears of it otherwise.
    download: url => {
      const frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "download";
      frame.src = url;
      document.querySelectorAll("iframe[data-download]").forEach((old, i, all) => { if (i < all.length - 4) old.remove(); });
      frame.dataset.download = "1";
      document.body.append(frame);
    },
    // The designer of reports: its keys wherever the focus is in it, and columns that are dragged.
    designer: (root, page) => {
      const tell = (name, ...args) => page.invokeMethodAsync(name, ...args).catch(() => { /* the screen was left */ });
      const inText = e => e.isContentEditable || e.tagName === "TEXTAREA" || (e.tagName === "INPUT" && !/^(checkbox|radio|button)$/.test(e.type));
      const keys = e => {
        if (!root.isConnected) { document.removeEventListener("keydown", keys); return; }
        if (document.querySelector(".mud-dialog")) return;
        const key = e.key.toLowerCase(), control = (e.ctrlKey || e.metaKey) && !e.altKey;
        if (control && key === "s" && !e.shiftKey) {
          e.preventDefault();
          // What is being typed is part of it.
          if (inText(e.target)) e.target.dispatchEvent(new Event("change", { bubbles: true }));
          tell("KeyAsync", "save");
        } else if (control && (key === "z" || key === "y") && !inText(e.target)) {
          e.preventDefault();
          tell("KeyAsync", e.shiftKey || key === "y" ? "redo" : "undo");
        } else if (e.altKey && !e.ctrlKey && /^Arrow(Up|Down)$/.test(e.key)) {
          const row = e.target.closest?.("[data-move]");
          if (!row || !root.contains(row)) return;
          e.preventDefault();
          tell("MoveAsync", +row.dataset.move, e.key === "ArrowUp" ? -1 : 1, e.target.dataset.part ?? "grip");
        }
      };
      document.addEventListener("keydown", keys);
      let over = null, from = null;
      const mark = row => { if (row !== over) { over?.classList.remove("drop-here"); row?.classList.add("drop-here"); over = row; } };
      root.addEventListener("dragstart", e => {
        const row = e.target.closest?.("[data-move]");
        if (!row) return;
        from = +row.dataset.move;
        e.dataTransfer.setData("text/plain", row.dataset.move);
        e.dataTransfer.effectAllowed = "move";
      });
      root.addEventListener("dragover", e => { const row = from === null ? null : e.target.closest?.("[data-move]"); mark(row); if (row) e.preventDefault(); });
      root.addEventListener("dragend", () => { mark(null); from = null; });
      root.addEventListener("drop", e => {
        const row = e.target.closest?.("[data-move]");
        if (row && from !== null) { e.preventDefault(); tell("Drop", from, +row.dataset.move); }
        mark(null);
        from = null;
      });
    },
    put: (selector, value) => { const e = document.querySelector(selector); if (e) e.value = value; },
    // Where the focus was lost, not where it has moved on.
    refocus: selector => { if (document.activeElement === document.body) document.querySelector(selector)?.focus(); },
    toTop: id => document.getElementById(id)?.scrollIntoView({ block: "start" }),
    intoView: id => document.getElementById(id)?.scrollIntoView({ block: "nearest" }),
    // Tells once that an element came into sight, a screen before it does.
    whenSeen: (element, target) => {
      if (!(element instanceof Element)) return;
      const watch = new IntersectionObserver(seen => {
        if (!seen.some(s => s.isIntersecting)) return;
        watch.disconnect();
        target.invokeMethodAsync("SeenAsync").catch(() => { /* the screen was left */ });
      }, { rootMargin: "600px" });
      watch.observe(element);
    },
    // The browser's own notification, where it was allowed and nobody looks at this page.
    notify: (title, body, tag, url) => {
      if (!("Notification" in window) || Notification.permission !== "granted" || document.visibilityState === "visible") return;
      try {
        const told = new Notification(title, { body, tag, icon: "icons/icon-192.png" });
        told.onclick = () => { window.focus(); told.close(); location.assign(url); };
      } catch { /* some phones have none outside a service worker: bell and toast tell it */ }
    },
    focus: selector => document.querySelector(selector)?.focus(),
    press: selector => { const e = document.querySelector(selector); e?.focus(); e?.click(); },
  };
})();
