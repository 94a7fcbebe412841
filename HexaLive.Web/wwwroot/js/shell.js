// The bar and the navigation (AppShell.razor), which are static HTML.
(() => {
  const root = document.documentElement, nav = document.getElementById("nav");
  if (!nav) return;

  // Marks the links to the current page. The pages change inside the document, without a new request.
  const mark = () => document.querySelectorAll("#nav a, .bottom-nav a").forEach(a => {
    const isCurrent = location.pathname === a.pathname || location.pathname.startsWith(`${a.pathname}/`);
    if (isCurrent) a.setAttribute("aria-current", "page");
    else a.removeAttribute("aria-current");
  });
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name].bind(history);
    history[name] = (...args) => { change(...args); mark(); };
  }
  addEventListener("popstate", mark);
  mark();

  addEventListener("click", e => {
    const toggle = e.target.closest?.("[data-nav-toggle]"), theme = e.target.closest?.("[data-theme-choice]");
    if (toggle) {
      const isClosed = root.dataset.nav !== "closed";
      root.dataset.nav = isClosed ? "closed" : "";
      toggle.setAttribute("aria-expanded", !isClosed);
    }
    if (theme) hexa.setTheme(theme.dataset.themeChoice || null);
    // Following a link closes everything that covers the page: the reminders and, on a phone, the navigation.
    const popover = e.target.closest?.("a")?.closest("[popover]:popover-open");
    popover?.hidePopover();
  });
})();
