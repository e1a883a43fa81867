import { SortedSpool } from '../../../cache/index.ts';
import { vcfLine, type VcfLine } from '../../../formats/vcf/index.ts';

/** A line and its number among those of its source, from 0. */
export interface NumberedLine {
  readonly number: number;
  readonly line: VcfLine;
}

/** How far back a record may stand from the one before it, bp: files that were normalised do so. */
const slack = 1 << 16;

/**
 * Records that may stand out of order. A sorted file has none, one of a few sorted parts has few, and
 * to go on as the file stands costs more than to sort what is left of it from here on.
 */
const mostMisplaced = 100;

/** Lines that are looked at before the first is given, so that nothing of a shuffled file is read twice. */
const lookAhead = { lines: 2000, letters: 1 << 24 };

/** Contigs whose names are told apart: a broken file can have any number. */
const mostContigs = 1 << 20;

/** What is stored of a line. */
interface StoredLine {
  readonly number: number;
  readonly text: string;
  readonly line: number | undefined;
  readonly problem: string | undefined;
}

/**
 * Lines in their order as long as that is nearly the genome's. The rest of a file that is not sorted is
 * sorted on disk, so that the bases and the tiles that variants need are read once and not over and over.
 * Contigs keep the order in which they first come.
 *
 * Errors: those of the source, and of `SortedSpool`.
 */
export async function* inGenomeOrder(
  lines: AsyncIterable<VcfLine>,
  onUnsorted: () => void,
): AsyncGenerator<NumberedLine> {
  const order = new RecordOrder();
  let number = 0;
  let letters = 0;
  let held: PlacedLine[] | undefined = [];
  let spool: SortedSpool<StoredLine> | undefined;
  try {
    for await (const line of lines) {
      const one: PlacedLine = { number: number++, line, place: order.add(line) };
      if (spool === undefined && order.misplaced > mostMisplaced) {
        spool = new SortedSpool();
        onUnsorted();
        for (const before of held ?? []) add(spool, before);
        held = undefined;
      }
      letters += line.text.length;
      if (spool !== undefined) add(spool, one);
      else if (held === undefined) yield one;
      else {
        held.push(one);
        if (held.length < lookAhead.lines && letters < lookAhead.letters) continue;
        yield* held;
        held = undefined;
      }
    }
    yield* held ?? [];
    for (const { number, text, line, problem } of spool?.drain() ?? []) {
      yield { number, line: vcfLine(text, line, problem) };
    }
  } finally {
    spool?.close();
  }
}

function add(spool: SortedSpool<StoredLine>, { number, line, place }: PlacedLine): void {
  const problem = line.broken ? line.problem : undefined;
  spool.add(place, { number, text: line.text, line: line.line, problem });
}

interface PlacedLine extends NumberedLine {
  readonly place: readonly [number, number];
}

/** Follows the places of records, and counts those out of order. */
class RecordOrder {
  /** Records so far that stand further back than those before them. */
  misplaced = 0;
  readonly #contigs = new Map<string, number>();
  #contig = 0;
  #position = 0;

  /** Gives the number of its contig, and its position; a line without a place has that of the one before. */
  add(line: VcfLine): readonly [number, number] {
    if (line.broken) return [this.#contig, this.#position];
    const { contig, pos } = line;
    const known = this.#contigs.get(contig);
    const number = known ?? this.#contigs.size;
    if (known === undefined && number < mostContigs) this.#contigs.set(contig, number);
    const goesOn = number === this.#contig ? pos >= this.#position - slack : known === undefined;
    if (!goesOn) this.misplaced++;
    [this.#contig, this.#position] = [number, pos];
    return [number, pos];
  }
}
