import { join } from 'node:path';
import { PredictionCache } from '../../src-main/cache/index.ts';
import { readModelPackage } from '../../src-main/model/index.ts';
import { openFasta } from '../../src-main/readers/index.ts';
import {
  loadModel,
  openVcf,
  scoreRecords,
  vcfSource,
  type ScoredRecord,
  type ScoreOptions,
  type ScoreTools,
} from '../../src-main/service/index.ts';
import type { Random } from './random.ts';
import { sharedComputeProcess } from './shared-compute-process.ts';

/** Options of which a test names only some; so tolerant of nothing that nothing is left out. */
export const plainOptions: ScoreOptions = {
  masked: false,
  most: 5,
  provider: 'cpu',
  threads: 1,
  tolerance: 1e-7,
};

export interface ScoringPlace {
  readonly fasta: string;
  /** Folder of a model package. */
  readonly model: string;
  /** Folders of heads on it. */
  readonly heads?: readonly string[];
  /** Folder for graphs and indexes. */
  readonly shared: string;
  /** Folder of a cache. */
  readonly cache?: string;
}

/** Tools to score with, and what was told meanwhile. */
export interface OpenScoring {
  readonly tools: ScoreTools;
  readonly notes: string[];
  /** Passes that were begun. */
  begun: number;
  close(): Promise<void>;
}

export async function openScoring(place: ScoringPlace): Promise<OpenScoring> {
  const { shared } = place;
  const fasta = await openFasta(place.fasta, { indexFolder: join(shared, 'indexes') });
  const cache = place.cache === undefined ? undefined : PredictionCache.open(place.cache);
  const read = readModelPackage(place.model, place.heads);
  const model = await loadModel({ model: read, origin: 'folder' });
  const open: OpenScoring = {
    notes: [],
    begun: 0,
    tools: {
      fasta,
      model,
      cache,
      graphs: join(shared, 'graphs'),
      startComputeProcess: sharedComputeProcess,
      listener: {
        onStretch: () => undefined,
        onBegun: () => void (open.begun += 1),
        onProgress: () => undefined,
        onNote: (note) => open.notes.push(note),
      },
    },
    async close() {
      await fasta.close();
      cache?.close();
    },
  };
  return open;
}

/** Scores all of a VCF file, or a region of it. */
export async function scoreVcf(
  { tools, notes }: OpenScoring,
  path: string,
  options: Partial<ScoreOptions> = {},
): Promise<ScoredRecord[]> {
  const vcf = await openVcf(path);
  const asked = { ...plainOptions, ...options };
  const source = vcfSource(vcf, {
    genome: tools.fasta,
    region: asked.region,
    sample: vcf.header.samples.length === 1 ? 0 : undefined,
    onNote: (note) => notes.push(note),
  });
  const found: ScoredRecord[] = [];
  for await (const record of scoreRecords(source, asked, tools)) found.push(record);
  return found;
}

/** Random bases, each another than the one before: an indel of one base has one place. */
export function unlikeBases(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    const base = 'ACGT'.charAt(random.below(4));
    if (base !== text.at(-1)) text += base;
  }
  return text;
}
