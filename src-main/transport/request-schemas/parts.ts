import { z } from 'zod';
import { pointColumns, providers, type WorkbenchMethod } from '../../contract/index.ts';

/** What some methods take. */
export type Schemas = Readonly<Partial<Record<WorkbenchMethod, z.ZodType>>>;

// No path can hold NUL, and nothing else that is named has one.
export const text = z
  .string()
  .max(10_000)
  .refine((value) => !value.includes('\0'), 'contains a NUL character');
export const texts = z.array(text).max(10_000);
export const number = z.number();
/** A base, or how many of something are left out. */
export const place = z.number().int().nonnegative();
export const count = z.number().int().positive();
export const span = z.strictObject({ contig: text, start: place, end: place });

export const nothing = z.undefined();
export const path = z.strictObject({ path: text });
export const id = z.strictObject({ id: text });
export const run = z.strictObject({ project: text, run: text });
export const map = z.strictObject({ project: text, map: text });

export const provider = z.union([
  z.enum(['auto', ...providers]),
  z.templateLiteral(['cuda:', place]),
]);

/** As `InAdvance` has it. */
export const inAdvance = { ahead: z.boolean().optional() };

/** What a model is to read. */
export const reading = {
  ...{ project: text, region: text, flank: place.optional() },
  ...{ model: text, provider },
};

/** The part of a track that is looked at, and how closely. */
export const view = {
  ...{ project: text, track: text, start: number, end: number },
  bpPerPixel: number.positive(),
};

/** Columns of scored variants. */
export const headColumn = z.string().regex(/^head:[A-Za-z0-9_-]+$/);
export const pointColumn = z.union([z.enum(pointColumns), headColumn]);

/** Changes at random that something is held against. */
export const background = count.max(10_000);

/** A file to write. */
export const output = { project: text, path: text, replace: texts.optional() };

/** As `ExportTarget` has it. */
export const exportTarget = { ...output, format: text };
