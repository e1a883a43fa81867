/** Plans what a perturbation job keeps of what it reads, and foresees its memory. */
export { BlockGrid } from './block-grid.ts';
export { foreseePerturbations } from './foresee-perturbations.ts';
export { mostChainTokens, planPerturbations } from './plan-perturbations.ts';
