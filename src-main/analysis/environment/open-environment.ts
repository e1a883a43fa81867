import { mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PredictionCache } from '../../cache/index.ts';
import {
  allRegions,
  basesThere,
  formatRegion,
  holdsSpan,
  MegabaseError,
  type Contig,
  type Region,
} from '../../contract/index.ts';
import type { StartComputeProcess } from '../../engine/index.ts';
import { isStandardInput } from '../../formats/bytes/index.ts';
import { openGenome } from '../../formats/open-genome/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { matchContig, parseRegion, skippedNotes } from '../../sequence/index.ts';
import { cacheFolders, findLocations } from '../../home/index.ts';
import { spoolInput } from './spool-input.ts';
import { eachOnce } from '../events/index.ts';

/** What a command's analyses work on and with, but for the model; open until it is closed. */
export interface OpenEnvironment {
  readonly genome: Genome;
  readonly cache: PredictionCache | undefined;
  readonly graphs: string;
  readonly passes: string;
  /** Folder of embeddings that are kept. */
  readonly embeddings: string | undefined;
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
 * Opens a genome, and the cache where `cache` is the folder of one or `true`, the usual one; `false`
 * keeps everything in a temporary folder that is removed on closing. Without `cache` no prediction is
 * looked up or stored. Errors: those of the genome's reader and of the cache.
 */
export async function openEnvironment(
  options: { readonly fasta: string; readonly cache?: string | boolean },
  tools: OpeningContext,
): Promise<OpenEnvironment> {
  const keeps = options.cache !== false;
  const temporary = keeps ? undefined : mkdtempSync(join(tmpdir(), 'megabase-'));
  const chosen = typeof options.cache === 'string' ? options.cache : undefined;
  const folder = temporary ?? findLocations(chosen).cache;
  const { graphs, passes, indexes, embeddings } = cacheFolders(folder);
  const close: (() => unknown)[] = [
    () => temporary && rmSync(temporary, { recursive: true, force: true }),
  ];
  const closeAll = async () => {
    for (const step of close.reverse()) await step();
  };
  try {
    const spooled = isStandardInput(options.fasta)
      ? await spoolInput(options.fasta, folder, tools)
      : undefined;
    close.push(() => spooled?.remove());
    const place = spooled ? { indexes: spooled.folder, keeps: false } : { indexes, keeps };
    const genome = await openNoted(spooled?.path ?? options.fasta, place, tools);
    close.push(() => genome.close());
    const cache = options.cache ? PredictionCache.open(folder) : undefined;
    close.push(() => cache?.close());
    return {
      genome,
      cache,
      graphs,
      // A temporary folder may lie in memory, and is no place for what does not fit there.
      passes: keeps ? passes : cacheFolders(findLocations().cache).passes,
      embeddings: keeps ? embeddings : undefined,
      startComputeProcess: tools.startComputeProcess,
      regions: (texts) => readRegions(texts, genome, tools.onNote),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openNoted(
  path: string,
  { indexes, keeps }: { readonly indexes: string; readonly keeps: boolean },
  { onNote, signal }: OpeningContext,
): Promise<Genome> {
  let building = false;
  const onProgress = () => {
    if (!building) onNote(`building an index of ${path}${keeps ? ' in the cache' : ''}`);
    building = true;
  };
  return openGenome(path, { indexFolder: indexes, onNote, onProgress, signal });
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
    const isContig = contigs.some(({ name }) => name === text);
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
  if (!found && /\.bed(\.gz)?$/i.test(text)) {
    throw new MegabaseError('file-missing', `There is no file ${text}.`);
  }
  // A pipe too: `--regions -` and `<(...)`.
  return found !== undefined && !found.isDirectory();
}
