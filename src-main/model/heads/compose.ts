import { MegabaseError } from '../../contract/index.ts';
import type { NetworkManifest } from '../manifest.ts';
import { likelihoodIds, type ModelOutput } from '../outputs/index.ts';
import type { HeadPackage } from './package.ts';
import { columnsOf } from './tasks.ts';

/**
 * The manifest of a model with heads on it: names joined by `+`, outputs one after the other. Error:
 * `head-manifest` where two of them have tracks or labels of one id.
 */
export function composeManifest(
  base: NetworkManifest,
  heads: readonly HeadPackage[],
): NetworkManifest {
  if (heads.length === 0) return base;
  const owners = new Map<string, string>();
  const claim = (owner: string, outputs: readonly ModelOutput[]) => {
    for (const id of outputs.flatMap(idsOf)) {
      const other = owners.get(id);
      if (other !== undefined) {
        throw new MegabaseError(
          'head-manifest',
          `${other} and ${owner} both have a track or label "${id}": they cannot be used together.`,
        );
      }
      owners.set(id, owner);
    }
  };
  claim(`The model ${base.id}`, base.outputs);
  for (const { manifest } of heads) claim(`the head ${manifest.id}`, manifest.outputs);
  const all = [base, ...heads.map(({ manifest }) => manifest)];
  return {
    ...base,
    id: all.map(({ id }) => id).join('+'),
    name: all.map(({ name }) => name).join(' + '),
    version: all.map(({ version }) => version).join('+'),
    license: said(all.map(({ license }) => license)) ?? base.license,
    citation: said(all.map(({ citation }) => citation)),
    description: said(heads.map(({ manifest }) => manifest.description)) ?? base.description,
    outputs: all.flatMap(({ outputs }) => outputs as ModelOutput[]),
  };
}

function idsOf(output: ModelOutput): readonly string[] {
  return output.kind === 'lm' ? likelihoodIds : columnsOf(output).map(({ id }) => id);
}

/** What is said, each once. */
function said(texts: readonly (string | undefined)[]): string | undefined {
  return [...new Set(texts.filter((text) => text !== undefined))].join('; ') || undefined;
}
