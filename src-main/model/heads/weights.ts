import { MegabaseError } from '../../contract/index.ts';
import type { Matrix } from '../graph/index.ts';
import type { NetworkShape } from '../network/index.ts';
import { notFiniteIn } from '../weights/index.ts';
import type { HeadOutput } from '../outputs/index.ts';
import { Safetensors } from '../../formats/safetensors/index.ts';
import type { HeadPackage } from './package.ts';
import { columnsOf } from './tasks.ts';

/** An output of a head with its linear map: weight `[columns, features]`, bias `[columns]`. */
export interface HeadWeights<Output extends HeadOutput = HeadOutput> {
  readonly output: Output;
  readonly weight: Matrix;
  readonly bias: Float32Array;
}

/** Widths of a network's features: of one strand, and of both as published. */
export type FeatureWidths = Pick<NetworkShape, 'd' | 'hiddenWidth'>;

/** The weights of all outputs of a head, in its order. Errors: `head-weights`, `safetensors-format`. */
export function readHeadWeights(
  { manifest, weights }: HeadPackage,
  network: FeatureWidths,
): HeadWeights[] {
  const file = Safetensors.open(weights);
  const read = (name: string, shape: readonly number[]): Matrix => {
    const found = file.tensors.get(name);
    if (found?.shape.join() === shape.join()) return readFinite(file, name, shape);
    const what = found ? `has the shape [${found.shape.join(', ')}]` : 'is not there';
    throw new MegabaseError(
      'head-weights',
      `${weights}: tensor "${name}" ${what}; head.json and a model of width ` +
        `${network.d} need [${shape.join(', ')}].`,
    );
  };
  try {
    return manifest.outputs.map((output) => {
      const rows = columnsOf(output).length;
      const weight = read(output.weight, [rows, weightWidth(network, output)]);
      return { output, weight, bias: read(output.bias, [rows]).data };
    });
  } finally {
    file.close();
  }
}

/**
 * Looks for NaN and infinities in a head of whose model nothing is known, and its shapes neither.
 * Errors: `head-weights`, `safetensors-format`.
 */
export function expectFiniteHead({ manifest, weights }: HeadPackage): void {
  const file = Safetensors.open(weights);
  try {
    for (const name of manifest.outputs.flatMap(({ weight, bias }) => [weight, bias])) {
      const found = file.tensors.get(name);
      if (found) readFinite(file, name, found.shape);
    }
  } finally {
    file.close();
  }
}

function readFinite(file: Safetensors, name: string, shape: readonly number[]): Matrix {
  const data = file.floats(name);
  const fault = notFiniteIn(data, shape);
  if (fault === undefined) return { data, shape };
  throw new MegabaseError(
    'head-weights',
    `${file.path}: tensor "${name}", ${fault}; every weight must be a finite number.`,
  );
}

/** Values that an output's linear map takes. */
function weightWidth(network: FeatureWidths, output: HeadOutput): number {
  if (output.kind === 'tracks') return network.d;
  return (output.kind === 'variant' ? 2 : 1) * featureWidth(network, output.features);
}

/** Width of the features of one base; see `Features`. */
export function featureWidth(
  { d, hiddenWidth }: FeatureWidths,
  features: 'averaged' | 'published',
): number {
  return features === 'published' ? hiddenWidth : d;
}
