export { runEdits } from './edits/index.ts';
export { runPass } from './run-pass.ts';
