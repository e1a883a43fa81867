import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tiedNames, writeBin } from './published-forms.ts';
import { writeRandomModel } from './random-model.ts';

/**
 * Writes a small PlantCaduceus of random weights, with all that its published configuration has, as a
 * PyTorch file; what it is made of goes into `written`. Gives what else the hub lists of it, by name.
 */
export function writePlantCaduceus(folder: string, written: string): Record<string, string> {
  const config = { model_type: 'caduceus', rcps: true, vocab_size: 8, n_layer: 2 } as const;
  writeRandomModel(written, { seed: 5, config });
  const sizes = JSON.parse(readFileSync(join(written, 'config.json'), 'utf8')) as object;
  writeBin(written, folder, { tied: tiedNames(written) });
  const json = {
    ...{
      _name_or_path: 'kuleshov-group/PlantCaduceus_l20',
      architectures: ['CaduceusForMaskedLM'],
    },
    auto_map: {
      AutoConfig: 'configuration_caduceus.CaduceusConfig',
      AutoModelForMaskedLM: 'modeling_caduceus.CaduceusForMaskedLM',
    },
    ...sizes,
    ...{ pad_token_id: 0, residual_in_fp32: false, torch_dtype: 'float32' },
    complement_map: { 0: 0, 1: 1, 2: 2, 3: 6, 4: 5, 5: 4, 6: 3, 7: 7 },
    initializer_cfg: {
      ...{ initializer_range: 0.02, n_residuals_per_layer: 1, rescale_prenorm_residual: true },
    },
    ssm_cfg: {
      ...{ bias: false, conv_bias: true, d_conv: 4, d_state: 16, dt_init: 'random', expand: 2 },
      ...{ dt_init_floor: 0.0001, dt_max: 0.1, dt_min: 0.001, dt_rank: 'auto', dt_scale: 1.0 },
      use_fast_path: true,
    },
    transformers_version: '4.38.1',
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(json));
  const special = ['[PAD]', '[MASK]', '[UNK]'];
  const tokenizer = {
    version: '1.0',
    added_tokens: special.map((content, id) => ({ id, content, special: true })),
    normalizer: { type: 'Lowercase' },
    model: {
      ...{ type: 'BPE', unk_token: '[UNK]', merges: [] },
      vocab: { '[PAD]': 0, '[MASK]': 1, '[UNK]': 2, a: 3, c: 4, g: 5, t: 6 },
    },
  };
  return {
    'tokenizer.json': JSON.stringify(tokenizer),
    'tokenizer_config.json': '{}',
    'special_tokens_map.json': '{}',
    'training_args.bin': 'not fetched',
    'modeling_caduceus.py': 'not fetched',
  };
}
