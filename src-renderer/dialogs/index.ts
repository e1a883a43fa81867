/** Dialogs over the window. */
export { default as Dialogs } from './Dialogs.svelte';
