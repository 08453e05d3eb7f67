// Points in motion, on a canvas of our own: redrawing a plotly map of 10,000 points takes many frames, this takes one. At rest the map is
// plotly's again.

import { make, penOf } from "./dom.js";

const FULL = 2 * Math.PI;

export function motion(plot) {
  const canvas = make("canvas", { class: "motion", "aria-hidden": "true" });

  function show() {
    if (canvas.isConnected) return;
    plot.after(canvas);
    plot.style.opacity = 0;
  }

  // A point is drawn once for each look and then copied: thousands of copies cost less than one path of thousands of corners.
  const stamps = new Map();
  function stamp(role, colour, radius, dots) {
    const looks = stamps.get(colour) ?? new Map();
    stamps.set(colour, looks);
    const key = (role === "source" ? 1 : -1) * (radius + 1000 * dots);
    let found = looks.get(key);
    if (found) return found;
    const half = Math.ceil(1.3 * radius + 1);
    found = make("canvas", { width: 2 * half * dots, height: 2 * half * dots });
    found.half = half;
    const pen = penOf(found);
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
    looks.set(key, found);
    return found;
  }

  // ``points``: for each role x, y, colour and radius of its points; ``lines``: x and y with null between them.
  function draw(points, lines, ink) {
    const { xaxis, yaxis } = plot._fullLayout;
    const [width, height, dots] = [plot.clientWidth, plot.clientHeight, devicePixelRatio || 1];
    if (canvas.width !== Math.round(width * dots) || canvas.height !== Math.round(height * dots)) {
      [canvas.width, canvas.height] = [Math.round(width * dots), Math.round(height * dots)];
    }
    const pen = penOf(canvas);
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    pen.clearRect(0, 0, width, height);
    const scale = (axis) => axis._length / (axis.range[1] - axis.range[0]);
    const [across, up] = [scale(xaxis), scale(yaxis)];
    const left = (x) => xaxis._offset + (x - xaxis.range[0]) * across;
    const top = (y) => yaxis._offset + yaxis._length - (y - yaxis.range[0]) * up;
    pen.beginPath();
    let pendown = false;
    for (let i = 0; i < lines.x.length; i += 1) {
      if (lines.x[i] === null) pendown = false;
      else {
        pen[pendown ? "lineTo" : "moveTo"](left(lines.x[i]), top(lines.y[i]));
        pendown = true;
      }
    }
    pen.strokeStyle = ink;
    pen.lineWidth = 1;
    pen.stroke();
    pen.setTransform(1, 0, 0, 1, 0, 0); // whole pixels of the screen: nothing has to be blended between two
    for (const [role, all] of Object.entries(points)) {
      for (let i = 0; i < all.x.length; i += 1) {
        const mark = stamp(role, all.colour[i], all.radius[i] ?? all.radius, dots);
        pen.drawImage(mark, Math.round((left(all.x[i]) - mark.half) * dots), Math.round((top(all.y[i]) - mark.half) * dots));
      }
    }
  }

  return {
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
