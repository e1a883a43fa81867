/**
 * What other programs can ask for by name: the commands that compute, with their own options, within named folders. A
 * wire (`cli/mcp/`, `cli/api/`) hands on names, parameters and outcomes, and knows no command.
 *
 *     const calls = await openCalls(['/data/study'], context, program);
 *     const outcome = await calls.begin('predict', { fasta: 'own.fa', ... }, { signal, onEvent });
 *     if (outcome.kind === 'done') console.log(shortJson(outcome.answer, 12_000), outcome.files);
 */
export { shortened, shortJson } from './answer.ts';
export { maxWaiting } from './call-queue.ts';
export type * from './call.ts';
export { expectFolder, openCalls, type Calls } from './calls.ts';
