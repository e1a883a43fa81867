import { constants, mkdirSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { defined, type Provider } from '../../../contract/index.ts';
import { firstNotFinite } from '../../../model/index.ts';
import { CheckpointPace } from './checkpoint-pace.ts';
import { readFully, writeFully } from './float-file.ts';

/** What the head has said of some tokens: each output it was asked for, `[t, width]`, by name. */
export interface HeadPart {
  readonly tokens: number;
  readonly outputs: Readonly<Record<string, Float32Array>>;
}

/** What is written at once. */
interface ForwardRecord {
  /** Of the tokens since the last record. */
  readonly parts: readonly HeadPart[];
  /** Those of all layers after the last of these tokens, packed. */
  readonly states: Float32Array;
  readonly computedBy: readonly Provider[];
  /** That the pass has taken so far, over all attempts. */
  readonly seconds: number;
}

/** Bytes that may wait to be written, however little time there is for it: the host's memory was not planned with more. */
const mostUnwritten = 2 ** 28;

/** In front of a record: its length in bytes, and its CRC-32. */
const headBytes = 8;

/**
 * The checkpoint of a pass that goes chunk by chunk through all layers: what the head has said so far, and the states
 * to go on from, record after record in one file. Both have come home anyway. Going on ends at the first record
 * that is not what was written, as a kill or a power cut leaves it.
 */
export class ForwardCheckpoint {
  readonly #path: string;
  readonly #computing: () => Provider;
  readonly #pace: CheckpointPace;
  readonly #began = performance.now();
  #file: FileHandle | undefined;
  /** Bytes of whole records. */
  #end = 0;
  #tokens = 0;
  #last: Omit<ForwardRecord, 'parts'> | undefined;
  #secondsBefore: number | undefined;
  #computedBefore: readonly Provider[] = [];
  /** Where the next record to be read stands. */
  #position = 0;
  /** Of the one that is being read. */
  #unread: HeadPart[] = [];
  #unwritten: HeadPart[] = [];
  #unwrittenBytes = 0;
  readonly #most: number;

  /**
   * @param folder belongs to this pass alone
   * @param asked all that says which tokens are read, and what is wanted of them: what was kept of a pass with
   * another is not used
   * @param computing tells what computes at the moment
   * @param most bytes that may wait to be written
   */
  constructor(
    folder: string,
    asked: unknown,
    computing: () => Provider,
    pace = new CheckpointPace(),
    most = mostUnwritten,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, `forward-${crc32(serialize(asked)).toString(16)}`);
    this.#computing = computing;
    this.#pace = pace;
    this.#most = most;
  }

  /** Looks for what was written, and stands before the first of it. */
  async resume(): Promise<void> {
    this.#file ??= await open(this.#path, constants.O_RDWR | constants.O_CREAT);
    [this.#end, this.#tokens, this.#position] = [0, 0, 0];
    [this.#unread, this.#unwritten, this.#unwrittenBytes] = [[], [], 0];
    this.#last = undefined;
    for (;;) {
      const found = await this.#recordAt(this.#end);
      if (!found) break;
      const { record, end } = found;
      this.#end = end;
      this.#tokens += tokensOf(record.parts);
      const { states, computedBy, seconds } = record;
      this.#last = { states, computedBy, seconds };
    }
    await this.#file.truncate(this.#end);
    this.#secondsBefore ??= this.#last?.seconds ?? 0;
    this.#computedBefore = this.#last?.computedBy ?? [];
  }

  /** That need not be read again. */
  get tokens(): number {
    return this.#tokens;
  }

  /** After the last of them; undefined where there are none. */
  get states(): Float32Array | undefined {
    return this.#last?.states;
  }

  /** What earlier attempts took to come to where this one went on from. */
  get secondsBefore(): number {
    return this.#secondsBefore ?? 0;
  }

  /** What has computed where this attempt went on from. */
  get computedBefore(): readonly Provider[] {
    return this.#computedBefore;
  }

  /** What was kept of the next tokens, of at most `most` of them; there must be some. */
  async read(most: number): Promise<HeadPart> {
    if (this.#unread.length === 0) {
      const { record, end } = defined(await this.#recordAt(this.#position));
      this.#unread = [...record.parts];
      this.#position = end;
    }
    const [next, ...others] = this.#unread;
    const [own, rest] = cutPart(defined(next), most);
    this.#unread = rest ? [rest, ...others] : others;
    return own;
  }

  /**
   * Keeps what follows on the tokens that were kept last, and the states after it; of what takes next to no time, several
   * at once. Error: that of the system where there is no room.
   */
  async write(parts: readonly HeadPart[], states: Float32Array): Promise<void> {
    this.#unwritten.push(...parts);
    for (const part of parts) this.#unwrittenBytes += bytesIn(part);
    if (!this.#pace.isDue() && this.#unwrittenBytes < this.#most) return;
    // Those of a GPU that has failed are not to be gone on from.
    if (firstNotFinite(states) >= 0) return;
    await this.#pace.run(() => this.#append(states));
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** Writes a record of what is not written yet. */
  async #append(states: Float32Array): Promise<void> {
    const before = this.#last?.computedBy ?? [];
    const record: ForwardRecord = {
      parts: this.#unwritten,
      states,
      computedBy: [...new Set([...before, this.#computing()])],
      seconds: this.secondsBefore + (performance.now() - this.#began) / 1000,
    };
    const bytes = serialize(record);
    const head = Buffer.alloc(headBytes);
    head.writeUInt32LE(bytes.length);
    head.writeUInt32LE(crc32(bytes), 4);
    await writeFully(defined(this.#file), Buffer.concat([head, bytes]), this.#end);
    this.#end += headBytes + bytes.length;
    this.#last = { states, computedBy: record.computedBy, seconds: record.seconds };
    [this.#unwritten, this.#unwrittenBytes] = [[], 0];
  }

  async #recordAt(
    position: number,
  ): Promise<{ readonly record: ForwardRecord; readonly end: number } | undefined> {
    const file = defined(this.#file);
    const head = Buffer.alloc(headBytes);
    await readFully(file, head, position);
    const [length, crc] = [head.readUInt32LE(), head.readUInt32LE(4)];
    const end = position + headBytes + length;
    if (length === 0 || end > (await file.stat()).size) return undefined;
    const bytes = Buffer.alloc(length);
    await readFully(file, bytes, position + headBytes);
    if (crc32(bytes) !== crc) return undefined;
    return { record: deserialize(bytes) as ForwardRecord, end };
  }
}

function bytesIn({ outputs }: HeadPart): number {
  return Object.values(outputs).reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function tokensOf(parts: readonly HeadPart[]): number {
  return parts.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Its first `most` tokens, and the rest, if there is one. */
function cutPart(part: HeadPart, most: number): [HeadPart, HeadPart?] {
  if (part.tokens <= most) return [part];
  const cut = (from: number, to: number): HeadPart => ({
    tokens: to - from,
    outputs: Object.fromEntries(
      Object.entries(part.outputs).map(([name, values]) => {
        const width = values.length / part.tokens;
        return [name, values.subarray(from * width, to * width)];
      }),
    ),
  });
  return [cut(0, most), cut(most, part.tokens)];
}
