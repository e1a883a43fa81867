/** px between rows, here and in the column beside them. */
export const rowGap = 3;

/** Covers the gap above a row that stays while others scroll by, be the row as low as it may: a shadow is no higher. */
export const gapShadow = Array.from(
  { length: rowGap },
  (_, i) => `0 ${-1 - i}px 0 var(--page)`,
).join(', ');

/** Our own words in igv's shadow root: quieter labels, the window's font, whole width. */
const rules = `
  .igv-container { width: 100%; padding-top: 0; background: var(--page); color: var(--ink); }
  .igv-viewport, .igv-scrollbar-column > div, .igv-gear-menu-column > div { margin-top: ${rowGap}px !important; }
  .igv-zoom-in-notice-container, .igv-zoom-in-notice-container > div { background: none; font-size: var(--text-s); color: var(--ink-2); }
  .igv-scrollbar-column > div > div { border-color: var(--line-strong); }
  .igv-menu-popup, .igv-roi-menu, .igv-ui-dropdown { border-color: var(--line); border-radius: var(--radius); box-shadow: var(--shadow); font-size: var(--text-m); }
  .igv-menu-popup input, .igv-ui-generic-dialog-container input { color-scheme: inherit; }
  .igv-menu-popup > div:not(:first-child) > div { padding-block: 2px; }
  .igv-menu-popup { max-height: calc(100vh - 96px); overflow-y: auto; padding-block: var(--space-1); }
  .igv-multi-locus-ruler-label, .igv-multi-locus-close-button { display: none !important; }
  .igv-roi-region > div { background: color-mix(in srgb, var(--accent) 35%, transparent) !important; }
  @media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
  .igv-column-shim { background: var(--line-strong) !important; }
  .igv-menu-popup-header { display: none; }
  .igv-menu-popup [role=menuitem]:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
  [role=dialog] [role=button]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .igv-menu-popup hr { width: 100%; margin: var(--space-1) 0; border: 0; border-top: 1px solid var(--line); }
  .igv-menu-popup > div > div { border-color: var(--line) !important; }
  .igv-menu-popup [fill='#444'] { fill: var(--ink); }
  /* Without room and without gears, but open: igv's menus of tracks hang from it. */
  .igv-gear-menu-column { display: flex !important; width: 0; z-index: 300; overflow: visible; }
  .igv-gear-menu-column > div { background: none; }
  .igv-gear-menu-column > div > div { width: 0; }
  .igv-gear-menu-column > div > div > svg { display: none; }
`;

export function dressShadowRoot(host: HTMLElement): void {
  const root = host.shadowRoot;
  if (!root) return;
  for (const own of root.adoptedStyleSheets) {
    own.replaceSync(withTokens([...own.cssRules].map(({ cssText }) => cssText).join('\n')));
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** igv's style sheet with the window's tokens in place of its greys, its blue and its font. */
export function withTokens(css: string): string {
  return css
    .replaceAll(/font-family:[^;}]*/g, 'font-family: var(--font)')
    .replaceAll(/([\w-]+): ([^;{}]*)/g, (whole, property: string, value: string) => {
      if (!value.includes('rgb(')) return whole;
      return `${property}: ${value.replaceAll(/rgb\((\d+), (\d+), (\d+)\)/g, (_, ...found) => token(property, found.slice(0, 3).map(Number)))}`;
    });
}

function token(property: string, [red = 0, green = 0, blue = 0]: number[]): string {
  const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) < 12;
  if (!isGrey) return 'var(--accent)';
  if (property === 'color') {
    if (red > 200) return 'var(--accent-ink)';
    return red > 80 ? 'var(--ink-2)' : 'var(--ink)';
  }
  if (red >= 250) return 'var(--raised)';
  if (red >= 215) return 'var(--hover)';
  return property.includes('border') || red < 100 ? 'var(--line-strong)' : 'var(--ink-2)';
}
