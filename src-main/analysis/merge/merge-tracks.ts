import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { defined, MegabaseError } from '../../contract/index.ts';
import { mergeBigWig, readBigWigPart, type BigWigPart } from '../../formats/bigwig/index.ts';
import { BigWigFile } from '../../formats/open-bigwig/index.ts';
import { StagedFile } from '../../formats/output/index.ts';
import { checkParts } from '../../formats/parts/index.ts';
import type { MergeTarget } from './merge-text.ts';

/** A part of one track. */
export interface TrackPart {
  readonly path: string;
  readonly note: BigWigPart;
}

/**
 * The bigWig files that parts were written to: of several tracks each has a file of its own beside the
 * name that was given as `--out`.
 */
export async function writtenTrackFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of paths) {
    if (existsSync(path)) {
      files.push(path);
      continue;
    }
    const ending = extname(path);
    const stem = `${basename(path, ending)}.`;
    const beside = await readdir(dirname(path)).catch(() => []);
    const found = beside
      .filter((name) => name.startsWith(stem) && name.endsWith(ending))
      .filter((name) => name.length > stem.length + ending.length)
      .sort();
    if (found.length === 0) {
      throw new MegabaseError('file-missing', `There is no file ${path}.`, { file: path });
    }
    files.push(...found.map((name) => join(dirname(path), name)));
  }
  return files;
}

/** The parts of each track, in the order of the tracks, all shards of one run. Error: `parts-differ`. */
export async function readTrackParts(
  paths: readonly string[],
): Promise<readonly { readonly track: string; readonly parts: readonly TrackPart[] }[]> {
  const parts: TrackPart[] = [];
  for (const path of paths) parts.push({ path, note: await readBigWigPart(path) });
  const { tracks } = defined(parts[0]).note;
  const byTrack = Map.groupBy(parts, ({ note }) => note.track);
  return [...byTrack]
    .map(([track, own]) => ({ track, parts: checkParts(own) }))
    .map((one) => {
      const twin = one.parts.find(({ note }) => note.tracks.join() !== tracks.join());
      if (twin === undefined) return one;
      throw new MegabaseError('parts-differ', `${twin.path} is of a run with other tracks.`);
    })
    .sort((a, b) => tracks.indexOf(a.track) - tracks.indexOf(b.track));
}

/** Writes the whole of a track beside its place; it takes its name with `commit`. */
export async function mergeTrack(
  parts: readonly TrackPart[],
  { path, replaces, signal, onBytes }: MergeTarget,
): Promise<StagedFile> {
  const file = await StagedFile.open(path, { replaces, anyOrder: true });
  const open: BigWigFile[] = [];
  try {
    for (const part of parts) open.push(await BigWigFile.open(part.path, signal));
    const { contigs } = defined(open[0]);
    const values = parts.map(({ note }, i) => ({
      note,
      values: (region: Parameters<BigWigFile['values']>[0]) =>
        defined(open[i]).values(region, signal),
    }));
    await mergeBigWig(values, contigs, file, signal);
    onBytes(file.size);
    return file;
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    for (const one of open) await one.close();
  }
}
