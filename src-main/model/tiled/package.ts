import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { defined, MegabaseError, utf8Text } from '../../contract/index.ts';
import { readJson, type WeightFiles } from '../weights/index.ts';
import { checkGraph } from './check-graph.ts';
import { tilingFaults } from './check-tiling.ts';
import { readGraphOutline, type GraphOutline } from './graph-outline.ts';
import { refuseTiled } from './refuse-tiled.ts';
import { resolveManifest, trackFiles } from './resolve-manifest.ts';
import { graphManifestSchema, type GraphManifest } from './manifest.ts';

/** A folder with an ONNX graph, whose manifest has been checked against it. */
export interface GraphPackage {
  readonly folder: string;
  readonly manifest: GraphManifest;
  readonly ownManifest: GraphManifest;
  /** Heads read the hidden states of a network, which a graph keeps to itself. */
  readonly heads: readonly never[];
  /** Of the first member: all have the same inputs and outputs. */
  readonly graph: GraphOutline;
  /** Graphs whose values are averaged, one of them at the least. */
  readonly members: readonly string[];
  /** Files of tracks that the manifest names. */
  readonly trackFiles: readonly string[];
  /** The first graph, and all of them with the files that their weights lie in. */
  readonly weights: WeightFiles;
}

const graphName = 'model.onnx';
const familySchema = z.object({ family: z.literal('onnx') });

/** Whether a folder holds a graph: an export may stand beside a network, and a graph's own config. */
export function holdsGraph(folder: string): boolean {
  if (saysGraph(join(folder, 'manifest.json'))) return true;
  return existsSync(join(folder, graphName)) && !existsSync(join(folder, 'config.json'));
}

function saysGraph(manifest: string): boolean {
  try {
    if (!existsSync(manifest)) return false;
    const json: unknown = JSON.parse(utf8Text(manifest, readFileSync(manifest)));
    return familySchema.safeParse(json).success;
  } catch {
    // What is wrong with it is said when it is read as the manifest of a network.
    return false;
  }
}

/**
 * Reads the package in `folder`: `manifest.json`, the graphs that it names, or `model.onnx`, and the files
 * with weights that these name. Errors: `model-manifest`, `model-graph`; `model-tiled` for one with heads on
 * it.
 */
export function readGraphPackage(folder: string, heads: readonly string[]): GraphPackage {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    throw new MegabaseError(
      'model-manifest',
      `${folder} has a ${graphName} but no manifest.json that says how it is fed and read.`,
    );
  }
  const written = readJson(path, graphManifestSchema, 'model-manifest');
  const manifest = resolveManifest(written, folder);
  const faults = tilingFaults(manifest);
  if (faults.length > 0)
    throw new MegabaseError('model-manifest', `${path}: ${faults.join('; ')}.`);
  const names = manifest.members ?? [graphName];
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new MegabaseError('model-manifest', `${path}: members: "${twice}" is named twice.`);
  }
  const members = names.map((name) => readMember(folder, name, manifest));
  if (heads.length > 0) throw refuseTiled(manifest);
  const files = members.flatMap(({ file, graph }) => [
    file,
    ...graph.external.map((location) => join(folder, location)),
  ]);
  const [first] = members;
  return {
    folder,
    manifest,
    ownManifest: manifest,
    heads: [],
    graph: defined(first).graph,
    members: members.map(({ file }) => file),
    trackFiles: trackFiles(written),
    weights: { path: defined(first).file, files: [...new Set(files)] },
  };
}

function readMember(
  folder: string,
  name: string,
  manifest: GraphManifest,
): { readonly file: string; readonly graph: GraphOutline } {
  const file = join(folder, name);
  if (name !== basename(name) || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new MegabaseError(
      'model-graph',
      `${folder} has no file "${name}", which is a graph by manifest.json; expected one beside it.`,
    );
  }
  const graph = readGraphOutline(file);
  checkGraph(file, manifest, graph);
  for (const location of graph.external) expectInside(folder, file, location);
  return { file, graph };
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
