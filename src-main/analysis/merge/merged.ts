/** What parts were put together into. */
export interface Merged {
  readonly command: string;
  readonly shards: number;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}
