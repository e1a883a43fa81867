import { boundsAround, type Contig } from '../../contract/index.ts';
import {
  editKindOf,
  leftAlign,
  variantId,
  writeAlleles,
  type BaseEdit,
  type ReadBases,
  type Variant,
} from '../variant/index.ts';
import type { CandidateOptions } from './pileup-options.ts';
import type { PileupTile, StrandCounts } from './pileup-tile.ts';
import { strandBias } from './strand-bias.ts';

/**
 * A difference from the reference that enough reads have. It is no call: no model of errors was
 * asked, and neighbours are not put together.
 */
export interface Candidate extends Omit<Variant, 'stated'> {
  /** Fragments counted at its place, of an indel at the base before it. */
  readonly depth: number;
  /** Fragments without it that have the reference, by strand. */
  readonly reference: StrandCounts;
  /** Fragments with it, by strand. */
  readonly alternative: StrandCounts;
  /** Share of the fragments that have it. */
  readonly fraction: number;
  /** See `CandidateThresholds.maxStrandBias`. */
  readonly strandBias: number;
  /** A guess from the fraction alone. */
  readonly genotype: '0/1' | '1/1';
}

/**
 * The candidates of a tile that is finished whose edits begin in `[from, to)`, by their place.
 * `readBases` gives the reference, upper case.
 */
export async function findCandidates(
  tile: PileupTile,
  contig: Contig,
  { from, to }: { readonly from: number; readonly to: number },
  readBases: ReadBases,
  options: CandidateOptions,
): Promise<Candidate[]> {
  const found: Candidate[] = [];
  const consider = async (
    edit: BaseEdit,
    counts: Pick<Candidate, 'reference' | 'alternative' | 'depth'>,
  ) => {
    const measures = judge(counts, options);
    if (measures === undefined) return;
    const removed = await readBases(edit.start, edit.end);
    const alleles = await writeAlleles(edit, removed, boundsAround(contig, edit), readBases);
    const id = variantId(contig.name, alleles);
    found.push({
      contig: contig.name,
      kind: editKindOf(edit),
      edit,
      alleles,
      id,
      ...counts,
      ...measures,
    });
  };

  const letters = await readBases(from, to);
  for (let at = from; at < to; at++) {
    const reference = 'ACGT'.indexOf(letters.charAt(at - from));
    if (reference < 0) continue;
    for (let code = 0; code < 4; code++) {
      const alternative = tile.counts(at, code);
      if (code === reference || sum(alternative) < options.minAlternative) continue;
      const depth = sum(tile.depth(at));
      const edit = { start: at, end: at + 1, bases: 'ACGT'.charAt(code) };
      await consider(edit, { reference: tile.counts(at, reference), alternative, depth });
    }
  }
  for (const { edit, alternative } of await alignedIndels(tile, readBases, options)) {
    if (edit.start < from || edit.start >= to) continue;
    const before = tile.depth(Math.max(0, edit.start - 1));
    const reference: StrandCounts = [
      Math.max(0, before[0] - alternative[0]),
      Math.max(0, before[1] - alternative[1]),
    ];
    const depth = Math.max(sum(before), sum(alternative));
    await consider(edit, { reference, alternative, depth });
  }
  return found.sort((a, b) => a.alleles.pos - b.alleles.pos || (a.id < b.id ? -1 : 1));
}

/** What makes it a candidate, and undefined where it is none. */
function judge(
  { reference, alternative, depth }: Pick<Candidate, 'reference' | 'alternative' | 'depth'>,
  options: CandidateOptions,
): Pick<Candidate, 'fraction' | 'strandBias' | 'genotype'> | undefined {
  const count = sum(alternative);
  const fraction = depth === 0 ? 0 : count / depth;
  if (depth < options.minDepth || count < options.minAlternative) return undefined;
  if (fraction < options.minFraction) return undefined;
  const bias = strandBias(reference, alternative);
  if (bias > options.maxStrandBias) return undefined;
  const genotype = fraction >= options.homozygousFraction ? '1/1' : '0/1';
  return { fraction, strandBias: bias, genotype };
}

/** The indels of a tile, those that are the same put together. */
async function alignedIndels(
  tile: PileupTile,
  readBases: ReadBases,
  { maxIndel }: CandidateOptions,
): Promise<{ edit: BaseEdit; alternative: [number, number] }[]> {
  const byEdit = new Map<string, { edit: BaseEdit; alternative: [number, number] }>();
  for (const { start, deleted, inserted, counts } of tile.indels) {
    if (Math.max(deleted, inserted.length) > maxIndel || /[^ACGT]/.test(inserted)) continue;
    const edit = await leftAlign({ start, end: start + deleted, bases: inserted }, readBases);
    const key = `${edit.start}:${edit.end}:${edit.bases}`;
    const known = byEdit.get(key);
    if (known === undefined) byEdit.set(key, { edit, alternative: [...counts] });
    else {
      known.alternative[0] += counts[0];
      known.alternative[1] += counts[1];
    }
  }
  return [...byEdit.values()];
}

function sum([forward, reverse]: StrandCounts): number {
  return forward + reverse;
}
