const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** The median, and the quartiles as the spread. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return { low: at(sorted, 0.25), median: at(sorted, 0.5), high: at(sorted, 0.75) };
}

/** Each client's cost divided by the first's of the same round, as what slows one slows its neighbour. */
export function ratios(rounds) {
  return rounds[0].map((_, client) => spread(rounds.map((round) => round[client] / round[0])));
}

export const shown = ({ low, median, high }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
