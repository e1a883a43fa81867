import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMegabaseError } from '../../src-main/contract/index.ts';
import { Random } from '../support/random.ts';
import { formats, layOut, type FuzzedFormat } from './formats.ts';
import { mutate } from './mutate.ts';

/** What became of one damaged input. */
export interface Outcome {
  readonly index: number;
  readonly format: string;
  readonly done: readonly string[];
  readonly kind: 'read' | 'refused' | 'failed';
  /** The error's code, or what went wrong. */
  readonly detail: string;
  readonly message?: string;
}

/** Errors that a damaged file must never end in. */
const wrongCodes = ['unexpected', 'cancelled'];

const truths = new Map<string, Promise<string>>();

/** Damages the example of a format as seed and index say, and reads it. */
export async function tryInput(seed: number, index: number): Promise<Outcome> {
  const format = formats[index % formats.length]!;
  const random = new Random(hash(`${seed} ${index}`));
  const folder = mkdtempSync(join(tmpdir(), 'megabase-fuzz-'));
  try {
    layOut(format, folder);
    const path = join(folder, format.files[0]!);
    const { bytes, done } = mutate(readFileSync(path), random);
    writeFileSync(path, bytes);
    const about = { index, format: format.name, done };
    try {
      const text = await format.read(folder);
      if (format.isIndex && sorted(text) !== sorted(await truth(format))) {
        return {
          ...about,
          kind: 'failed',
          detail: 'reads something else through the damaged index',
        };
      }
      return { ...about, kind: 'read', detail: '' };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (isMegabaseError(error) && !wrongCodes.includes(error.code)) {
        return { ...about, kind: 'refused', detail: error.code, message };
      }
      const stack = error instanceof Error ? (error.stack ?? message) : message;
      return { ...about, kind: 'failed', detail: stack.split('\n').slice(0, 4).join(' ') };
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is read of a format's example as it is. */
function truth(format: FuzzedFormat): Promise<string> {
  const known = truths.get(format.name);
  if (known !== undefined) return known;
  const found = (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'megabase-fuzz-'));
    try {
      layOut(format, folder);
      return await format.read(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  })();
  truths.set(format.name, found);
  return found;
}

/** Contigs may come in the order of an index. */
function sorted(text: string): string {
  return text.split('\n').sort().join('\n');
}

function hash(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32LE(0);
}
