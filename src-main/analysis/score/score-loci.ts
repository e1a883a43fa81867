import {
  basesThere,
  defined,
  holdsSpan,
  MegabaseError,
  type Contig,
} from '../../contract/index.ts';
import {
  applyHead,
  describeNetwork,
  ownComplement,
  readHeads,
  type HeadWeights,
  type ModelPackage,
  type WindowOutput,
} from '../../model/index.ts';
import { anchoredWindow, reverseComplement } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { textNote } from '../events/index.ts';
import {
  paddedTokens,
  poolWindows,
  windowsPerPass,
  withShare,
  type PoolSettings,
  headReading,
  type HeadReading,
} from '../windows/index.ts';
import { anchorOf, type Locus } from './locus.ts';

export interface LocusScoreSettings extends PoolSettings {
  /** bp that are read round each locus; the head's own where absent. */
  readonly context?: number | undefined;
}

/** What the window heads say of a locus, a value a label; or why they say nothing. */
export interface ScoredLocus {
  readonly locus: Locus;
  readonly values?: Float32Array | undefined;
  readonly reason?: string | undefined;
}

/** The labels of all window heads of a model, as `ScoredLocus.values` has them. Error: `usage` without any. */
export function windowLabels(model: ModelPackage): WindowOutput['labels'] {
  return windowHeads(model).flatMap(({ output }) => output.labels);
}

/** bp that are read for a locus, by all window heads together. Error: `usage` without any. */
export function basesPerLocus(model: ModelPackage, context: number | undefined): number {
  const readings = windowHeads(model).map(({ output }) =>
    headReading(output, model.manifest, context),
  );
  return readings.reduce((sum, reading) => sum + reading.context, 0);
}

/**
 * Scores loci, each by itself in a window round its anchor, read as its strand where the head asks
 * for that. Rows in the loci's order, as they come; what cannot be scored says why.
 *
 * Errors: `usage` where the model has no window head or nobody says how much to read; those of the
 * genome and the pass.
 */
export async function* scoreLoci(
  loci: readonly Locus[],
  settings: LocusScoreSettings,
  analysis: AnalysisContext,
): AsyncGenerator<ScoredLocus> {
  const { context, ...pooled } = settings;
  const { model } = analysis.model;
  const heads = windowHeads(model).map((head) => ({
    head,
    reading: headReading(head.output, model.manifest, context),
  }));
  const contigs = new Map(analysis.genome.contigs.map((contig) => [contig.name, contig]));
  const most = Math.max(...heads.map(({ reading }) => reading.context));
  const perPass = windowsPerPass(most, analysis.model, settings);
  if (heads.some(({ head }) => head.output.strand === 'aware')) noteStrandless(loci, analysis);
  for (let done = 0; done < loci.length; done += perPass) {
    const some = loci.slice(done, done + perPass);
    const reasons = some.map((locus) => reasonOfNone(locus, contigs));
    const open = some.filter((_, i) => reasons[i] === undefined);
    const parts: Float32Array[][] = [];
    for (const [h, { head, reading }] of heads.entries()) {
      const of = some.length / heads.length / loci.length;
      const shared = withShare(analysis, { from: done / loci.length + h * of, of });
      const windows: Uint8Array[] = [];
      for (const locus of open) {
        windows.push(await cutWindow(locus, head.output, reading, analysis));
      }
      const { context: _, ...pooling } = reading;
      const features = await poolWindows(windows, pooling, pooled, shared);
      parts.push(features.map((one) => applyHead(head, one)));
    }
    let next = 0;
    for (const [i, locus] of some.entries()) {
      if (reasons[i] !== undefined) yield { locus, reason: reasons[i] };
      else {
        yield {
          locus,
          values: Float32Array.from(parts.flatMap((part) => [...defined(part[next])])),
        };
        next += 1;
      }
    }
  }
}

function windowHeads(model: ModelPackage): HeadWeights<WindowOutput>[] {
  // Windows are pooled from hidden states: a model that keeps them to itself is refused.
  describeNetwork(model);
  const heads = readHeads(model).filter(
    (head): head is HeadWeights<WindowOutput> => head.output.kind === 'window',
  );
  if (heads.length > 0) return heads;
  throw new MegabaseError(
    'usage',
    `The model ${model.manifest.name} has no head that scores regions or genes; name one as MODEL+HEAD ` +
      `(\`megabase heads list\`).`,
  );
}

function noteStrandless(loci: readonly Locus[], { emit }: Pick<AnalysisContext, 'emit'>): void {
  const { length: count } = loci.filter(({ strand }) => strand === '.');
  if (count === 0) return;
  const [some, all] = [count, loci.length].map((one) => one.toLocaleString('en-US'));
  emit(
    textNote(
      `${some} of ${all} regions have no strand; the head depends on it, so they are read as on the ` +
        `plus strand.`,
    ),
  );
}

async function cutWindow(
  locus: Locus,
  { anchor, strand }: WindowOutput,
  { context }: HeadReading,
  analysis: AnalysisContext,
): Promise<Uint8Array> {
  const read = strand === 'aware' && locus.strand === '-' ? '-' : '+';
  const window = anchoredWindow(anchorOf(locus, anchor), context, read);
  const tokens = await paddedTokens({ contig: locus.contig, ...window }, analysis);
  return read === '-' ? reverseComplement(tokens, ownComplement()) : tokens;
}

function reasonOfNone(
  { contig: name, start, end }: Locus,
  contigs: ReadonlyMap<string, Contig>,
): string | undefined {
  const contig = contigs.get(name);
  if (contig === undefined) return `The genome has no contig "${name}".`;
  if (holdsSpan(contig, { start, end })) return undefined;
  if (contig.parts !== undefined)
    return `It is base ${start + 1} to ${end}; ${basesThere(contig)}.`;
  const bp = (value: number) => value.toLocaleString('en-US');
  return `It ends at ${bp(end)}; ${name} has ${bp(contig.length)} bp.`;
}
