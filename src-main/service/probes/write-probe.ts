import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MegabaseError, type TrackRole } from '../../contract/index.ts';
import {
  packageId,
  readHeadPackage,
  type HeadManifest,
  type HeadPackage,
} from '../../model/index.ts';
import { SafetensorsFile } from '../export/index.ts';
import type { LoadedModel } from '../model-library.ts';
import { modelTracks } from '../model-tracks.ts';
import type { FittedProbe } from './fit-probe.ts';

/** What a probe is called. */
export interface ProbeName {
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

/** Refuses a folder that stands already. Error: `usage`. */
export function expectNoHead(folder: string): void {
  if (!existsSync(folder)) return;
  throw new MegabaseError('usage', `${resolve(folder)} is there already; name another.`);
}

/**
 * Writes a probe as a head into `folder`, all of it or nothing, and reads it again. The features'
 * scale is part of the weights. Errors: `usage` where the folder is there; `output-unwritable`.
 */
export async function writeProbe(
  probe: FittedProbe,
  folder: string,
  { id, name, description, role }: ProbeName,
  model: LoadedModel,
): Promise<HeadPackage> {
  expectNoHead(folder);
  const single = probe.tracks.length === 1;
  const tracks = probe.tracks.map((track, i) => ({
    id: trackId(single ? id : `${id}_${track.id}`, model.model),
    label: single ? name : `${name}: ${track.label}`,
    color: colors[i % colors.length]!,
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
  const parent = dirname(resolve(folder));
  let temporary: string | undefined;
  try {
    mkdirSync(parent, { recursive: true });
    temporary = mkdtempSync(join(parent, '.probe-'));
    writeFileSync(join(temporary, 'head.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    await writeWeights(probe, join(temporary, 'head.safetensors'));
    readHeadPackage(temporary);
    renameSync(temporary, folder);
  } catch (error) {
    if (temporary) rmSync(temporary, { recursive: true, force: true });
    if (error instanceof MegabaseError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new MegabaseError('output-unwritable', `${folder} cannot be written: ${why}.`, {
      cause: error,
    });
  }
  return readHeadPackage(folder);
}

/** An id that no track of the model has: with one of them the probe could not go on it. */
function trackId(wanted: string, model: LoadedModel['model']): string {
  const id = wanted.replace(/[^A-Za-z0-9_-]/g, '_');
  const taken = modelTracks(model.ownManifest).some((track) => track.id === id);
  return taken ? `${id}_probe` : id;
}

async function writeWeights({ tracks }: FittedProbe, path: string): Promise<void> {
  const width = tracks[0]!.map.weight.length;
  const shapes = {
    weight: { dtype: 'F32', shape: [tracks.length, width] },
    bias: { dtype: 'F32', shape: [tracks.length] },
  } as const;
  const file = await SafetensorsFile.create(path, shapes);
  try {
    for (const [i, { map }] of tracks.entries()) {
      await file.write('weight', i * width, Float32Array.from(map.weight));
      await file.write('bias', i, Float32Array.of(map.bias));
    }
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
}
