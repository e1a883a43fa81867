import { defined } from '../../contract/index.ts';
import {
  checkScorers,
  chosenDistance,
  defaultMaxTargets,
  parseAggregations,
  readSampleNames,
  readoutTrack,
  type VariantFile,
} from '../../analysis/variants/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import { computeSettings } from '../options/index.ts';
import type { VariantsOptions } from './options.ts';
import { indexedFile } from '../../formats/bytes/index.ts';

/** Variants whose effects are printed; the file has them all. */
const printed = 10;

/** How variants are scored. What cannot be is known before the genome is opened. Error: `usage`. */
export async function scoringOf(options: VariantsOptions, model: LoadedModel) {
  const { flank, targets, targetTrack, masked = false, window, minEffect, tolerance } = options;
  const { windowOnly, distance, annotation, maskAnnotated, nOutside, aggregate } = options;
  const scoring = {
    ...{ flank, targets, targetTrack, masked, window, minEffect, tolerance },
    ...{ windowOnly, annotation, maskAnnotated, outsideN: nOutside },
    distance: chosenDistance(model.model, { distance, windowOnly }),
    randomChanges: options.background,
    readings: { strands: options.strands, members: options.members },
    aggregations: aggregate === undefined ? undefined : parseAggregations(aggregate),
    ...computeSettings(options),
    maxTargets: options.top ?? (options.haplotypes ? Infinity : defaultMaxTargets),
    ...{ source: sourceOf(options, await samplesOf(options)), top: printed },
  };
  readoutTrack(model.model, scoring);
  checkScorers(model.model, scoring);
  return scoring;
}

/** To choose samples is to ask for their haplotypes. */
export function withSamples(options: VariantsOptions): VariantsOptions {
  const { samples, samplesFile } = options;
  return samples === undefined && samplesFile === undefined
    ? options
    : { ...options, haplotypes: true };
}

/** The samples whose haplotypes are scored. Errors: `usage`; those of the reader. */
async function samplesOf({
  sample,
  samples,
  samplesFile,
}: VariantsOptions): Promise<readonly string[] | 'all' | undefined> {
  if (samplesFile !== undefined) return readSampleNames(samplesFile);
  if (samples === undefined) return sample === undefined ? undefined : [sample];
  if (samples.trim() === 'all') return 'all';
  return samples.split(',').map((name) => name.trim());
}

function sourceOf(
  options: VariantsOptions,
  samples: readonly string[] | 'all' | undefined,
): VariantFile {
  const { vcf, bam, haplotypes, sample, unphased } = options;
  if (bam !== undefined) return { kind: 'reads', ...indexedFile(bam), candidates: options };
  if (haplotypes) return { kind: 'haplotypes', ...indexedFile(defined(vcf)), samples, unphased };
  return { kind: 'vcf', ...indexedFile(defined(vcf)), sample };
}
