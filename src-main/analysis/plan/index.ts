/**
 * What a run takes before it is begun, and how it is cut into pieces for several machines.
 *
 *     const run = planPredictions(regions, settings, environment);
 *     const pieces = run.cut(chooseCount(run, 30, threads)); // none takes longer than half an hour
 */
export { chooseCount, expectCount } from './choose-count.ts';
export { costOfAll, type Cost, type CutRun, type PlannedPiece } from './cut-run.ts';
export { foretell, type Foretold } from './foretell.ts';
export { jobMemory, parseMachine, readMachine, type Machine } from './machine.ts';
export { planConsensus } from './plan-consensus.ts';
export { planDependencies } from './plan-dependencies.ts';
export { planMutagenesis } from './plan-mutagenesis.ts';
export { planPredictions } from './plan-predictions.ts';
export { planRecords } from './plan-records.ts';
export { knockOutBases, planRows } from './plan-rows.ts';
export { expectPlanned, makePlan } from './plan-file.ts';
