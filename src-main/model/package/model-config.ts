import { z } from 'zod';
import { MegabaseError } from '../../contract/index.ts';
import {
  caduceus2ConfigSchema,
  caduceusConfigSchema,
  flatConfig,
  placeInConfig,
  type CaduceusConfig,
} from '../caduceus/index.ts';
import { unreadKeys } from './config-keys.ts';
import {
  generationsOf,
  likelyGeneration,
  statedGeneration,
  type Generation,
  plainFault,
  quoteValue,
  readJson,
} from '../weights/index.ts';
import { expectLayers } from './expect-layers.ts';
import { hawkConfigSchema, type HawkConfig } from '../hawk/index.ts';
import {
  isOriginal,
  mamba2ConfigSchema,
  mambaConfigSchema,
  originalMamba,
  type MambaConfig,
} from '../mamba/index.ts';
import { otherFamily } from './other-families.ts';

const families = ['caduceus', 'hawk', 'mamba'];

/** Of a network that is known by name and cannot run from its weights, says how it can. */
const ofKnownFamily = z.unknown().superRefine((json, context) => {
  const other = otherFamily(json, families);
  if (other === undefined) return;
  const known = families.map(quoteValue).join(', ');
  context.addIssue({
    code: 'custom',
    path: ['model_type'],
    message: `found ${quoteValue(other.type)}, known are ${known}; ${other.name} runs here as a tiled ONNX export`,
  });
});

/** `config.json` of any family, under the names that the program knows it by. */
const schemas = {
  1: originalMamba.pipe(
    z.discriminatedUnion('model_type', [caduceusConfigSchema, hawkConfigSchema, mambaConfigSchema]),
  ),
  2: z
    .unknown()
    .transform((json) => (isOriginal(json) ? { ...(json as object), model_type: 'mamba' } : json))
    .pipe(
      z.discriminatedUnion('model_type', [
        caduceus2ConfigSchema,
        hawkConfigSchema,
        mamba2ConfigSchema,
      ]),
    ),
};

export type ModelConfig = CaduceusConfig | HawkConfig | MambaConfig;

/** A Caduceus in its flat form, whichever it has; faults are told of the form that it has. */
function configSchema(generation: Generation) {
  return ofKnownFamily.transform((json, context): ModelConfig => {
    const isCaduceus = isObject(json) && json['model_type'] === 'caduceus';
    const { flat, faults } = isCaduceus ? flatConfig(json) : { flat: json, faults: [] };
    for (const { path, message } of faults) {
      context.issues.push({ code: 'custom', path: [...path], message, input: json });
    }
    const result = schemas[generation].safeParse(flat, { error: plainFault });
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const path = isCaduceus ? placeInConfig(json, issue.path) : issue.path;
      context.issues.push({ ...issue, path, input: json } as z.core.$ZodRawIssue);
    }
    return z.NEVER;
  });
}

/** The configuration without what may change the numbers and is not read. */
function wholeSchema(generation: Generation) {
  return z.unknown().superRefine((json, context) => {
    for (const { path, value, known } of unreadKeys(json, generation)) {
      context.addIssue({
        code: 'custom',
        path: [...path],
        message: `found ${quoteValue(value)}, which may change the numbers and is not read; known are ${known.join(', ')}`,
      });
    }
  });
}

/**
 * Reads a `config.json`. `tensors`: the names of the model's, where they are known; they tell the generation
 * of its layers. Error: `model-config`, with every fault, every key that is not read, or where the
 * tensors are others than it says.
 */
export function readModelConfig(path: string, tensors: readonly string[] = []): ModelConfig {
  const generation = chooseGeneration(path, tensors);
  const config = readJson(path, configSchema(generation), 'model-config');
  readJson(path, wholeSchema(generation), 'model-config');
  expectLayers(path, config, tensors);
  return config;
}

function chooseGeneration(path: string, tensors: readonly string[]): Generation {
  const json: unknown = readJson(path, z.unknown(), 'model-config');
  const stated = statedGeneration(json);
  const [found, other] = generationsOf(tensors);
  if (found && other) {
    throw new MegabaseError(
      'model-config',
      `${path}: the weights have layers of Mamba (${found.by}) and of Mamba-2 (${other.by}); only networks of one kind are read.`,
    );
  }
  if (found && stated && found.generation !== stated.generation) {
    throw new MegabaseError(
      'model-config',
      `${path}: ${stated.by} says ${nameOf(stated.generation)}; the weights are of ${nameOf(found.generation)} (${found.by}).`,
    );
  }
  return (found ?? stated)?.generation ?? likelyGeneration(json);
}

function nameOf(generation: Generation): string {
  return generation === 1 ? 'Mamba' : 'Mamba-2';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
