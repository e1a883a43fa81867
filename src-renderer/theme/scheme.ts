import { createSubscriber } from 'svelte/reactivity';
import type { Theme } from '../../src-main/contract/index.ts';

/** Absent outside a page, where pictures are tested. */
const system = (globalThis.matchMedia as typeof matchMedia | undefined)?.(
  '(prefers-color-scheme: dark)',
);

const listeners = new Set<() => void>();
let chosen: Theme = 'system';
system?.addEventListener('change', () => show());

export function isDark(): boolean {
  return chosen === 'dark' || (chosen === 'system' && system?.matches === true);
}

/** Colours the page. */
export function chooseTheme(theme: Theme): void {
  chosen = theme;
  show();
}

/** Tells when the page turns dark or light; what it gives back ends that. */
export function onSchemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Has what is drawn in an effect be drawn again when the page turns dark or light. */
export const followScheme: () => void = createSubscriber(onSchemeChange);

/** Styles ask for `[data-theme]`, and never for the system's scheme itself. */
function show(): void {
  const name = isDark() ? 'dark' : 'light';
  const { dataset } = document.documentElement;
  if (dataset['theme'] === name) return;
  dataset['theme'] = name;
  listeners.forEach((listener) => listener());
}
