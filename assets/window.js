// A window over the page; it is gone when it is closed.

/** @param {HTMLDialogElement} dialog */
export function open(dialog) {
  const back = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement) back.focus();
  });
  (document.querySelector(".gradio-container") ?? document.body).append(dialog);
  dialog.showModal();
}
