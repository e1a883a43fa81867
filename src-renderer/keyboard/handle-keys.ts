import type { PageAction } from '../../src-main/contract/index.ts';
import { act, type AppState } from '../state/index.ts';
import { focusLocusBox } from '../locus/index.ts';
import { guideId } from './element-ids.ts';

/** Keys that mean the same everywhere, except where text is typed. */
export function handleShortcut(event: KeyboardEvent, app: AppState): void {
  if (event.defaultPrevented) return;
  if (event.altKey) return walk(event, app);
  if (event.key === 'Escape') return closeTopmost(event, app);
  if (app.dialogs.current) return;
  if (event.key === 'F1') {
    event.preventDefault();
    return app.help.toggle();
  }
  if (isUndo(event)) {
    const done =
      event.shiftKey || event.key.toLowerCase() === 'y' ? app.history.redo() : app.history.undo();
    if (done) event.preventDefault();
    return;
  }
  const action = chords[event.key.toLowerCase()];
  if ((event.ctrlKey || event.metaKey) && action) {
    if (action === 'export' && !app.project?.genome) return;
    event.preventDefault();
    return act(app, action);
  }
  if (event.ctrlKey || event.metaKey || usesKeys(event)) return;
  const answer = actions[event.key];
  if (!answer || (event.key !== '?' && !app.project?.genome)) return;
  event.preventDefault();
  answer(app);
}

/** Alt and an arrow: back and forth through the views. */
function walk(event: KeyboardEvent, app: AppState): void {
  if (usesKeys(event)) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by === undefined || !app.project?.genome || app.dialogs.current) return;
  event.preventDefault();
  void app.view.walk(by < 0 ? -1 : 1);
}

function isUndo(event: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, key } = event;
  return (ctrlKey || metaKey) && /^[zy]$/i.test(key) && !isTyping(event);
}

/** With Ctrl, or with Command. */
const chords: Readonly<Record<string, PageAction>> = { e: 'export', ',': 'preferences' };

const actions: Readonly<Record<string, (app: AppState) => void>> = {
  '/': focusLocusBox,
  p: (app) => app.panel.predict(),
  P: (app) => app.panel.predict(),
  e: (app) => app.panel.findEffects(),
  E: (app) => app.panel.findEffects(),
  g: (app) => app.view.toggleGuide(),
  G: (app) => app.view.toggleGuide(),
  m: markVisible,
  M: markVisible,
  '.': (app) => void app.view.goToMark(1),
  ',': (app) => void app.view.goToMark(-1),
  v: (app) => app.panel.open('variants'),
  V: (app) => app.panel.open('variants'),
  '?': (app) => app.dialogs.show({ kind: 'shortcuts' }),
};

function markVisible(app: AppState): void {
  const { visible } = app.view;
  if (visible) void app.marks.add([visible]);
}

/** Keys that move the genome while the browser has the focus. */
export function handleBrowserKey(event: KeyboardEvent, app: AppState): void {
  const { browser } = app.view;
  // A field of a row's menu, or of igv's, has its own use for them.
  if (!browser || event.ctrlKey || event.metaKey || event.altKey || usesKeys(event)) return;
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
  else if (isInGuide(event.target)) app.help.close();
  else if (app.view.browser?.closeMenus()) event.preventDefault();
  else if (app.closeCards()) event.preventDefault();
  else if (app.opened.now) void app.opened.close();
  else if (app.panel.name) {
    const name = app.panel.name;
    app.panel.close();
    document.getElementById(`rail-${name}`)?.focus();
  } else if (app.variants.set) void app.actions.showVariants(undefined);
  else if (app.tutorial.isOpen) app.tutorial.show(false);
  else if (app.help.address !== undefined) app.help.close();
  else return;
  event.preventDefault();
}

function isInGuide(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`#${guideId}`) !== null;
}

/** Whether the key goes to a control that does something with letters, arrows or signs. */
function usesKeys(event: KeyboardEvent): boolean {
  // Of igv's fields the event tells only the element that igv lies in.
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** Whether text is being typed, which has an undo of its own. */
function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  const isBox = target instanceof HTMLInputElement && /^(checkbox|radio|color)$/.test(target.type);
  return usesKeys(event) && !isBox && !(target instanceof HTMLSelectElement);
}
