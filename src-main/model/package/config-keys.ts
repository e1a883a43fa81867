import { configSections, flatKeys } from '../caduceus/index.ts';
import type { Generation } from '../weights/index.ts';
import { hawkConfigSchema } from '../hawk/index.ts';
import { mambaConfigSchema, originalKeys } from '../mamba/index.ts';

/** A key of `config.json` that says something of the network and is not read. */
export interface UnreadKey {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Those that are read in its place. */
  readonly known: readonly string[];
}

const keysOf: Readonly<Record<string, readonly string[]>> = {
  caduceus: [
    ...flatKeys,
    // Said of the layers, in their own form or beside it.
    ...['layer_cfg', 'norm_cfg', 'use_mamba2'],
    // Of the classifier on it, which becomes a head.
    ...['pooling_strategy', 'conjoin_eval', 'conjoin_train', 'num_labels'],
  ],
  hawk: Object.keys(hawkConfigSchema.shape),
  mamba: Object.keys(mambaConfigSchema.shape),
};

/**
 * Keys of the hub's libraries that leave the numbers of a pass as they are: names and versions, special
 * tokens, how to start and to continue training, how to write text, precision of stored numbers, and
 * what only a state-space layer's kernel or the start of its weights is told.
 */
const harmless = new RegExp(
  `^(${[
    '_.*|architectures|auto_map|name|version|description|license|author|url|comment|dataset|tags?',
    'transformers_version|tokenizer_class|prefix|task_specific_params|problem_type|finetuning_task',
    'id2label|label2id|num_labels|.*_token|.*_token_id|(begin_)?suppress_tokens|bad_words_ids|.*loss.*',
    '(torch_)?dtype|device|use_bfloat16|torchscript|residual_in_fp32|residual_fp32|fused_add_norm',
    'return_dict.*|output_.*|pruned_heads|chunk_size_feed_forward|is_decoder|is_encoder_decoder',
    'add_cross_attention|cross_attention_hidden_size|tie_.*embeddings|tie_encoder_decoder',
    'max_length|min_length|do_sample|early_stopping|num_beams|num_beam_groups|diversity_penalty',
    'temperature|top_k|top_p|typical_p|repetition_penalty|length_penalty|.*no_repeat_ngram_size',
    'num_return_sequences|remove_invalid_values|exponential_decay_length_penalty',
    '.*dropout.*|initializer_.*|rescale_prenorm_residual|gradient_checkpointing.*|use_cache|use_mambapy',
    '(max_)?(seq|sequence)_?len(gth)?|max_(seq|position|sequence)\\w*|n_positions|n_ctx|seed',
    'time_step_(min|max|scale|floor|init_scheme)|dt_(min|max|init|scale|init_floor)',
    'use_fast_path|use_mem_eff_path|use_associative_scan|layer_idx',
    'chunk_size|conv_init|A_init_range|sequence_parallel|process_group',
  ].join('|')})$`,
);

/**
 * The keys of a configuration that may change the arithmetic and are not read. One that is off or empty
 * asks for nothing, but for `flip_lm_head_channels`, which is on where it is not there.
 */
export function unreadKeys(json: unknown, generation: Generation): UnreadKey[] {
  if (!isObject(json)) return [];
  const { model_type: type } = json;
  const isOriginal = 'd_model' in json && (type === undefined || type === 'mamba');
  const own = isOriginal ? originalKeys : keysOf[String(type)];
  // That nothing is known of its family is told by the family's name.
  if (own === undefined) return [];
  return [
    ...unreadIn(json, own, []),
    ...configSections(generation)
      .filter(({ path }) => own.includes(String(path[0])))
      .flatMap(({ path, keys }) => {
        const part = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), json);
        return isObject(part) ? unreadIn(part, keys, path) : [];
      }),
  ];
}

function unreadIn(
  object: Record<string, unknown>,
  known: readonly string[],
  place: readonly string[],
): UnreadKey[] {
  return Object.entries(object)
    .filter(([name]) => !known.includes(name) && !isHarmless(name))
    .filter(([name, value]) =>
      name === 'flip_lm_head_channels' ? value !== true : !asksNothing(value),
    )
    .map(([name, value]) => ({ path: [...place, name], value, known }));
}

/** No such name is longer than this, and a longer one may take the pattern long. */
const mostNameLength = 100;

function isHarmless(name: string): boolean {
  return name.length <= mostNameLength && harmless.test(name);
}

function asksNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === null || value === false || value === 0 || value === '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
