import { quoteField } from '../contract/index.ts';

/** Families that people look for and that cannot run from their weights, by how they call themselves. */
const known: readonly (readonly [RegExp, string])[] = [
  [/striped.?hyena|\bevo/, 'Evo'],
  [/hyena/, 'HyenaDNA'],
  [/enformer/, 'Enformer'],
  [/borzoi|flashzoi/, 'Borzoi'],
  [/\besm|nucleotide.?transformer/, 'Nucleotide Transformer'],
  [/gpn|convnet/, 'GPN'],
  [/bert/, 'BERT'],
];

/**
 * What a network is that is none of `families`, such as `"stripedhyena" (Evo)`; undefined for those,
 * and for one that nothing is known of.
 */
export function otherFamily(json: unknown, families: readonly string[]): string | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { model_type: type, architectures } = json as Record<string, unknown>;
  if (typeof type === 'string' && families.includes(type)) return undefined;
  const hasLayers = 'layer' in json || 'hyena_layer_idxs' in json;
  const words: unknown[] = Array.isArray(architectures)
    ? [...(architectures as unknown[]), type]
    : [type];
  // Published before it had a `model_type`, with its filter's options under `layer`.
  const text = [...words, hasLayers ? 'hyena' : ''].join(' ').toLowerCase();
  const name = known.find(([pattern]) => pattern.test(text))?.[1];
  return name && typeof type === 'string' ? `${quoteField(type)} (${name})` : name;
}
