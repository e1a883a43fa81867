import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';
import type { Import } from './read-imports.ts';

/** What each layer may import besides itself: the table of the design, section 1. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  'src-main/contract': [],
  'src-main/readers': ['contract'],
  'src-main/sequence': ['contract'],
  'src-main/model': ['contract', 'sequence'],
  'src-main/engine': ['contract', 'sequence', 'model'],
  'src-main/cache': ['contract'],
  'src-main/service': ['contract', 'readers', 'sequence', 'model', 'engine', 'cache'],
  'src-main/transport': ['contract'],
  'src-main/electron': ['contract', 'service', 'transport'],
  'src-main/cli': ['contract', 'service', 'transport'],
  'src-renderer': ['contract', 'transport'],
};

/** Files besides a layer's `index.ts` that some other layers enter it by. */
const sideDoors: Readonly<Record<string, readonly string[]>> = {
  'src-main/model/session.ts': ['src-main/engine'],
  'src-main/model/probe.ts': ['src-main/engine'],
  // The half without Node: a page and a preload script have none.
  'src-main/transport/browser.ts': ['src-main/electron', 'src-renderer'],
};

/** Layers that another may enter by a side door alone. */
const sideDoorOnly: Readonly<Record<string, string>> = { 'src-renderer': 'src-main/transport' };

/** Packages that only one folder, or one file, may load. */
const packageOwners: Readonly<Record<string, string>> = {
  'onnxruntime-node': 'src-main/model/session.ts',
  'better-sqlite3': 'src-main/cache/',
  electron: 'src-main/electron/',
};

/** The folders that a page in a browser loads: they have no Node. */
const inBrowser = ['src-main/contract', 'src-renderer'];

/** In words, every import that the table does not allow. */
export function layerFaults(imports: readonly Import[]): string[] {
  return imports.flatMap((one) => {
    const why = faultOf(one);
    return why === undefined ? [] : [`${one.from} imports ${one.to}: ${why}`];
  });
}

function faultOf({ from, to }: Import): string | undefined {
  const own = layerOf(from);
  if (own === undefined) return 'it belongs to no layer';
  if (!to.includes('/') || !/^(src-|tests|native-models|resources|\.\.)/.test(to)) {
    return packageFault(from, own, to);
  }
  const other = layerOf(to);
  if (other === undefined) return 'which belongs to no layer';
  if (other === own) return undefined;
  if (!layers[own]!.includes(other.replace('src-main/', ''))) return `${own} may not use ${other}`;
  if (sideDoors[to]?.includes(own)) return undefined;
  if (sideDoorOnly[own] === other) return `${own} has its own door to ${other}`;
  if (to === `${other}/index.ts`) return undefined;
  return existsSync(join(root, other, 'index.ts')) ? `${other} has an index.ts` : undefined;
}

function packageFault(from: string, own: string, name: string): string | undefined {
  const owner = packageOwners[name];
  if (owner !== undefined && !from.startsWith(owner)) return `only ${owner} may`;
  return name.startsWith('node:') && inBrowser.includes(own) ? 'a page has no Node' : undefined;
}

export function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((layer) => path.startsWith(`${layer}/`));
}

/**
 * The chains of imports by which a file of `layers` would load package `name` when it runs: each as
 * the files from that one to the package.
 */
export function loadingChains(
  imports: readonly Import[],
  startsIn: readonly string[],
  name: string,
): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) {
    if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const chains: string[][] = [];
  for (const start of next.keys()) {
    if (!startsIn.includes(layerOf(start) ?? '')) continue;
    const seen = new Set([start]);
    const open = [[start]];
    for (let chain = open.pop(); chain; chain = open.pop()) {
      for (const to of next.get(chain.at(-1)!) ?? []) {
        if (to === name) chains.push([...chain, to]);
        if (seen.has(to)) continue;
        seen.add(to);
        open.push([...chain, to]);
      }
    }
  }
  return chains;
}
