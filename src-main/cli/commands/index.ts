/** The commands of `megabase`, one file each. */
export { cacheCommand } from './cache.ts';
export { candidatesCommand } from './candidates.ts';
export { consensusCommand } from './consensus.ts';
export { contextCommand } from './context-effect.ts';
export { demoCommand } from './demo.ts';
export { dependenciesCommand } from './dependencies.ts';
export { doctorCommand } from './doctor.ts';
export { effectsCommand } from './effects.ts';
export { evaluateCommand } from './evaluate.ts';
export { headsCommand } from './heads.ts';
export { modelsCommand } from './models.ts';
export { predictCommand } from './predict.ts';
export { probeCommand } from './probe.ts';
export { scoreCommand } from './score.ts';
export { serveCommand } from './serve.ts';
export { startCommand } from './start.ts';
export { variantsCommand } from './variants.ts';
