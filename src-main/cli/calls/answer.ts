/** Of a list, what is shown where all of it is too long. */
const listSizes = [10_000, 1_000, 100, 30, 10, 3, 1];

const maxString = 2_000;

/**
 * A value as JSON of at most `max` characters: where all of it is longer, lists and texts are cut, with a word of how
 * much there is.
 */
export function shortJson(value: unknown, max: number): string {
  const whole = JSON.stringify(value);
  if (whole.length <= max) return whole;
  for (const size of listSizes) {
    const text = JSON.stringify(cut(value, size));
    if (text.length <= max) return text;
  }
  return JSON.stringify(`${whole.slice(0, max / 2)} ... (${whole.length} characters in all)`);
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
