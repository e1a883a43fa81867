/** Small pieces that several views are made of. */
export { default as BasesField } from './BasesField.svelte';
export { default as ButtonList } from './ButtonList.svelte';
export { default as Card } from './Card.svelte';
export { default as Chart } from './Chart.svelte';
export { default as ChartCanvas } from './ChartCanvas.svelte';
export { default as CopyButton } from './CopyButton.svelte';
export { default as DropDown } from './DropDown.svelte';
export { default as EffectBar } from './EffectBar.svelte';
export { default as EffectSign } from './EffectSign.svelte';
export { default as Icon } from './Icon.svelte';
export { default as MenuButton } from './MenuButton.svelte';
export { default as ProviderOptions } from './ProviderOptions.svelte';
export { default as SidePane } from './SidePane.svelte';
export { default as TileBadge } from './TileBadge.svelte';
export { default as TrackSwatch } from './TrackSwatch.svelte';
export { giveFocusBack } from './give-focus-back.ts';
