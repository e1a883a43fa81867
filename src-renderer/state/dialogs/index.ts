/** Which dialog is open, and what it is about. */
export { DialogState } from './dialog-state.svelte.ts';
export type { Dialog, FileQuestion, FoundAnswer } from './dialogs.ts';
export { ExportState } from './export-state.svelte.ts';
export { HelpState } from './help-state.svelte.ts';
export { checkForUpdates, type UpdateCheckContext } from './help.ts';
