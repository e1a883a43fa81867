import { basename } from 'node:path';
import { allRegions, MegabaseError, type Region, defined } from '../../contract/index.ts';
import type { Genome } from '../../formats/genome/index.ts';
import { wholeBins } from '../../sequence/index.ts';
import { embedRegions, type EmbedSpec } from '../embed/index.ts';
import type { AnalysisContext, Environment } from '../environment/index.ts';
import { innerResult, runAnalysis, textNote, type AnalysisEvent } from '../events/index.ts';
import { trainTestOverlap } from './train-test-overlap.ts';
import { expectFitting } from './expect-fitting.ts';
import { FitClock } from './fit-clock.ts';
import { canFit, fitsPerTrack, fitTrack, type FittedTrack } from './fit-track.ts';
import type { FittedProbe } from './fitted-probe.ts';
import { forgetGaps } from './gaps.ts';
import type { LabelSource } from './label-source.ts';
import { logLabels } from './log-labels.ts';
import { openLabels } from './open-labels.ts';
import { joinRows, type ProbeRows } from './probe-rows.ts';
import { heldOutContigs, splitRows, type Split } from './split-rows.ts';
import { expectNoHead, writeProbe, type NewHead } from './write-probe.ts';

/** What a probe is fitted to, and how. */
export interface ProbeSpec extends Omit<EmbedSpec, 'regions'> {
  /** File of labels. */
  readonly labels: string;
  /** Path of the index of reads, where that does not lie beside them. */
  readonly index?: string | undefined;
  readonly byName?: boolean | undefined;
  readonly emptyIsZero?: boolean | undefined;
  /** Values are fitted as ln(1 + value). */
  readonly log?: boolean | undefined;
  /** Whose bins count, those without a label of a BED file as negatives; default: contigs with labels. */
  readonly regions?: readonly Region[] | undefined;
  /** Contigs that are held out. */
  readonly holdOut?: readonly string[] | undefined;
  /** The head to write; none where absent. */
  readonly head?: NewHead | undefined;
}

/** Bins to fit to and to measure on, once the labels are known. */
export interface SplitSizes {
  readonly training: number;
  readonly heldOut: number;
  /** As `Split.heldOutName`. */
  readonly heldOutName: string;
}

type ProbeContext = AnalysisContext<SplitSizes>;

/** Share of held-out windows that occur in training from which on it is warned of. */
const alikeWarning = 0.02;

/**
 * Fits a linear head to a lab's own labels: embeddings of the labelled regions, from the cache where
 * they are there, a regularised linear map for each track, and its measures on bins held out.
 *
 * Errors: `usage` for a model with heads on it, or a head's folder that is there; those of the labels' readers, of
 * `embedRegions` and `splitRows`; `cancelled`.
 */
export function fitProbe(
  environment: Environment,
  spec: ProbeSpec,
  signal: AbortSignal,
): AsyncIterable<AnalysisEvent<FittedProbe, SplitSizes>> {
  return runAnalysis(signal, (running) => fitToLabels(spec, { ...environment, ...running }));
}

async function fitToLabels(spec: ProbeSpec, context: ProbeContext): Promise<FittedProbe> {
  const { labels: path, index, regions: asked, holdOut: held, log, head, ...settings } = spec;
  const { byName = false, emptyIsZero = false, ...embedding } = settings;
  const { genome, emit, signal } = context;
  expectModelAlone(context.model);
  if (head) expectNoHead(head.folder);
  const onNote = (note: string) => emit(textNote(note));
  const source = await openLabels(path, genome, { index, byName, emptyIsZero, onNote, signal });
  try {
    expectFitting(spec, source.kind);
    const { bin } = embedding;
    const regions = asked ?? wholeContigs(genome, source);
    expectBins(regions, bin);
    const labelled = [...new Set(regions.map(({ contig }) => contig))];
    const holdOut = held && heldOutContigs(held, genome.contigs, labelled);
    const parts = await innerResult(embedRegions(context, { ...embedding, regions }, signal), emit);
    const labels: Float32Array[][] = [];
    let gaps = 0;
    for (const { interval, first, count } of parts) {
      const place = { contig: interval.contig, start: first * bin, end: (first + count) * bin };
      const columns = await source.read(place, bin);
      const own = log ? columns.map((values) => logLabels(values, place, bin, path)) : columns;
      gaps += forgetGaps(own, await genome.fetch(place, { signal }), bin);
      labels.push(own);
      stopIfCancelled(signal);
    }
    if (gaps > 0) onNote(`${gaps.toLocaleString('en-US')} bins of half or more N are skipped`);
    const rows = joinRows(parts, labels);
    const fitted = await fitRows(rows, { source, labels: path, holdOut }, context);
    const unit = log ? `ln(1 + ${source.unit})` : source.unit;
    const probe = { kind: source.kind, bin, unit, ...fitted };
    return head ? { ...probe, head: await writeProbe(probe, head, context.model) } : probe;
  } catch (error) {
    if (signal.aborted) throw cancelled();
    throw error;
  } finally {
    await source.close();
  }
}

