/** The panel and the table of scored variants. */
export { default as VariantTable } from './VariantTable.svelte';
export { default as VariantsPanel } from './VariantsPanel.svelte';
