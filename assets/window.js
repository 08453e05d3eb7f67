// A window over the page; it is gone when it is closed.

export function open(dialog) {
  const back = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    back?.focus?.();
  });
  document.querySelector(".gradio-container").append(dialog);
  dialog.showModal();
}
