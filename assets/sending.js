// A folder or zip on its way to the server. Files go in batches, each under its path inside the folder, so class folders survive; a zip goes
// in pieces. When the connection or the server breaks off, the server is asked what is there, as soon as it answers, and the rest is sent.

import { Lost, address, ask, brokeOff, read } from "./api.js";

const FILES = 500;
const BYTES = 32e6;
const AGAIN_MS = [500, 1000, 2000, 4000, 8000];

/**
 * How much was sent; `waiting` while nothing gets through. `words` are the server's own, once it works on what was sent.
 * @typedef {{done?: number, total?: number, bytes?: number, share: number | null, waiting?: boolean, words?: string}} Sent
 * @typedef {{path: string, file: File}} Given a file and its path inside the folder
 */

/**
 * Send it all; gives the job that the server has for what `end` says: "finish" (pictures) or "run" (the zip of a run).
 * @param {object} given
 * @param {File} [given.zip] either a zip
 * @param {string} [given.name] or a folder's name
 * @param {Given[]} [given.files] and files
 * @param {{file: File, holds: string} | null} [given.table] of values or classes
 * @param {string} [given.role]
 * @param {"finish" | "run"} given.end
 * @param {(now: Sent) => void} given.progress
 * @param {AbortSignal} [given.signal]
 * @returns {Promise<string>}
 */
export async function send({ name, files = [], zip, table, role, end, progress, signal }) {
  const bytes = zip ? zip.size : files.reduce((sum, { file }) => sum + file.size, 0);
  const begun = await ask("api/uploads", {
    method: "POST",
    json: {
      name: zip ? zip.name.replace(/\.zip$/i, "") || "zip" : name || "folder",
      kind: zip ? "zip" : "folder",
      role: role || null,
      files: zip ? 1 : files.length,
      bytes,
    },
    signal,
  });
  const place = `api/uploads/${begun.upload}`;
  const goodbye = () => ask(place, { method: "DELETE", keepalive: true }).catch(() => {}); // if not heard, the server sweeps
  /** @param {PageTransitionEvent} event */
  const leaves = ({ persisted }) => persisted || goodbye();
  addEventListener("pagehide", leaves);
  const going = new Going(place, bytes, progress, signal);
  try {
    if (table) await going.whole(() => going.post(`table?holds=${table.holds}`, table.file), [table]);
    if (zip) await sendZip(going, zip);
    else await sendFiles(going, files);
    return (await going.whole(() => ask(`${place}/${end}`, { method: "POST", signal }))).job;
  } catch (error) {
    goodbye();
    throw error;
  } finally {
    removeEventListener("pagehide", leaves);
  }
}

/**
 * @param {Going} going
 * @param {File} zip
 */
async function sendZip(going, zip) {
  let here = 0;
  do {
    const piece = zip.slice(here, here + BYTES);
    going.reached({ done: 0, total: 1, bytes: here, share: here / Math.max(1, zip.size) });
    const found = await going.on(() => going.post(`zip?offset=${here}`, piece), [{ file: zip }]);
    here = found.broken ? found.zip : here + piece.size;
  } while (here < zip.size);
}

/**
 * @param {Going} going
 * @param {Given[]} files
 */
async function sendFiles(going, files) {
  const sizes = files.map(({ file }) => file.size);
  for (let here = 0; here < files.length; ) {
    const batch = batchFrom(files, here);
    const form = new FormData();
    for (const { path, file } of batch) form.append("files", file, path.split("/").map(encodeURIComponent).join("%2F"));
    const bytes = sizes.slice(0, here).reduce((sum, each) => sum + each, 0);
    going.reached({ done: here, total: files.length, bytes, share: here / files.length });
    const found = await going.on(() => going.post("files", form), batch);
    here = found.broken ? found.files : here + batch.length; // they arrive in the order in which they are sent
  }
}

/**
 * @param {Given[]} files
 * @param {number} first
 */
function batchFrom(files, first) {
  let last = first;
  for (let bytes = 0; last < files.length && last - first < FILES; last += 1) {
    bytes += files[last].file.size;
    if (last > first && bytes > BYTES) break;
  }
  return files.slice(first, last);
}

// One upload that goes on whatever breaks off, until it is refused or cancelled.
class Going {
  /**
   * @param {string} place its route
   * @param {number} bytes in all
   * @param {(now: Sent) => void} progress
   * @param {AbortSignal} [signal]
   */
  constructor(place, bytes, progress, signal) {
    this.place = place;
    this.bytes = bytes;
    this.progress = progress;
    this.signal = signal;
    /** @type {Sent} */
    this.now = { done: 0, total: 1, bytes: 0, share: 0 };
  }

  /** @param {Sent} now */
  reached(now) {
    this.now = now;
    this.progress(now);
  }

  /**
   * The answer to `act`; or, if it broke off, what of the upload is there, with `broken`.
   * @param {() => Promise<any>} act
   * @param {{file: File}[]} sent what it read from this computer's disk
   */
  async on(act, sent) {
    for (let tries = 0; ; tries += 1) {
      try {
        if (!tries) return await act();
        return { ...(await ask(this.place, { signal: this.signal })), broken: true };
      } catch (error) {
        if (!brokeOff(error)) throw error;
        for (const { file } of sent) await file.slice(0, 1).arrayBuffer(); // throws for one that has changed: that stays so
        this.progress({ ...this.now, waiting: true });
        await pause(AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)], this.signal);
      }
    }
  }

  /**
   * The same for what cannot go on where it stopped: it is done again.
   * @param {() => Promise<any>} act
   * @param {{file: File}[]} [sent]
   */
  async whole(act, sent = []) {
    for (;;) {
      const found = await this.on(act, sent);
      if (!found.broken) return found;
    }
  }

  /**
   * XMLHttpRequest and not fetch: only it tells how much was sent.
   * @param {string} what
   * @param {XMLHttpRequestBodyInit} body
   * @returns {Promise<any>}
   */
  post(what, body) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", address(`${this.place}/${what}`));
      request.upload.onprogress = ({ loaded }) => {
        const bytes = Math.min(this.bytes, (this.now.bytes ?? 0) + loaded);
        this.progress({ ...this.now, bytes, share: bytes / Math.max(1, this.bytes) });
      };
      request.onload = () => {
        try {
          resolve(read(request.status, request.responseText));
        } catch (error) {
          reject(error);
        }
      };
      request.onerror = () => reject(new Lost("network"));
      request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
      this.signal?.addEventListener("abort", () => request.abort(), { once: true });
      request.send(body);
    });
  }
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(late);
      reject(new DOMException("cancelled", "AbortError"));
    });
  });
}
