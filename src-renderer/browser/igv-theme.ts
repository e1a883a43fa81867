/** Our own words in igv's shadow root: quieter labels, the window's font, whole width. */
const rules = `
  .igv-container { width: 100%; padding-top: 0; font-family: system-ui, sans-serif; }
  .igv-track-label {
    max-width: none; border: 0; border-radius: 3px; background: rgb(255 255 255 / 60%);
    color: #27313d; font: 12px/16px Arial, sans-serif; padding: 0 5px; left: 4px; top: 1px;
  }
  .igv-ui-popover, .igv-menu-popup, .igv-ui-dropdown { font-family: system-ui, sans-serif; }
  .igv-track-drag-column .igv-track-drag-handle-color { background-color: #e4e8ed; }
  .igv-track-drag-column .igv-track-drag-handle-hover-color { background-color: #8a95a3; }
  .igv-track-drag-column > .igv-track-drag-handle { border-radius: 3px; width: 8px; }
  .igv-axis-column > div, .igv-viewport { margin-top: 3px; }
  .igv-scrollbar-column > div, .igv-gear-menu-column > div,
  .igv-track-drag-column > div { margin-top: 3px !important; }
  .igv-zoom-in-notice-container { font: 12px system-ui, sans-serif; color: #536070; }
`;

export function dressShadowRoot(host: HTMLElement): void {
  const root = host.shadowRoot;
  if (!root) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
