import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { MegabaseError } from '../../contract/index.ts';
import { readJson } from './read-json.ts';

/** Where a model's tensors lie: in one file, or in several with an index of them. */
export interface WeightFiles {
  /** `model.safetensors`, `pytorch_model.bin` or another PyTorch file, or the index. */
  readonly path: string;
  /** All files with tensors, by name. */
  readonly files: readonly string[];
  /** Path of the file that holds a tensor; absent where there is only one. */
  readonly shardOf?: ReadonlyMap<string, string>;
}

/** Names under which weights are published, and of their parts where there are several. */
const forms = [
  { single: 'model.safetensors', part: /^[\w-][\w.-]*\.safetensors$/ },
  { single: 'pytorch_model.bin', part: /^pytorch_model[\w.-]*\.bin$/ },
] as const;

/** Endings of the files that `torch.save` writes. */
const pytorchName = /\.(bin|pt|pth|ckpt|pkl)$/;

/** What training programs save beside the weights. */
const trainingState =
  /^(training_args|optimizer|scheduler|scaler|rng_state|random_states)[\w-]*\.(bin|pt|pth|pkl)$/;

const isPytorchWeights = (name: string) => pytorchName.test(name) && !trainingState.test(name);

/** Whether a file of this name may hold tensors; an index of such files holds none itself. */
export function isWeightName(name: string): boolean {
  return name.endsWith('.safetensors') || isPytorchWeights(name);
}

/** What to read of the files that there are. */
export interface WeightChoice {
  /** The file with all tensors, or the index. */
  readonly name: string;
  /** Names that an index of this form may give; absent where it is one file. */
  readonly part?: RegExp;
}

/**
 * Which of the files of a folder or a repository hold the weights: the order is that of
 * `transformers`, one file before an index and safetensors before PyTorch's; after those any one
 * PyTorch file. Undefined where there is none. Error: `model-weights` where any could be meant.
 */
export function chooseWeights(place: string, names: readonly string[]): WeightChoice | undefined {
  for (const form of forms) {
    if (names.includes(form.single)) return { name: form.single };
    if (names.includes(indexOf(form))) return { name: indexOf(form), part: form.part };
  }
  const others = names.filter(isPytorchWeights);
  const [only] = others;
  if (others.length > 1) {
    const shown = [...others.slice(0, 5), ...(others.length > 5 ? ['...'] : [])].join(', ');
    throw new MegabaseError(
      'model-weights',
      `${place} has ${others.length} files that could be its weights (${shown}) and no ` +
        `${forms[0].single} or ${forms[1].single}; one was expected.`,
      { file: place, found: others.length, expected: 1 },
    );
  }
  return only === undefined ? undefined : { name: only };
}

/** The weights in a model's folder. Errors: `model-incomplete`, `model-weights`. */
export function findWeights(folder: string): WeightFiles {
  const names = readdirSync(folder).filter((name) => isFile(join(folder, name)));
  const choice = chooseWeights(folder, names);
  if (choice === undefined) {
    const expected = forms.map(({ single }) => single).join(' or ');
    throw new MegabaseError('model-incomplete', `${folder} has a config.json but no ${expected}.`);
  }
  const path = join(folder, choice.name);
  return choice.part ? readIndex(folder, path, choice.part) : { path, files: [path] };
}

/** Bytes of all files with tensors. */
export function weightBytes({ files }: WeightFiles): number {
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** As the hub's libraries write it; what else stands in it, such as the total size, is not needed. */
const indexSchema = z.object({ weight_map: z.record(z.string(), z.string()) });

function readIndex(folder: string, path: string, part: RegExp): WeightFiles {
  const shardOf = new Map<string, string>();
  const kind = extname(basename(path, '.index.json'));
  for (const [tensor, name] of Object.entries(
    readJson(path, indexSchema, 'model-weights').weight_map,
  )) {
    // The index comes from elsewhere: it must not make the program read outside the folder.
    if (!part.test(name)) {
      throw new MegabaseError(
        'model-weights',
        `${path}: tensor "${tensor}" lies in "${name}"; expected a ${kind} file of that folder.`,
      );
    }
    shardOf.set(tensor, join(folder, name));
  }
  const files = [...new Set(shardOf.values())].sort();
  const missing = files.filter((file) => !isFile(file)).map((file) => basename(file));
  if (missing.length > 0) {
    throw new MegabaseError(
      'model-weights',
      `${path} names ${files.length} files; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    );
  }
  return { path, files, shardOf };
}

function indexOf({ single }: (typeof forms)[number]): string {
  return `${single}.index.json`;
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
