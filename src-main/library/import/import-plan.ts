import { allotment } from '../../home/index.ts';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { foreseeMemory } from '../../engine/index.ts';
import {
  blobDigest,
  describeModel,
  openTensors,
  readModelPackage,
  type BlobDigest,
  type ModelPackage,
} from '../../model/index.ts';

/** A file that an import copies. */
export interface ImportFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  /** What its bytes must hash to, where that is known. */
  readonly digest: BlobDigest | undefined;
}

/** What an import will do, for a person to read before it begins. */
export interface ImportPlan {
  readonly model: ModelPackage;
  readonly files: readonly ImportFile[];
  readonly bytes: number;
  /** Absent for an ONNX graph, whose inside is its own matter. */
  readonly network: NetworkFacts | undefined;
}

interface NetworkFacts {
  /** How the numbers are stored, such as `BF16`; several where they are mixed. */
  readonly stored: readonly string[];
  readonly parameters: number;
  readonly layers: number;
  /** Of the residual, per strand. */
  readonly width: number;
  /** About what one pass over `memoryLength` bp takes. */
  readonly memoryBytes: number;
  readonly memoryLength: number;
}

/** The training context of the largest published Caduceus. */
const memoryLength = 131_072;

/** What a model folder holds that is worth keeping, besides its weights. */
const packageFiles =
  /^(config\.json|manifest\.json|expected\.safetensors|tokenizer\.json|vocab\.(json|txt)|README.*|LICENSE.*)$/;

/** Reads a model's folder and what its files say of themselves. Errors: those of reading a model. */
export function planImport(folder: string): ImportPlan {
  const model = readModelPackage(folder);
  const isFile = (name: string) =>
    statSync(join(model.folder, name), { throwIfNoEntry: false })?.isFile() === true;
  const described = readdirSync(model.folder).filter(
    (name) => packageFiles.test(name) && isFile(name),
  );
  const weights = [model.weights.path, ...model.weights.files].map((path) => basename(path));
  const tracks = 'trackFiles' in model ? model.trackFiles : [];
  const files = [...new Set([...described, ...weights, ...tracks])].sort().map((name) => {
    const path = join(model.folder, name);
    return { name, path, bytes: statSync(path).size, digest: blobDigest(path) };
  });
  return {
    model,
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    network: networkFacts(model),
  };
}

function networkFacts(model: ModelPackage): NetworkFacts | undefined {
  const { network } = describeModel(model);
  if (network === undefined) return undefined;
  const memory = allotment().memory.amount;
  const { memoryBytes } = foreseeMemory(model, { length: memoryLength, spill: 'never', memory });
  return {
    ...describeTensors(model),
    layers: network.layers.length,
    width: network.d,
    memoryBytes,
    memoryLength,
  };
}

function describeTensors({ weights }: ModelPackage): { stored: string[]; parameters: number } {
  const tensors = openTensors(weights);
  tensors.close();
  // Integers are tables of the published code, such as which token complements which.
  const floats = [...tensors.tensors.values()].filter(
    ({ dtype, sameAs }) => /F\d/.test(dtype) && sameAs === undefined,
  );
  const sizes = floats.map(({ shape }) => shape.reduce((product, n) => product * n, 1));
  return {
    stored: [...new Set(floats.map(({ dtype }) => dtype))].sort(),
    parameters: sizes.reduce((sum, size) => sum + size, 0),
  };
}
