import { z } from 'zod';
import { caduceusConfigSchema, type CaduceusConfig } from './caduceus/index.ts';
import { unreadKeys } from './config-keys.ts';
import { hawkConfigSchema, type HawkConfig } from './hawk/index.ts';
import { mambaConfigSchema, originalMamba, type MambaConfig } from './mamba/index.ts';
import { otherFamily } from './other-families.ts';
import { quoteValue } from './read-json.ts';

const families = ['caduceus', 'hawk', 'mamba'];

/** The configuration as it is, unless it is of another network than would be computed from it. */
const ofKnownArithmetic = z.unknown().superRefine((json, context) => {
  const other = otherFamily(json, families);
  if (other !== undefined) {
    context.addIssue({
      code: 'custom',
      path: ['model_type'],
      message: `found ${other}, which runs here as a tiled ONNX export only; known are ${families.join(', ')}`,
    });
    return;
  }
  for (const { path, value, known } of unreadKeys(json)) {
    context.addIssue({
      code: 'custom',
      path: [...path],
      message: `found ${quoteValue(value)}, which may change the numbers and is not read; known are ${known.join(', ')}`,
    });
  }
});

/** `config.json` of any family. */
export const modelConfigSchema = ofKnownArithmetic
  .pipe(originalMamba)
  .pipe(
    z.discriminatedUnion('model_type', [caduceusConfigSchema, hawkConfigSchema, mambaConfigSchema]),
  );

export type ModelConfig = CaduceusConfig | HawkConfig | MambaConfig;
