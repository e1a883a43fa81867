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
