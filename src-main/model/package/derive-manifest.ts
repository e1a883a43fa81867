import { defined } from '../../contract/index.ts';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMamba2 } from '../caduceus/index.ts';
import type { NetworkManifest } from '../manifest.ts';
import type { ModelConfig } from './model-config.ts';

/** Of the family, where a model's own is not known. */
const citations: Partial<Record<ModelConfig['model_type'], string>> = {
  caduceus: 'Schiff et al. 2024, arXiv 2403.03234',
  mamba: 'Gu and Dao 2023, arXiv 2312.00752',
};

/** Of layers of the second generation, whatever the family. */
const mamba2Citation = 'Dao and Gu 2024, arXiv 2405.21060';

function citationOf(config: ModelConfig, hasMamba2: boolean): string | undefined {
  const own = citations[config.model_type];
  if (!hasMamba2) return own;
  return config.model_type === 'caduceus' ? `${own}; ${mamba2Citation}` : mamba2Citation;
}

/** A name as an ID: a dash stands for what an ID cannot have. */
function idOf(name: string): string {
  return name
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/-+$/, '');
}

/** The manifest of a folder that has none, such as a Hugging Face snapshot. */
export function deriveManifest(folder: string, config: ModelConfig): NetworkManifest {
  const name = modelName(folder);
  const trainingContext = contextInName(name);
  const hasMamba2 = 'ssm_cfg' in config && isMamba2(config.ssm_cfg);
  const citation = citationOf(config, hasMamba2);
  return {
    formatVersion: 1,
    id: idOf(name) || config.model_type,
    name,
    version: 'as downloaded',
    family: config.model_type,
    license: cardLicense(folder) ?? "not stated; see the model's source",
    ...(citation === undefined ? {} : { citation }),
    ...(hasMamba2 ? { description: 'Its layers are Mamba-2.' } : {}),
    ...(trainingContext === undefined ? {} : { trainingContext }),
    outputs: [config.model_type === 'mamba' ? { kind: 'lm', objective: 'causal' } : { kind: 'lm' }],
  };
}

/** What the model card says in the metadata on its top, as the hub has it: `license: apache-2.0`. */
function cardLicense(folder: string): string | undefined {
  const path = join(folder, 'README.md');
  if (!existsSync(path)) return undefined;
  const metadata = /^---\r?\n([\s\S]*?)\r?\n---/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  return /^license:[ \t]*["']?([^"'\r\n]+)/m.exec(metadata)?.[1]?.trim();
}

/** The folder's name; in the hub's cache, `models--org--name/snapshots/<hash>`, the model's. */
function modelName(folder: string): string {
  const snapshots = dirname(folder);
  const repository = basename(dirname(snapshots));
  return basename(snapshots) === 'snapshots' && repository.startsWith('models--')
    ? defined(repository.split('--').at(-1))
    : basename(folder);
}

/** Published names say the training context: `..._seqlen-131k_...` is 131,072 bp. */
function contextInName(name: string): number | undefined {
  const match = /seqlen-(\d+)(k?)/i.exec(name);
  if (!match) return undefined;
  const value = Number(match[1]);
  // `131k` and `1k` are powers of two rounded down to thousands.
  return match[2] ? 2 ** Math.round(Math.log2(value * 1000)) : value;
}
