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
    focus: selector => document.querySelector(selector)?.focus(),
  };
})();
