/** A folder's entries, for choosing a file where there is no dialog of the system's. */
export interface FolderListing {
  readonly folder: string;
  readonly parent?: string | undefined;
  readonly entries: readonly {
    readonly name: string;
    readonly path: string;
    readonly isFolder: boolean;
    /** Of a file; absent where this user may not look. */
    readonly bytes?: number | undefined;
    /** ISO 8601, UTC. */
    readonly modifiedAt?: string | undefined;
  }[];
}
