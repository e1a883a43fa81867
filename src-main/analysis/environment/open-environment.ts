import { stat } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import {
  LayeredCache,
  PredictionCache,
  ReadOnlyCache,
  ScratchFolder,
  type RunCache,
} from '../../cache/index.ts';
import {
  allRegions,
  basesThere,
  contigNamed,
  formatRegion,
  holdsSpan,
  isMegabaseError,
  MegabaseError,
  type Contig,
  type Region,
} from '../../contract/index.ts';
import { keepComputeProcess, type StartComputeProcess } from '../../engine/index.ts';
import { hasEnding, indexedFile, isStandardInput } from '../../formats/bytes/index.ts';
import { openGenome } from '../../formats/open-genome/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { matchContig, parseRegion, skippedNotes } from '../../sequence/index.ts';
import { cacheFolders } from '../../home/index.ts';
import { chooseCache, type CacheChoice } from './choose-cache.ts';
import { spoolInput } from './spool-input.ts';
import { eachOnce } from '../events/index.ts';

/** What a command's analyses work on and with, but for the model; open until it is closed. */
export interface OpenEnvironment {
  readonly genome: Genome;
  readonly cache: RunCache | undefined;
  readonly graphs: string;
  /** See `PassPlaces`. */
  readonly passes: string | undefined;
  readonly scratch: ScratchFolder;
  /** Folder of embeddings that are kept. */
  readonly embeddings: string | undefined;
  readonly otherEmbeddings: readonly string[];
  readonly startComputeProcess: StartComputeProcess | undefined;
  /** Reads region texts, which may be BED files; contigs are matched with a note. */
  regions(texts: readonly string[]): Promise<Region[]>;
  close(): Promise<void>;
}

/** How a command is told of what is found while it opens its files, and how it is stopped. */
export interface OpeningContext {
  readonly onNote: (note: string) => void;
  readonly signal: AbortSignal;
  /** A child process of Node where absent. */
  readonly startComputeProcess?: StartComputeProcess | undefined;
}

/**
 * Opens a genome, `FILE##idx##INDEX` where its index lies elsewhere, and the cache that is chosen. What is not kept lies in scratch, which is removed on closing.
 * Errors: those of the genome's reader and of the caches.
 */
export async function openEnvironment(
  { fasta, cache: choice, cacheFrom = [] }: CacheChoice & { readonly fasta: string },
  tools: OpeningContext,
): Promise<OpenEnvironment> {
  const scratch = new ScratchFolder();
  const close: (() => unknown)[] = [() => scratch.close()];
  const compute = keepComputeProcess(tools.startComputeProcess);
  close.push(() => compute.end());
  const closeAll = async () => {
    for (const step of close.reverse()) await step();
  };
  try {
    const { folder, stores, keeps } = chooseCache(choice, scratch, tools.onNote);
    const { graphs, passes, indexes, embeddings } = cacheFolders(folder);
    const own = stores ? PredictionCache.open(folder, { groupsRuns: true }) : undefined;
    close.push(() => closeCache(own, tools.onNote));
    const others = cacheFrom.filter((other) => !isSameFolder(other, folder));
    const read = others.map((other) => ReadOnlyCache.open(other));
    close.push(() => read.forEach((one) => one.close()));
    const { path, index } = indexedFile(fasta);
    const spooled = isStandardInput(path)
      ? await spoolInput(path, scratch.path('stdin'), tools)
      : undefined;
    const place = spooled ? { indexes: spooled.folder, keeps: false } : { indexes, keeps };
    const genome = await openNoted(spooled?.path ?? path, { ...place, index }, tools);
    close.push(() => genome.close());
    return {
      genome,
      cache: read.length > 0 ? new LayeredCache(own, read, tools.onNote) : own,
      graphs,
      // A cache that is removed at the end has nothing to go on from.
      passes: stores && keeps ? passes : undefined,
      scratch,
      embeddings: keeps ? embeddings : undefined,
      otherEmbeddings: others.map((other) => cacheFolders(other).embeddings),
      startComputeProcess: compute.start,
      regions: (texts) => readRegions(texts, genome, tools.onNote),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** SQLite's locks on a file end where any part of a process closes it: none is opened in two ways. */
function isSameFolder(a: string, b: string): boolean {
  const real = (path: string) => {
    try {
      return realpathSync(path);
    } catch {
      return undefined;
    }
  };
  return real(a) !== undefined && real(a) === real(b);
}

/** What could not be kept in the end is said, and costs no result. */
function closeCache(cache: PredictionCache | undefined, onNote: OpeningContext['onNote']): void {
  try {
    cache?.close();
  } catch (error) {
    if (!isMegabaseError(error)) throw error;
    onNote(`the last predictions are not kept for next time: ${error.message}`);
  }
}

async function openNoted(
  path: string,
  {
    indexes,
    keeps,
    index,
  }: { readonly indexes: string; readonly keeps: boolean; readonly index: string | undefined },
  { onNote, signal }: OpeningContext,
): Promise<Genome> {
  let building = false;
  const onProgress = () => {
    if (!building) onNote(`building an index of ${path}${keeps ? ' in the cache' : ''}`);
    building = true;
  };
  return openGenome(path, { index, indexFolder: indexes, onNote, onProgress, signal });
}

/** Whether `--region all` means all contigs: not where one has that name. */
export function isWholeGenome(text: string, contigs: readonly Contig[]): boolean {
  return text === 'all' && !contigs.some(({ name }) => name === text);
}

/**
 * Regions as people write them, `all` for those of all contigs, or BED files of them; contigs are
 * matched with a note.
 */
export async function readRegions(
  texts: readonly string[],
  { contigs }: Genome,
  onNote: (note: string) => void,
): Promise<Region[]> {
  const noteOnce = eachOnce(onNote);
  const list: Region[] = [];
  for (const text of texts) {
    // A file that has the name of a contig must not hide it.
    const isContig = contigNamed(contigs, text) !== undefined;
    if (isWholeGenome(text, contigs)) {
      list.push(...allRegions(contigs));
      continue;
    }
    if (isContig || !(await isBedFile(text))) {
      list.push(parseRegion(text, contigs, noteOnce));
      continue;
    }
    const { regions, skipped } = await readBedRegions(text);
    for (const note of skippedNotes(text, skipped)) noteOnce(note);
    for (const { contig: name, start, end } of regions) {
      const { contig, note } = matchContig(name, contigs);
      if (note) noteOnce(note);
      if (!holdsSpan(contig, { start, end })) {
        const place = formatRegion({ contig: name, start, end });
        throw new MegabaseError(
          'region-outside',
          contig.parts === undefined
            ? `${text}: ${place} ends beyond ${contig.name}, which has ` +
                `${contig.length.toLocaleString('en-US')} bp.`
            : `${text}: ${place} is not there; ${basesThere(contig)}.`,
        );
      }
      list.push({ contig: contig.name, start, end });
    }
  }
  return list;
}

/** Error: `file-missing` for what can only have been meant as a file. */
async function isBedFile(text: string): Promise<boolean> {
  const found = await stat(text).catch(() => undefined);
  if (!found && hasEnding(text, 'bed')) {
    throw new MegabaseError('file-missing', `There is no file ${text}.`);
  }
  // A pipe too: `--regions -` and `<(...)`.
  return found !== undefined && !found.isDirectory();
}
