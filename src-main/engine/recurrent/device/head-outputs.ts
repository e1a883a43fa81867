import { defined, joinFloats } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { HeadChunk, WantsOutput } from '../heads/index.ts';

/** Names of the head's outputs that are to come home from tokens `[start, end)`. */
export function wantedOutputs(
  { tracks }: Pick<Network, 'tracks'>,
  wants: WantsOutput,
  start: number,
  end: number,
): string[] {
  const asked = (['hidden', 'features'] as const).filter((name) => wants(name, start, end));
  return ['logits', ...(tracks > 0 ? ['tracks'] : []), ...asked];
}

/** What came home of tokens that were read by several calls, one after the other. */
export function joinOutputs(
  parts: readonly Readonly<Record<string, Float32Array>>[],
): Readonly<Record<string, Float32Array>> {
  const [first = {}, ...others] = parts;
  if (others.length === 0) return first;
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, joinFloats(parts.map((part) => defined(part[name])))]),
  );
}

/** What came home, as the head's word on tokens `[start, end)`. */
export function headChunk(
  start: number,
  end: number,
  outputs: Readonly<Record<string, Float32Array>>,
): HeadChunk {
  return {
    start,
    tokens: end - start,
    logits: defined(outputs['logits']),
    tracks: outputs['tracks'] ?? new Float32Array(0),
    hidden: outputs['hidden'],
    features: outputs['features'],
  };
}
