import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { root } from '../support/paths.ts';

const tutorial = join(root, 'resources/tutorial');

const size = 20e9;

/**
 * A FASTA of 20 GB with its index: nine contigs of 2 Gbp of which nothing is on the disk, and after
 * them the tutorial's chrT2.
 */
export function writeLargeGenome(path: string): void {
  const genome = gunzipSync(readFileSync(join(tutorial, 'tutorial.fa.gz'))).toString('latin1');
  const last = genome.slice(genome.indexOf('>chrT2'));
  const head = '>hole1\n';
  // Nothing may follow the last record: the reader looks.
  const at = size - last.length;
  writeSparse(path, [
    { at: 0, bytes: Buffer.from(head) },
    { at: at - 1, bytes: Buffer.from(`\n${last}`) },
  ]);
  // Lines of 2 Gbp: a hole has no line ends.
  const holes = Array.from({ length: 9 }, (_, i) =>
    [`hole${i + 1}`, 2e9, head.length + i * 2e9, 2e9, 2e9 + 1].join('\t'),
  );
  const chrT2 = ['chrT2', 200_000, at + '>chrT2\n'.length, 60, 61].join('\t');
  writeFileSync(`${path}.fai`, `${[...holes, chrT2].join('\n')}\n`);
}

/** A BAM of 20 GB with its index: the reads of the tutorial's chrT2 lie behind a hole. */
export function writeLargeReads(path: string): void {
  const far = 19e9;
  const bytes = readFileSync(join(tutorial, 'sample.bam'));
  writeSparse(path, [
    { at: 0, bytes },
    { at: far, bytes },
  ]);
  const index = readFileSync(join(tutorial, 'sample.bam.bai'));
  moveSecondContig(index, BigInt(far) << 16n);
  writeFileSync(`${path}.bai`, index);
}

/** Adds to every virtual offset of the second contig in a BAI index. */
function moveSecondContig(index: Buffer, by: bigint): void {
  let at = 8;
  const next = () => index.readInt32LE((at += 4) - 4);
  const move = (contig: number) => {
    if (contig === 1) index.writeBigUInt64LE(index.readBigUInt64LE(at) + by, at);
    at += 8;
  };
  for (let contig = 0; contig < index.readInt32LE(4); contig++) {
    for (let bins = next(); bins > 0; bins--) {
      at += 4;
      for (let ends = next() * 2; ends > 0; ends--) move(contig);
    }
    for (let offsets = next(); offsets > 0; offsets--) move(contig);
  }
}

function writeSparse(path: string, parts: readonly { at: number; bytes: Buffer }[]): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, size);
  for (const { at, bytes } of parts) writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}
