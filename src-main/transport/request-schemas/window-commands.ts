import { z } from 'zod';
import { figureDefaults, type WindowCommand } from '../../contract/index.ts';
import { text as anyText } from './parts.ts';

const text = anyText.min(1).max(4_096);

/** What a program may ask of a window: a sentence that says so to it, and what belongs to it. */
export const windowCommands = {
  state: {
    about:
      'What an open window of Megabase shows: project, locus, rows with their IDs, and marked regions.',
    schema: z.strictObject({}),
  },
  goto: {
    about: 'Shows a region or a gene in an open window of Megabase.',
    schema: z.strictObject({
      locus: text.describe('chr1:1,001-2,000, a contig, a gene, or a mark; several between spaces'),
    }),
  },
  open: {
    about:
      'Opens a project, a genome, or a file over the open genome, in an open window of Megabase.',
    schema: z.strictObject({ path: text }),
  },
  show_rows: {
    about: 'Shows these rows in an open window of Megabase, and hides all others.',
    schema: z.strictObject({
      rows: z.array(text).max(1_000).describe('IDs or names, as window_state tells them'),
    }),
  },
  set_range: {
    about:
      "Sets the ends of a row's scale in an open window of Megabase; without min and max the scale follows the view.",
    schema: z.strictObject({
      row: text.describe('ID or name'),
      ...{ min: z.number().optional(), max: z.number().optional() },
    }),
  },
  mark: {
    about: 'Marks a region of the project that an open window of Megabase shows.',
    schema: z.strictObject({ region: text, name: text.max(200).optional() }),
  },
  figure: {
    about: 'Writes what an open window of Megabase shows as a figure for a paper.',
    schema: z.strictObject({
      out: text.describe('.svg, .pdf or .png; nothing may be there yet'),
      region: text.optional().describe('what the window shows where absent'),
      width: z.number().optional().describe(`mm; ${figureDefaults.width} where absent`),
      font_size: z.number().optional().describe(`points; ${figureDefaults.fontSize} where absent`),
      dpi: z
        .union([z.literal(300), z.literal(600)])
        .optional()
        .describe('of PNG'),
      ...{ title: text.optional(), legend: z.boolean().optional() },
    }),
  },
} as const satisfies Readonly<
  Record<WindowCommand['kind'], { readonly about: string; readonly schema: z.ZodObject }>
>;

/** A command as it is sent. Errors: those of zod. */
export const windowCommandSchema: z.ZodType<WindowCommand> = z.discriminatedUnion(
  'kind',
  Object.entries(windowCommands).map(([kind, { schema }]) =>
    (schema as z.ZodObject).extend({ kind: z.literal(kind) }),
  ) as unknown as [z.ZodObject, ...z.ZodObject[]],
) as unknown as z.ZodType<WindowCommand>;
