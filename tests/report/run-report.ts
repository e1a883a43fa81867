import { join } from 'node:path';
import { megabase, tutorialGenome, type CommandResult } from '../support/cli.ts';
import { root } from '../support/paths.ts';
import { tutorialAnnotation } from '../support/tutorial-truth.ts';

export const sample = join(root, 'resources/tutorial/sample.vcf.gz');
export const onTutorial = [
  ...['--fasta', tutorialGenome, '--model', 'hawk-tutorial', '--provider', 'cpu'],
];
export const place = ['--region', 'chrT2:1-40,000', '--flank', '0'];

type Run = (first: string, ...args: readonly string[]) => Promise<CommandResult>;

/** Commands by their names, and reports of a place of the tutorial by their files, with a home of their own. */
export function runsIn(home: string): { readonly run: Run; readonly report: Run } {
  const run: Run = (command, ...args) => megabase([command, ...args], { home });
  const what = [...onTutorial, ...place, '--annotation', tutorialAnnotation];
  return { run, report: (out, ...args) => run('report', ...what, '--out', out, ...args) };
}
