/** The panels of the left rail, and the fields they share. */
export { default as DataPanel } from './DataPanel.svelte';
export { default as EffectsPanel } from './EffectsPanel.svelte';
export { default as EvaluatePanel } from './EvaluatePanel.svelte';
export {
  FlankField,
  ModelField,
  PanelFrame,
  ProviderField,
  ReadingFields,
} from './fields/index.ts';
export { default as ModelsPanel } from './ModelsPanel.svelte';
export { default as PredictPanel } from './PredictPanel.svelte';
export { default as ProbePanel } from './ProbePanel.svelte';
export { default as RunsPanel } from './RunsPanel.svelte';
