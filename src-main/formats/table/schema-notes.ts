import type { TableHead } from './column.ts';

/**
 * What a table's header tells, for the metadata of its schema: each note by its key, `megabase.model` and so on,
 * several of one key a line each; and under `megabase` all of it as JSON, with the columns' units.
 */
export function schemaNotes({
  notes,
  columns,
}: Pick<TableHead, 'notes' | 'columns'>): { readonly key: string; readonly value: string }[] {
  const byKey = Map.groupBy(notes, ({ key }) => key);
  return [
    { key: 'megabase', value: JSON.stringify({ notes, columns }) },
    ...[...byKey].map(([key, own]) => ({
      key: `megabase.${key}`,
      value: own.map(({ text }) => text).join('\n'),
    })),
  ];
}
