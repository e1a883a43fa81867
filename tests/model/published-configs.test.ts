import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mambaSizes } from '../../src-main/model/caduceus/mamba.ts';
import { expectNetwork } from '../../src-main/model/package/package.ts';
import { errorAdvice, findLocations } from '../../src-main/home/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { isMamba2 } from '../../src-main/model/caduceus/index.ts';
import { asCaduceus, mambaConfigSchema } from '../../src-main/model/mamba/config.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thrownBy } from '../support/thrown.ts';
import { writeSafetensors } from '../support/write-safetensors.ts';

/** A package with that configuration and no weights to speak of. */
function packageOf(config: unknown) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeSafetensors(join(folder, 'model.safetensors'), {});
  return expectNetwork(readModelPackage(folder));
}

const plantComplement = { 0: 0, 1: 1, 2: 2, 3: 6, 4: 5, 5: 4, 6: 3, 7: 7 };

it.each([
  [20, 384],
  [24, 512],
  [28, 768],
  [32, 1024],
])('PlantCaduceus of %i layers and width %i is a Caduceus of seven tokens', (n_layer, d_model) => {
  const { config, vocabulary, manifest } = packageOf({
    architectures: ['CaduceusForMaskedLM'],
    ...{ model_type: 'caduceus', d_model, n_layer, rcps: true, vocab_size: 8, pad_token_id: 0 },
    ...{ bidirectional: true, bidirectional_strategy: 'add', bidirectional_weight_tie: true },
    ...{ fused_add_norm: true, rms_norm: true, residual_in_fp32: false, norm_epsilon: 1e-5 },
    complement_map: plantComplement,
    ssm_cfg: { d_state: 16, d_conv: 4, expand: 2, dt_rank: 'auto', conv_bias: true, bias: false },
  });
  expect(config).toMatchObject({ d_model, n_layer });
  // A, C, G, T, N and the mask by their ids in the file.
  expect(vocabulary?.ids).toEqual([null, null, null, 1, null, null, null, 3, 4, 5, 6, 2]);
  expect(manifest.outputs).toEqual([{ kind: 'lm' }]);
});

it('a Mamba of transformers and one of mamba_ssm are read as the same', () => {
  const ofTransformers = packageOf({
    ...{ architectures: ['MambaForCausalLM'], model_type: 'mamba' },
    ...{ hidden_size: 256, intermediate_size: 512, num_hidden_layers: 8, vocab_size: 12 },
    ...{ state_size: 16, conv_kernel: 4, expand: 2, time_step_rank: 16, hidden_act: 'silu' },
    ...{ use_bias: false, use_conv_bias: true, layer_norm_epsilon: 1e-5, residual_in_fp32: true },
  });
  expect(ofTransformers.config).toMatchObject({ hidden_size: 256, num_hidden_layers: 8 });
  expect(ofTransformers.manifest).toMatchObject({
    family: 'mamba',
    outputs: [{ kind: 'lm', objective: 'causal' }],
  });
  const original = packageOf({
    ...{ d_model: 256, n_layer: 8, vocab_size: 12, ssm_cfg: {}, rms_norm: true },
    ...{ residual_in_fp32: true, fused_add_norm: true, pad_vocab_size_multiple: 8 },
  });
  expect(original.config).toMatchObject({
    ...{ model_type: 'mamba', hidden_size: 256, num_hidden_layers: 8, state_size: 16 },
    ...{ expand: 2, use_bias: false, use_conv_bias: true, pad_vocab_size_multiple: 8 },
  });
});

const small = { d_model: 64, n_layer: 2, vocab_size: 12 };
it.each([
  [{ ...small, ssm_cfg: { layer: 'Mamba3' } }, /ssm_cfg\.layer: found "Mamba3", expected "Mamba1"/],
  [{ ...small, attn_layer_idx: [1] }, /attn_layer_idx/],
  [{ ...small, d_intermediate: 128 }, /d_intermediate/],
  [
    { model_type: 'caduceus', ...small, ssm_cfg: { layer: 'Mamba3', d_state: 128 } },
    /ssm_cfg\.layer: found "Mamba3", expected "Mamba1"/,
  ],
  [{ model_type: 'mamba2', hidden_size: 64 }, /model_type: .*"mamba2"/],
  [
    {
      ...{ model_type: 'mamba', hidden_size: 64, num_hidden_layers: 2, vocab_size: 12 },
      hidden_act: 'gelu',
    },
    /hidden_act/,
  ],
])('%# a network with parts that are not read is refused, naming them', (config, message) => {
  const error = thrownBy(() => packageOf(config));
  expect(error).toMatchObject({ code: 'model-config' });
  expect(error.message).toMatch(message);
});

it('the inner width of a Mamba is whole, also where its ratio to the outer one is not', () => {
  const sizes = { hidden_size: 22, intermediate_size: 30, num_hidden_layers: 1, vocab_size: 12 };
  const config = mambaConfigSchema.parse({ model_type: 'mamba', ...sizes });
  expect((30 / 22) * 22).not.toBe(30);
  const { ssm_cfg, d_model } = asCaduceus(config);
  expect(!isMamba2(ssm_cfg) && mambaSizes(ssm_cfg, d_model).e).toBe(30);
});

const caduceus = { model_type: 'caduceus', ...small };
const mamba = { model_type: 'mamba', hidden_size: 64, num_hidden_layers: 2, vocab_size: 12 };
const hawk = {
  ...{ model_type: 'hawk', vocab_size: 16, width: 16, depth: 2, num_heads: 2, lru_width: 16 },
  ...{ mlp_expanded_width: 32, conv1d_temporal_width: 4 },
};

