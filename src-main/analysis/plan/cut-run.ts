/** What a piece of work takes. */
export interface Cost {
  /** Of one core of this machine. */
  readonly processorSeconds: number;
  /** Of all processes of the command together. */
  readonly memoryBytes: number;
  /** Of what it writes: its output, its cache, and what the memory does not hold. */
  readonly diskBytes: number;
}

/** A piece of a run, and what it takes. */
export interface PlannedPiece extends Cost {
  /** In words: `chr1, chr7 and 12 more regions`, `records 1 to 4,180`. */
  readonly holds: string;
  /** Regions or records in it; absent where only the run itself finds them. */
  readonly items?: number | undefined;
  /** bp that are read. */
  readonly bases: number;
  /** Of the disk, what goes to the output. */
  readonly outputBytes: number;
}

/** A run as it can be cut. */
export interface CutRun {
  /** Pieces at most; Infinity where any number will do. */
  readonly most: number;
  /** What cannot be cut any further. */
  readonly of: string;
  /** Processor-seconds are `runs`: by runs made before on this machine; `size`: by the model's size. */
  readonly from: 'runs' | 'size';
  /** Sentences that whoever plans should know. */
  readonly notes: readonly string[];
  /** Pieces of such a cut, in order; `count` is at most `most`. */
  readonly cut: (count: number) => readonly PlannedPiece[];
}

/** Without digits that nobody knows. */
export function rounded<Piece extends Cost>(piece: Piece): Piece {
  return {
    ...piece,
    processorSeconds: Number(piece.processorSeconds.toPrecision(4)),
    memoryBytes: Math.ceil(piece.memoryBytes),
    diskBytes: Math.ceil(piece.diskBytes),
    ...('outputBytes' in piece && { outputBytes: Math.ceil(Number(piece.outputBytes)) }),
  };
}

/** What all pieces take: their processors' time, the largest one's memory, the disk of all. */
export function costOfAll(pieces: readonly Cost[]): Cost {
  return rounded({
    processorSeconds: pieces.reduce((sum, one) => sum + one.processorSeconds, 0),
    memoryBytes: pieces.reduce((most, one) => Math.max(most, one.memoryBytes), 0),
    diskBytes: pieces.reduce((sum, one) => sum + one.diskBytes, 0),
  });
}
