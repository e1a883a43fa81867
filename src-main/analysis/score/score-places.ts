import { MegabaseError } from '../../contract/index.ts';
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
import type { Genome } from '../../formats/genome/index.ts';
import type { EditTools } from '../perturbations/index.ts';
import {
  paddedTokens,
  poolWindows,
  windowsPerPass,
  withShare,
  type PoolSettings,
  headReading,
  type HeadReading,
} from '../windows/index.ts';

import { anchorOf, type Place } from './place.ts';

export interface PlaceScoreSettings extends PoolSettings {
  /** bp that are read round each place; the head's own where absent. */
  readonly context?: number | undefined;
}

export interface PlaceScoreTools extends EditTools {
  readonly fasta: Genome;
}

/** What the window heads say of a place, a value a label; or why they say nothing. */
export interface PlaceRow {
  readonly place: Place;
  readonly values?: Float32Array | undefined;
  readonly reason?: string | undefined;
}

/** The labels of all window heads of a model, as `PlaceRow.values` has them. Error: `usage` without any. */
export function placeLabels(model: ModelPackage): WindowOutput['labels'] {
  return windowHeads(model).flatMap(({ output }) => output.labels);
}

/**
 * Scores places, each by itself in a window round its anchor, read as its strand where the head asks
 * for that. Rows in the places' order, as they come; what cannot be scored says why.
 *
 * Errors: `usage` where the model has no window head or nobody says how much to read; those of the
 * genome and the pass.
 */
export async function* scorePlaces(
  places: readonly Place[],
  settings: PlaceScoreSettings,
  tools: PlaceScoreTools,
): AsyncGenerator<PlaceRow> {
  const { context, ...pooled } = settings;
  const { model } = tools.model;
  const heads = windowHeads(model).map((head) => ({
    head,
    reading: headReading(head.output, model.manifest, context),
  }));
  const contigs = new Map(tools.fasta.contigs.map(({ name, length }) => [name, length]));
  const most = Math.max(...heads.map(({ reading }) => reading.context));
  const perPass = windowsPerPass(most, tools.model, settings);
  if (heads.some(({ head }) => head.output.strand === 'aware')) noteStrandless(places, tools);
  for (let done = 0; done < places.length; done += perPass) {
    const some = places.slice(done, done + perPass);
    const reasons = some.map((place) => reasonOfNone(place, contigs));
    const open = some.filter((_, i) => reasons[i] === undefined);
    const parts: Float32Array[][] = [];
    for (const [h, { head, reading }] of heads.entries()) {
      const of = some.length / heads.length / places.length;
      const shared = withShare(tools, { from: done / places.length + h * of, of });
      const windows: Uint8Array[] = [];
      for (const place of open) windows.push(await cutWindow(place, head.output, reading, tools));
      const { context: _, ...pooling } = reading;
      const features = await poolWindows(windows, pooling, pooled, shared);
      parts.push(features.map((one) => applyHead(head, one)));
    }
    let next = 0;
    for (const [i, place] of some.entries()) {
      if (reasons[i] !== undefined) yield { place, reason: reasons[i] };
      else {
        yield { place, values: Float32Array.from(parts.flatMap((part) => [...part[next]!])) };
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

function noteStrandless(places: readonly Place[], { listener }: PlaceScoreTools): void {
  const { length: count } = places.filter(({ strand }) => strand === '.');
  if (count === 0) return;
  const [some, all] = [count, places.length].map((one) => one.toLocaleString('en-US'));
  listener.onNote(
    `${some} of ${all} places have no strand, which the head counts: they are read as on the plus strand.`,
  );
}

async function cutWindow(
  place: Place,
  { anchor, strand }: WindowOutput,
  { context }: HeadReading,
  tools: PlaceScoreTools,
): Promise<Uint8Array> {
  const read = strand === 'aware' && place.strand === '-' ? '-' : '+';
  const window = anchoredWindow(anchorOf(place, anchor), context, read);
  const tokens = await paddedTokens({ contig: place.contig, ...window }, tools);
  return read === '-' ? reverseComplement(tokens, ownComplement()) : tokens;
}

function reasonOfNone(
  { contig, end }: Place,
  contigs: ReadonlyMap<string, number>,
): string | undefined {
  const length = contigs.get(contig);
  if (length === undefined) return `The genome has no contig "${contig}".`;
  const bp = (value: number) => value.toLocaleString('en-US');
  return end > length ? `It ends at ${bp(end)}; ${contig} has ${bp(length)} bp.` : undefined;
}
