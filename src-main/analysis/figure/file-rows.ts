import { basename, resolve } from 'node:path';
import type { Mark } from '../../contract/index.ts';
import type { FileRow } from '../../drawing/index.ts';
import { readBedRegions } from '../../formats/bed/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { indexedFile } from '../../formats/bytes/index.ts';
import { describeTrackFile } from '../../formats/track-file/index.ts';
import { findContig } from '../../sequence/index.ts';

/** Rows of files, in their order. Errors: as `fileRow`. */
export function fileRows(paths: readonly string[]): FileRow[] {
  return paths.map((path, i) => fileRow(path, i + 1));
}

/**
 * The row of a file, `FILE##idx##INDEX` where its index lies elsewhere, the `number`th from 1 on. Errors: those of
 * `describeTrackFile`; `usage`.
 */
export function fileRow(given: string, number: number): FileRow {
  const named = indexedFile(given);
  const path = resolve(named.path);
  const indexPath = named.index === undefined ? undefined : resolve(named.index);
  const { format, kind } = describeTrackFile(path, indexPath);
  const [id, name] = [`file:${number}`, basename(path)];
  const track = { id, name, kind, format, path, indexPath, file: { name, url: '' } };
  return { kind: 'file', id, group: 'files', name, settings: {}, track };
}

/** The regions of a BED file as marks. Errors: those of the file; `contig-unknown` where a name could be any of two. */
export async function fileMarks(path: string, { contigs }: Genome): Promise<Mark[]> {
  const { regions } = await readBedRegions(path);
  return regions.map(({ contig, start, end, name }) => {
    return { contig: findContig(contig, contigs)?.contig.name ?? contig, start, end, name };
  });
}
