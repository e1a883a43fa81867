import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MegabaseError, defined } from '../../contract/index.ts';
import { tokenOf } from '../../sequence/index.ts';
import { readJson } from '../weights/index.ts';
import { readTokens, vocabularyOf, type Vocabulary } from './vocabulary.ts';

/** What of a configuration tells its vocabulary. */
interface Sizes {
  readonly vocab_size: number;
  readonly complement_map?: Readonly<Record<string, number>> | null | undefined;
}

const id = z.number().int().nonnegative();
const vocabularySchema = z.record(z.string(), id);
const tokenizerSchema = z.object({
  added_tokens: z.array(z.object({ id, content: z.string() })).default([]),
  model: z.object({ vocab: vocabularySchema }),
});

/**
 * The vocabulary of a model's folder: what its tokenizer's file says, and without one the known
 * vocabulary that fits the configuration. Undefined where it is ours.
 *
 * Error: `model-config` where it does not give every base a token of its own, or nothing tells it.
 */
export function readVocabulary(folder: string, config: Sizes): Vocabulary | undefined {
  const written = readTokenizer(folder);
  const vocabulary = written ? dnaVocabulary(written, config) : knownVocabulary(folder, config);
  expectComplements(folder, config, vocabulary);
  return vocabulary && isOurs(vocabulary) ? undefined : vocabulary;
}

interface Tokenizer {
  readonly path: string;
  readonly ids: ReadonlyMap<string, number>;
}

function readTokenizer(folder: string): Tokenizer | undefined {
  const files = {
    'tokenizer.json': (path: string) => {
      const { model, added_tokens } = readJson(path, tokenizerSchema, 'model-config');
      const added = added_tokens.map(({ content, id }) => [content, id] as const);
      return [...Object.entries(model.vocab), ...added];
    },
    'vocab.json': (path: string) =>
      Object.entries(readJson(path, vocabularySchema, 'model-config')),
    'vocab.txt': (path: string) =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split(/\r?\n/)
        .map((token, line) => [token, line] as const),
  };
  for (const [name, read] of Object.entries(files)) {
    const path = join(folder, name);
    if (existsSync(path)) return { path, ids: new Map(read(path)) };
  }
  return undefined;
}

const special = {
  mask: ['[MASK]', '<mask>', '<MASK>'],
  unknown: ['[UNK]', '<unk>', '<UNK>'],
};

function dnaVocabulary({ path, ids }: Tokenizer, { vocab_size }: Sizes): Vocabulary {
  const refuse = (what: string) =>
    new MegabaseError(
      'model-config',
      `${path}: ${what}; only models with a token for each base are read.`,
    );
  const pieces = [...ids.keys()].filter((token) => /^[ACGTN]{2,}$/i.test(token));
  if (pieces.length > 0) {
    throw refuse(
      `${pieces.length} of its tokens are several bases, such as "${defined(pieces[0])}"`,
    );
  }
  const find = (names: readonly string[]) => names.map((name) => ids.get(name)).find(isNumber);
  const base = (letter: string): number => {
    const found = find([letter, letter.toLowerCase()]);
    if (found === undefined) throw refuse(`it has no token "${letter}"`);
    if (found >= vocab_size) {
      throw refuse(
        `token "${letter}" has id ${found}, config.json has a vocab_size of ${vocab_size}`,
      );
    }
    return found;
  };
  const [A, C, G, T] = ['A', 'C', 'G', 'T'].map(base) as [number, number, number, number];
  if (new Set([A, C, G, T]).size < 4) {
    throw refuse(`two bases share a token: A, C, G and T have the ids ${[A, C, G, T].join(', ')}`);
  }
  const N = find(['N', 'n', ...special.unknown]) ?? null;
  return vocabularyOf({ A, C, G, T, N, mask: find(special.mask) ?? null });
}

const isNumber = (value: number | undefined): value is number => value !== undefined;

/** Caduceus's own tokenizer is code, its folder has no file of it; PlantCaduceus reads GPN's. */
function knownVocabulary(folder: string, { vocab_size }: Sizes): Vocabulary | undefined {
  if (vocab_size >= 12 && vocab_size <= 16) return undefined;
  if (vocab_size === 7 || vocab_size === 8) return gpnVocabulary;
  throw new MegabaseError(
    'model-config',
    `${join(folder, 'config.json')}: vocab_size is ${vocab_size} and there is no tokenizer.json, ` +
      'vocab.json or vocab.txt that says which tokens are bases.',
  );
}

/** `[PAD] [MASK] [UNK] a c g t`, huggingface.co/songlab/tokenizer-dna-mlm. */
const gpnVocabulary = vocabularyOf({ A: 3, C: 4, G: 5, T: 6, N: 2, mask: 1 });

const ours = vocabularyOf(readTokens);

/** A causal model has no mask to be compared. */
function isOurs({ ids }: Vocabulary): boolean {
  const { mask, ...letters } = readTokens;
  const same = Object.values(letters).every((token) => ids[token] === token);
  return same && (ids[mask] === mask || ids[mask] === null);
}

/** A map of complements that pairs other ids than those of A and T, C and G is of other tokens. */
function expectComplements(folder: string, config: Sizes, found: Vocabulary | undefined): void {
  const map = config.complement_map;
  if (!map) return;
  const { ids } = found ?? ours;
  for (const [base, partner] of [
    ['A', 'T'],
    ['C', 'G'],
    ['G', 'C'],
    ['T', 'A'],
  ] as const) {
    const [id, expected] = [defined(ids[tokenOf[base]]), defined(ids[tokenOf[partner]])];
    if (map[id] === expected) continue;
    throw new MegabaseError(
      'model-config',
      `${join(folder, 'config.json')}: complement_map has ${map[id]} for ${id} (${base}); ` +
        `expected ${expected} (${partner}). The model's tokens are others than they are taken for.`,
    );
  }
}
