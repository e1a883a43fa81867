/**
 * Has an open menu of igv's be walked by keys: arrows, Home and End from entry to entry, Enter or the space bar to
 * choose; Escape and Tab close it. `back`: what has the focus again.
 */
export function takeKeys(menu: HTMLElement, back: HTMLElement | undefined): void {
  const entries = [...menu.querySelectorAll<HTMLElement>(':scope > div > div')].filter(
    (entry) => !entry.matches('.igv-menu-popup-header *, .igv-track-menu-category'),
  );
  menu.role = 'menu';
  for (const entry of entries) Object.assign(entry, { role: 'menuitem', tabIndex: -1 });
  menu.onkeydown = (event) => {
    const root = menu.getRootNode() as ShadowRoot;
    const at = entries.indexOf(root.activeElement as HTMLElement);
    const next = {
      ...{ ArrowDown: Math.min(entries.length - 1, at + 1), ArrowUp: Math.max(0, at - 1) },
      ...{ Home: 0, End: entries.length - 1 },
    }[event.key];
    if (next !== undefined) entries[next]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') choose(entries[at]);
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  entries[0]?.focus();

  function choose(entry: HTMLElement | undefined) {
    entry?.click();
    // A dialog that igv opens from it takes what is typed.
    if (menu.style.display === 'none') back?.focus();
  }

  function close() {
    menu.style.display = 'none';
    back?.focus();
  }
}
