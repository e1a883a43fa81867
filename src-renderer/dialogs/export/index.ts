/** Dialogs that write files of results. */
export { default as ExportBaseMapDialog } from './ExportBaseMapDialog.svelte';
export { default as ExportDialog } from './ExportDialog.svelte';
export { default as ExportEvaluationDialog } from './ExportEvaluationDialog.svelte';
export { default as ExportFrame } from './ExportFrame.svelte';
export { default as ExportMapDialog } from './ExportMapDialog.svelte';
export { default as ExportVariantsDialog } from './ExportVariantsDialog.svelte';
export { default as ReportDialog } from './ReportDialog.svelte';
