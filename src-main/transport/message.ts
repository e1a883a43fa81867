import { extractArrays, isAttachment, restoreArrays, type Attachment } from './attachments.ts';
import { MessageError } from './message-error.ts';

/**
 * A message is one buffer: a header of three little-endian uint32, UTF-8 JSON, then the bytes of the
 * typed arrays in the order in which the JSON lists them.
 *
 *     header   magic "MBM1" · bytes of JSON · bytes of arrays
 *     JSON     { value, attachments: [{ path, kind, length }, ...] }
 */
const magic = 0x314d424d;
const headerBytes = 12;

/** Arrays are copied, so that the value may change afterwards. */
export function encodeMessage(value: unknown): Uint8Array<ArrayBuffer> {
  const { rest, attachments, arrays } = extractArrays(value);
  const json = new TextEncoder().encode(JSON.stringify({ value: rest, attachments }));
  const arrayBytes = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  const bytes = new Uint8Array(headerBytes + json.length + arrayBytes);
  const header = new DataView(bytes.buffer);
  [magic, json.length, arrayBytes].forEach((word, i) => header.setUint32(4 * i, word, true));
  bytes.set(json, headerBytes);
  let offset = headerBytes + json.length;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += byteLength;
  }
  return bytes;
}

/** Arrays in the value own their memory: nothing of the message is kept. */
export function decodeMessage(bytes: Uint8Array): unknown {
  if (bytes.length < headerBytes) {
    throw new MessageError(
      `A message has at least ${headerBytes} bytes; this has ${bytes.length}.`,
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  if (header.getUint32(0, true) !== magic) {
    const found = header.getUint32(0, true).toString(16);
    throw new MessageError(`A message begins with MBM1; this begins with 0x${found}.`);
  }
  const jsonBytes = header.getUint32(4, true);
  const arrayBytes = header.getUint32(8, true);
  if (headerBytes + jsonBytes + arrayBytes !== bytes.length) {
    throw new MessageError(
      `The header tells of ${jsonBytes} + ${arrayBytes} bytes after it; there are ` +
        `${bytes.length - headerBytes}.`,
    );
  }
  const json = readJson(bytes.subarray(headerBytes, headerBytes + jsonBytes));
  return restoreArrays(json.value, json.attachments, bytes.subarray(headerBytes + jsonBytes));
}

function readJson(bytes: Uint8Array): { value?: unknown; attachments: Attachment[] } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new MessageError(`The message's JSON cannot be read: ${String(cause)}.`);
  }
  const { value, attachments } = (json ?? {}) as { value?: unknown; attachments?: unknown };
  if (!Array.isArray(attachments) || !attachments.every(isAttachment)) {
    throw new MessageError('The message does not list its arrays.');
  }
  return { value, attachments };
}
