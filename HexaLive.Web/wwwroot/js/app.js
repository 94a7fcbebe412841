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
    if (!keys || e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector(".mud-dialog")) return;
    const key = e.key.toLowerCase();
    if (key === "l" || key === "n") { e.preventDefault(); keys.invokeMethodAsync("OnShortcut", key); }
  });

  // Stopwatches tick here, not on the server.
  setInterval(() => document.querySelectorAll("[data-timer]").forEach(e => {
    const s = Math.max(0, Math.floor((Date.now() - Date.parse(e.dataset.timer)) / 1000));
    e.textContent = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  }), 500);

  // Drafts live in this browser, by person, so that they survive a lost connection, a reload and a restarted server.
  const read = key => { try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* storage is full or forbidden: the form still works */ } };

  window.hexa = {
    prefersDark: () => dark.matches,
    setTheme: theme => {
      document.cookie = theme ? `theme=${theme};path=/;max-age=31536000;samesite=lax` : "theme=;path=/;max-age=0";
      document.documentElement.dataset.theme = theme ?? (dark.matches ? "dark" : "light");
    },
    listen: target => { keys = target; },
    draft: {
      get: key => { const d = read(key); return d ? JSON.stringify(d) : null; },
      set: (key, json) => write(key, { ...(read(key) ?? {}), ...JSON.parse(json) }),
      clear: key => localStorage.removeItem(key),
      // Each keystroke in a field with data-draft goes to the draft without waiting for the server.
      watch: (root, key) => root?.addEventListener("input", e => {
        const name = e.target.dataset?.draft;
        if (name) write(key, { ...(read(key) ?? {}), [name]: e.target.value });
      }),
    },
    form: {
      // Ctrl+Enter sends what stands in the field now, then saves.
      start: (root, focus) => {
        root?.addEventListener("keydown", e => {
          if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
          e.preventDefault();
          e.target.dispatchEvent(new Event("change", { bubbles: true }));
          root.closest(".mud-dialog, form")?.querySelector("[data-save]")?.click();
        });
        root?.querySelector(focus)?.focus();
      },
    },
    focus: selector => document.querySelector(selector)?.focus(),
  };
})();
