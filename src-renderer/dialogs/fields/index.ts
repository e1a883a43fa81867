/** Fields of dialogs. */
export { default as FieldGrid } from './FieldGrid.svelte';
export { default as FieldSection } from './FieldSection.svelte';
export { default as FolderField } from './FolderField.svelte';
export { default as FormatField } from './FormatField.svelte';
export { default as NumberField } from './NumberField.svelte';
export { default as PathField } from './PathField.svelte';
export { default as TerminalField } from './TerminalField.svelte';
export { default as TextBlock } from './TextBlock.svelte';
