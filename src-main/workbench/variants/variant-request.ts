import { createHash } from 'node:crypto';
import { MegabaseError, type VariantsRequest } from '../../contract/index.ts';
import { defaultCandidateOptions, parseRegion } from '../../sequence/index.ts';
import { defaultTolerance } from '../../analysis/perturbations/index.ts';
import type { LoadedModel } from '../../library/index.ts';
import {
  checkScorers,
  chosenDistance,
  defaultMaxTargets,
  parseAggregations,
  readoutTrack,
  type VariantsSpec,
} from '../../analysis/variants/index.ts';
import { fileOfProject, type OpenProject } from '../project/index.ts';
import type { ProjectDocument, VariantRequest } from '../saved/index.ts';
import { formatOf } from '../../formats/track-file/index.ts';

/**
 * What a window asks for, as a project remembers it: files by their paths, nothing left to defaults
 * that may change. Errors: `usage`; those of a region; `track-unknown`, `file-missing`,
 * `track-format`.
 */
export function readVariantRequest(
  request: VariantsRequest,
  project: OpenProject,
  { model }: Pick<LoadedModel, 'model'>,
): VariantRequest {
  const { region, flank, masked, haplotypes, unphased, sample, targetTrack } = request;
  const source = fileOfProject(project, request.source, ['vcf', 'bam', 'cram']);
  if (formatOf(source) !== 'vcf' && (haplotypes || sample !== undefined)) {
    const what = 'Reads have no samples to choose and no phase';
    throw new MegabaseError('usage', `${what}; choose a file of variants, or each variant alone.`);
  }
  const targets =
    request.targets === undefined
      ? undefined
      : fileOfProject(project, request.targets, ['gff3', 'gtf']);
  const { likeSpliceAi, aggregate, window, windowOnly, background } = request;
  // Windows alone show no track.
  const track = windowOnly ? undefined : readoutTrack(model, { targets, targetTrack, masked });
  // Haplotypes have no one place to look round.
  const distance = haplotypes ? undefined : chosenDistance(model, request);
  const { strands, members } = windowOnly ? {} : request;
  const asked = haplotypes
    ? { window, windowOnly, strands, members }
    : { window, windowOnly, strands, members, distance, likeSpliceAi, aggregate, background };
  const kind = haplotypes ? 'haplotypes' : 'vcf';
  checkScorers(model, { ...scorersOf({ ...asked, targets }), targets, source: { kind } });
  return {
    source,
    region: region === undefined ? undefined : parseRegion(region, project.genome.contigs),
    ...{ flank, model: model.manifest.id, targets, targetTrack: track?.id },
    ...{ masked, haplotypes, sample, tolerance: defaultTolerance },
    ...defineds(asked),
    // What is usual is left out, so that it names the same set as before there was a choice.
    ...(haplotypes && unphased !== 'as-written' ? { unphased } : {}),
  };
}

/** Names a set by what was asked for: the same asked again takes its place. */
export function variantSetId(request: VariantRequest): string {
  const { source, region, flank, model, targets, targetTrack } = request;
  const { masked, haplotypes, unphased, sample, tolerance } = request;
  const content = [source, region, flank, model, targets, targetTrack, masked, haplotypes];
  const { distance, likeSpliceAi, aggregate, window, windowOnly, background } = request;
  const { strands, members } = request;
  const given = {
    ...{ distance, likeSpliceAi, aggregate, window, windowOnly, background },
    ...{ strands, members },
  };
  const asked = Object.entries(defineds(given));
  return createHash('sha256')
    .update(
      JSON.stringify([
        ...[...content, sample, tolerance, ...(unphased ? [unphased] : [])],
        ...(asked.length > 0 ? [asked] : []),
      ]),
    )
    .digest('hex');
}

/** The same as the command line scores; of a haplotype all targets are told. `document`: the project's. */
export function variantsSpec(
  request: VariantRequest,
  document: Pick<ProjectDocument, 'indexes'>,
  compute: Pick<VariantsSpec, 'provider' | 'threads' | 'memory'>,
): VariantsSpec {
  const { region, flank, targets, targetTrack, masked, haplotypes, tolerance } = request;
  return {
    ...{
      source: sourceOf(request, document),
      region,
      flank,
      targets,
      targetTrack,
      masked,
      tolerance,
    },
    ...scorersOf(request),
    maxTargets: haplotypes ? Infinity : defaultMaxTargets,
    ...compute,
  };
}

/** Windows, gains, losses and aggregates, by the annotation that tells of targets. Error: `usage`. */
function scorersOf({
  distance,
  likeSpliceAi,
  aggregate,
  targets,
  window,
  windowOnly,
  background,
  strands,
  members,
}: Pick<
  VariantRequest,
  | 'distance'
  | 'likeSpliceAi'
  | 'aggregate'
  | 'targets'
  | 'window'
  | 'windowOnly'
  | 'background'
  | 'strands'
  | 'members'
>) {
  const isAsked = distance !== undefined || aggregate !== undefined;
  return {
    ...{ distance, window, windowOnly, randomChanges: background },
    readings: { strands, members },
    ...(isAsked && targets !== undefined ? { annotation: targets } : {}),
    ...(likeSpliceAi ? { maskAnnotated: true, outsideN: true } : {}),
    ...(aggregate === undefined ? {} : { aggregations: parseAggregations(aggregate) }),
  };
}

function defineds<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

function sourceOf(
  request: VariantRequest,
  { indexes }: Pick<ProjectDocument, 'indexes'>,
): VariantsSpec['source'] {
  const { source: path, haplotypes, unphased = 'as-written', sample } = request;
  const file = { path, index: indexes?.[path] };
  if (formatOf(path) !== 'vcf') {
    return { ...file, kind: 'reads', candidates: defaultCandidateOptions };
  }
  const samples = sample === undefined ? undefined : [sample];
  return haplotypes
    ? { ...file, kind: 'haplotypes', samples, unphased }
    : { ...file, kind: 'vcf', sample };
}
