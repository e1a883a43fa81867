/** Bytes that are no message of this format; the text tells what was found. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}
