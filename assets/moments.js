// When something happened, said in the same form on every page.

/** @param {number} seconds since 1970 */
export const moment = (seconds) =>
  new Date(1000 * seconds).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