it.each<[Record<string, unknown>, string]>([
  [{ ...caduceus, residual_scale: 0.5 }, 'residual_scale: found 0.5, which may change the numbers'],
  [
    { ...caduceus, layer_cfg: { attn_cfg: { num_heads: 4 } } },
    'layer_cfg.attn_cfg: found an object',
  ],
  [
    { ...caduceus, layer_cfg: { mamba_cfg: { scale: 2 } } },
    'layer_cfg.mamba_cfg.scale: found 2, which may change the numbers',
  ],
  [
    { ...caduceus, layer_cfg: { mamba_cfg: { ssm_cfg: { dt_rank: 4 } } } },
    'layer_cfg.mamba_cfg.ssm_cfg.dt_rank: found 4, which may change the numbers',
  ],
  [
    { ...caduceus, layer_cfg: { mamba_cfg: { mlp_cfg: { activation: 'gelu' } } } },
    'layer_cfg.mamba_cfg.mlp_cfg.activation: found "gelu", which may change',
  ],
  [{ ...caduceus, norm_cfg: { eps: 1e-6 } }, 'norm_cfg.eps: found 0.000001, which may change'],
  [{ ...caduceus, mlp_cfg: { bias: true } }, 'mlp_cfg: found an object, which may change'],
  [{ ...caduceus, mamba_version: 2 }, 'mamba_version: found 2, which may change the numbers'],
  [{ ...caduceus, flip_lm_head_channels: false }, 'flip_lm_head_channels: found false, which may'],
  [{ ...caduceus, d_intermediate: 128 }, 'd_intermediate: found 128, which may change the numbers'],
  [
    { ...caduceus, ssm_cfg: { headdim: 64, dt_rank: 4 } },
    'ssm_cfg.dt_rank: found 4, which may change',
  ],
  [{ ...mamba, rope_theta: 10_000 }, 'rope_theta: found 10000, which may change the numbers'],
  [{ ...mamba, n_layer: 4 }, 'n_layer: found 4, which may change the numbers'],
  [{ ...small, attn_cfg: { num_heads: 4 } }, 'attn_cfg: found an object, which may change'],
  [
    { ...hawk, block_types: ['recurrent', 'attention'] },
    'block_types: found a list, which may change',
  ],
])('%j is refused for a key that is not read', (config, message) => {
  const error = thrownBy(() => packageOf(config));
  expect(error).toMatchObject({ code: 'model-config' });
  expect(error.message).toContain(message);
  expect(error.message).toMatch(/is not read; known are \w+, \w+/);
});

it.each<[Record<string, unknown>]>([
  [{ ...caduceus, d_intermediate: 0, layer_cfg: null, attn_cfg: {}, use_mamba2: false }],
  [{ ...caduceus, flip_lm_head_channels: true, _commit_hash: 'abc', eos_token_id: 1 }],
  [{ ...caduceus, max_seq_len: 512, hidden_dropout_prob: 0.1, initializer_cfg: { a: 1 } }],
  [{ ...caduceus, pooling_strategy: 'mean', conjoin_eval: false, id2label: { 0: 'a' } }],
  [{ ...caduceus, ssm_cfg: { dt_min: 0.001, dt_init: 'random', use_fast_path: true } }],
  [{ ...mamba, time_step_min: 0.001, use_cache: true, fused_add_norm: true, bos_token_id: 0 }],
  [{ ...small, attn_layer_idx: [], attn_cfg: {}, tie_embeddings: true, residual_in_fp32: true }],
  [{ ...hawk, transformers_version: '4.40.0', dtype: 'float32' }],
])('%j has only keys that are read or change no number', (config) => {
  expect(packageOf(config).weights.files).toHaveLength(1);
});

it.each<[string, Record<string, unknown>]>([
  ['HyenaDNA', { model_type: 'hyenadna', architectures: ['HyenaDNAForCausalLM'] }],
  ['HyenaDNA', { d_model: 128, n_layer: 2, layer: { _name_: 'hyena', l_max: 1026 } }],
  ['Evo', { model_type: 'stripedhyena', hidden_size: 4096 }],
  ['Enformer', { model_type: 'enformer', dim: 1536 }],
  ['Borzoi', { model_type: 'borzoi', architectures: ['Borzoi'] }],
  ['Nucleotide Transformer', { model_type: 'esm', architectures: ['EsmForMaskedLM'] }],
  ['BERT', { model_type: 'bert', architectures: ['BertForMaskedLM'] }],
])('a network of the family %s is told how it can be run', (name, config) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  // Whatever its weights are, they are not looked at.
  const error = thrownBy(() => readModelPackage(folder));
  expect(error).toMatchObject({ code: 'model-config' });
  expect(error.message).toContain(
    `known are "caduceus", "hawk", "mamba"; ${name} runs here as a tiled ONNX export.`,
  );
  expect(errorAdvice('model-config', findLocations(), 'command')).toContain(
    'a tiled ONNX export: model.onnx and a manifest.json as native-models/README.md shows',
  );
});

it('a number out of its bounds is named beside them', () => {
  const error = thrownBy(() => packageOf({ ...caduceus, n_layer: 20_000 }));
  expect(error.message).toContain('n_layer: found 20000, expected at most 10000');
  const less = thrownBy(() => packageOf({ ...caduceus, ssm_cfg: { d_conv: 1 } }));
  expect(less.message).toContain('ssm_cfg.d_conv: found 1, expected at least 2');
});

it('a key of a megabyte is refused as soon as any', () => {
  const config = { ...caduceus, [`${'loss'.repeat(250_000)}\n`]: 1 };
  expect(thrownBy(() => packageOf(config))).toMatchObject({ code: 'model-config' });
});
