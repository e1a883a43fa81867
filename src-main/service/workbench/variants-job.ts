import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { formatRegion, type ProviderChoice, type Region } from '../../contract/index.ts';
import { openAlignment } from '../../readers/index.ts';
import { defaultCandidateOptions } from '../../sequence/index.ts';
import { cacheFolders } from '../locations.ts';
import { headTracks } from '../model-tracks.ts';
import { rowFormatVersion, writeRowFile } from '../variant-sets/index.ts';
import {
  describeScoring,
  openVcf,
  readsSource,
  RefusalTally,
  sampleNumber,
  scoreHaplotypes,
  scoreRecords,
  vcfSource,
  watchedTrack,
  type RowsOfRecord,
  type ScoreOptions,
  type ScoreTools,
  variantLabels,
} from '../variants/index.ts';
import { jobListener } from './job-listener.ts';
import type { Work } from './job-run.ts';
import type { OpenProject } from './open-project.ts';
import type { PredictJobTools } from './predict-job.ts';
import type { VariantRequest } from './project-document.ts';
import { rowsPath } from './rows-path.ts';
import { formatOf } from './track-file.ts';
import { scoreOptions, variantSetId } from './variant-request.ts';

/**
 * Scoring variants as a job. Rows are kept once all are there; what was computed before a failure is
 * found in the cache when it is tried again. With `instead` the set takes the place of that one.
 */
export function variantsJob(
  request: VariantRequest,
  provider: ProviderChoice,
  project: OpenProject,
  tools: PredictJobTools,
  instead?: string,
): { title: string; region: Region | undefined; work: Work } {
  const { locations, models, threads, startComputeProcess } = tools;
  const { region, source } = request;
  const { name } = models.library.find(request.model).model.manifest;
  const work: Work = async (job) => {
    const { signal } = job;
    const model = await models.load(request.model);
    const { graphs } = cacheFolders(locations.cache);
    const told = new Set<string>();
    const onNote = (note: string) => {
      if (!told.has(note)) job.note(note);
      told.add(note);
    };
    const options = scoreOptions(request, { provider, threads });
    const scoring: ScoreTools = {
      ...{ fasta: project.genome, model, cache: tools.cache.get(), graphs, signal },
      startComputeProcess,
      listener: { ...jobListener(job), onStretch: () => undefined, onNote },
    };
    const opened = await openVariants(request, options, scoring);
    const track = watchedTrack({ model }, options);
    const tracks = headTracks(model.model.manifest);
    const labels = variantLabels(model.model);
    const rows = `${randomUUID()}.jsonl`;
    let [scored, unscored] = [0, 0];
    try {
      await writeRowFile(
        rowsPath({ rows }, locations),
        {
          formatVersion: rowFormatVersion,
          contigs: project.genome.contigs.map((contig) => contig.name),
          ...{
            notes: describeScoring(opened.name, options, scoring),
            header: opened.header,
            track,
            tracks,
            labels,
            masked: request.masked,
          },
        },
        opened.records,
        { onRow: ({ scores }) => void (scores ? scored++ : unscored++), signal },
      );
    } finally {
      await opened.close();
    }
    for (const line of opened.refusals.lines()) onNote(line);
    const id = variantSetId(request);
    const before = project.addVariantSet(
      {
        ...{ id, request, rows, model: model.identity, tracks: tracks.map((one) => one.id) },
        ...(labels.length > 0 ? { labels } : {}),
        ...{ scored, unscored, createdAt: new Date().toISOString() },
      },
      instead,
    );
    for (const set of before) rmSync(rowsPath(set, locations), { force: true });
    tools.onFinished(project);
    const counted = `${scored.toLocaleString('en-US')} scored, ${unscored.toLocaleString('en-US')} not`;
    return { variants: id, fraction: 1, result: `${counted}.` };
  };
  const where = region ? ` in ${formatRegion(region)}` : '';
  return { title: `Variants of ${basename(source)}${where} with ${name}`, region, work };
}

interface OpenedVariants {
  /** What they are, for the header of an export. */
  readonly name: string;
  readonly header: readonly string[];
  readonly records: AsyncIterable<RowsOfRecord>;
  /** What could not be applied to a haplotype. */
  readonly refusals: RefusalTally;
  close(): Promise<void>;
}

async function openVariants(
  { source: path, haplotypes, sample }: VariantRequest,
  options: ScoreOptions,
  tools: ScoreTools,
): Promise<OpenedVariants> {
  const { fasta: genome, signal, listener } = tools;
  const refusals = new RefusalTally();
  const onNote = (note: string) => listener.onNote(note);
  const common = { genome, region: options.region, onNote, signal };
  if (formatOf(path) !== 'vcf') {
    const alignment = await openAlignment(path, { genome, onNote });
    const source = readsSource(alignment, { ...common, options: defaultCandidateOptions });
    const records = scoreRecords(source, options, tools);
    return { ...source, records, refusals, close: () => alignment.close() };
  }
  const vcf = await openVcf(path, { onNote });
  const close = () => vcf.close();
  if (haplotypes) {
    const rows = scoreHaplotypes(
      vcf,
      { ...options, sample, unphased: 'as-written' },
      tools,
      refusals,
    );
    const name = `${vcf.path}, haplotypes`;
    return { name, header: [], records: withoutRecords(rows), refusals, close };
  }
  const source = vcfSource(vcf, { ...common, sample: sampleNumber(vcf, sample) });
  return { ...source, records: scoreRecords(source, options, tools), refusals, close };
}

async function* withoutRecords(
  rows: ReturnType<typeof scoreHaplotypes>,
): AsyncGenerator<RowsOfRecord> {
  for await (const row of rows) yield { rows: [row] };
}
