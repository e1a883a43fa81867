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

/** What a network calls itself and is called that is none of `families`; undefined for any other. */
export function otherFamily(
  json: unknown,
  families: readonly string[],
): { readonly type: unknown; readonly name: string } | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { model_type: type, architectures } = json as Record<string, unknown>;
  if (typeof type === 'string' && families.includes(type)) return undefined;
  const words: unknown[] = Array.isArray(architectures) ? architectures : [];
  // HyenaDNA was published before it had a `model_type`, with its filter's options under `layer`.
  const isHyena = 'layer' in json || 'hyena_layer_idxs' in json;
  const text = [type, ...words, isHyena ? 'hyena' : ''].join(' ').toLowerCase();
  const name = known.find(([pattern]) => pattern.test(text))?.[1];
  return name === undefined ? undefined : { type, name };
}
