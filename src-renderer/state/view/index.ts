/** Which part of the genome is seen, and in which rows. */
export { ComparedRuns } from './compared-runs.svelte.ts';
export { LayoutState } from './layout-state.svelte.ts';
export { TrackArea } from './track-area.svelte.ts';
export { ViewState } from './view-state.svelte.ts';
