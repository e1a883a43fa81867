import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { MegabaseError, type TrackRole, defined } from '../../contract/index.ts';
import { packageId, type HeadManifest, type HeadPackage, modelTracks } from '../../model/index.ts';
import { writeHead, type LoadedModel } from '../../library/index.ts';
import type { FittedProbe } from './fitted-probe.ts';

/** A head that is to be written: where, and what it is called. */
export interface NewHead {
  readonly folder: string;
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** What its only track tells of the genome. */
  readonly role?: Exclude<TrackRole, 'likelihood'> | undefined;
}

/** Safe for colour-blind readers: Okabe and Ito 2008. */
const colors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** Whether a text can be the id of a head. */
export function isHeadId(text: string): boolean {
  return packageId.safeParse(text).success;
}

/** Error: `usage` where a text cannot be the id of a head; `of` says what the text is. */
export function expectHeadId(text: string, of: string): void {
  if (isHeadId(text)) return;
  const why = 'letters, digits, dots, dashes and underscores make the name of a head';
  throw new MegabaseError('usage', `${of}: ${why}.`);
}

/** Refuses a folder that stands already. Error: `usage`. */
export function expectNoHead(folder: string): void {
  if (!existsSync(folder)) return;
  throw new MegabaseError('usage', `${resolve(folder)} is there already; name another.`);
}

/**
 * Writes a probe as a head, all of it or nothing, and reads it again. The features'
 * scale is part of the weights. Errors: `usage` where the folder is there, and those of `writeHead`.
 */
export async function writeProbe(
  probe: FittedProbe,
  { folder, id, name, description, role }: NewHead,
  model: LoadedModel,
): Promise<HeadPackage> {
  expectNoHead(folder);
  const single = probe.tracks.length === 1;
  const tracks = probe.tracks.map((track, i) => ({
    id: trackId(single ? id : `${id}_${track.id}`, model.model),
    label: single ? name : `${name}: ${track.label}`,
    color: defined(colors[i % colors.length]),
    unit: probe.unit,
    ...(role && single ? { role } : {}),
  }));
  const manifest: HeadManifest = {
    ...{ formatVersion: 1, id, name, version: '1.0.0' },
    ...(description === undefined ? {} : { description }),
    model: { id: model.identity.id, hash: model.identity.hash },
    trained: { program: 'megabase', date: new Date().toISOString(), ...probe.report },
    metric: probe.kind === 'classes' ? 'auroc' : 'r2',
    outputs: [
      {
        ...{ kind: 'tracks', bin: probe.bin, pool: 'mean', weight: 'weight', bias: 'bias' },
        activation: probe.kind === 'classes' ? 'sigmoid' : 'none',
        tracks,
      },
    ],
  };
  const width = defined(probe.tracks[0]).map.weight.length;
  const weight = new Float32Array(probe.tracks.length * width);
  probe.tracks.forEach(({ map }, i) => weight.set(map.weight, i * width));
  return writeHead(folder, manifest, {
    weight: { shape: [probe.tracks.length, width], data: weight },
    bias: {
      shape: [probe.tracks.length],
      data: Float32Array.from(probe.tracks, ({ map }) => map.bias),
    },
  });
}

/** An id that no track of the model has: with one of them the probe could not go on it. */
function trackId(wanted: string, model: LoadedModel['model']): string {
  const id = wanted.replace(/[^A-Za-z0-9_-]/g, '_');
  const taken = modelTracks(model.ownManifest).some((track) => track.id === id);
  return taken ? `${id}_probe` : id;
}
