import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { defined } from '../contract/index.ts';
import { checksumHolds, withChecksum, withExternalData } from './graph/index.ts';
import {
  plainScanOptions,
  type DirectionalScan,
  type Network,
  type ScanGraphOptions,
} from './network/index.ts';
import type { NetworkPackage } from './package/index.ts';

/**
 * Goes up with every change to what the compiler writes or refuses, so that no old graph is taken for
 * new.
 */
const compilerVersion = 11;

/**
 * Compiled graphs on disk, by the content of the model they come from. Written whole or not at all,
 * so that two processes may compile the same model at once. A graph that is not what was written,
 * as a power cut may leave it, is compiled anew: run as it is it would fail every time, or worse,
 * give wrong numbers.
 */
export class GraphCache {
  readonly #folder: string;
  readonly #headName: string;

  /** `modelHash`: of the model alone, hex; `headsHash`: of it with the heads on it, where there are any. */
  constructor(folder: string, modelHash: string, headsHash?: string) {
    const key = createHash('sha256').update(`${compilerVersion} ${modelHash}`).digest('hex');
    this.#folder = join(folder, key.slice(0, 32));
    this.#headName = headsHash === undefined ? 'head.onnx' : `head-${headsHash.slice(0, 32)}.onnx`;
  }

  /**
   * The graphs of a package whose identity has been checked: `hash` is that of the model with its heads.
   * What the heads share with the model alone is compiled once.
   */
  static of({ heads: [head] }: NetworkPackage, folder: string, hash: string): GraphCache {
    return head
      ? new GraphCache(folder, head.manifest.model.hash, hash)
      : new GraphCache(folder, hash);
  }

  /** Path of a directional scan's graph, written now if it is not there yet or damaged. */
  scan(network: Network, layer: number, scan: DirectionalScan, options = plainScanOptions): string {
    const name = `layer-${String(layer).padStart(3, '0')}-${scan.direction}${suffixOf(options)}`;
    return this.#ensure(name, () => network.scanGraph(layer, scan, options));
  }

  /** Path of the graph of all layers and the head, of a network that has one. */
  chunk(network: Network, options = plainScanOptions): string {
    const name = `${this.#headName.replace(/\.onnx$/, '')}-chunk${suffixOf(options)}`;
    return this.#ensure(name, () => defined(network.chunkGraph)(options));
  }

  /** Path of one graph of a staged scan, named by the stage and the direction it belongs to. */
  stage(layer: number, stage: string, compile: () => Uint8Array): string {
    return this.#ensure(`layer-${String(layer).padStart(3, '0')}-${stage}.onnx`, compile);
  }

  head(network: Network): string {
    return this.#ensure(this.#headName, () => network.headGraph());
  }

  #ensure(name: string, compile: () => Uint8Array): string {
    const path = join(this.#folder, name);
    const weightsName = name.replace(/\.onnx$/, '.weights');
    const weightsPath = join(this.#folder, weightsName);
    if (existsSync(path) && checksumHolds(path, weightsPath)) return path;
    mkdirSync(this.#folder, { recursive: true });
    const split = withExternalData(compile(), weightsName);
    if (split.weights.length > 0) writeWhole(weightsPath, split.weights);
    writeWhole(path, withChecksum(split));
    return path;
  }
}

/**
 * Leaves a file of the same content as it is: other processes may have mapped it. To replace it would end those on
 * other machines that share the folder over a network, and is refused on Windows. Without hard links there is a moment
 * between the look and the rename.
 */
function writeWhole(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, bytes);
    if (!linked(temporary, path) && !holds(path, bytes)) renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * False where `path` stands already, be it that another machine has just written it, and without hard links. What else
 * may be wrong the rename that follows says.
 */
function linked(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch {
    return false;
  }
}

function holds(path: string, bytes: Uint8Array): boolean {
  return existsSync(path) && readFileSync(path).equals(bytes);
}

function suffixOf({ pieces, target }: ScanGraphOptions): string {
  const split = pieces === 1 ? '' : `-by-${pieces}`;
  return `${target === 'cpu' ? '' : `-${target}`}${split}.onnx`;
}
