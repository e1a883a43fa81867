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

/** What a figure's metadata say. */
export function notesOf(svg: string): Record<string, string> {
  const about = /<desc>([\s\S]*?)<\/desc>/.exec(svg)?.[1] ?? '';
  const plain = about.replaceAll('&quot;', '"').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  const notes: Record<string, string> = {};
  for (const line of plain.split('\n')) {
    const end = line.indexOf(': ');
    notes[line.slice(0, end)] = line.slice(end + 2);
  }
  return notes;
}
