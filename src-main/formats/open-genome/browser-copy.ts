import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { allRegions, basesIn } from '../../contract/index.ts';
import { FastaText, keptIndexPath } from '../fasta/index.ts';
import type { Genome } from '../genome/index.ts';
import { makeFolder, StagedFile, writeStaged } from '../output/index.ts';

/** More bases than this are not copied: igv.js holds such a file in memory. */
const maxBases = 100_000_000;

/** Bases that are copied at a time. */
const pieceBases = 1 << 22;

/**
 * A copy of a genome that was cut out of contigs, in a form in which igv.js 3.8.10 knows positions: a
 * header such as `>chr4:100-200 @len=200`, and no index. It is written into `folder` once, and its path is
 * given; undefined where nothing was cut, or where the genome is too large for such a copy.
 */
export async function browserCopy(genome: Genome, folder: string): Promise<string | undefined> {
  const isCut = genome.contigs.some(({ parts }) => parts !== undefined);
  const bases = genome.contigs.reduce((sum, contig) => sum + basesIn(contig), 0);
  if (!isCut || bases > maxBases) return undefined;
  const path = keptIndexPath(folder, genome.path, await stat(genome.path), 'fa');
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeCopy(genome, path);
  return path;
}

async function writeCopy(genome: Genome, path: string): Promise<void> {
  makeFolder(dirname(path));
  // Another window may write the same copy.
  const file = await StagedFile.open(path, { replaces: 'anything' });
  await writeStaged(file, async () => {
    const text = new FastaText(file);
    // igv.js keeps offset and length of a header with @len for those without that come after it.
    const ordered = genome.contigs.toSorted((a, b) => Number(!!a.parts) - Number(!!b.parts));
    for (const contig of ordered) {
      for (const { start, end } of allRegions([contig])) {
        const cut = `${contig.name}:${start + 1}-${end} @len=${contig.length}`;
        await text.begin(contig.parts ? cut : contig.name);
        for (let from = start; from < end; from += pieceBases) {
          const to = Math.min(end, from + pieceBases);
          await text.append(await genome.fetch({ contig: contig.name, start: from, end: to }));
        }
        await text.end();
      }
    }
  });
}
