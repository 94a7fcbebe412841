// The menu of rows (ActionMenu.razor): opens beside the button that was clicked last. The popover itself closes with Escape or a click
// outside, and returns the focus.
(() => {
  const gap = 4;
  let anchor = null, pressedOpen = false;
  const menu = () => document.getElementById("action-menu");
  const isOpen = () => menu()?.matches(":popover-open");
  const items = () => [...menu().querySelectorAll("[role=menuitem]")];
  const opener = e => e.target.closest?.("[aria-haspopup=menu]");

  // A press on the button of the open menu closes the menu, and the click that follows must not open it again.
  addEventListener("pointerdown", e => { pressedOpen = isOpen() && opener(e) === anchor; }, true);
  addEventListener("click", e => {
    const button = opener(e);
    if (button && button === anchor && pressedOpen) e.stopImmediatePropagation();
    pressedOpen = false;
    anchor = button ?? anchor;
  }, true);
  // After the item has been chosen. The menu closes without waiting for the server.
  addEventListener("click", e => { if (e.target.closest?.("#action-menu [role=menuitem]")) menu().hidePopover(); });

  const place = () => {
    const { offsetWidth, offsetHeight } = menu();
    const box = anchor?.getBoundingClientRect() ?? { top: gap, bottom: gap, right: innerWidth - gap };
    const left = Math.max(2 * gap, Math.min(box.right - offsetWidth, innerWidth - offsetWidth - 2 * gap));
    const below = box.bottom + gap, above = box.top - gap - offsetHeight, lowest = innerHeight - offsetHeight - 2 * gap;
    // Below the button if there is room, otherwise above it, otherwise where the whole menu is visible.
    const top = below <= lowest ? below : above >= 2 * gap ? above : Math.max(2 * gap, lowest);
    menu().style.left = `${left}px`;
    menu().style.top = `${top}px`;
  };

  addEventListener("keydown", e => {
    if (!e.target.closest?.("#action-menu")) return;
    const all = items(), at = all.indexOf(document.activeElement);
    if (e.key === "Tab") menu().hidePopover();
    // A link is followed with Enter by itself, a menu item also with the space bar.
    if (e.key === " " && e.target.matches("a")) { e.preventDefault(); e.target.click(); }
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[e.key];
    if (next === undefined) return;
    e.preventDefault();
    all[next]?.focus();
  });
  // The page scrolls under an open menu or changes its size: the menu would stay behind.
  addEventListener("scroll", e => { if (isOpen() && !menu().contains(e.target)) menu().hidePopover(); }, true);
  addEventListener("resize", () => { if (isOpen()) menu().hidePopover(); });

  window.hexa.menu = {
    open: () => {
      if (isOpen()) menu().hidePopover();
      const button = anchor?.isConnected ? anchor : null;
      button?.focus({ preventScroll: true });
      menu().showPopover();
      place();
      button?.setAttribute("aria-expanded", "true");
      const collapse = e => {
        if (e.newState !== "closed") return;
        menu()?.removeEventListener("toggle", collapse);
        button?.setAttribute("aria-expanded", "false");
      };
      menu().addEventListener("toggle", collapse);
      items()[0]?.focus({ preventScroll: true });
    },
  };
})();
