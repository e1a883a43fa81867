/**
 * Predictions become files.
 *
 *     const files = await exportPredictions({ predictions, contigs, path: 'run.bedgraph.gz' });
 *     for (const { path, records } of files) print(`${path}: ${records} values`);
 *
 * Raw tensors are written while the engine delivers them:
 *
 *     const tensors = { logits: { dtype: 'F32', shape: [1, 4096, 16] } } as const;
 *     const file = await SafetensorsFile.create('run.safetensors', tensors, { model });
 *     await file.write('logits', 0, firstChunk);
 *     await file.finish(); // or discard()
 */
export { chooseThreshold } from './choose-threshold.ts';
export { checkOutput } from './check-output.ts';
export { checkOutputs } from './check-outputs.ts';
export { exportPredictions } from './export-predictions.ts';
