import { defined, joinFloats } from '../../../contract/index.ts';
import type { Network } from '../../../model/index.ts';
import type { HeadChunk, WantsOutput } from '../heads/index.ts';
import type { HeadPart } from '../tensors/index.ts';

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

/**
 * What came home of tokens, each output that is wanted of them all. Of what was read when less of it was wanted
 * some are 0: nobody looks at those.
 */
export function joinOutputs(
  parts: readonly HeadPart[],
  wanted: readonly string[],
): Readonly<Record<string, Float32Array>> {
  return Object.fromEntries(
    wanted.map((name) => {
      const { tokens, outputs } = defined(parts.find((part) => part.outputs[name]));
      const width = defined(outputs[name]).length / tokens;
      const values = parts.map(
        (part) => part.outputs[name] ?? new Float32Array(part.tokens * width),
      );
      return [name, values.length === 1 ? defined(values[0]) : joinFloats(values)];
    }),
  );
}

/** What came home, as the head's word on tokens `[start, end)`. */
export function headChunk(
  { start, end, isKnown }: { start: number; end: number; isKnown?: boolean },
  outputs: Readonly<Record<string, Float32Array>>,
): HeadChunk {
  return {
    start,
    tokens: end - start,
    logits: defined(outputs['logits']),
    tracks: outputs['tracks'] ?? new Float32Array(0),
    hidden: outputs['hidden'],
    features: outputs['features'],
    isKnown,
  };
}
