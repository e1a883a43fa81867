import { createHash } from 'node:crypto';
import type { EffectsRequest } from '../../contract/index.ts';
import { type Manifest, chooseTracks } from '../../model/index.ts';
import { parseRegion } from '../../sequence/index.ts';
import { defaultTolerance } from '../../analysis/perturbations/index.ts';
import { targetTrack } from '../../analysis/effects/index.ts';
import { fileOfProject, type OpenProject } from '../project/index.ts';
import type { MapRequest } from '../saved/index.ts';

/**
 * What a window asks for, as a project remembers it: files by their paths, nothing left to defaults
 * that may change. Errors: those of a region; `track-unknown`, `file-missing`, `track-format`.
 */
export function readMapRequest(
  request: EffectsRequest,
  project: OpenProject,
  manifest: Manifest,
): MapRequest {
  const { region, flank, elements, targets, targetTrack: track, knockOut } = request;
  const { background, readings } = request;
  if (elements.kind === 'track') chooseTracks(manifest, [elements.track]);
  return {
    region: parseRegion(region, project.genome.contigs),
    flank,
    model: manifest.id,
    elements:
      elements.kind === 'bed'
        ? { kind: 'bed', path: fileOfProject(project, elements.file, ['bed']) }
        : elements,
    targets: targets === undefined ? undefined : fileOfProject(project, targets, ['gff3', 'gtf']),
    targetTrack: targetTrack(manifest, track).id,
    knockOut,
    tolerance: defaultTolerance,
    ...(background === undefined ? {} : { background }),
    ...(readings === undefined
      ? {}
      : { readings: { ...readings, models: [...(readings.models ?? [])] } }),
  };
}

/** Names a map by what was asked for: the same asked again takes its place. */
export function mapId(request: MapRequest): string {
  const { region, flank, model, elements, targets, targetTrack, knockOut, tolerance } = request;
  const content = [region, flank, model, elements, targets, targetTrack, knockOut, tolerance];
  const { background, readings } = request;
  const all = [
    ...content,
    ...(background === undefined ? [] : [background]),
    ...(readings === undefined ? [] : [readings]),
  ];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}
