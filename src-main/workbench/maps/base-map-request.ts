import { createHash } from 'node:crypto';
import {
  formatRegion,
  MegabaseError,
  type BaseMap,
  type BaseMapRequest,
  type Region,
} from '../../contract/index.ts';
import { findDependencies } from '../../analysis/dependencies/index.ts';
import type { ComputeSettings, Environment } from '../../analysis/environment/index.ts';
import type { AnalysisEvent } from '../../analysis/events/index.ts';
import { checkReadout, findMutagenesis } from '../../analysis/mutagenesis/index.ts';
import { defaultTolerance } from '../../analysis/perturbations/index.ts';
import { hasLikelihood, type Manifest } from '../../model/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { fileOfProject, type OpenProject } from '../project/index.ts';
import type { SavedBaseMapRequest } from '../saved/index.ts';

/**
 * What a window asks for, as a project remembers it: files by their paths, nothing left to defaults
 * that may change. Errors: those of a region and of `checkReadout`; `file-missing`, `track-format`.
 */
export function readBaseMapRequest(
  { region, flank, question }: BaseMapRequest,
  project: OpenProject,
  manifest: Manifest,
): SavedBaseMapRequest {
  const own = {
    region: parseRegion(region, project.genome.contigs),
    ...{ flank, model: manifest.id, tolerance: defaultTolerance },
  };
  if (question.kind === 'dependencies') {
    expectLikelihood(manifest);
    expectShown(own.region);
    return { ...own, question };
  }
  const { kind, readout } = question;
  checkReadout(manifest, readout);
  const annotation =
    question.annotation && fileOfProject(project, question.annotation, ['gff3', 'gtf']);
  return { ...own, question: { kind, readout, ...(annotation && { annotation }) } };
}

function expectLikelihood(manifest: Manifest): void {
  if (hasLikelihood(manifest)) return;
  const message = `The model ${manifest.name} has no language-model head: it predicts no bases.`;
  throw new MegabaseError('usage', message);
}

/** Longest dependency map of a window: a page holds all of its pairs, 16 MB there. */
const maxShownBases = 2000;

function expectShown(region: Region): void {
  const length = region.end - region.start;
  if (length <= maxShownBases) return;
  throw new MegabaseError(
    'usage',
    `${formatRegion(region)} has ${length.toLocaleString('en-US')} bp. The window shows dependency maps of ` +
      `at most ${maxShownBases.toLocaleString('en-US')} bp; the command \`megabase dependencies\` takes longer ones.`,
  );
}

/** Names a map by what was asked for: the same asked again takes its place. */
export function baseMapId({ region, flank, model, question, tolerance }: SavedBaseMapRequest) {
  const content = [region, flank, model, question, tolerance];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** Computes a map, or reads it from the cache, as the commands do. Errors: those of the analyses. */
export async function findBaseMap(
  { region, flank, question, tolerance }: SavedBaseMapRequest,
  settings: ComputeSettings,
  environment: Environment,
  signal: AbortSignal,
  follow: <Result>(events: AsyncIterable<AnalysisEvent<Result>>) => Promise<Result>,
): Promise<BaseMap> {
  const spec = { ...settings, region, flank, tolerance };
  const { kind } = question;
  if (kind === 'dependencies') {
    return { kind, numbers: await follow(findDependencies(environment, spec, signal)) };
  }
  const { readout, annotation } = question;
  const events = findMutagenesis(environment, { ...spec, readout, annotation }, signal);
  return { kind, numbers: await follow(events) };
}
