import { join } from 'node:path';
import { expectSuccess } from '../support/cli-answers.ts';
import { megabase } from '../support/cli.ts';
import { root } from '../support/paths.ts';

const tutorial = join(root, 'resources/tutorial');
export const yeast = join(root, 'resources/yeast');

export const tutorialFiles = ['tutorial.gff3', 'sample.vcf.gz', 'sample.bam'].map((name) =>
  join(tutorial, name),
);

/** What `megabase figure` answers for files over the tutorial's genome. */
export function figureOf(home: string, tracks: readonly string[], ...more: readonly string[]) {
  const fasta = join(tutorial, 'tutorial.fa.gz');
  return megabase(['figure', '--fasta', fasta, '--tracks', ...tracks, ...more], { home });
}

export async function drawn(
  home: string,
  out: string,
  ...more: readonly string[]
): Promise<string> {
  expectSuccess(await figureOf(home, tutorialFiles, '--out', out, ...more));
  return out;
}
