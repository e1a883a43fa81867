/** The frame: top bar, rail, jobs and notices round what is shown. */
export { default as DrivenBar } from './DrivenBar.svelte';
export { default as JobStrip } from './JobStrip.svelte';
export { default as Notices } from './Notices.svelte';
export { default as ProjectView } from './ProjectView.svelte';
