/**
 * Replies as bytes of a pipe. A frame is the length of the reply's words (uint32, in this machine's order of bytes),
 * the words as V8 serializes them, and the values of the reply's arrays, one after the other. Node's own messages take
 * four copies of each array, in memory that was never touched; these take one, where they arrive.
 */
import { Deserializer, Serializer } from 'node:v8';
import { defined } from '../../contract/index.ts';
import type { Reply } from '../jobs/index.ts';

/** The descriptor of that pipe in a process that Node's `fork` starts. */
export const replyPipe = 4;

/** What a reply's arrays may be; in its words each is a number. */
const arrayTypes = [Float32Array, Float64Array, Int32Array, Uint32Array, Uint8Array] as const;
type ReplyArray = InstanceType<(typeof arrayTypes)[number]>;

/** What V8's serializer asks for arrays by; `@types/node` leaves it out. */
interface ArrayWriter {
  _setTreatArrayBufferViewsAsHostObjects(treat: boolean): void;
  _writeHostObject(array: ReplyArray): void;
}

/** The same of its deserializer. */
interface ArrayReader {
  _readHostObject(): ReplyArray;
}

/** The frame of a reply, whose arrays must stay as they are until it is written. */
export function replyFrame(reply: Reply): Uint8Array[] {
  const serializer = new Serializer();
  const arrays: Uint8Array[] = [];
  const writer = serializer as unknown as ArrayWriter;
  writer._setTreatArrayBufferViewsAsHostObjects(true);
  writer._writeHostObject = (array) => {
    const type = arrayTypes.findIndex((one) => array instanceof one);
    if (type < 0) throw new Error(`a reply holds a ${array.constructor.name}`);
    serializer.writeUint32(type);
    serializer.writeUint32(array.length);
    arrays.push(bytesOf(array));
  };
  serializer.writeHeader();
  serializer.writeValue(reply);
  const words = serializer.releaseBuffer();
  return [bytesOf(Uint32Array.of(words.length)), words, ...arrays];
}

/** Takes the bytes of frames, in pieces of any length, and hands on each reply as soon as it is whole. */
export function replyReader(onReply: (reply: Reply) => void): (bytes: Uint8Array) => void {
  const rooms = readFrames(onReply);
  let room = rooms.next().value;
  let filled = 0;
  return (bytes) => {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + room.length - filled);
      room.set(part, filled);
      from += part.length;
      filled += part.length;
      if (filled < room.length) return;
      room = rooms.next().value;
      filled = 0;
    }
  };
}

/** Gives room for what comes next, and expects it to be filled when it is asked again. */
function* readFrames(onReply: (reply: Reply) => void): Generator<Uint8Array, never> {
  for (;;) {
    const length = new Uint32Array(1);
    yield bytesOf(length);
    const words = new Uint8Array(defined(length[0]));
    yield words;
    const { reply, arrays } = parseWords(words);
    yield* arrays.filter((array) => array.length > 0);
    onReply(reply);
  }
}

/** A reply with its arrays, and the bytes of these, which are still to come. */
function parseWords(words: Uint8Array) {
  const deserializer = new Deserializer(words);
  const arrays: Uint8Array[] = [];
  const reader = deserializer as unknown as ArrayReader;
  reader._readHostObject = () => {
    const type = defined(arrayTypes[deserializer.readUint32()]);
    const array = new type(deserializer.readUint32());
    arrays.push(bytesOf(array));
    return array;
  };
  deserializer.readHeader();
  return { reply: deserializer.readValue() as Reply, arrays };
}

function bytesOf({ buffer, byteOffset, byteLength }: ReplyArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
