// Lines as they are drawn: smoothed as much as the reader wants, and what jumps from batch to batch always a little.

const LEAST = 0.05; // of a batch of 64 what a discriminator gets right jumps by 10 points

/**
 * Each value as the mean of those around it.
 * @param {number[]} values
 * @param {number} share of the curve that one mean is over
 */
export function runningMean(values, share) {
  const reach = Math.floor((values.length * share) / 2);
  const sums = [0];
  let sum = 0;
  for (const value of values) {
    sum += value;
    sums.push(sum);
  }
  return values.map((_, place) => {
    const [from, to] = [Math.max(0, place - reach), Math.min(values.length, place + reach + 1)];
    return (sums[to] - sums[from]) / (to - from);
  });
}

/**
 * A copy of a line, to be drawn.
 * @param {any} line with `meta.smooth` where it jumps
 * @param {number} [share] what the reader wants
 */
export function smoothed(line, share = 0) {
  const wide = Math.max(share, line.meta?.smooth ? LEAST : 0);
  const dots = line.mode.includes("markers"); // evaluations are few, and each is a mean already
  return { ...line, x: [...line.x], y: wide && !dots ? runningMean(line.y, wide) : [...line.y] };
}
