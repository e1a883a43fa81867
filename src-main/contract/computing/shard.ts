/** One of the pieces that a run is cut into, each computed by itself: `--shard 2/6`. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  /** How many pieces there are. */
  readonly count: number;
}

/** `2/6` */
export function shardText({ number, count }: Shard): string {
  return `${number}/${count}`;
}
