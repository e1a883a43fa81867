/**
 * The exact streaming pass, run in a compute process of its own. This door starts that process and
 * never loads ONNX Runtime itself.
 *
 *     await computePass(job, { onReply: (reply) => ..., onNote: console.error }, signal);
 */
export * from './compute-client.ts';
export * from './edits/edit-client.ts';
export * from './edits/edit-job.ts';
export * from './memory-plan.ts';
export * from './embed-request.ts';
export * from './last-line.ts';
export * from './messages.ts';
export * from './pass-job.ts';
export * from './start-compute-process.ts';
export * from './version.ts';
