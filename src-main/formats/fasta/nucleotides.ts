import { isMegabaseError, MegabaseError, quoteField } from '../../contract/index.ts';
import type { ByteSource } from '../bytes/index.ts';
import { baseOffset } from './fasta-index.ts';
import type { IndexedRecord } from './index-differs.ts';
import { readLetters } from './fasta-letters.ts';

/** 1 for what may stand for a nucleotide: IUPAC's codes, U, X where it masks, a gap. */
const nucleotide = new Uint8Array(256);
for (const byte of Buffer.from('ACGTUNRYSWKMBDHVXacgtunryswkmbdhvx-')) nucleotide[byte] = 1;

/**
 * Share of other letters from which on a sequence is none of nucleotides. A protein has a third: E, F, I,
 * L, P and Q; all its other letters are codes of nucleotides too.
 */
const mostOthers = 0.1;

/** Of fewer letters nothing is said. */
const leastLetters = 20;

/** Bases of a record that are looked at when it is first read. */
const sampleBases = 1 << 12;

/** Where the line of an error is counted from the start of the file, bytes at most. */
const maxCountedBytes = 1 << 24;

/** Looks at the first bases of a record. Throws `fasta-format` where they are mostly no nucleotides. */
export async function checkNucleotides(
  source: ByteSource,
  record: IndexedRecord,
  signal?: AbortSignal,
): Promise<void> {
  const end = Math.min(record.entry.length, sampleBases);
  if (end < leastLetters) return;
  const letters = await readLetters(source, record, 0, end, signal).catch(ignoreIndex);
  if (letters !== undefined) await expectNucleotides(source, record, letters, 0);
}

/** Where an index does not fit is told of the bases that are asked for. */
function ignoreIndex(error: unknown): undefined {
  if (!isMegabaseError(error) || error.code !== 'fasta-index') throw error;
}

/** Throws `fasta-format` where letters of a record, from base `start` on, are mostly no nucleotides. */
export async function expectNucleotides(
  source: ByteSource,
  record: IndexedRecord,
  letters: string,
  start: number,
): Promise<void> {
  let others = 0;
  let first = -1;
  for (let i = 0; i < letters.length; i++) {
    if (nucleotide[letters.charCodeAt(i)] === 1) continue;
    if (first < 0) first = i;
    others++;
  }
  if (letters.length < leastLetters || others <= mostOthers * letters.length) return;
  const { entry, path } = record;
  const offset = baseOffset(entry, start + first);
  const line = offset > maxCountedBytes ? undefined : await lineAt(source, offset);
  const found = letters.slice(first, first + 10);
  const where = line === undefined ? `offset ${offset}` : `line ${line}`;
  throw new MegabaseError(
    'fasta-format',
    `${path}: "${entry.name}" is not a nucleotide sequence: ${others.toLocaleString('en-US')} of ` +
      `${letters.length.toLocaleString('en-US')} letters are not nucleotide codes, first ` +
      `${quoteField(found)} at ${where}. Is it a protein?`,
    { file: path, line, offset, found, expected: 'A, C, G, T, U, N and the codes of IUPAC' },
  );
}

/** The line that a byte of the unpacked file is on, 1-based. */
async function lineAt(source: ByteSource, offset: number): Promise<number> {
  const bytes = await source.read(0, offset);
  return bytes.reduce((lines, byte) => lines + Number(byte === 0x0a), 1);
}

/** Letters of RNA as those of DNA, case kept: T for U. */
export function asDna(letters: string): string {
  return /u/i.test(letters) ? letters.replaceAll('U', 'T').replaceAll('u', 't') : letters;
}
