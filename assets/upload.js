// A folder or zip that somebody chose or dropped, until it is a dataset.

import { ask, brokeOff, Refusal } from "./api.js";
import { send } from "./sending.js";

const POLL_MS = 300;
const AGAIN_MS = 2000;

/** @typedef {import("./sending.js").Given} Given */

/**
 * A folder from a file dialog: its own name is the dataset's, and comes off every path.
 * @param {FileList} list
 */
export function fromDialog(list) {
  const files = [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  const name = files[0]?.path.split("/")[0] ?? "";
  return {
    name,
    files: files.map(({ path, file }) => ({ path: path.includes("/") ? path.slice(path.indexOf("/") + 1) : path, file })),
  };
}

/**
 * What was dropped: one folder, one zip, or several folders and files side by side. `null` for more than one zip.
 * @param {DataTransfer} transfer
 * @returns {Promise<{zip: File} | {name: string, files: Given[]} | null>}
 */
export async function fromDrop(transfer) {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry?.() ?? []);
  const zips = entries.filter((entry) => entry.isFile && /\.zip$/i.test(entry.name));
  if (zips.length === 1 && entries.length === 1) return { zip: await fileOf(zips[0]) };
  if (zips.length) return null;
  /** @type {Given[]} */
  const files = [];
  for (const entry of entries) await walk(entry, entries.length === 1 && entry.isDirectory ? "" : entry.name, files);
  const name =
    entries.length === 1
      ? entries[0].name
      : entries
          .map((entry) => entry.name)
          .join(", ")
          .slice(0, 60);
  return { name, files };
}

/**
 * @param {any} entry
 * @returns {Promise<File>}
 */
const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

/**
 * @param {any} entry a file's or a folder's
 * @param {string} path
 * @param {Given[]} files
 */
async function walk(entry, path, files) {
  if (entry.isFile) {
    files.push({ path, file: await fileOf(entry) });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // at most 100 at a time
    if (part.length === 0) return;
    for (const child of part) await walk(child, path ? `${path}/${child.name}` : child.name, files);
  }
}

/**
 * Send it all and wait until it is a dataset; gives its id.
 * @param {Omit<Parameters<typeof send>[0], "end">} given
 * @returns {Promise<string>}
 */
export async function upload(given) {
  const job = await send({ ...given, end: "finish" });
  return (await waitFor(job, given.progress, given.signal)).dataset;
}

/**
 * Wait for a job; gives its result or throws its problems. An abort cancels the job. The server may go away and come back meanwhile.
 * @param {string} job
 * @param {((now: {words: string, share: number | null}) => void) | null} [progress]
 * @param {AbortSignal} [signal]
 * @param {number} [every] milliseconds between two questions
 * @returns {Promise<any>}
 */
export async function waitFor(job, progress, signal, every = POLL_MS) {
  signal?.addEventListener("abort", () => ask(`api/jobs/${job}`, { method: "DELETE" }).catch(() => {}), { once: true });
  for (;;) {
    const asked = performance.now();
    let now;
    try {
      now = await ask(`api/jobs/${job}`, { signal });
    } catch (error) {
      if (!brokeOff(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      continue;
    }
    const took = performance.now() - asked;
    progress?.({ words: now.words, share: now.share });
    if (now.state === "done") return now.result;
    if (now.state === "cancelled") throw new DOMException("cancelled", "AbortError");
    if (now.over) throw new Refusal(now.problems);
    await new Promise((resolve) => setTimeout(resolve, Math.max(every, 2 * took))); // a busy server is asked more seldom
  }
}
