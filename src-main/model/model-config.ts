import { z } from 'zod';
import { caduceusConfigSchema, type CaduceusConfig } from './caduceus/index.ts';
import { unreadKeys } from './config-keys.ts';
import { hawkConfigSchema, type HawkConfig } from './hawk/index.ts';
import { mambaConfigSchema, originalMamba, type MambaConfig } from './mamba/index.ts';
import { otherFamily } from './other-families.ts';
import { quoteValue, readJson } from './read-json.ts';

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

/** `config.json` of any family. */
const modelConfigSchema = ofKnownFamily
  .pipe(originalMamba)
  .pipe(
    z.discriminatedUnion('model_type', [caduceusConfigSchema, hawkConfigSchema, mambaConfigSchema]),
  );

export type ModelConfig = CaduceusConfig | HawkConfig | MambaConfig;

/** The configuration without what may change the numbers and is not read. */
const wholeSchema = z.unknown().superRefine((json, context) => {
  for (const { path, value, known } of unreadKeys(json)) {
    context.addIssue({
      code: 'custom',
      path: [...path],
      message: `found ${quoteValue(value)}, which may change the numbers and is not read; known are ${known.join(', ')}`,
    });
  }
});

/** Reads a `config.json`. Error: `model-config`, with every fault, or every key that is not read. */
export function readModelConfig(path: string): ModelConfig {
  const config = readJson(path, modelConfigSchema, 'model-config');
  readJson(path, wholeSchema, 'model-config');
  return config;
}
