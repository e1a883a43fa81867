import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll } from 'vitest';

/** False where the tests that compare with samtools must be skipped. */
export const hasSamtools = spawnSync('samtools', ['--version']).status === 0;

/** What samtools writes to its standard output. */
export function samtools(...args: string[]): string {
  return execFileSync('samtools', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The letters that `samtools faidx` gives for one region, without its header line. */
export function samtoolsLetters(path: string, region: string): string {
  return samtools('faidx', path, region).split('\n').slice(1).join('');
}

/** A folder that is removed after the file's tests; gives a function that writes files there. */
export function scratch(): {
  folder: string;
  write: (name: string, content: string | Uint8Array) => string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'megabase-readers-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
  };
}

/** Mulberry32: the same numbers in [0, 1) for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A whole number in `[from, to]`. */
export function between(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

export function randomLetters(
  random: () => number,
  length: number,
  alphabet = 'ACGTacgtNnRYryWSKMBDHV',
): string {
  return Array.from({ length }, () => alphabet[between(random, 0, alphabet.length - 1)]).join('');
}

/** Text in lines of `width` letters, each but perhaps the last with `lineEnd`. */
export function wrap(letters: string, width: number, lineEnd = '\n'): string {
  return letters.replaceAll(new RegExp(`.{1,${width}}`, 'g'), `$&${lineEnd}`);
}

/** As bgzip packs, but in blocks of `blockBytes`, so that small texts have many of them. */
export function bgzip(text: string, blockBytes = 65280, withEndMark = true): Buffer {
  const bytes = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += blockBytes) {
    blocks.push(bgzipBlock(bytes.subarray(at, at + blockBytes)));
  }
  if (withEndMark) blocks.push(bgzipBlock(Buffer.alloc(0)));
  return Buffer.concat(blocks);
}

function bgzipBlock(bytes: Buffer): Buffer {
  const packed = deflateRawSync(bytes);
  const header = Buffer.from('1f8b08040000000000ff0600424302000000', 'hex');
  header.writeUInt16LE(header.length + packed.length + 8 - 1, 16);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, packed, trailer]);
}
