import { CramFile, type CramRecord } from '@gmod/cram';
import type { GenericFilehandle } from 'generic-filehandle2';
import { MegabaseError, type Region, defined } from '../../contract/index.ts';
import { stopIfCancelled, type ByteSource } from '../bytes/index.ts';

import { cigarOperation, unmappedFlag, type AlignedRead } from './aligned-read.ts';
import type { Alignment, BasesOf, OpenedFile } from './alignment.ts';
import { readCrai, type CraiSlice } from './crai.ts';
import { checkContainer } from './cram-container.ts';
import { decodeSlice, extentOfSlice, sliceAt } from './cram-slice.ts';
import { findIndex } from './find-index.ts';
import { parseSamHeader } from './sam-header.ts';

/** The container that ends a CRAM 3 file (CRAM specification, 9). */
const endOfCram3 = Buffer.from(
  '0f000000ffffffff0fe0454f4600000000010005bdd94f0001000606010001000100ee63014b',
  'hex',
);

/** Length of what every CRAM file begins with, bytes. */
const fileDefinitionBytes = 26;

/** Slices that are kept once decoded: two tiles meet in one, and more would be memory. */
const keptSlices = 4;

/** Opens a CRAM file, of which `major` is the version. Errors: see `openAlignment`. */
export async function openCram(
  { path, handle, bytes, size }: OpenedFile,
  major: number,
  {
    genome,
    index: chosen,
    onNote,
  }: {
    readonly genome: BasesOf;
    readonly index?: string | undefined;
    readonly onNote?: ((note: string) => void) | undefined;
  },
): Promise<Alignment> {
  const tail = await bytes.read(Math.max(0, size - endOfCram3.length), endOfCram3.length);
  if (major === 3 && !endOfCram3.equals(tail)) {
    throw new MegabaseError(
      'alignment-format',
      `${path} is cut short: its ${size} bytes do not end with the mark of a whole CRAM file.`,
    );
  }
  const indexPath = await findIndex(
    path,
    chosen === undefined ? [`${path}.crai`, path.replace(/\.cram$/i, '.crai')] : [chosen],
    onNote,
  );
  // A damaged file may ask for more than there is, and memory would be taken for it.
  const clamped = {
    read: (length: number, position: number) => {
      if (!(position >= 0 && length >= 0)) throw new Error(`it leads to byte ${position}`);
      return bytes.read(position, Math.max(0, Math.min(length, size - position)));
    },
  };
  const cram = new CramFile({
    filehandle: clamped as unknown as GenericFilehandle,
    checkSequenceMD5: true,
    // Slices are kept here.
    cacheSize: 1,
  });
  const layout = { size, major };
  await checkContainer(bytes, fileDefinitionBytes, layout).catch((error: unknown) => {
    throw cramError(path, error);
  });
  const header = parseSamHeader(
    await cram.getHeaderText().then(
      (text) => text ?? '',
      (error: unknown) => {
        throw cramError(path, error);
      },
    ),
  );
  const { contigs } = header;
  const index = await readCrai(indexPath, { fileSize: size, contigCount: contigs.length });
  if (index.unchecked) {
    await expectSlices(path, indexPath, cram, index.slices);
    await expectAllSlices(path, indexPath, bytes, layout, index.slices);
  }
  const decoded = new Map<string, Promise<CramRecord[]>>();

  /** Containers that were checked; one has several slices at times. */
  const containers = new Map<number, ReturnType<typeof checkContainer>>();

  function containerAt(start: number): ReturnType<typeof checkContainer> {
    let found = containers.get(start);
    if (found === undefined) {
      found = checkContainer(bytes, start, layout);
      // What failed is tried again.
      found.catch(() => containers.delete(start));
      containers.set(start, found);
    }
    return found;
  }

  function recordsOf(slice: CraiSlice): Promise<CramRecord[]> {
    const key = `${slice.containerStart} ${slice.sliceStart}`;
    const known = decoded.get(key);
    if (known !== undefined) return known;
    const records = containerAt(slice.containerStart)
      .then(({ landmarks }) => {
        if (!landmarks.includes(slice.sliceStart)) throw noSlice(indexPath, path, slice);
        return decodeSlice(cram, slice, { contigs, genome });
      })
      .catch((error: unknown) => {
        // What failed is tried again.
        decoded.delete(key);
        throw cramError(path, error);
      });
    decoded.set(key, records);
    if (decoded.size > keptSlices) decoded.delete(defined(decoded.keys().next().value));
    return records;
  }

  async function* reads(
    { contig, start, end }: Region,
    { skipFlags = 0, signal }: { skipFlags?: number; signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<AlignedRead[]> {
    const id = contigs.findIndex(({ name }) => name === contig);
    if (id < 0) throw new MegabaseError('contig-unknown', `${path} has no contig "${contig}".`);
    const isMeant = (record: CramRecord) =>
      record.sequenceId === id &&
      (record.flags & (skipFlags | unmappedFlag)) === 0 &&
      record.alignmentStart - 1 < end &&
      record.alignmentStart - 1 + (record.lengthOnRef ?? 0) > start;
    const slices = index.slices
      .filter((slice) => {
        const first = slice.start - 1;
        return slice.contig === id && first < end && first + slice.span > start;
      })
      .sort((a, b) => a.start - b.start);
    for (const slice of slices) {
      stopIfCancelled(path, signal);
      const records = (await recordsOf(slice)).filter(isMeant);
      if (records.length > 0) yield records.map(asRead);
    }
  }
  return { format: 'cram', path, header, reads, close: () => handle.close() };
}

/** Holds every line of an index that has no checksum against the slice that it is about. */
async function expectSlices(
  path: string,
  indexPath: string,
  cram: CramFile,
  slices: readonly CraiSlice[],
): Promise<void> {
  for (const line of slices) {
    const found = await extentOfSlice(sliceAt(cram, line).slice).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${indexPath} does not fit ${path}: there is no slice where it says (${reason}).`;
      throw new MegabaseError('alignment-index', message, { cause: error });
    });
    if (found === undefined || found.contig < 0) continue;
    if (found.contig === line.contig && found.start === line.start && found.span === line.span) {
      continue;
    }
    throw new MegabaseError(
      'alignment-index',
      `${indexPath} does not fit ${path}: it says contig ${line.contig}, base ${line.start}, ${line.span} ` +
        `bases of a slice that says contig ${found.contig}, base ${found.start}, ${found.span} bases.`,
    );
  }
}

/** Goes from container to container: an index that has no checksum must list every slice. */
async function expectAllSlices(
  path: string,
  indexPath: string,
  bytes: ByteSource,
  layout: { readonly size: number; readonly major: number },
  slices: readonly CraiSlice[],
): Promise<void> {
  const listed = new Set(
    slices.map(({ containerStart, sliceStart }) => `${containerStart} ${sliceStart}`),
  );
  // The first container holds the file's header.
  let { end: at } = await checkContainer(bytes, fileDefinitionBytes, layout);
  while (at < layout.size) {
    const { landmarks, end } = await checkContainer(bytes, at, layout).catch((error: unknown) => {
      throw cramError(path, error);
    });
    const missing = landmarks.find((landmark) => !listed.has(`${at} ${landmark}`));
    if (missing !== undefined) {
      throw new MegabaseError(
        'alignment-index',
        `${indexPath} leaves out the slice ${missing} bytes into the container at byte ${at} of ${path}.`,
      );
    }
    at = end;
  }
}

function noSlice(
  indexPath: string,
  path: string,
  { containerStart, sliceStart }: CraiSlice,
): MegabaseError {
  return new MegabaseError(
    'alignment-index',
    `${indexPath} does not fit ${path}: there is no slice ${sliceStart} bytes into the container at byte ` +
      `${containerStart}.`,
  );
}

function cramError(path: string, error: unknown): MegabaseError {
  if (error instanceof MegabaseError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  // The one way in which the library says so.
  return /MD5 checksum reference mismatch/.test(reason)
    ? new MegabaseError(
        'alignment-genome',
        `${path} was made with another reference than this genome (${reason}).`,
        { cause: error },
      )
    : new MegabaseError('alignment-format', `${path} cannot be decoded (${reason}).`, {
        cause: error,
      });
}

function asRead(record: CramRecord): AlignedRead {
  const start = record.alignmentStart - 1;
  return {
    start,
    end: start + (record.lengthOnRef ?? 0),
    flags: record.flags,
    mapQuality: record.mappingQuality === 255 ? undefined : record.mappingQuality,
    name: record.readName ?? String(record.uniqueId),
    cigar: cigarOf(record),
    bases: record.getReadBases() ?? '',
    qualities: record.qualityScores ?? undefined,
  };
}

/** The CIGAR that a read's features state; what lies between them is aligned base by base. */
function cigarOf({ readFeatures = [], readLength }: CramRecord): number[] {
  const cigar: number[] = [];
  const push = (length: number, operation: number) => {
    const last = cigar.at(-1);
    if (length === 0) return;
    if (last !== undefined && (last & 0xf) === operation)
      cigar.push(defined(cigar.pop()) + (length << 4));
    else cigar.push((length << 4) | operation);
  };
  const { M, I, D, N, S, H, P } = cigarOperation;
  /** Bases of the read that have been told of. */
  let done = 0;
  for (const feature of readFeatures) {
    const { code, data, pos } = feature;
    // Features of quality and of substituted bases change no length.
    const lengths: Readonly<Partial<Record<typeof code, [number, number, number]>>> = {
      I: [I, textLength(data), textLength(data)],
      i: [I, 1, 1],
      S: [S, textLength(data), textLength(data)],
      D: [D, Number(data), 0],
      N: [N, Number(data), 0],
      H: [H, Number(data), 0],
      P: [P, Number(data), 0],
    };
    const found = lengths[code];
    if (found === undefined) continue;
    const [operation, length, bases] = found;
    push(pos - 1 - done, M);
    push(length, operation);
    done = pos - 1 + bases;
  }
  push(readLength - done, M);
  return cigar;
}

function textLength(data: unknown): number {
  return typeof data === 'string' ? data.length : 0;
}
