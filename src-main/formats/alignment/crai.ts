import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { MegabaseError, defined } from '../../contract/index.ts';
import { isGzip } from '../bgzip/index.ts';
import { readError } from '../bytes/index.ts';

/** A slice of a CRAM file, as a line of its `.crai` says (CRAM specification, 12). */
export interface CraiSlice {
  /** Number of the contig in the header; -1 for reads without a place. */
  readonly contig: number;
  /** First base, 1-based, and how many. */
  readonly start: number;
  readonly span: number;
  /** Offset of the container in the file, bytes. */
  readonly containerStart: number;
  /** Offset of the slice after the container's header, and its bytes. */
  readonly sliceStart: number;
  readonly sliceBytes: number;
}

export interface CraiIndex {
  readonly slices: readonly CraiSlice[];
  /** True where it is not compressed, and so has no checksum. */
  readonly unchecked: boolean;
}

const gunzipAsync = promisify(gunzip);

/** Largest index once unpacked, bytes. */
const maxBytes = 1 << 29;

/** Length of what every CRAM file begins with, bytes. */
const fileDefinitionBytes = 26;

/** Reads and checks a `.crai`. Throws `alignment-index` where it cannot be true. */
export async function readCrai(
  path: string,
  { fileSize, contigCount }: { readonly fileSize: number; readonly contigCount: number },
): Promise<CraiIndex> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readError(path, error);
  });
  if (bytes.length === 0) {
    throw new MegabaseError('alignment-index', `${path} is empty (0 bytes).`);
  }
  const unchecked = !isGzip(bytes);
  const text = unchecked ? bytes : await unpack(path, bytes);
  const slices: CraiSlice[] = [];
  let before = 0;
  for (const [i, line] of text.toString('latin1').split('\n').entries()) {
    if (line.trim() === '') continue;
    const slice = parseLine(line);
    const problem =
      slice === undefined
        ? 'six whole numbers were expected'
        : problemOf(slice, before, fileSize, contigCount);
    if (problem !== undefined) {
      const found = JSON.stringify(line.slice(0, 80));
      throw new MegabaseError(
        'alignment-index',
        `Line ${i + 1} of ${path} is ${found}: ${problem}.`,
      );
    }
    before = defined(slice).containerStart;
    slices.push(defined(slice));
  }
  return { slices, unchecked };
}

async function unpack(path: string, bytes: Uint8Array): Promise<Buffer> {
  try {
    return await gunzipAsync(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MegabaseError('alignment-index', `${path} is damaged or cut short (${reason}).`, {
      cause,
    });
  }
}

function parseLine(line: string): CraiSlice | undefined {
  const fields = line.trimEnd().split('\t');
  if (fields.length !== 6 || !fields.every((field) => /^-?\d{1,15}$/.test(field))) return undefined;
  const [contig, start, span, containerStart, sliceStart, sliceBytes] = fields.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { contig, start, span, containerStart, sliceStart, sliceBytes };
}

function problemOf(
  { contig, start, span, containerStart, sliceStart, sliceBytes }: CraiSlice,
  before: number,
  fileSize: number,
  contigCount: number,
): string | undefined {
  if (contig < -2 || contig >= contigCount) return `the file has ${contigCount} contigs`;
  if (contig >= 0 && (start < 0 || span < 0)) return 'no bases lie there';
  if (containerStart < fileDefinitionBytes || sliceStart < 0 || sliceBytes <= 0) {
    return 'no slice lies there';
  }
  if (containerStart + sliceStart + sliceBytes > fileSize) return `the file has ${fileSize} bytes`;
  if (containerStart < before) return `the line before is of the container at ${before}`;
  return undefined;
}
