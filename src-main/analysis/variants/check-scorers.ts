import { MegabaseError } from '../../contract/index.ts';
import { headTracks, type ModelPackage } from '../../model/index.ts';
import type { ScoreOptions } from './score-options.ts';
import { maskOf, scorerName } from './scorers/index.ts';

type Asked = Pick<
  ScoreOptions,
  | 'distance'
  | 'annotation'
  | 'maskAnnotated'
  | 'outsideN'
  | 'aggregations'
  | 'window'
  | 'windowOnly'
  | 'targets'
  | 'targetTrack'
  | 'randomChanges'
  | 'readings'
> & { readonly source?: { readonly kind: string } | undefined };

/** bp; a window is one chunk. */
const longestWindow = 1 << 17;

/** Refuses scores that a model, or what is given, has nothing for. Error: `usage`. */
export function checkScorers({ manifest }: ModelPackage, asked: Asked): void {
  const wrong = (message: string) => new MegabaseError('usage', message);
  const { distance, annotation, maskAnnotated, outsideN, aggregations, window, windowOnly } = asked;
  if (window !== undefined && (window % 2 === 1 || window > longestWindow)) {
    const most = longestWindow.toLocaleString('en-US');
    throw wrong(`The window is ${window} bp. Expected an even number of bp, at most ${most}.`);
  }
  if (windowOnly) {
    if (window === undefined) throw wrong('To read windows only, give their length (--window).');
    const { targets, targetTrack } = asked;
    const inVain = [distance, aggregations, annotation, targets, targetTrack];
    if (inVain.some((one) => one !== undefined)) {
      throw wrong(
        'Windows give log-likelihood ratios only: no gains, aggregates or targets. Leave out what asks for these ' +
          '(--distance, --aggregate, --annotation, --targets, --target-track), or --window-only.',
      );
    }
    if (asked.source?.kind === 'haplotypes') {
      throw wrong('A haplotype has no window of its own: leave out --haplotypes or --window-only.');
    }
    if (asked.readings?.strands || asked.readings?.members) {
      throw wrong(
        'Windows are not read by strand or member: leave out --strands and --members, or --window-only.',
      );
    }
  }
  if (asked.randomChanges !== undefined && window !== undefined) {
    throw wrong(
      'Random changes are read with all that a variant is read with, not in windows of their own: ' +
        'leave out --background or --window.',
    );
  }
  if (asked.randomChanges !== undefined && asked.source?.kind === 'haplotypes') {
    throw wrong('A haplotype has no one place for random changes near it: leave out --background.');
  }
  if ((distance !== undefined || aggregations !== undefined) && headTracks(manifest).length === 0) {
    throw wrong(`The model ${manifest.name} has no tracks, so there are no gains or aggregates.`);
  }
  if ((maskAnnotated || outsideN) && (annotation === undefined || distance === undefined)) {
    throw wrong(
      'Masking annotated sites and reading N outside genes need an annotation and a distance ' +
        '(--annotation, --distance).',
    );
  }
  const ofGene = aggregations?.find((one) => maskOf(one) !== 'width');
  if (ofGene !== undefined && annotation === undefined) {
    throw wrong(`${scorerName(ofGene)} is of a gene: it needs an annotation (--annotation).`);
  }
  const splicing = aggregations?.find((one) => maskOf(one) === 'gene');
  if (splicing !== undefined && headTracks(manifest).every(({ bin }) => bin > 1)) {
    throw wrong(
      `${scorerName(splicing)} is of tracks with a value for each base, such as splice sites; ` +
        `${manifest.name} has none. GENE_MASK_LFC compares the means over a gene's exons.`,
    );
  }
}

/**
 * bp within which gains and losses are looked for: as it is asked for, or as the manifest has it. Windows alone have
 * none, so one that is asked for with them is refused later.
 */
export function chosenDistance(
  { manifest }: ModelPackage,
  { distance, windowOnly }: Pick<ScoreOptions, 'distance' | 'windowOnly'>,
): number | undefined {
  return distance ?? (windowOnly ? undefined : manifest.variantDistance);
}
