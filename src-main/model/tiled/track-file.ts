import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import {
  defined,
  headTrackRoles,
  MegabaseError,
  quoteField,
  utf8Text,
} from '../../contract/index.ts';
import { graphTrackSchema } from './manifest.ts';

const needed = ['id', 'label', 'unit'] as const;
const known = [...needed, 'strand', 'color', 'role', 'channel', 'swap'] as const;
type Column = (typeof known)[number];

/** Colours of tracks that name none, of Okabe and Ito: safe for colour-blind readers. */
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#8a8a8a'];

/**
 * The tracks of a TSV file in a model's folder: a line each, after one that names the columns `id`, `label`
 * and `unit`, and of `strand` (`+`, `-`, `.`), `color` or `colour` (`#rrggbb`), `role`, `channel` and `swap`
 * those there are. Empty lines and those that begin with `##` are none. Error: `model-manifest` with the line.
 */
export function readTrackFile(folder: string, name: string): z.infer<typeof graphTrackSchema>[] {
  const path = join(folder, name);
  const fault = (line: number, what: string) =>
    new MegabaseError('model-manifest', `${path}, line ${line}: ${what}.`);
  if (name !== basename(name) || !statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new MegabaseError(
      'model-manifest',
      `${folder} has no file "${name}", which manifest.json names for tracks; expected one beside it.`,
    );
  }
  const lines = utf8Text(path, readFileSync(path))
    .split(/\r?\n/)
    .map((text, i) => ({
      fields: text.split('\t').map((field) => field.trim()),
      text,
      line: i + 1,
    }))
    .filter(({ text }) => text.trim() !== '' && !text.startsWith('##'));
  const [head, ...rows] = lines;
  if (head === undefined) throw fault(1, 'there is no line with the names of columns');
  const columns = head.fields.map((field, i) =>
    columnOf(i === 0 ? field.replace(/^#/, '') : field),
  );
  const missing = needed.filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    throw fault(
      head.line,
      `no column ${missing.join(', ')}; found ${head.fields.map(quoteField).join(', ')}`,
    );
  }
  if (rows.length === 0) throw fault(head.line, 'no track follows');
  const seen = new Map<string, number>();
  return rows.map(({ fields, line }, i) => {
    const cell = (column: Column) => {
      const text = fields[columns.indexOf(column)] ?? '';
      return text === '' || text === '.' ? undefined : text;
    };
    const number = (column: Column) => {
      const text = cell(column);
      return text === undefined ? undefined : Number(text);
    };
    const row = Object.fromEntries(
      Object.entries({
        id: cell('id'),
        label: cell('label'),
        unit: cell('unit'),
        strand: cell('strand'),
        color: cell('color') ?? palette[i % palette.length],
        role: cell('role'),
        channel: number('channel'),
        swap: number('swap'),
      }).filter(([, value]) => value !== undefined),
    );
    const found = graphTrackSchema.safeParse(row);
    if (!found.success) {
      const {
        path: [column = ''],
        message,
      } = defined(found.error.issues[0]);
      const field = quoteField(cell(String(column) as Column));
      const roles = column === 'role' ? `; known are ${headTrackRoles.join(', ')}` : '';
      throw fault(line, `column ${String(column)}: found ${field}: ${message}${roles}`);
    }
    const { id } = found.data;
    const before = seen.get(id);
    if (before !== undefined) throw fault(line, `"${id}" is the id of line ${before}, too`);
    seen.set(id, line);
    return found.data;
  });
}

function columnOf(name: string): Column | undefined {
  const lower = name.toLowerCase();
  const column = lower === 'colour' ? 'color' : lower;
  return known.find((one) => one === column);
}
