// A folder or zip on its way to the server. Files go in batches, each under its path inside the folder, so class folders survive.

import { address, ask, read } from "./api.js";

const FILES = 500;
const BYTES = 32e6;
const POLL_MS = 300;

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

// Send it all and wait until it is a dataset; gives its id. `progress` gets {done, total, bytes, share} and then {words, share}.
export async function upload(given) {
  const job = await send({ ...given, end: "finish" });
  return (await waitFor(job, given.progress, given.signal)).dataset;
}

// Send it all; gives the job that the server has for what `end` says: "finish" (pictures) or "run" (the zip of a run).
export async function send({ name, files, zip, table, role, end, progress, signal }) {
  const bytes = zip ? zip.size : files.reduce((sum, { file }) => sum + file.size, 0);
  const total = zip ? 1 : files.length;
  const begun = await ask("api/uploads", {
    method: "POST",
    json: {
      name: zip ? zip.name.replace(/\.zip$/i, "") || "zip" : name || "folder",
      kind: zip ? "zip" : "folder",
      role: role || null,
      files: total,
      bytes,
    },
    signal,
  });
  const place = `api/uploads/${begun.upload}`;
  try {
    if (table) await post(`${place}/table?holds=${table.holds}`, table.file, () => {}, signal);
    if (zip) {
      await post(
        `${place}/zip`,
        zip,
        (sent) => progress({ done: sent < bytes ? 0 : 1, total: 1, bytes: sent, share: sent / Math.max(1, bytes) }),
        signal,
      );
    } else {
      await sendFiles(place, files, bytes, progress, signal);
    }
    return (await ask(`${place}/${end}`, { method: "POST", signal })).job;
  } catch (error) {
    ask(place, { method: "DELETE" }).catch(() => {}); // it may be gone already; the server sweeps in any case
    throw error;
  }
}

async function sendFiles(place, files, bytes, progress, signal) {
  const total = files.length;
  let done = 0;
  let sent = 0;
  for (const batch of batches(files)) {
    const form = new FormData();
    for (const { path, file } of batch) form.append("files", file, path.split("/").map(encodeURIComponent).join("%2F"));
    await post(
      `${place}/files`,
      form,
      (now) => progress({ done, total, bytes: Math.min(bytes, sent + now), share: (sent + now) / Math.max(1, bytes) }),
      signal,
    );
    done += batch.length;
    sent += batch.reduce((sum, { file }) => sum + file.size, 0);
    progress({ done, total, bytes: sent, share: done / total });
  }
}

function* batches(files) {
  let batch = [];
  let bytes = 0;
  for (const each of files) {
    if (batch.length === FILES || (batch.length && bytes + each.file.size > BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(each);
    bytes += each.file.size;
  }
  if (batch.length) yield batch;
}

// XMLHttpRequest and not fetch: only it tells how much was sent.
function post(path, body, sent, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    request.upload.onprogress = (event) => sent(event.loaded);
    request.onload = () => {
      try {
        resolve(read(request.status, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    request.onerror = () => reject(new TypeError("network"));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

// Wait for a job about data; gives its result or throws its problems. An abort cancels the job.
export async function waitFor(job, progress, signal, every = POLL_MS) {
  signal?.addEventListener("abort", () => ask(`api/jobs/${job}`, { method: "DELETE" }).catch(() => {}), { once: true });
  for (;;) {
    const asked = performance.now();
    const now = await ask(`api/jobs/${job}`, { signal });
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