/** Refuses regions too short for a bin, before anything is computed. Error: `usage`. */
function expectBins(regions: readonly Region[], bin: number): void {
  if (regions.some((region) => wholeBins(region, bin).count > 0)) return;
  const many = regions.length.toLocaleString('en-US');
  throw new MegabaseError(
    'usage',
    `None of the regions (${many}) holds a whole bin of ${bin.toLocaleString('en-US')} bp; take ` +
      `smaller bins or longer regions.`,
  );
}

/** A head names one model that it goes on. */
function expectModelAlone({ model }: ProbeContext['model']): void {
  if (model.heads.length === 0) return;
  throw new MegabaseError(
    'usage',
    `${model.manifest.id} is a model with heads on it; a probe is fitted to ${model.ownManifest.id} alone.`,
  );
}

async function fitRows(
  rows: ProbeRows,
  {
    source,
    labels,
    holdOut,
  }: {
    readonly source: LabelSource;
    readonly labels: string;
    readonly holdOut: readonly string[] | undefined;
  },
  { genome, emit, signal }: ProbeContext,
): Promise<Pick<FittedProbe, 'tracks' | 'report'>> {
  const usable = (some: Int32Array) => rows.targets.every((targets) => canFit(targets, some));
  const split = splitRows(rows, holdOut, usable);
  const { training, heldOut, heldOutName } = split;
  const sizes = { training: training.length, heldOut: heldOut.length, heldOutName };
  emit({ kind: 'partial', partial: sizes });
  const alike = await lookForCopies(rows, split, { genome, signal });
  if (alike.alike >= alikeWarning) emit(textNote(alikeText(alike.alike, alike.copies)));

  const clock = new FitClock(source.tracks.length * fitsPerTrack, (progress) =>
    emit({ kind: 'progress', progress }),
  );
  const onFit = () => clock.step();
  const fitted: FittedTrack[] = [];
  for (const [track, { id, label }] of source.tracks.entries()) {
    const task = { kind: source.kind, rows, split, track, id, label, onFit, signal };
    fitted.push(await fitTrack(task));
  }
  return {
    tracks: source.tracks.map((track, i) => ({ ...track, map: defined(fitted[i]).map })),
    report: {
      kind: source.kind,
      labels: basename(labels),
      bin: rows.bin,
      heldOut: heldOutName,
      tracks: fitted.map(({ report }) => report),
      overlap: alike,
      seconds: clock.seconds,
    },
  };
}

/** The warning that held-out bins tell less than they seem to. */
function alikeText(alike: number, copies: number): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return (
    `${percent(alike)} of the held-out sequence resembles training sequence (${percent(copies)} are ` +
    `copies): the measures may promise more than new sequence will keep.`
  );
}

async function lookForCopies(
  rows: ProbeRows,
  { training, heldOut }: Split,
  { genome, signal }: Pick<ProbeContext, 'genome' | 'signal'>,
) {
  const letters = async (some: Int32Array) => {
    const texts: string[] = [];
    for (const region of stretchesOf(rows, some))
      texts.push(await genome.fetch(region, { signal }));
    return texts;
  };
  return trainTestOverlap(await letters(training), await letters(heldOut), signal);
}

/** Rows, which are in order, as regions; neighbours are joined. */
function stretchesOf({ contig, contigs, start, bin }: ProbeRows, some: Int32Array): Region[] {
  const regions: { contig: string; start: number; end: number }[] = [];
  for (const row of some) {
    const last = regions.at(-1);
    const name = defined(contigs[contig[row]!]);
    if (last?.contig === name && last.end === start[row]) last.end += bin;
    else regions.push({ contig: name, start: start[row]!, end: start[row]! + bin });
  }
  return regions;
}

function wholeContigs(genome: Genome, source: LabelSource): Region[] {
  const named = new Set(source.contigs);
  return allRegions(genome.contigs.filter(({ name }) => named.has(name)));
}

function stopIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}

function cancelled(): MegabaseError {
  return new MegabaseError('cancelled', 'The fit was cancelled.');
}
