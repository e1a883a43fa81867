/** What is filled in before something is asked for. */
export { BaseMapForm, likelihoodReadout, type WantedBaseMap } from './base-map-form.svelte.ts';
export { EffectForm } from './effect-form.svelte.ts';
export { EvaluationForm } from './evaluation-form.svelte.ts';
export { FigureForm, type FigureView } from './figure-form.svelte.ts';
export { FigureLookForm } from './figure-look.svelte.ts';
export { ProbeForm } from './probe-form.svelte.ts';
export { ReadingForm } from './reading-form.svelte.ts';
export { RequestEstimate } from './request-estimate.svelte.ts';
export { VariantFigureForm, type VariantFigureView } from './variant-figure-form.svelte.ts';
export { VariantForm } from './variant-form.svelte.ts';
