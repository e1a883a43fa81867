/** The genome browser with the cards of what was clicked. */
export { default as GenomeBrowser } from './GenomeBrowser.svelte';
