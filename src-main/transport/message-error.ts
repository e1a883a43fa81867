/** A message that is rejected; the text says what was found, and what was expected. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

/** Characters of a message that a rejection repeats. */
const maxQuoted = 60;

/** Part of a rejected message as JSON, cut where it is long. */
export function quotedJson(value: unknown): string {
  const text = asJson(value);
  return text.length > maxQuoted ? `${text.slice(0, maxQuoted)}...` : text;
}

function asJson(value: unknown): string {
  try {
    return value === undefined ? 'undefined' : JSON.stringify(value);
  } catch {
    // The parser reads lists of any depth; the writer runs out of stack in them.
    return 'a value nested too deeply';
  }
}
