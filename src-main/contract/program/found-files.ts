/** What a page in a browser knows of a file that was dropped on it: all but where it lies. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: number;
  /** ms since 1970, UTC. */
  readonly modifiedAt: number;
}

/** A file that has the name and size of a dropped one. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** ISO 8601, UTC. */
  readonly modifiedAt: string;
  /** Whether it has the date of the dropped one, too. */
  readonly isSame: boolean;
}
