// The menu of rows (ActionMenu.razor): opens beside the button that was clicked last. The popover itself closes with Escape or a click outside,
// and returns the focus.
(() => {
  const gap = 4;
  let anchor = null;
  addEventListener("click", e => { anchor = e.target.closest?.("[aria-haspopup=menu]") ?? anchor; }, true);
  const menu = () => document.getElementById("action-menu");
  const items = () => [...menu().querySelectorAll("[role=menuitem]")];

  const place = () => {
    const box = anchor?.getBoundingClientRect() ?? { top: gap, bottom: gap, right: innerWidth - gap }, { offsetWidth, offsetHeight } = menu();
    const left = Math.max(2 * gap, Math.min(box.right - offsetWidth, innerWidth - offsetWidth - 2 * gap));
    const isBelow = box.bottom + gap + offsetHeight <= innerHeight;
    menu().style.left = `${left}px`;
    menu().style.top = `${Math.max(2 * gap, isBelow ? box.bottom + gap : box.top - gap - offsetHeight)}px`;
  };

  addEventListener("keydown", e => {
    if (!e.target.closest?.("#action-menu")) return;
    const all = items(), at = all.indexOf(document.activeElement);
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[e.key];
    if (e.key === "Tab") menu().hidePopover();
    if (next === undefined) return;
    e.preventDefault();
    all[next]?.focus();
  });
  // The page scrolls under an open menu: the menu would stay behind.
  addEventListener("scroll", e => { if (menu()?.matches(":popover-open") && !menu().contains(e.target)) menu().hidePopover(); }, true);

  window.hexa.menu = {
    open: () => {
      const opener = anchor?.isConnected ? anchor : null;
      opener?.focus({ preventScroll: true });
      menu().showPopover();
      place();
      opener?.setAttribute("aria-expanded", "true");
      const collapse = e => {
        if (e.newState !== "closed") return;
        menu().removeEventListener("toggle", collapse);
        opener?.setAttribute("aria-expanded", "false");
      };
      menu().addEventListener("toggle", collapse);
      items()[0]?.focus({ preventScroll: true });
    },
    close: () => menu().hidePopover(),
  };
})();
