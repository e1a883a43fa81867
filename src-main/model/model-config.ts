import { z } from 'zod';
import { caduceusConfigSchema, type CaduceusConfig } from './caduceus/index.ts';
import { hawkConfigSchema, type HawkConfig } from './hawk/index.ts';
import { mambaConfigSchema, originalMamba, type MambaConfig } from './mamba/index.ts';

/** `config.json` of any family. */
export const modelConfigSchema = originalMamba.pipe(
  z.discriminatedUnion('model_type', [caduceusConfigSchema, hawkConfigSchema, mambaConfigSchema]),
);

export type ModelConfig = CaduceusConfig | HawkConfig | MambaConfig;
