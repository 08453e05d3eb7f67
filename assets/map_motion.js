// Points in motion, on a canvas of our own: redrawing a plotly map of 10,000 points takes many frames, this takes one. At rest the map is
// plotly's again.

import { make, penOf } from "./dom.js";

const FULL = 2 * Math.PI;

/** @typedef {{x: ArrayLike<number>, y: ArrayLike<number>, colour: string[], radius: number | number[]}} Moving a domain's points */

/** @param {any} plot plotly's */
export function motion(plot) {
  const canvas = make("canvas", { class: "motion", "aria-hidden": "true" });

  function show() {
    if (canvas.isConnected) return;
    plot.after(canvas);
    plot.style.opacity = 0;
  }

  // A point is drawn once for each look and then copied: thousands of copies cost less than one path of thousands of corners.
  /** @type {Map<string, Map<number, {mark: HTMLCanvasElement, half: number}>>} */
  const stamps = new Map();
  /**
   * @param {string} role
   * @param {string} colour
   * @param {number} radius
   * @param {number} dots of the screen for each pixel
   */
  function stamp(role, colour, radius, dots) {
    const looks = stamps.get(colour) ?? new Map();
    stamps.set(colour, looks);
    const key = (role === "source" ? 1 : -1) * (radius + 1000 * dots);
    const kept = looks.get(key);
    if (kept) return kept;
    const half = Math.ceil(1.3 * radius + 1);
    const mark = make("canvas", { width: 2 * half * dots, height: 2 * half * dots });
    const pen = penOf(mark);
    pen.setTransform(dots, 0, 0, dots, half * dots, half * dots);
    pen.fillStyle = pen.strokeStyle = colour;
    pen.lineWidth = 1.1;
    pen.beginPath();
    if (role === "source") {
      pen.arc(0, 0, radius, 0, FULL);
      pen.fill();
    } else {
      const far = 1.3 * radius;
      pen.moveTo(far, 0);
      for (const [x, y] of [
        [0, far],
        [-far, 0],
        [0, -far],
      ])
        pen.lineTo(x, y);
      pen.closePath();
      pen.stroke();
    }
    const found = { mark, half };
    looks.set(key, found);
    return found;
  }

  /**
   * @param {Record<string, Moving>} points by role
   * @param {{x: (number | null)[], y: (number | null)[]}} lines with null between two
   * @param {string} ink
   */
  function draw(points, lines, ink) {
    const { xaxis, yaxis } = plot._fullLayout;
    const [width, height, dots] = [plot.clientWidth, plot.clientHeight, devicePixelRatio || 1];
    if (canvas.width !== Math.round(width * dots) || canvas.height !== Math.round(height * dots)) {
      [canvas.width, canvas.height] = [Math.round(width * dots), Math.round(height * dots)];
    }
    const pen = penOf(canvas);
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, width, height);
    /** @param {any} axis */
    const scale = (axis) => axis._length / (axis.range[1] - axis.range[0]);
    const [across, up] = [scale(xaxis), scale(yaxis)];
    /** @param {number} x */
    const left = (x) => xaxis._offset + (x - xaxis.range[0]) * across;
    /** @param {number} y */
    const top = (y) => yaxis._offset + yaxis._length - (y - yaxis.range[0]) * up;
    pen.beginPath();
    let pendown = false;
    for (let i = 0; i < lines.x.length; i += 1) {
      const [x, y] = [lines.x[i], lines.y[i]];
      if (x !== null && y !== null) pen[pendown ? "lineTo" : "moveTo"](left(x), top(y));
      pendown = x !== null;
    }
    pen.strokeStyle = ink;
    pen.lineWidth = 1;
    pen.stroke();
    pen.setTransform(1, 0, 0, 1, 0, 0); // whole pixels of the screen: nothing has to be blended between two
    for (const [role, all] of Object.entries(points)) {
      for (let i = 0; i < all.x.length; i += 1) {
        const { mark, half } = stamp(role, all.colour[i], typeof all.radius === "number" ? all.radius : all.radius[i], dots);
        pen.drawImage(mark, Math.round((left(all.x[i]) - half) * dots), Math.round((top(all.y[i]) - half) * dots));
      }
    }
  }

  return {
    /** @type {typeof draw} */
    draw(points, lines, ink) {
      show();
      draw(points, lines, ink);
    },
    rest() {
      canvas.remove();
      plot.style.opacity = "";
    },
  };
}
