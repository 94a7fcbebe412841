// The report designer: keyboard shortcuts, which work in every part of the designer, and dragging to reorder columns.
window.hexa.designer = (root, page) => {
  const tell = (name, ...args) => page.invokeMethodAsync(name, ...args).catch(() => { /* the page was left */ });
  const inText = e => e.isContentEditable || e.tagName === "TEXTAREA"
    || (e.tagName === "INPUT" && !/^(checkbox|radio|button)$/.test(e.type));
  const keys = e => {
    if (!root.isConnected) { document.removeEventListener("keydown", keys); return; }
    if (document.querySelector(".mud-dialog")) return;
    const key = e.key.toLowerCase(), control = (e.ctrlKey || e.metaKey) && !e.altKey;
    if (control && key === "s" && !e.shiftKey) {
      e.preventDefault();
      // Send text that is still being typed to the server before saving.
      if (inText(e.target)) e.target.dispatchEvent(new Event("change", { bubbles: true }));
      tell("HandleShortcutAsync", "save");
    } else if (control && (key === "z" || key === "y") && !inText(e.target)) {
      e.preventDefault();
      tell("HandleShortcutAsync", e.shiftKey || key === "y" ? "redo" : "undo");
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
  root.addEventListener("dragover", e => {
    const row = from === null ? null : e.target.closest?.("[data-move]");
    mark(row);
    if (row) e.preventDefault();
  });
  root.addEventListener("dragend", () => { mark(null); from = null; });
  root.addEventListener("drop", e => {
    const row = e.target.closest?.("[data-move]");
    if (row && from !== null) { e.preventDefault(); tell("Drop", from, +row.dataset.move); }
    mark(null);
    from = null;
  });
};
