import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { caduceusSizes } from '../../src-main/model/caduceus/config.ts';
import { expectNetwork } from '../../src-main/model/package.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
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
  [{ ...small, ssm_cfg: { layer: 'Mamba2' } }, /ssm_cfg\.layer: .*Mamba1/],
  [{ ...small, attn_layer_idx: [1] }, /attn_layer_idx/],
  [{ ...small, d_intermediate: 128 }, /d_intermediate/],
  [
    { model_type: 'caduceus', ...small, ssm_cfg: { layer: 'Mamba2', d_state: 128 } },
    /ssm_cfg\.layer: .*Mamba1/,
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
  expect(caduceusSizes(asCaduceus(config)).e).toBe(30);
});
