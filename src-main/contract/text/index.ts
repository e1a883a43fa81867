/** How amounts, names and values are said, and how texts are read. */
export * from './amounts.ts';
export * from './file-names.ts';
export * from './format-bytes.ts';
export * from './least-told.ts';
export * from './quote-field.ts';
export * from './text-encoding.ts';
