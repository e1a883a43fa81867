import { basename } from 'node:path';
import {
  MegabaseError,
  type FitKind,
  type PassProgress,
  type ProbeReport,
  type Region,
} from '../../contract/index.ts';
import { wholeBins } from '../../sequence/index.ts';
import { embedRegions, type EmbedTools, type RegionEmbedSettings } from '../embed/index.ts';
import { alikeness } from './alike.ts';
import { expectFitting } from './expect-fitting.ts';
import { FitClock } from './fit-clock.ts';
import { canFit, fitsPerTrack, fitTrack, type FittedTrack } from './fit-track.ts';
import { forgetGaps } from './gaps.ts';
import type { LabelSource, LabelTrack } from './label-source.ts';
import type { LinearMap } from './linear-map.ts';
import { logLabels } from './log-labels.ts';
import { openLabels } from './open-labels.ts';
import { joinRows, type ProbeRows } from './probe-rows.ts';
import { heldOutContigs, splitRows, type Split } from './split-rows.ts';

/** What a probe is fitted to. */
export interface ProbeRequest {
  /** File of labels. */
  readonly labels: string;
  readonly byName?: boolean | undefined;
  readonly emptyIsZero?: boolean | undefined;
  /** Values are fitted as ln(1 + value). */
  readonly log?: boolean | undefined;
  /** Whose bins count, those without a label of a BED file as negatives; default: contigs with labels. */
  readonly regions?: readonly Region[] | undefined;
  /** Contigs that are held out. */
  readonly holdOut?: readonly string[] | undefined;
}

/** A probe that was fitted: a linear map for each track, and what it is worth. */
export interface FittedProbe {
  readonly kind: FitKind;
  readonly bin: number;
  readonly unit: string;
  readonly tracks: readonly (LabelTrack & { readonly map: LinearMap })[];
  readonly report: ProbeReport;
}

export interface ProbeTools extends Omit<EmbedTools, 'listener'> {
  readonly listener: EmbedTools['listener'] & {
    /** The labels and the split are known. */
    onSplit?(split: { training: number; heldOut: number; heldOutName: string }): void;
    onProgress(progress: PassProgress): void;
  };
}

/** Share of held-out windows that occur in training from which on it is warned of. */
export const alikeWarning = 0.02;

/**
 * Fits a linear head to a lab's own labels: embeddings of the labelled regions, from the cache where
 * they are there, a regularised linear map for each track, and its measures on bins held out.
 *
 * Errors: `usage` for a model with heads on it; those of the labels' readers, of `embedRegions` and `splitRows`; `cancelled`.
 */
export async function fitProbe(
  request: ProbeRequest,
  settings: RegionEmbedSettings,
  tools: ProbeTools,
): Promise<FittedProbe> {
  const { fasta, listener, signal } = tools;
  expectModelAlone(tools.model);
  const onNote = (note: string) => listener.onNote(note);
  const { byName = false, emptyIsZero = false } = request;
  const options = { byName, emptyIsZero, onNote, signal };
  const source = await openLabels(request.labels, fasta, options);
  try {
    expectFitting(request, source.kind);
    const regions = request.regions ?? wholeContigs(tools, source);
    expectBins(regions, settings.bin);
    const labelled = [...new Set(regions.map(({ contig }) => contig))];
    const holdOut = request.holdOut && heldOutContigs(request.holdOut, fasta.contigs, labelled);
    const parts = await embedRegions(regions, settings, tools);
    const { bin } = settings;
    const labels: Float32Array[][] = [];
    let gaps = 0;
    for (const { interval, first, count } of parts) {
      const place = { contig: interval.contig, start: first * bin, end: (first + count) * bin };
      const columns = await source.read(place, bin);
      const own = request.log
        ? columns.map((values) => logLabels(values, place, bin, request.labels))
        : columns;
      gaps += forgetGaps(own, await fasta.fetch(place, { signal }), bin);
      labels.push(own);
      stopIfCancelled(signal);
    }
    if (gaps > 0)
      onNote(`${gaps.toLocaleString('en-US')} bins that are half N or more are left out`);
    const rows = joinRows(parts, labels);
    const fitted = await fitRows(rows, { source, labels: request.labels, holdOut }, tools);
    const unit = request.log ? `ln(1 + ${source.unit})` : source.unit;
    return { kind: source.kind, bin, unit, ...fitted };
  } catch (error) {
    if (signal?.aborted) throw cancelled();
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
function expectModelAlone({ model }: ProbeTools['model']): void {
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
  { fasta, listener, signal }: ProbeTools,
): Promise<Pick<FittedProbe, 'tracks' | 'report'>> {
  const usable = (some: Int32Array) => rows.targets.every((targets) => canFit(targets, some));
  const split = splitRows(rows, holdOut, usable);
  const { training, heldOut, heldOutName } = split;
  listener.onSplit?.({ training: training.length, heldOut: heldOut.length, heldOutName });
  const alike = await lookForCopies(rows, split, { fasta, signal });
  if (alike.alike >= alikeWarning) listener.onNote(alikeText(alike.alike, alike.copies));

  const clock = new FitClock(source.tracks.length * fitsPerTrack, (progress) =>
    listener.onProgress(progress),
  );
  const onFit = () => clock.step();
  const fitted: FittedTrack[] = [];
  for (const [track, { id, label }] of source.tracks.entries()) {
    const task = { kind: source.kind, rows, split, track, id, label, onFit, signal };
    fitted.push(await fitTrack(task));
  }
  return {
    tracks: source.tracks.map((track, i) => ({ ...track, map: fitted[i]!.map })),
    report: {
      kind: source.kind,
      labels: basename(labels),
      bin: rows.bin,
      heldOut: heldOutName,
      tracks: fitted.map(({ report }) => report),
      alikeness: alike,
      seconds: clock.seconds,
    },
  };
}

/** The warning that held-out bins tell less than they seem to. */
export function alikeText(alike: number, copies: number): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return (
    `${percent(alike)} of the held-out sequence resembles training sequence (${percent(copies)} are ` +
    `copies): the measures may promise more than new sequence will keep.`
  );
}

async function lookForCopies(
  rows: ProbeRows,
  { training, heldOut }: Split,
  { fasta, signal }: Pick<ProbeTools, 'fasta' | 'signal'>,
) {
  const letters = async (some: Int32Array) => {
    const texts: string[] = [];
    for (const region of stretchesOf(rows, some)) texts.push(await fasta.fetch(region, { signal }));
    return texts;
  };
  return alikeness(await letters(training), await letters(heldOut), signal);
}

/** Rows, which are in order, as regions; neighbours are joined. */
function stretchesOf({ contig, contigs, start, bin }: ProbeRows, some: Int32Array): Region[] {
  const regions: { contig: string; start: number; end: number }[] = [];
  for (const row of some) {
    const last = regions.at(-1);
    const name = contigs[contig[row]!]!;
    if (last?.contig === name && last.end === start[row]) last.end += bin;
    else regions.push({ contig: name, start: start[row]!, end: start[row]! + bin });
  }
  return regions;
}

function wholeContigs({ fasta }: Pick<ProbeTools, 'fasta'>, source: LabelSource): Region[] {
  const named = new Set(source.contigs);
  return fasta.contigs
    .filter(({ name }) => named.has(name))
    .map(({ name, length }) => ({ contig: name, start: 0, end: length }));
}

function stopIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}

function cancelled(): MegabaseError {
  return new MegabaseError('cancelled', 'The fit was cancelled.');
}
