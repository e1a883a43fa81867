import { MegabaseError } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import type { SavedRun } from '../saved/index.ts';

/** Error: `contig-unknown` where a run lies outside the genome, which must be another one then. */
export function expectPlaces(runs: readonly SavedRun[], genome: Genome): void {
  const lengths = new Map(genome.contigs.map(({ name, length }) => [name, length]));
  const outside = runs.find(
    ({ interval }) => !(interval.end <= (lengths.get(interval.contig) ?? 0)),
  );
  if (outside === undefined) return;
  const { contig, end } = outside.interval;
  const length = lengths.get(contig);
  throw new MegabaseError(
    'contig-unknown',
    `${genome.path} is not this project's genome: a run reaches base ${end} of ${contig}, ` +
      `${length === undefined ? 'which it lacks' : `which has ${length} there`}. Open it as a new project.`,
  );
}
