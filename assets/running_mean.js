// Each value as the mean of those around it, over a share of the curve.
export function runningMean(values, share) {
  const reach = Math.floor((values.length * share) / 2);
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1) + value);
  return values.map((_, place) => {
    const [from, to] = [Math.max(0, place - reach), Math.min(values.length, place + reach + 1)];
    return (sums[to] - sums[from]) / (to - from);
  });
}
