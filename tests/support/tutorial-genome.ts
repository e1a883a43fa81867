import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tokenize } from '../../src-main/sequence/index.ts';
import { root } from './paths.ts';

/** Token ids of a contig of the tutorial genome. */
export function tutorialContig(name: 'chrT1' | 'chrT2'): Uint8Array {
  const fasta = gunzipSync(
    readFileSync(join(root, 'resources/tutorial/tutorial.fa.gz')),
  ).toString();
  const record = fasta.split('>').find((text) => text.startsWith(`${name}\n`))!;
  return tokenize(record.slice(name.length).replaceAll('\n', ''));
}
