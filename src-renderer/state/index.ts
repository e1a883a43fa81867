/** What the window shows and can do: classes of runes that components read. */
export { act } from './act.ts';
export { readAddress, writeAddress } from './address.ts';
export { addressOf, goToAddress } from './app-address.ts';
export { AppState } from './app-state.svelte.ts';
export type { PanelName } from './panel-state.svelte.ts';
export type { Dialog, FileQuestion } from './dialogs.ts';
export { BaseMapForm, likelihoodReadout } from './base-map-form.svelte.ts';
export type { ChosenBase } from './base-maps.svelte.ts';
export { VariantForm } from './variant-form.svelte.ts';
export { EffectForm } from './effect-form.svelte.ts';
export type { ChosenEffect, MapFault, OpenMap } from './effect-maps.svelte.ts';
export { FigureForm } from './figure-form.svelte.ts';
export { ExportState } from './export-state.svelte.ts';
export { ProbeForm } from './probe-form.svelte.ts';
export { RequestEstimate } from './request-estimate.svelte.ts';
export type { PictureKind } from './variant-picture-state.svelte.ts';
export type { OpenedVariant } from './opened-variant.svelte.ts';
export { VariantTableState } from './variant-table-state.svelte.ts';
