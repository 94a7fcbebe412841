// Menus: popovers with role=menu. Arrow keys move between their items. The menu of rows (ActionMenu.razor) opens beside the button that was
// clicked last. The browser itself closes a popover with Escape or a click outside, and returns the focus.
(() => {
  const gap = 4;
  let anchor = null, pressedOpen = false;
  const menu = () => document.getElementById("action-menu");
  const isOpen = () => menu()?.matches(":popover-open");
  const items = of => [...of.querySelectorAll("[role=menuitem]")];
  const opener = e => e.target.closest?.("[aria-haspopup=menu]");

  // A press on the button of the open menu closes the menu, and the click that follows must not open it again.
  addEventListener("pointerdown", e => { pressedOpen = isOpen() && opener(e) === anchor; }, true);
  addEventListener("click", e => {
    const button = opener(e);
    if (button && button === anchor && pressedOpen) e.stopImmediatePropagation();
    pressedOpen = false;
    anchor = button ?? anchor;
  }, true);
  // When an item is chosen, the menu closes without waiting for the server.
  addEventListener("click", e => {
    const open = e.target.closest?.("[role=menuitem]")?.closest("[popover][role=menu]");
    if (open?.matches(":popover-open")) open.hidePopover();
  });

  const place = () => {
    const { offsetWidth, offsetHeight } = menu();
    const box = anchor?.getBoundingClientRect() ?? { top: gap, bottom: gap, right: innerWidth - gap };
    const left = Math.max(2 * gap, Math.min(box.right - offsetWidth, innerWidth - offsetWidth - 2 * gap));
    const below = box.bottom + gap, above = box.top - gap - offsetHeight, lowest = innerHeight - offsetHeight - 2 * gap;
    // Place the menu below the button if there is room, otherwise above the button, and otherwise where the whole menu is visible.
    const top = below <= lowest ? below : above >= 2 * gap ? above : Math.max(2 * gap, lowest);
    menu().style.left = `${left}px`;
    menu().style.top = `${top}px`;
  };

  // Toggle events do not bubble, but can be captured. A menu inside another popover does not return the focus by itself.
  let hadFocus = false;
  addEventListener("beforetoggle", e => { hadFocus = e.newState === "closed" && e.target.contains(document.activeElement); }, true);
  addEventListener("toggle", e => {
    if (!e.target.matches?.("[popover][role=menu]")) return;
    anchor?.setAttribute("aria-expanded", e.newState === "open");
    if (e.newState === "open" && e.target !== menu()) items(e.target)[0]?.focus({ preventScroll: true });
    const isLost = document.activeElement === document.body || e.target.contains(document.activeElement);
    if (e.newState === "closed" && hadFocus && isLost) anchor?.focus({ preventScroll: true });
  }, true);
  addEventListener("keydown", e => {
    const open = e.target.closest?.("[popover][role=menu]");
    if (!open) return;
    const all = items(open), at = all.indexOf(document.activeElement);
    if (e.key === "Tab") open.hidePopover();
    // The browser follows a link on Enter only. A menu item must also respond to the space bar.
    if (e.key === " " && e.target.matches("a")) { e.preventDefault(); e.target.click(); }
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[e.key];
    if (next === undefined) return;
    e.preventDefault();
    all[next]?.focus();
  });
  // A popover is always above a dialog. When a dialog takes the focus, close the reminders.
  addEventListener("focusin", e => {
    if (!e.target.closest?.(".mud-dialog")) return;
    document.querySelectorAll("[popover]:popover-open").forEach(p => { if (!p.contains(e.target)) p.hidePopover(); });
  });
  // Close the menu of a row when the page scrolls or is resized, because the menu does not move with its row.
  addEventListener("scroll", e => { if (isOpen() && !menu().contains(e.target)) menu().hidePopover(); }, true);
  addEventListener("resize", () => { if (isOpen()) menu().hidePopover(); });

  window.hexa.menu = {
    open: () => {
      if (isOpen()) menu().hidePopover();
      const button = anchor?.isConnected ? anchor : null;
      button?.focus({ preventScroll: true });
      // With the button as its source, the menu does not close the popover that contains the button.
      menu().showPopover(button ? { source: button } : undefined);
      place();
      items(menu())[0]?.focus({ preventScroll: true });
    },
  };
})();
