/** Of a list, what is shown where all of it is too long. */
const listSizes = [10_000, 1_000, 100, 30, 10, 3, 1];

const maxString = 2_000;

/**
 * A value that is at most `max` characters as JSON. One that is longer has its lists and texts cut, with a word of how
 * much there is.
 */
export function shortened(value: unknown, max: number): unknown {
  const whole = JSON.stringify(value);
  if (whole.length <= max) return value;
  for (const size of listSizes) {
    const short = cut(value, size);
    if (JSON.stringify(short).length <= max) return short;
  }
  return `${whole.slice(0, max / 2)} ... (${whole.length} characters in all)`;
}

/** The same as JSON. */
export function shortJson(value: unknown, max: number): string {
  return JSON.stringify(shortened(value, max));
}

function cut(value: unknown, size: number): unknown {
  if (typeof value === 'string' && value.length > maxString) {
    return `${value.slice(0, maxString)} ... (${value.length} characters)`;
  }
  if (Array.isArray(value)) {
    const shown = value.slice(0, size).map((one) => cut(one, size));
    return value.length > size ? [...shown, `... ${value.length - size} more`] : shown;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cut(one, size)]));
}
