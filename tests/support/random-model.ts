import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caduceusTensors, type CaduceusShape } from './random-caduceus.ts';
import { hawkTensors, type HawkShape } from './random-hawk.ts';
import { mambaTensors, type MambaShape } from './random-mamba.ts';
import { pythonJson } from './random-mamba2.ts';
import { Random } from './random.ts';
import { writeSafetensors } from './write-safetensors.ts';

export interface RandomModel {
  readonly seed: number;
  /** What differs from a small network of the family; goes into `config.json`. */
  readonly config: CaduceusShape | HawkShape | MambaShape;
  /** With a track head and a manifest that describes it. */
  readonly tracks?: TrackHead;
}

export interface TrackHead {
  readonly count: number;
  readonly bin: number;
  readonly activation?: 'sigmoid' | 'softplus' | 'none';
}

/** Writes a model package with random weights into `folder`, the same for the same seed. */
export function writeRandomModel(folder: string, { seed, config, tracks }: RandomModel): void {
  const random = new Random(seed);
  const family = config.model_type;
  const { json, tensors, width } = tensorsOf(config, random);
  mkdirSync(folder, { recursive: true });
  if (tracks) {
    tensors.floats('tracks.weight', [tracks.count, width], 1);
    tensors.floats('tracks.bias', [tracks.count], 0.5);
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest(family, tracks)));
  }
  writeFileSync(join(folder, 'config.json'), pythonJson(json));
  writeSafetensors(join(folder, 'model.safetensors'), tensors.all);
}

function tensorsOf(config: RandomModel['config'], random: Random) {
  switch (config.model_type) {
    case 'caduceus':
      return caduceusTensors(config, random);
    case 'hawk':
      return hawkTensors(config, random);
    case 'mamba':
      return mambaTensors(config, random);
  }
}

export function manifest(
  family: RandomModel['config']['model_type'],
  { count, bin, activation = 'sigmoid' }: TrackHead,
): Record<string, unknown> {
  const tracks = Array.from({ length: count }, (_, i) => ({
    id: `track-${i}`,
    label: `Track ${i}`,
    color: '#336699',
    unit: 'probability',
  }));
  const head = { weight: 'tracks.weight', bias: 'tracks.bias', activation };
  return {
    formatVersion: 1,
    id: `random-${family}`,
    name: `Random ${family}`,
    version: '1.0.0',
    family,
    license: 'CC0-1.0',
    outputs: [{ kind: 'lm' }, { kind: 'tracks', bin, pool: 'mean', ...head, tracks }],
  };
}
