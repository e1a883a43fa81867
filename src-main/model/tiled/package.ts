import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { MegabaseError, utf8Text } from '../../contract/index.ts';
import { readJson } from '../read-json.ts';
import type { WeightFiles } from '../weight-files.ts';
import { checkGraph } from './check-graph.ts';
import { tilingFaults } from './check-tiling.ts';
import { readGraphOutline, type GraphOutline } from './graph-outline.ts';
import { refuseTiled } from './refuse-tiled.ts';
import { graphManifestSchema, type GraphManifest } from './manifest.ts';

/** A folder with an ONNX graph, whose manifest has been checked against it. */
export interface GraphPackage {
  readonly folder: string;
  readonly manifest: GraphManifest;
  readonly ownManifest: GraphManifest;
  /** Heads read the hidden states of a network, which a graph keeps to itself. */
  readonly heads: readonly never[];
  readonly graph: GraphOutline;
  /** `model.onnx`, and it with the files that its weights lie in. */
  readonly weights: WeightFiles;
}

const graphName = 'model.onnx';
const familySchema = z.object({ family: z.literal('onnx') });

/** Whether a folder holds a graph: an export may stand beside a network, and a graph's own config. */
export function holdsGraph(folder: string): boolean {
  if (!existsSync(join(folder, graphName))) return false;
  return !existsSync(join(folder, 'config.json')) || saysGraph(join(folder, 'manifest.json'));
}

function saysGraph(manifest: string): boolean {
  try {
    const json: unknown = JSON.parse(utf8Text(manifest, readFileSync(manifest)));
    return familySchema.safeParse(json).success;
  } catch {
    // What is wrong with it is said when it is read as the manifest of a network.
    return false;
  }
}

/**
 * Reads the package in `folder`: `model.onnx`, the files with weights that it names, and
 * `manifest.json`. Errors: `model-manifest`, `model-graph`; `model-tiled` for one with heads on it.
 */
export function readGraphPackage(folder: string, heads: readonly string[]): GraphPackage {
  const file = join(folder, graphName);
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    throw new MegabaseError(
      'model-manifest',
      `${folder} has a ${graphName} but no manifest.json that says how it is fed and read.`,
    );
  }
  const manifest = readJson(path, graphManifestSchema, 'model-manifest');
  const faults = tilingFaults(manifest);
  if (faults.length > 0)
    throw new MegabaseError('model-manifest', `${path}: ${faults.join('; ')}.`);
  const graph = readGraphOutline(file);
  checkGraph(file, manifest, graph);
  for (const location of graph.external) expectInside(folder, file, location);
  const files = [file, ...graph.external.map((location) => join(folder, location))];
  if (heads.length > 0) throw refuseTiled(manifest);
  return {
    folder,
    manifest,
    ownManifest: manifest,
    heads: [],
    graph,
    weights: { path: file, files },
  };
}

/** A file from elsewhere must not make the program read what lies outside its folder. */
function expectInside(folder: string, file: string, location: string): void {
  const isInside = location === basename(location) && !/[\\:]|^\.\.?$/.test(location);
  if (!isInside) {
    throw new MegabaseError(
      'model-graph',
      `${file} has weights in "${location}"; expected the name of a file in ${folder}.`,
    );
  }
  if (statSync(join(folder, location), { throwIfNoEntry: false })?.isFile()) return;
  throw new MegabaseError(
    'model-graph',
    `${file} has weights in "${location}", which is missing in ${folder}.`,
  );
}
