/** What was made, a card each. */
export { default as BaseMapCard } from './BaseMapCard.svelte';
export { default as EvaluationCard } from './EvaluationCard.svelte';
export { default as LostRunCard } from './LostRunCard.svelte';
export { default as MapCard } from './MapCard.svelte';
export { default as ProbeReportCard } from './ProbeReportCard.svelte';
