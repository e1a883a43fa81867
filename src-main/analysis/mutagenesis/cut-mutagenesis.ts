import { defined, type Region, type Shard, type Span } from '../../contract/index.ts';
import type { HeaderNote, PartNote } from '../../formats/output/index.ts';
import type { Reading } from '../../model/index.ts';
import { baseTokens } from '../../sequence/index.ts';
import type { AnalysisContext } from '../environment/index.ts';
import { digest, rowPart, spanOfShard } from '../shards/index.ts';
import { readRegion, type MutagenesisSpec } from './read-region.ts';

/** Bases whose likelihoods come with one changed sequence: they are those of the unchanged one. */
export const blockOfBases = 512;

/** What a shard is a part of. */
export interface MutagenesisPart {
  /** The region that is cut. */
  readonly whole: Region;
  /** What the shard's file says of itself, by the notes of its header and its rows. */
  readonly note: (notes: readonly HeaderNote[], rows: number) => PartNote;
}

/** What a mutagenesis takes. */
export interface MutagenesisSize {
  /** Bases that are substituted: those that are no N. */
  readonly count: number;
  /** bp that are read as one. */
  readonly interval: number;
  readonly reading: Reading;
  /** Changed sequences that are computed for a base. */
  readonly sequences: number;
}

/** Errors: those of the readers; as `findMutagenesis` for what is refused. */
export async function measureMutagenesis(
  spec: MutagenesisSpec,
  context: AnalysisContext,
): Promise<MutagenesisSize> {
  const { readout, interval, valued, tokens } = await readRegion(spec, context);
  const start = spec.region.start - interval.start;
  const letters = tokens.subarray(start, start + spec.region.end - spec.region.start);
  const masked = readout.kind === 'likelihood' && readout.masked ? 1 : 1 / blockOfBases;
  return {
    count: letters.filter(isBase).length,
    interval: tokens.length,
    reading: { interval, valued },
    sequences: readout.kind === 'track' ? 3 : masked,
  };
}

/**
 * The shard of a region: bases that follow each other, of which no more than its share are substituted; an N
 * goes with the base before it. What is read does not depend on the cut. Error: `usage` for more shards than bases.
 *
 * @param tokens all that is read
 * @param bases where the region lies in them
 * @param files what was read, see `inputTexts`
 * @returns where the shard lies in the region
 */
export function cutMutagenesis(
  { shard, region }: { readonly shard: Shard; readonly region: Region },
  { tokens, bases }: { readonly tokens: Uint8Array; readonly bases: Span },
  files: Readonly<Record<string, string>>,
): { readonly span: Span; readonly part: MutagenesisPart } {
  const length = bases.end - bases.start;
  const places = [...tokens.subarray(bases.start, bases.end).entries()].flatMap(([i, token]) =>
    isBase(token) ? [i] : [],
  );
  const costs = places.map(() => 1);
  const { start: first, end: next } = spanOfShard(shard, costs, substituted);
  const span = { start: first === 0 ? 0 : defined(places[first]), end: places[next] ?? length };
  const letters = Buffer.from(tokens.buffer, tokens.byteOffset, tokens.length).toString('latin1');
  const input = `${length} bases in ${tokens.length}, ${digest([letters])}`;
  const records = [span.start, span.end, length] as const;
  const note: MutagenesisPart['note'] = (notes, rows) => {
    // Another machine may have another last digit.
    const shared = notes.filter(({ key }) => key !== unchangedKey);
    const sections = [[[shard.number - 1, rows] as const]];
    const own = rowPart('mutagenesis', shard, shared, { files, input, records });
    return { ...own, sections, total: shard.count };
  };
  return { span, part: { whole: region, note } };
}

/** What cannot be cut any further. */
export const substituted = 'bases to substitute';

/** What a header calls the readout of the unchanged sequence. */
export const unchangedKey = 'readout, unchanged';

/** Whether a token is A, C, G or T. */
export function isBase(token: number): boolean {
  return baseTokens.some((base) => base === token);
}
