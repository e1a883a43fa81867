import { defined } from '../../contract/index.ts';
import { mamba1Keys, mlpKeys } from './config.ts';
import { mamba2Keys } from './mamba2-config.ts';

/** Where a key of the flat form stands in the nested one, as `save_pretrained` of later code writes it. */
const nestedPlaces: Readonly<Record<string, readonly string[]>> = {
  ssm_cfg: ['layer_cfg', 'mamba_cfg', 'ssm_cfg'],
  mlp_cfg: ['layer_cfg', 'mamba_cfg', 'mlp_cfg'],
  fused_add_norm: ['norm_cfg', 'fused_add_norm'],
  rms_norm: ['norm_cfg', 'rms_norm'],
  norm_epsilon: ['norm_cfg', 'norm_epsilon'],
};

/** A part of a configuration, and the keys that are read of it. */
interface Section {
  readonly path: readonly string[];
  readonly keys: readonly string[];
}

/** Those of the nested form. */
const nestedSections: readonly Section[] = [
  { path: ['layer_cfg'], keys: ['mode', 'mamba_cfg'] },
  { path: ['layer_cfg', 'mamba_cfg'], keys: ['version', 'ssm_cfg', 'mlp_cfg'] },
  { path: ['norm_cfg'], keys: ['fused_add_norm', 'rms_norm', 'norm_epsilon'] },
];

/** All parts of a configuration of either form, with layers of the generation. */
export function configSections(generation: 1 | 2): Section[] {
  const layer = generation === 1 ? mamba1Keys : mamba2Keys;
  return [
    { path: ['ssm_cfg'], keys: layer },
    ...nestedSections,
    { path: defined(nestedPlaces['ssm_cfg']), keys: layer },
    { path: defined(nestedPlaces['mlp_cfg']), keys: mlpKeys },
  ];
}

type Json = Readonly<Record<string, unknown>>;

/** Something that a configuration asks for and cannot have. */
export interface ConfigFault {
  readonly path: readonly string[];
  readonly message: string;
}

/** What a path of the flat form is in the configuration as it stands. */
export function placeInConfig(json: Json, [first, ...rest]: readonly PropertyKey[]): PropertyKey[] {
  const nested = nestedPlaces[String(first)];
  return nested && isThere(json[String(nested[0])])
    ? [...nested, ...rest]
    : [...(first === undefined ? [] : [first]), ...rest];
}

/**
 * A configuration in the flat form, whichever it has. Faults: keys that stand in both forms, layers of other
 * kinds, and an MLP where the published code does not do what it names.
 */
export function flatConfig(json: Json): {
  readonly flat: Json;
  readonly faults: readonly ConfigFault[];
} {
  const flat: Record<string, unknown> = { ...json };
  const faults: ConfigFault[] = [];
  for (const { path } of nestedSections) {
    const value = valueAt(json, path);
    if (isThere(value) && (typeof value !== 'object' || Array.isArray(value))) {
      faults.push({ path, message: 'expected an object' });
    }
  }
  for (const [key, place] of Object.entries(nestedPlaces)) {
    const section = String(place[0]);
    if (!isThere(json[section])) continue;
    if (isThere(json[key])) {
      const message = `stands beside ${section}, which says it in ${place.join('.')}; expected one of them`;
      faults.push({ path: [key], message });
    }
    const value = valueAt(json, place);
    if (isThere(value)) flat[key] = value;
    else Reflect.deleteProperty(flat, key);
  }
  const choices = [
    { path: ['layer_cfg', 'mode'], known: ['mamba-only'] },
    { path: ['layer_cfg', 'mamba_cfg', 'version'], known: ['v1', 'v2'] },
  ];
  for (const { path, known } of choices) {
    const value = valueAt(json, path);
    if (!isThere(value) || known.includes(value as string)) continue;
    faults.push({ path, message: `found ${JSON.stringify(value)}, known are ${known.join(', ')}` });
  }
  if (isThere(flat['mlp_cfg']) && flat['fused_add_norm'] === false) {
    faults.push({
      path: ['layer_cfg', 'mamba_cfg', 'mlp_cfg'],
      message:
        'is read only where norm_cfg.fused_add_norm is true: without it the published code does not ' +
        'compute what norm2 stands for',
    });
  }
  return { flat, faults };
}

function valueAt(json: Json, place: readonly string[]): unknown {
  return place.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Json)[key] : undefined,
    json,
  );
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
