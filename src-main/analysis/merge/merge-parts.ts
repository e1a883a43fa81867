import { stat } from 'node:fs/promises';
import { defined, MegabaseError } from '../../contract/index.ts';
import { consensusPaths } from '../consensus/index.ts';
import { effectFormat, readMaps, writeEffectMaps } from '../effects/index.ts';
import { runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import { mergeMatrices } from '../mutagenesis/index.ts';
import { malformedPath } from '../variants/index.ts';
import {
  isStandardOutput,
  removeAgreed,
  type Replaceable,
  type StagedFile,
} from '../../formats/output/index.ts';
import { checkParts, type OpenPart } from '../../formats/parts/index.ts';
import { bigWigPaths } from '../../formats/bigwig/index.ts';
import { tabixPath, writeTabixIndex, type IndexedFormat } from '../../formats/tabix/index.ts';
import { layoutOf, mergeFormat, type MergeFormat } from './layouts.ts';
import { mergeMalformed, missingMalformed } from './merge-malformed.ts';
import { mergeTables } from './merge-tables.ts';
import { closeParts, mergeText, openParts, type MergeTarget } from './merge-text.ts';
import { mergeSequences } from './merge-sequences.ts';
import { mergeTrack, readTrackParts, writtenTrackFiles } from './merge-tracks.ts';
import type { Merged } from './merged.ts';

/** Parts of a run, and what they become. */
export interface MergeSpec {
  /** In any order. */
  readonly parts: readonly string[];
  readonly out: string;
  readonly format?: string | undefined;
  readonly replaces?: Replaceable | undefined;
}

/** Bytes of the parts that were copied, of so many. */
export interface MergeProgress {
  readonly done: number;
  readonly total: number;
}

/** The files that merging writes for `out`: see `mergeParts`. Errors: those of reading the parts' notes. */
export async function mergePaths({ parts, out, format }: MergeSpec): Promise<string[]> {
  const own = mergeFormat(out, format);
  if (own === 'fasta') return consensusPaths(out);
  if (own !== 'bigwig') {
    const strays = own === 'vcf' && !isStandardOutput(out) ? [malformedPath(out)] : [];
    return [out, ...writtenIndexes(out, own), ...strays];
  }
  const tracks = await readTrackParts(await writtenTrackFiles(parts));
  return bigWigPaths(out, defined(tracks[0]?.parts[0]).note.tracks);
}

/**
 * Puts the parts of a run together as that run would have written it, but for its header: what each part
 * says of itself is kept. Memory holds a few pieces of each part.
 *
 * Errors: `parts-differ` unless the parts are all shards of one run, each once; `output-format`; those of
 * reading and writing; `cancelled`.
 */
export function mergeParts(
  spec: MergeSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<Merged, MergeProgress>> {
  return runAnalysis<Merged, MergeProgress>(signal, async ({ emit, signal: own }) => {
    const { parts, out, replaces } = spec;
    const format = mergeFormat(out, spec.format);
    const files = format === 'bigwig' ? await writtenTrackFiles(parts) : parts;
    const total = await bytesOf(files);
    let done = 0;
    const onBytes = (bytes: number) => {
      done += bytes;
      emit({ kind: 'partial', partial: { done: Math.min(done, total), total } });
    };
    const target = { path: out, replaces, signal: own, onBytes };
    if (format === 'bigwig') return mergeTracks(files, target);
    if (format === 'parquet' || format === 'arrow') return mergeTables(files, format, target);
    if (format === 'fasta') return mergeSequences(files, target);
    if (format === 'safetensors') {
      const { shards, bytes } = await mergeMatrices(files, out, { replaces });
      return { command: 'mutagenesis', shards, files: [{ path: out, bytes }] };
    }
    const open = await openParts(files, own);
    try {
      const checked = checkParts(open.map((part) => ({ ...part, note: part.head.note })));
      return await mergeTexts(checked, { format, target }, (note) => emit(textNote(note)));
    } finally {
      await closeParts(open);
    }
  });
}

/** Merges text files, with what stands beside them: the index, and of a VCF the lines that are no records. */
async function mergeTexts(
  parts: readonly OpenPart[],
  { format, target }: { readonly format: MergeFormat; readonly target: MergeTarget },
  onNote: (note: string) => void,
): Promise<Merged> {
  const { path: out, replaces, signal } = target;
  const { shard, whole } = defined(parts[0]).head.note;
  const command = whole['command'] ?? '';
  if (format === 'vcf') missingMalformed(parts).forEach(onNote);
  const strays = format === 'vcf' ? await mergeMalformed(parts, target) : undefined;
  const old = [...writtenIndexes(out, format), ...(strays ? [] : [malformedPath(out)])];
  // What stood beside an older file must not be taken for this one's, even where this ends here.
  const beforeCommit = async () => {
    for (const path of old) await removeAgreed(path, replaces);
  };
  let bytes: number;
  try {
    bytes = await mergeFile(parts, { command, format, target: { ...target, beforeCommit } });
    await strays?.commit();
  } catch (error) {
    await strays?.discard();
    throw error;
  }
  if (isIndexed(out, format) && !(await writeTabixIndex(out, format, { replaces, signal }))) {
    const why = 'its records are not in the order of their positions, or lie beyond 512 Mbp';
    onNote(`${out} has no tabix index: ${why}.`);
  }
  return { command, shards: shard.count, files: [{ path: out, bytes }] };
}

/** Whether the parts have elements of one region, not regions. */
function isCutByElement(parts: readonly OpenPart[]): boolean {
  return / elements, /.test(parts[0]?.head.note.whole['input'] ?? '');
}

/** The index that is written, and one of bcftools that would go on telling of a file that is replaced. */
function writtenIndexes(out: string, format: MergeFormat): string[] {
  return isIndexed(out, format) ? [tabixPath(out), `${out}.csi`] : [];
}

/** Whether a tabix index belongs beside a file. */
function isIndexed(path: string, format: MergeFormat): format is IndexedFormat {
  return /\.gz$/i.test(path) && (format === 'vcf' || format === 'bed' || format === 'gff3');
}

async function mergeFile(
  parts: readonly OpenPart[],
  asked: {
    readonly command: string;
    readonly format: MergeFormat;
    readonly target: MergeTarget;
  },
): Promise<number> {
  const { command, format, target } = asked;
  const layout = layoutOf(command, format);
  if (layout.kind === 'map') {
    // Here alone an ending in .gz is no word for gzip.
    effectFormat(target.path, 'json');
    const texts = parts.map(({ head }) => head.lines.join('\n'));
    const { maps, threshold } = readMaps(texts, isCutByElement(parts));
    const options = { format: 'json', threshold, replaces: target.replaces } as const;
    return (await writeEffectMaps(maps, target.path, options)).bytes;
  }
  // Of several regions each has its own links, in one part.
  const isRows = layout.kind === 'links' && !isCutByElement(parts);
  return mergeText(parts, isRows ? { kind: 'rows', titles: 0, end: 'line' } : layout, target);
}

/** All tracks are whole before the first takes its name. */
async function mergeTracks(files: readonly string[], target: MergeTarget): Promise<Merged> {
  const byTrack = await readTrackParts(files);
  const { note } = defined(byTrack[0]?.parts[0]);
  const missing = note.tracks.filter((id) => !byTrack.some(({ track }) => track === id));
  if (missing.length > 0) {
    throw new MegabaseError(
      'parts-differ',
      `There are no parts of the track ${missing.join(', ')}.`,
    );
  }
  const paths = bigWigPaths(target.path, note.tracks);
  const staged: StagedFile[] = [];
  try {
    for (const [i, { parts }] of byTrack.entries()) {
      staged.push(await mergeTrack(parts, { ...target, path: defined(paths[i]) }));
    }
    for (const file of staged) await file.commit();
  } catch (error) {
    for (const file of staged) await file.discard();
    throw error;
  }
  return {
    command: 'predict',
    shards: note.shard.count,
    files: staged.map(({ path, size }) => ({ path, bytes: size })),
  };
}

/** Packed, as the files are. Error: `file-missing`. */
async function bytesOf(paths: readonly string[]): Promise<number> {
  let total = 0;
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) {
      throw new MegabaseError('file-missing', `There is no file ${path}.`, { file: path });
    }
    total += found.size;
  }
  return total;
}
