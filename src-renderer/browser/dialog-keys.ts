/** What igv's own dialogs are made of: OK, Cancel and the cross are bare boxes. */
const [dialog, buttons] = [
  '.igv-ui-generic-dialog-container, .igv-generic-dialog-container',
  '.igv-ui-generic-dialog-ok-cancel > div, .igv-generic-dialog-ok-cancel > div',
];

/**
 * Has igv's own small dialogs (a tag's name, a range) be used by keys: they take the focus, Tab stays in them, Enter is
 * OK, Escape is Cancel; what had the focus before has it again.
 */
export function takeDialogKeys(columns: HTMLElement): void {
  const root = columns.getRootNode() as ShadowRoot;
  const known = new WeakSet<HTMLElement>();
  const dressNew = () => {
    for (const one of root.querySelectorAll<HTMLElement>(dialog)) {
      if (known.has(one)) continue;
      known.add(one);
      dress(one);
    }
  };
  dressNew();
  // igv adds what it opens later to one of these.
  const observer = new MutationObserver(dressNew);
  for (let node: Node | null = columns; node; node = node.parentNode)
    observer.observe(node, { childList: true });
}

function dress(box: HTMLElement): void {
  const [ok, cancel] = box.querySelectorAll<HTMLElement>(buttons);
  if (!ok || !cancel) return;
  box.role = 'dialog';
  for (const button of [ok, cancel]) Object.assign(button, { role: 'button', tabIndex: 0 });
  let isOpen = false;
  let back: HTMLElement | undefined;
  const follow = () => {
    const isNow = box.style.display !== 'none' && box.isConnected;
    if (isNow === isOpen) return;
    isOpen = isNow;
    if (!isNow) return back?.focus();
    back = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    box.ariaLabel = box.querySelector('[class*=one-liner]')?.textContent ?? 'Options of the track';
    (box.querySelector('input') ?? ok).focus();
  };
  new MutationObserver(follow).observe(box, { attributes: true, attributeFilter: ['style'] });
  follow();
  box.addEventListener('keydown', (event) => {
    const stops = [...box.querySelectorAll<HTMLElement>('input, select, [role=button]')];
    const at = stops.indexOf((box.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    if (event.key === 'Escape') cancel.click();
    else if (event.key === 'Tab')
      stops[(at + (event.shiftKey ? -1 : 1) + stops.length) % stops.length]?.focus();
    else if (stops[at]?.role === 'button' && (event.key === 'Enter' || event.key === ' '))
      stops[at].click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
