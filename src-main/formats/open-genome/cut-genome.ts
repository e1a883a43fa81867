import { defined, type Contig, type Region, type Span } from '../../contract/index.ts';
import type { Fasta } from '../fasta/index.ts';
import { expectInside } from '../genome/index.ts';
import type { CutPart } from './cut-names.ts';

/**
 * A FASTA of which some sequences were cut out of contigs, by the names and positions of these contigs.
 * Bases that were not cut out, before the first part of a contig and between two, are N.
 */
export class CutGenome implements Fasta {
  readonly format = 'fasta';
  readonly path: string;
  readonly index: Fasta['index'];
  readonly contigs: readonly Contig[];
  readonly #fasta: Fasta;
  readonly #contigs: ReadonlyMap<string, Contig>;
  /** Of each contig, in order. */
  readonly #parts: ReadonlyMap<string, readonly CutPart[]>;

  constructor(fasta: Fasta, parts: readonly CutPart[]) {
    this.path = fasta.path;
    this.index = fasta.index;
    this.#fasta = fasta;
    this.#parts = Map.groupBy(parts, ({ contig }) => contig);
    const cut = new Map(parts.map((part) => [part.name, part.contig]));
    const whole = new Map(fasta.contigs.map((contig) => [contig.name, contig]));
    // In the order of the file, a contig where its first part stands.
    const names = new Set(fasta.contigs.map(({ name }) => cut.get(name) ?? name));
    this.contigs = [...names].map((name) => whole.get(name) ?? this.#contigOf(name));
    this.#contigs = new Map(this.contigs.map((contig) => [contig.name, contig]));
  }

  async fetch(region: Region, options?: Parameters<Fasta['fetch']>[1]): Promise<string> {
    expectInside(this.path, this.#contigs, region);
    const parts = this.#parts.get(region.contig);
    if (parts === undefined) return this.#fasta.fetch(region, options);
    let letters = '';
    for (const { name, start: first, end: last } of parts) {
      const start = Math.max(first, region.start);
      const end = Math.min(last, region.end);
      if (start >= end) continue;
      const own = { contig: name, start: start - first, end: end - first };
      const before = letters.padEnd(start - region.start, 'N');
      letters = before + (await this.#fasta.fetch(own, options));
    }
    return letters.padEnd(region.end - region.start, 'N');
  }

  close(): Promise<void> {
    return this.#fasta.close();
  }

  #contigOf(name: string): Contig {
    const parts: Span[] = [];
    for (const { start, end } of defined(this.#parts.get(name))) {
      const last = parts.at(-1);
      // What was cut side by side is one part again.
      if (last?.end === start) parts[parts.length - 1] = { start: last.start, end };
      else parts.push({ start, end });
    }
    return { name, length: defined(parts.at(-1)).end, parts };
  }
}
