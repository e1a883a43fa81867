import type { AppState } from '../state/index.ts';
import { locusBoxId } from './element-ids.ts';

/** Keys that mean the same everywhere, except where text is typed. */
export function handleShortcut(event: KeyboardEvent, app: AppState): void {
  if (event.defaultPrevented || event.altKey) return;
  if (event.key === 'Escape') return closeTopmost(event, app);
  if (app.dialogs.current) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'e') {
    if (!app.project?.genome) return;
    event.preventDefault();
    app.dialogs.show({ kind: 'export' });
    return;
  }
  if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  const act = actions[event.key];
  if (!act || (event.key !== '?' && !app.project?.genome)) return;
  event.preventDefault();
  act(app);
}

const actions: Readonly<Record<string, (app: AppState) => void>> = {
  '/': () => document.getElementById(locusBoxId)?.focus(),
  p: (app) => app.planPrediction(),
  P: (app) => app.planPrediction(),
  e: (app) => app.planEffects(),
  E: (app) => app.planEffects(),
  v: (app) => app.openPanel('variants'),
  V: (app) => app.openPanel('variants'),
  '?': (app) => app.dialogs.show({ kind: 'shortcuts' }),
};

/** Keys that move the genome while the browser has the focus. */
export function handleBrowserKey(event: KeyboardEvent, app: AppState): void {
  const { browser } = app.view;
  if (!browser || event.ctrlKey || event.metaKey || event.altKey) return;
  const share = event.shiftKey ? 0.9 : 0.25;
  if (event.key === 'ArrowLeft') void browser.pan(-share);
  else if (event.key === 'ArrowRight') void browser.pan(share);
  else if (event.key === '+' || event.key === '=') browser.zoom(true);
  else if (event.key === '-') browser.zoom(false);
  else return;
  event.preventDefault();
}

function closeTopmost(event: KeyboardEvent, app: AppState): void {
  if (app.dialogs.current) app.dialogs.close();
  else if (app.view.browser?.closeMenus()) event.preventDefault();
  else if (app.closeCards()) event.preventDefault();
  else if (app.variants.opened) app.variants.close();
  else if (app.panel) {
    const name = app.panel;
    app.closePanel();
    document.getElementById(`rail-${name}`)?.focus();
  } else if (app.variants.set) void app.actions.showVariants(undefined);
  else if (app.tutorialOpen) app.setTutorial(false);
  else return;
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
