/** The dialog that chooses a file where there is none of the system's. */
export { default as FileDialog } from './FileDialog.svelte';
export { default as FoundFilesDialog } from './FoundFilesDialog.svelte';
