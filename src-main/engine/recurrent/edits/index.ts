export { runEdits } from './run-edits.ts';
