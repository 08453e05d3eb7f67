// A folder or zip that somebody chose or dropped, until it is a dataset.

import { ask, brokeOff } from "./api.js";
import { send } from "./sending.js";

const POLL_MS = 300;
const AGAIN_MS = 2000;

// A folder from a file dialog: its own name is the dataset's, and comes off every path.
export function fromDialog(list) {
  const files = [...list].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  const name = files[0]?.path.split("/")[0] ?? "";
  return {
    name,
    files: files.map(({ path, file }) => ({ path: path.includes("/") ? path.slice(path.indexOf("/") + 1) : path, file })),
  };
}

// What was dropped: one folder, one zip, or several folders and files side by side. `null` for more than one zip.
export async function fromDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const zips = entries.filter((entry) => entry.isFile && /\.zip$/i.test(entry.name));
  if (zips.length === 1 && entries.length === 1) return { zip: await fileOf(zips[0]) };
  if (zips.length) return null;
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

const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

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

// Send it all and wait until it is a dataset; gives its id. `progress` gets what `send` tells and then {words, share}.
export async function upload(given) {
  const job = await send({ ...given, end: "finish" });
  return (await waitFor(job, given.progress, given.signal)).dataset;
}

// Wait for a job about data; gives its result or throws its problems. An abort cancels the job. The server may go away and come back meanwhile.
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
    if (now.over) {
      const error = new Error(now.state);
      error.messages = now.problems.map((each) => each.message);
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(every, 2 * took))); // a busy server is asked more seldom
  }
}
