import type { Region, Span } from '../../../contract/index.ts';
import type { PerturbationTask } from '../../../engine/index.ts';
import { tokenOf, type Edit } from '../../../sequence/index.ts';
import type { AnnotatedGene, Annotation } from './annotation.ts';

/** The genes that an edit lies in; tokens count from the interval's start. */
export function genesAt(
  annotation: Annotation | undefined,
  edit: Edit,
  { contig, start }: Region,
): AnnotatedGene[] {
  const site = start + siteOf(edit);
  return annotation?.overlapping({ contig, start: site, end: site + 1 }) ?? [];
}

/** A gene with N outside it, without the variant and with it. */
interface OutsideTasks {
  readonly gene: AnnotatedGene;
  readonly without: PerturbationTask;
  readonly withVariant: PerturbationTask;
}

/**
 * Replaces what lies outside a gene by N, as far as a model sees it from `distance` bp round the variant:
 * SpliceAI reads transcripts so. Undefined where all that is seen lies inside.
 */
export function outsideTasks(
  gene: AnnotatedGene,
  edit: Edit,
  { interval, reach }: { readonly interval: Region; readonly reach: number },
): OutsideTasks | undefined {
  const { start: origin, end } = interval;
  const seen = {
    start: Math.max(0, edit.start - reach),
    end: Math.min(end - origin, edit.end + reach),
  };
  const before = { start: seen.start, end: Math.min(gene.start - origin, edit.start) };
  const after = { start: Math.max(gene.end - origin, edit.end), end: seen.end };
  const fills = [before, after].filter((one) => one.end > one.start);
  if (fills.length === 0) return undefined;
  const edits = fills.map(blank);
  const task = (own: readonly Edit[]): PerturbationTask => ({
    edits: own.toSorted((a, b) => a.start - b.start || a.end - b.end),
    tracks: true,
    insertion: 'max',
    around: seen,
  });
  return { gene, without: task(edits), withVariant: task([...edits, edit]) };
}

/**
 * Where a variant stands: its first base, of an insertion or deletion the base before it, as VCF has it; where
 * there is none, the sequence's first base.
 */
export function siteOf({ start, end, tokens }: Edit): number {
  const isIndel = tokens.length === 0 || end === start;
  return isIndel ? Math.max(0, start - 1) : start;
}

function blank({ start, end }: Span): Edit {
  return { start, end, tokens: new Uint8Array(end - start).fill(tokenOf.N) };
}
