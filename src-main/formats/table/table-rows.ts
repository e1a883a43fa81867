import { z } from 'zod';
import type { Cell, TableHead, TableRow } from './column.ts';

/** A table of this program, open to be read again. */
export interface ReadTable extends Pick<TableHead, 'notes' | 'columns'> {
  readonly path: string;
  /** Of the file. */
  readonly bytes: number;
  readonly count: number;
  /** Rows, 0-based half-open. */
  rows(from: number, to: number): AsyncIterable<TableRow>;
  close(): Promise<unknown>;
}

const headSchema = z.object({
  notes: z.array(z.object({ key: z.string(), text: z.string() })),
  columns: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['text', 'integer', 'float32']),
      unit: z.string().optional(),
      about: z.string().optional(),
    }),
  ),
});

/** What a table's metadata tells, as `schemaNotes` has written it. */
export function headOf(text: string | undefined): z.infer<typeof headSchema> {
  const parsed = headSchema.safeParse(text === undefined ? undefined : JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error('it is not one that Megabase has written');
}

/** The cell that `typedCell` has made this of. */
export function untyped(value: unknown): Cell {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'bigint' ? Number(value) : (value as string | number);
}

/** Reads pieces of a table, and the last one once: rows are asked for block after block, many of them of one piece. */
export function lastOf<T>(read: (piece: number) => Promise<T>): (piece: number) => Promise<T> {
  let held: { readonly piece: number; readonly content: T } | undefined;
  return async (piece) => {
    if (held?.piece !== piece) held = { piece, content: await read(piece) };
    return held.content;
  };
}
