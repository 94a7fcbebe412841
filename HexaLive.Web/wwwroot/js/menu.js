// Menus: popovers with role=menu. Arrow keys move between their items. The menu of rows (ActionMenu.razor) opens beside the button that was
// clicked last. The browser itself closes a popover with Escape or a click outside, and returns the focus.
(() => {
  const gap = 4;
  let anchor = null;
  addEventListener("click", e => { anchor = e.target.closest?.("[aria-haspopup=menu]") ?? anchor; }, true);
  const items = menu => [...menu.querySelectorAll("[role=menuitem]")];
  const rowMenu = () => document.getElementById("action-menu");

  const place = menu => {
    const box = anchor?.getBoundingClientRect() ?? { top: gap, bottom: gap, right: innerWidth - gap }, { offsetWidth, offsetHeight } = menu;
    const left = Math.max(2 * gap, Math.min(box.right - offsetWidth, innerWidth - offsetWidth - 2 * gap));
    const isBelow = box.bottom + gap + offsetHeight <= innerHeight;
    menu.style.left = `${left}px`;
    menu.style.top = `${Math.max(2 * gap, isBelow ? box.bottom + gap : box.top - gap - offsetHeight)}px`;
  };

  // Toggle events do not bubble.
  addEventListener("toggle", e => {
    if (!e.target.matches?.("[role=menu][popover]")) return;
    const isOpen = e.newState === "open";
    anchor?.setAttribute("aria-expanded", isOpen);
    if (isOpen) items(e.target)[0]?.focus({ preventScroll: true });
  }, true);
  addEventListener("keydown", e => {
    const menu = e.target.closest?.("[role=menu][popover]");
    if (!menu) return;
    const all = items(menu), at = all.indexOf(document.activeElement);
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[e.key];
    if (e.key === "Tab") menu.hidePopover();
    if (next === undefined) return;
    e.preventDefault();
    all[next]?.focus();
  });
  addEventListener("click", e => { if (e.target.closest?.("[role=menuitem]")) e.target.closest("[role=menu][popover]")?.hidePopover(); });
  // When the page scrolls, the menu would stay behind.
  addEventListener("scroll", e => {
    if (rowMenu()?.matches(":popover-open") && !rowMenu().contains(e.target)) rowMenu().hidePopover();
  }, true);

  window.hexa.menu = {
    open: () => {
      if (anchor?.isConnected) anchor.focus({ preventScroll: true });
      rowMenu().showPopover({ source: anchor });
      place(rowMenu());
    },
    close: () => rowMenu().hidePopover(),
  };
})();
