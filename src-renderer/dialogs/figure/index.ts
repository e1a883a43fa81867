/** Dialogs that compose figures. */
export { default as FigureDialog } from './FigureDialog.svelte';
export { default as VariantFigureDialog } from './VariantFigureDialog.svelte';
