/** px between rows, here and in the column beside them. */
export const rowGap = 3;

/** Our own words in igv's shadow root: quieter labels, the window's font, whole width. */
const rules = `
  .igv-container { width: 100%; padding-top: 0; font-family: system-ui, sans-serif; }
  .igv-ui-popover, .igv-menu-popup, .igv-ui-dropdown { font-family: system-ui, sans-serif; }
  .igv-viewport, .igv-scrollbar-column > div, .igv-gear-menu-column > div { margin-top: ${rowGap}px !important; }
  .igv-zoom-in-notice-container { font: 12px system-ui, sans-serif; color: #536070; }
  /* Without room and without gears, but open: igv's menus of tracks hang from it. */
  .igv-gear-menu-column { display: flex !important; width: 0; z-index: 300; overflow: visible; }
  .igv-gear-menu-column > div { background: none; }
  .igv-gear-menu-column > div > div { width: 0; }
  .igv-gear-menu-column > div > div > svg { display: none; }
`;

export function dressShadowRoot(host: HTMLElement): void {
  const root = host.shadowRoot;
  if (!root) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
