import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsOf, type HeadManifest, type HeadOutput } from '../../src-main/model/index.ts';
import { RandomTensors } from './random-tensors.ts';
import { Random } from './random.ts';
import { writeSafetensors } from './write-safetensors.ts';

export interface RandomHead extends Partial<HeadManifest> {
  readonly seed: number;
  readonly model: HeadManifest['model'];
  readonly outputs: HeadOutput[];
}

/** Writes a head with random weights into `folder`; `width` is that of a weight of each output. */
export function writeRandomHead(
  folder: string,
  { seed, ...manifest }: RandomHead,
  width: (output: HeadOutput) => number,
): void {
  const tensors = new RandomTensors(new Random(seed));
  for (const output of manifest.outputs) {
    const rows = columnsOf(output).length;
    tensors.floats(output.weight, [rows, width(output)], 1);
    tensors.floats(output.bias, [rows], 0.5);
  }
  const head = { formatVersion: 1, id: 'head', name: 'Head', version: '1', ...manifest };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'head.json'), JSON.stringify(head));
  writeSafetensors(join(folder, 'head.safetensors'), tensors.all);
}

export function tracksHead(ids: readonly string[], bin: number, name = 'tracks'): HeadOutput {
  const tracks = ids.map((id) => ({ id, label: id, color: '#336699', unit: 'probability' }));
  return { kind: 'tracks', bin, pool: 'mean', ...tensorNames(name), activation: 'sigmoid', tracks };
}

export function windowHead(
  ids: readonly string[],
  options: Partial<Extract<HeadOutput, { kind: 'window' }>> = {},
): HeadOutput {
  return {
    ...{ kind: 'window', pool: 'mean', window: 64, anchor: 'center', strand: 'forward' },
    ...{ features: 'averaged', ...tensorNames('window'), activation: 'none', labels: labels(ids) },
    ...options,
  };
}

export function variantHead(
  ids: readonly string[],
  options: Partial<Extract<HeadOutput, { kind: 'variant' }>> = {},
): HeadOutput {
  return {
    ...{ kind: 'variant', pool: 'mean', window: 64, features: 'averaged', concat: 'ref-alt' },
    ...{ ...tensorNames('variant'), activation: 'sigmoid', labels: labels(ids) },
    ...options,
  };
}

function labels(ids: readonly string[]) {
  return ids.map((id) => ({ id, label: id, unit: 'probability' }));
}

function tensorNames(name: string) {
  return { weight: `${name}.weight`, bias: `${name}.bias` };
}
