/**
 * Scored variants as they are kept for a project: written once, listed and drawn from what is kept.
 *
 *     await writeRowFile(path, { ...head, contigs }, records, signal);
 *     const table = await RowTable.open(path);
 *     const { total, rows } = await table.list({ sort: 'distal', descending: true, filter: {}, ... });
 */
export { writeRowFile } from './row-file.ts';
export { RowTable } from './row-table.ts';
