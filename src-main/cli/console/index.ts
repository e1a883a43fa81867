/** What a command says on a terminal: lines and tables, JSON, questions and errors. */
export { confirm } from './confirm.ts';
export { type Console, openConsole, type OverallProgress } from './console.ts';
export { JsonConsole } from './json-console.ts';
export { openNotes } from './notes.ts';
export { describeError, errorAsJson, reportError } from './report-error.ts';
export { formatTable } from './table.ts';
export { wantsJson } from './wants-json.ts';
export { formatSeconds, placeText, scanText, smallChange, spillText } from './wording.ts';
