// The focus of dialogs. The focus moves into a dialog as soon as the dialog is in the page, and returns when the dialog has closed. The
// server cannot do this, because its answer would arrive after the person has begun to type and would take the focus out of the field.
(() => {
  const openers = new Map();
  const field = "input:not([type=hidden], [type=file]), select, textarea";
  const enter = dialog => {
    openers.set(dialog, document.activeElement);
    if (!dialog.contains(document.activeElement)) (dialog.querySelector(field) ?? dialog).focus({ preventScroll: true });
  };
  const leave = dialog => {
    const opener = openers.get(dialog);
    openers.delete(dialog);
    if (document.activeElement === document.body && opener.isConnected) opener.focus({ preventScroll: true });
  };
  new MutationObserver(() => {
    for (const dialog of openers.keys()) if (!dialog.isConnected) leave(dialog);
    for (const dialog of document.getElementsByClassName("mud-dialog")) if (!openers.has(dialog)) enter(dialog);
  }).observe(document.body, { childList: true, subtree: true });
})();
