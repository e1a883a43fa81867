import { basename } from 'node:path';
import type { ModelBasis } from '../contract/index.ts';
import { caduceusShape } from './caduceus/index.ts';
import { hawkShape } from './hawk/index.ts';
import { mambaShape } from './mamba/index.ts';
import { tracksOutputs, type Manifest } from './manifest.ts';
import type { NetworkShape } from './network/index.ts';
import { expectNetwork, isGraph, type ModelPackage, type NetworkPackage } from './package/index.ts';
import { refuseTiled, tileCentre } from './tiled/index.ts';
import type { Vocabulary } from './vocabulary/index.ts';

/** Settings that say how a state is carried from chunk to chunk, and where it is kept. */
export type StateSetting = 'chunk' | 'memory' | 'scan' | 'spill';

/** A network as far as its configuration tells, heads included; its weights are not opened. */
export interface NetworkDescription extends NetworkShape {
  /** Absent where it was trained with ours, `sequence/tokens.ts`. */
  readonly vocabulary?: Vocabulary | undefined;
}

/** What can be asked of a model without knowing which kind it is, and without opening its weights. */
export interface ModelDescription {
  /** Read by itself tile by tile; absent where chunks carry their state on. bp. */
  readonly tile?: { readonly length: number; readonly centre: number } | undefined;
  /** The settings that matter to it. */
  readonly stateSettings: readonly StateSetting[];
  /** Absent where hidden states and logits cannot be had. */
  readonly network?: NetworkDescription | undefined;
}

export function describeModel(model: ModelPackage): ModelDescription {
  if (isGraph(model)) {
    const { manifest } = model;
    const tile = { length: manifest.tiling.length, centre: tileCentre(manifest) };
    return { tile, stateSettings: [] };
  }
  return {
    stateSettings: ['chunk', 'memory', 'scan', 'spill'],
    network: describeNetwork(model),
  };
}

/** What a model rests on, whatever it is asked. */
export function modelBasis(model: ModelPackage): ModelBasis {
  const { trainingContext } = model.manifest;
  return { trainingContext, strands: strandsOf(model) };
}

function strandsOf(model: ModelPackage): ModelBasis['strands'] {
  if (!isGraph(model)) return describeNetwork(model).strands === 2 ? 'both' : 'given';
  const { reverseComplement } = model.manifest;
  if (reverseComplement === undefined) return 'given';
  return reverseComplement === 'separate' ? 'each' : 'both';
}

/**
 * What a model says of the two strands: `equal`, the same by how it is made; `tracks`, each by tracks of its
 * own; `joined`, one answer made of both; `forward`, of the strand that it is given.
 */
export function strandAnswers(model: ModelPackage): 'equal' | 'tracks' | 'joined' | 'forward' {
  const strands = strandsOf(model);
  if (strands === 'both') return isGraph(model) ? 'joined' : 'equal';
  return strands === 'each' ? 'tracks' : 'forward';
}

/** Names of the files of a model that has several members; none of one alone. */
export function memberNames(model: ModelPackage): string[] {
  if (!isGraph(model) || model.members.length < 2) return [];
  return model.members.map((path) => basename(path));
}

/**
 * The widths and the vocabulary of a model whose inside is known. Error: `model-tiled` for an ONNX
 * graph, which keeps its hidden states to itself.
 */
export function describeNetwork(opened: ModelPackage): NetworkDescription {
  const model = expectNetwork(opened);
  const { manifest, vocabulary } = model;
  const shape = shapeOf(model);
  const objective = manifest.outputs.find((output) => output.kind === 'lm')?.objective;
  return {
    ...shape,
    causal: objective === undefined ? shape.causal : objective === 'causal',
    tracks: tracksOutputs(manifest).reduce((sum, { tracks }) => sum + tracks.length, 0),
    vocabulary,
  };
}

function shapeOf({ config, vocabulary }: NetworkPackage): Omit<NetworkShape, 'tracks'> {
  switch (config.model_type) {
    case 'caduceus':
      return caduceusShape(config, vocabulary);
    case 'mamba':
      return mambaShape(config, vocabulary);
    case 'hawk':
      return hawkShape(config);
  }
}

/** Refuses what needs a state that is carried. Error: `model-tiled`. */
export function expectCarriedState({ name, tiling }: Manifest): void {
  if (tiling) throw refuseTiled({ name, tiling });
}
