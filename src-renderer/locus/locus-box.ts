/** Where a place is typed; keys and menus give it the focus. */
export const locusBoxId = 'locus';

export function focusLocusBox(): void {
  document.getElementById(locusBoxId)?.focus();
}
