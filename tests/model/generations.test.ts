import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isMegabaseError } from '../../src-main/contract/index.ts';
import { checkWeightsByLayer, openNetwork, readModelPackage } from '../../src-main/model/index.ts';
import { expectNetwork } from '../../src-main/model/package/package.ts';
import { readTensors, shardName, writeBin, writeSharded } from '../support/published-forms.ts';
import { pythonJson } from '../support/random-mamba2.ts';
import { referenceModels } from '../support/paths.ts';
import { writeRandomModel } from '../support/random-model.ts';
import { Random } from '../support/random.ts';
import { sharedFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { writeSafetensors } from '../support/write-safetensors.ts';

const folder = sharedFolder();
const mamba2 = { d_state: 8, headdim: 8 };
const sources = {
  mamba: join(folder, 'mamba'),
  'mamba-2': join(folder, 'mamba-2'),
  causal: join(folder, 'causal'),
};
writeRandomModel(sources.mamba, { seed: 1, config: { model_type: 'caduceus', rcps: true } });
writeRandomModel(sources['mamba-2'], {
  seed: 1,
  config: { model_type: 'caduceus', rcps: true, mamba2 },
});
writeRandomModel(sources.causal, { seed: 1, config: { model_type: 'mamba', mamba2 } });

type Change = (config: Record<string, unknown>) => Record<string, unknown>;
type Tensors = ReturnType<typeof readTensors>;

/** A model with another configuration or other tensors. */
function changed(
  source: keyof typeof sources,
  change: Change,
  changeTensors: (tensors: Tensors) => Tensors = (tensors) => tensors,
): string {
  const path = temporaryFolder();
  const json = JSON.parse(readFileSync(join(sources[source], 'config.json'), 'utf8')) as object;
  writeFileSync(join(path, 'config.json'), pythonJson(change({ ...json })));
  const tensors = readTensors(join(sources[source], 'model.safetensors'));
  writeSafetensors(join(path, 'model.safetensors'), changeTensors({ ...tensors }));
  return path;
}

const as: Change = (config) => config;
const configOf = (path: string) => expectNetwork(readModelPackage(path)).config;
/** All that is refused when a model is imported. */
const refused = (path: string) => thrownBy(() => [...checkWeightsByLayer(readModelPackage(path))]);

it('the tensors decide the generation where the configuration is silent, and its defaults follow', () => {
  // Of that width the heads of 64 are whole; the weights are not opened.
  const silent: Change = (config) => ({ ...config, d_model: 32, ssm_cfg: {} });
  expect(configOf(changed('mamba', silent))).toMatchObject({ ssm_cfg: { d_state: 16 } });
  expect(configOf(changed('mamba-2', silent))).toMatchObject({
    ssm_cfg: { layer: 'Mamba2', d_state: 128, headdim: 64, dt_limit: [0, Infinity] },
  });
  expect(configOf(changed('causal', silent))).toMatchObject({ ssm_cfg: { d_state: 128 } });
  // Nothing is said of the layers at all, or null.
  const without: Change = ({ ssm_cfg: _, ...rest }) => ({ ...rest, d_model: 32 });
  expect(configOf(changed('mamba-2', without))).toMatchObject({
    ssm_cfg: { d_state: 128 },
  });
  const none: Change = (config) => ({ ...without(config), ssm_cfg: null });
  expect(configOf(changed('mamba-2', none))).toMatchObject({
    ssm_cfg: { d_state: 128 },
  });
});

it.each(['sharded', 'bin', 'one file'])('they decide it in weights that are %s', (form) => {
  const source = changed('mamba-2', as);
  const path = join(temporaryFolder(), 'model');
  if (form === 'sharded') writeSharded(source, path, 3);
  if (form === 'bin') writeBin(source, path);
  const config = configOf(form === 'one file' ? source : path);
  expect(config).toMatchObject({ ssm_cfg: { layer: 'Mamba2' } });
});

it.each<[keyof typeof sources, Change, RegExp]>([
  [
    'mamba',
    (config) => ({ ...config, ssm_cfg: { layer: 'Mamba2' } }),
    /ssm_cfg\.layer: Mamba2 says Mamba-2; the weights are of Mamba \(tensor "\S+x_proj\.weight"\)/,
  ],
  [
    'mamba-2',
    (config) => ({ ...config, ssm_cfg: { layer: 'Mamba1' } }),
    /ssm_cfg\.layer: Mamba1 says Mamba; the weights are of Mamba-2 \(tensor "\S+dt_bias"\)/,
  ],
  [
    'causal',
    (config) => ({ ...config, ssm_cfg: { layer: 'Mamba1' } }),
    /ssm_cfg\.layer: Mamba1 says Mamba; the weights are of Mamba-2/,
  ],
  ['mamba', (config) => ({ ...config, use_mamba2: true }), /use_mamba2: true says Mamba-2/],
  ['mamba-2', (config) => ({ ...config, use_mamba2: false }), /use_mamba2: false says Mamba;/],
  [
    'mamba',
    ({ ssm_cfg: _, ...config }) => ({ ...config, layer_cfg: { mamba_cfg: { version: 'v2' } } }),
    /layer_cfg\.mamba_cfg\.version: v2 says Mamba-2; the weights are of Mamba/,
  ],
  [
    'mamba-2',
    (config) => ({ ...config, ssm_cfg: { ...mamba2, dt_rank: 'auto' } }),
    /ssm_cfg\.dt_rank: found "auto", which may change the numbers/,
  ],
  [
    'mamba',
    (config) => ({ ...config, ssm_cfg: { headdim: 8 } }),
    /ssm_cfg\.headdim: found 8, which may change the numbers/,
  ],
])('%s whose configuration says another is refused: %#', (source, change, message) => {
  const error = thrownBy(() => readModelPackage(changed(source, change)));
  expect(error).toMatchObject({ code: 'model-config' });
  expect(error.message).toMatch(message);
});

it.each<[keyof typeof sources, Change, RegExp]>([
  ['mamba', (config) => ({ ...config, n_layer: 1 }), /n_layer is 1; the weights have 2 layers/],
  ['causal', (config) => ({ ...config, n_layer: 1 }), /n_layer is 1; the weights have 2 layers/],
  ['mamba-2', (config) => ({ ...config, bidirectional: false }), /bidirectional is false; .*_rev/],
])('%s of which the configuration leaves out a part is refused: %#', (source, change, message) => {
  const error = thrownBy(() => readModelPackage(changed(source, change)));
  expect(error).toMatchObject({ code: 'model-config' });
  expect(error.message).toMatch(message);
});

it('a network with layers of both is refused', () => {
  const both = (tensors: Tensors): Tensors => ({
    ...tensors,
    ...readTensors(join(sources.mamba, 'model.safetensors')),
  });
  const error = thrownBy(() => readModelPackage(changed('mamba-2', as, both)));
  expect(error).toMatchObject({ code: 'model-config' });
  expect(error.message).toMatch(/have layers of Mamba \(.*x_proj.*\) and of Mamba-2 \(.*dt_bias/);
});

it('weights that cannot be read leave it to the configuration', () => {
  const path = changed('mamba-2', as);
  writeFileSync(join(path, 'model.safetensors'), 'nothing');
  expect(configOf(path)).toMatchObject({ ssm_cfg: { layer: 'Mamba2' } });
  expect(thrownBy(() => openNetwork(readModelPackage(path)))).toMatchObject({
    code: 'safetensors-format',
  });
});

const layer = (change: Record<string, unknown>): Change => {
  return (config) => ({ ...config, ssm_cfg: { ...mamba2, ...change } });
};
const nested = (change: Record<string, unknown>, norm: Record<string, unknown> = {}): Change => {
  return ({ ssm_cfg, fused_add_norm: _, rms_norm: __, norm_epsilon: ___, ...config }) => ({
    ...config,
    layer_cfg: { mode: 'mamba-only', mamba_cfg: { version: 'v2', ssm_cfg, ...change } },
    norm_cfg: { fused_add_norm: true, rms_norm: true, norm_epsilon: 1e-5, ...norm },
  });
};

it.each<[string, Change, RegExp]>([
  ['d_state', layer({ d_state: 16 }), /in_proj\.weight" has shape \[\d+, 16\]; config.json needs/],
  ['headdim', layer({ headdim: 16 }), /config.json needs \[/],
  [
    'headdim that divides nothing',
    layer({ headdim: 7 }),
    /headdim: found 7, which does not divide/,
  ],
  ['ngroups', layer({ ngroups: 3 }), /ngroups: found 3, which does not divide the 4 heads/],
  ['d_ssm', layer({ d_ssm: 64 }), /d_ssm: found 64, more than expand x d_model = 32/],
  ['D_has_hdim', layer({ D_has_hdim: true }), /\.D" has shape \[4\]; config.json needs \[32\]/],
  ['rmsnorm', layer({ rmsnorm: false }), /"\S+norm\.weight" of shape \[32\].* has rmsnorm false/],
  ['conv_bias', layer({ conv_bias: false }), /conv1d\.bias" .* has conv_bias false/],
  ['bias', layer({ bias: true }), /holds no tensor "\S+in_proj\.bias"/],
  ['dt_limit', layer({ dt_limit: [1, 0] }), /dt_limit: the first is above the second/],
  ['dt_limit below 0', layer({ dt_limit: [-2, -1] }), /dt_limit: .*below 0/],
  [
    'dt_limit of text',
    layer({ dt_limit: [0, 'inf'] }),
    /dt_limit\.1: expected a number or Infinity/,
  ],
  ['mlp_cfg', nested({ mlp_cfg: {} }), /holds none of the tensors .*norm2|holds no tensor .*fc1/],
  [
    'mlp_cfg, not fused',
    nested({ mlp_cfg: {} }, { fused_add_norm: false }),
    /layer_cfg\.mamba_cfg\.mlp_cfg: is read only where norm_cfg\.fused_add_norm is true/,
  ],
  ['version', nested({ version: 'v3' }), /mamba_cfg\.version: found "v3", known are v1, v2/],
  [
    'd_state, nested',
    nested({ ssm_cfg: { d_state: 0 } }),
    /layer_cfg\.mamba_cfg\.ssm_cfg\.d_state: found 0, expected more than 0/,
  ],
  ['norm_cfg', nested({}, { rms_norm: 'yes' }), /norm_cfg\.rms_norm: .*expected boolean/],
  [
    'mode',
    (config) => ({ ...config, layer_cfg: { mode: 'attention' }, ssm_cfg: null }),
    /layer_cfg\.mode: found "attention", known are mamba-only/,
  ],
  [
    'a list for layer_cfg',
    (config) => ({ ...config, layer_cfg: [1] }),
    /layer_cfg: expected an ob/,
  ],
  [
    'both forms',
    (config) => ({ ...config, layer_cfg: { mamba_cfg: { ssm_cfg: mamba2 } } }),
    /ssm_cfg: stands beside layer_cfg, which says it in layer_cfg\.mamba_cfg\.ssm_cfg/,
  ],
  [
    'both forms of a norm',
    (config) => ({ ...config, norm_cfg: { norm_epsilon: 1e-6 } }),
    /norm_epsilon: stands beside norm_cfg/,
  ],
])('%s that is not of the tensors, or not known, is refused by its name', (_, change, message) => {
  const error = refused(changed('mamba-2', change));
  expect(['model-config', 'model-weights']).toContain((error as { code?: string }).code);
  expect(error.message).toMatch(message);
});

it('tensors of an MLP that the configuration does not speak of are refused', () => {
  const path = join(temporaryFolder(), 'mlp');
  const config = { model_type: 'caduceus', rcps: true, mamba2, mlp: {}, form: 'nested' } as const;
  writeRandomModel(path, { seed: 1, config });
  const text = readFileSync(join(path, 'config.json'), 'utf8');
  writeFileSync(join(path, 'config.json'), text.replace('"mlp_cfg":{}', '"mlp_cfg":null'));
  expect(refused(path).message).toMatch(/mlp\.submodule\.fc1\.weight" of shape .* has no mlp_cfg/);
});

it('both forms say the same: a nested norm_epsilon and layer are not passed over', () => {
  const epsilon = nested({}, { norm_epsilon: 1e-3, rms_norm: null });
  expect(configOf(changed('mamba-2', epsilon))).toMatchObject({
    ...{ norm_epsilon: 1e-3, rms_norm: true, fused_add_norm: true },
    ssm_cfg: { d_state: 8, headdim: 8 },
  });
  const flat = configOf(changed('mamba-2', as));
  expect(configOf(changed('mamba-2', nested({})))).toEqual(flat);
  // The first generation has the nested form, too.
  expect(configOf(changed('mamba', nested({ version: 'v1' })))).toEqual(configOf(sources.mamba));
});

it('an infinite step is bare Infinity, as Python writes it; NaN is not read', () => {
  const path = changed('mamba-2', layer({ dt_limit: [0.25, Infinity], layer: 'Mamba2' }));
  const text = readFileSync(join(path, 'config.json'), 'utf8');
  expect(text).toContain('[0.25,Infinity]');
  expect(configOf(path)).toMatchObject({ ssm_cfg: { dt_limit: [0.25, Infinity] } });
  // In a string, and with a quote in it, it is a word; elsewhere it is no size of anything.
  const named = text.replace('{', '{"_name": "an \\"Infinity\\" of, Infinity", ');
  writeFileSync(join(path, 'config.json'), named);
  expect(configOf(path)).toMatchObject({ ssm_cfg: { dt_limit: [0.25, Infinity] } });
  writeFileSync(join(path, 'config.json'), text.replace('"d_model":16', '"d_model":Infinity'));
  expect(thrownBy(() => readModelPackage(path)).message).toMatch(/d_model: /);
  writeFileSync(join(path, 'config.json'), text.replace('0.25', '-Infinity'));
  expect(configOf(path)).toMatchObject({ ssm_cfg: { dt_limit: [-Infinity, Infinity] } });
  writeFileSync(join(path, 'config.json'), text.replace('0.25', 'NaN'));
  expect(thrownBy(() => readModelPackage(path)).message).toMatch(/is not JSON/);
});

it('a shard list tells it without a shard being opened', () => {
  const path = join(temporaryFolder(), 'model');
  writeSharded(referenceModels['mamba2-ps-plantcad2'], path, 2);
  writeFileSync(join(path, shardName(0, 2)), 'nothing');
  expect(configOf(path)).toMatchObject({ ssm_cfg: { layer: 'Mamba2', d_state: 64, headdim: 64 } });
});

/** Values of any kind, in the place of one that a configuration has. */
const junk = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e300,
    2 ** 53,
    Infinity,
    '',
    'v1',
    'Mamba2',
    '10',
    [],
    [0],
    [{}],
  ],
  ...[{}, { layer: 'Mamba1' }, { version: 'v2' }, { ssm_cfg: null }, { 0: 7 }],
];

/** The configuration with one value, however deep, that is another, gone, or beside a key that nobody knows. */
function damaged(json: unknown, random: Random): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || random.below(4) === 0) {
    return junk[random.below(junk.length)];
  }
  const keys = [...Object.keys(json), 'another', 'layer_cfg', 'norm_cfg', 'use_mamba2', 'ssm_cfg'];
  const key = keys[random.below(keys.length)]!;
  const { [key]: value, ...rest } = json as Record<string, unknown>;
  return random.below(6) === 0 ? rest : { ...rest, [key]: damaged(value, random) };
}

it('a damaged configuration is read, or refused with its reason, and never more', () => {
  const random = new Random(11);
  let read = 0;
  for (let i = 0; i < 210; i++) {
    const source = (['mamba', 'mamba-2', 'causal'] as const)[i % 3]!;
    const form = i % 2 === 0 ? as : nested({ mlp_cfg: null });
    const change: Change = (config) => {
      const changed = damaged(form(config), random);
      return (typeof changed === 'object' ? changed : { changed }) as Record<string, unknown>;
    };
    const path = changed(source, change);
    try {
      for (const _ of checkWeightsByLayer(readModelPackage(path))) read++;
    } catch (error) {
      if (!isMegabaseError(error)) throw error;
      expect(['model-config', 'model-weights']).toContain(error.code);
    }
    rmSync(path, { recursive: true });
  }
  expect(read).toBeGreaterThan(20);
});
