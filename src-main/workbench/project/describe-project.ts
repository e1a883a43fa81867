import { basename } from 'node:path';
import {
  isMegabaseError,
  type DataTrack,
  type LostRun,
  type MissingFile,
  type Project,
  type ProjectBaseMap,
  type ProjectEvaluation,
  type ProjectMap,
  type ProjectRun,
  type VariantSet,
} from '../../contract/index.ts';
import type { OpenCache } from '../environment/index.ts';
import type { OpenProject } from './open-project.ts';
import type { SavedMap, SavedVariantSet, SavedBaseMap, SavedEvaluation } from '../saved/index.ts';
import type { FileServer } from './served-genome.ts';
import { describeTrackFile } from '../../formats/track-file/index.ts';

/** Whether what was kept of an entry in files is there. */
export interface Kept {
  readonly hasRows: (set: SavedVariantSet) => boolean;
  readonly hasEvaluation: (evaluation: SavedEvaluation) => boolean;
}

/** The project as a window sees it. */
export function describeProject(
  project: OpenProject,
  files: FileServer,
  cache: OpenCache,
  { hasRows, hasEvaluation }: Kept,
): Project {
  const { id, path, guide, genomeState, document } = project;
  const { name, model, locus, marks, layout } = document;
  const tracks: DataTrack[] = [];
  const missing: MissingFile[] = [];
  if ('fault' in genomeState) {
    missing.push({ id: 'genome', path: document.genome, reason: genomeState.fault });
  }
  for (const path of document.tracks) {
    const id = project.tracks.idOf(path);
    try {
      tracks.push(describeTrack(id, path, project.tracks.indexOf(path), files));
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      const lacksIndex = error.code === 'alignment-index';
      missing.push({ id, path, reason: error.message, ...(lacksIndex ? { lacksIndex } : {}) });
    }
  }
  const genome = 'fault' in genomeState ? undefined : genomeState.describe();
  const runs: ProjectRun[] = [];
  const lostRuns: LostRun[] = [];
  for (const saved of document.runs) {
    const { id, region, interval, tracks, window, shown } = saved;
    const run = cache.get().findRun(saved.key);
    if (run) runs.push({ id, region, tracks, window, shown, run: { ...run, interval } });
    else lostRuns.push({ id, region, interval, tracks, window, model: saved.model ?? model });
  }
  return {
    id,
    revision: project.revision,
    name,
    path,
    guide,
    model,
    locus,
    genome,
    tracks,
    missing,
    marks,
    layout,
    runs,
    lostRuns,
    maps: document.maps.map(describeMap),
    baseMaps: document.baseMaps.map(describeBaseMap),
    variantSets: document.variantSets.map((set) => describeVariantSet(set, hasRows(set))),
    evaluations: document.evaluations.map((one) => describeEvaluation(one, hasEvaluation(one))),
  };
}

function describeVariantSet(
  { request, rows: _, ...set }: SavedVariantSet,
  hasRows: boolean,
): VariantSet {
  const { source, region, targetTrack: track, masked, haplotypes, unphased } = request;
  const { window, windowOnly } = request;
  return {
    ...{ ...set, source: basename(source), region, track, masked, haplotypes },
    ...(unphased === undefined ? {} : { unphased }),
    ...(window === undefined ? {} : { window, windowOnly }),
    lost: !hasRows,
  };
}

function describeEvaluation(
  { id, request, model, createdAt }: SavedEvaluation,
  isThere: boolean,
): ProjectEvaluation {
  const { labels, choices } = request;
  return { id, choices, labels: basename(labels), model, createdAt, lost: !isThere };
}

function describeMap({ request, ...map }: SavedMap): ProjectMap {
  const { region, elements, targetTrack: track, knockOut, background, readings } = request;
  const { id, interval, model, elementCount, targetCount, createdAt, shown } = map;
  return {
    ...{
      id,
      region,
      interval,
      model,
      track,
      knockOut,
      ...(background === undefined ? {} : { background }),
      ...(readings === undefined ? {} : { readings }),
      elementCount,
      targetCount,
      createdAt,
      shown,
    },
    elements: elements.kind === 'bed' ? { kind: 'bed', file: basename(elements.path) } : elements,
  };
}

function describeBaseMap({ request, ...map }: SavedBaseMap): ProjectBaseMap {
  const { region, question } = request;
  const { id, interval, model, createdAt, shown } = map;
  const own = { id, region, interval, model, createdAt, shown };
  if (question.kind === 'dependencies' || question.annotation === undefined) {
    return { ...own, question };
  }
  return { ...own, question: { ...question, annotation: basename(question.annotation) } };
}

/** Errors: those of `describeTrackFile`. */
function describeTrack(
  id: string,
  path: string,
  chosen: string | undefined,
  files: FileServer,
): DataTrack {
  const { format, kind, index } = describeTrackFile(path, chosen);
  const file = files.register(path);
  const served = index === undefined ? undefined : files.register(index);
  const own = { id, name: basename(path), kind, format, path, file, index: served };
  return chosen === undefined ? own : { ...own, indexPath: chosen };
}
