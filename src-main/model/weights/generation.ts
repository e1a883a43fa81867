import { openTensors } from './tensors.ts';
import { findWeights } from './weight-files.ts';

/** Of state-space layers: Mamba (Gu and Dao 2023) or Mamba-2 (Dao and Gu 2024). */
export type Generation = 1 | 2;

/** A generation, and in words what says so. */
export interface StatedGeneration {
  readonly generation: Generation;
  readonly by: string;
}

/**
 * The names of all tensors in a model's folder; undefined where there are none or they cannot be read, which is
 * told when they are opened.
 */
export function tensorNames(folder: string): readonly string[] | undefined {
  try {
    const weights = findWeights(folder);
    if (weights.shardOf) return [...weights.shardOf.keys()];
    const tensors = openTensors(weights);
    const names = [...tensors.tensors.keys()];
    tensors.close();
    return names;
  } catch {
    return undefined;
  }
}

/** Tensors that layers of the one generation have and those of the other have not. */
const marks: readonly (readonly [RegExp, Generation])[] = [
  [/\.(mixer|mamba_fwd|mamba_rev)\.(x_proj|dt_proj)\.\w+$/, 1],
  [/\.(mixer|mamba_fwd|mamba_rev)\.dt_bias$/, 2],
];

/** The generations of which a file has layers, each by a tensor's name: none, one, or both. */
export function generationsOf(names: readonly string[]): StatedGeneration[] {
  return marks.flatMap(([mark, generation]) => {
    const by = names.find((name) => mark.test(name));
    return by === undefined ? [] : [{ generation, by: `tensor "${by}"` }];
  });
}

/** What a configuration says of its layers' generation outright; undefined where it leaves it open. */
export function statedGeneration(json: unknown): StatedGeneration | undefined {
  const { use_mamba2, ssm_cfg, layer_cfg } = object(json);
  const { version, ssm_cfg: nested } = object(object(layer_cfg)['mamba_cfg']);
  const said = (place: string, value: unknown, one: unknown, two: unknown) =>
    value === one || value === two
      ? {
          generation: value === one ? (1 as const) : (2 as const),
          by: `${place}: ${String(value)}`,
        }
      : undefined;
  return (
    said('layer_cfg.mamba_cfg.version', version, 'v1', 'v2') ??
    said('layer_cfg.mamba_cfg.ssm_cfg.layer', object(nested)['layer'], 'Mamba1', 'Mamba2') ??
    said('ssm_cfg.layer', object(ssm_cfg)['layer'], 'Mamba1', 'Mamba2') ??
    said('use_mamba2', use_mamba2, false, true)
  );
}

const onlyMamba2 = [
  ...['headdim', 'd_ssm', 'ngroups', 'D_has_hdim', 'rmsnorm', 'norm_before_gate', 'dt_limit'],
  ...['A_init_range', 'chunk_size'],
];

/**
 * What a configuration makes likely where neither it nor the tensors say it: the published code takes
 * Mamba-2 where its nested form says nothing, and some keys are known to one generation only.
 */
export function likelyGeneration(json: unknown): Generation {
  const { ssm_cfg, layer_cfg } = object(json);
  if (layer_cfg !== undefined && layer_cfg !== null) return 2;
  return Object.keys(object(ssm_cfg)).some((key) => onlyMamba2.includes(key)) ? 2 : 1;
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
