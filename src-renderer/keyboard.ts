import type { Workspace } from './state/workspace.svelte.ts';

/** Every key of the window, as the list of shortcuts shows it. */
export const shortcuts: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['/'], does: 'Go to a gene or a region' },
  { keys: ['P'], does: 'Predict the visible region' },
  { keys: ['E'], does: 'Knock out elements of the visible region' },
  { keys: ['V'], does: 'Score variants, and their table' },
  { keys: ['Ctrl', 'E'], does: 'Export' },
  { keys: ['←', '→'], does: 'Move along the genome' },
  { keys: ['+', '−'], does: 'Zoom in and out' },
  { keys: ['Esc'], does: 'Close what is open' },
  { keys: ['?'], does: 'Show these keys' },
];

export const locusBoxId = 'locus';
export const browserId = 'genome-browser';

/** Keys that mean the same everywhere, except where text is typed. */
export function handleShortcut(event: KeyboardEvent, workspace: Workspace): void {
  if (event.defaultPrevented || event.altKey) return;
  if (event.key === 'Escape') return closeTopmost(event, workspace);
  if (workspace.dialogs.current) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'e') {
    if (!workspace.project?.genome) return;
    event.preventDefault();
    workspace.dialogs.show({ kind: 'export' });
    return;
  }
  if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  const act = actions[event.key];
  if (!act || (event.key !== '?' && !workspace.project?.genome)) return;
  event.preventDefault();
  act(workspace);
}

const actions: Readonly<Record<string, (workspace: Workspace) => void>> = {
  '/': () => document.getElementById(locusBoxId)?.focus(),
  p: (workspace) => workspace.planPrediction(),
  P: (workspace) => workspace.planPrediction(),
  e: (workspace) => workspace.planEffects(),
  E: (workspace) => workspace.planEffects(),
  v: (workspace) => workspace.openPanel('variants'),
  V: (workspace) => workspace.openPanel('variants'),
  '?': (workspace) => workspace.dialogs.show({ kind: 'shortcuts' }),
};

/** Keys that move the genome while the browser has the focus. */
export function handleBrowserKey(event: KeyboardEvent, workspace: Workspace): void {
  const { view } = workspace;
  if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
  const share = event.shiftKey ? 0.9 : 0.25;
  if (event.key === 'ArrowLeft') void view.pan(-share);
  else if (event.key === 'ArrowRight') void view.pan(share);
  else if (event.key === '+' || event.key === '=') view.zoom(true);
  else if (event.key === '-') view.zoom(false);
  else return;
  event.preventDefault();
}

function closeTopmost(event: KeyboardEvent, workspace: Workspace): void {
  if (workspace.dialogs.current) workspace.dialogs.close();
  else if (workspace.view?.closeMenus()) event.preventDefault();
  else if (workspace.closeCards()) event.preventDefault();
  else if (workspace.variants.opened) workspace.variants.close();
  else if (workspace.panel) {
    const name = workspace.panel;
    workspace.closePanel();
    document.getElementById(`rail-${name}`)?.focus();
  } else if (workspace.variants.set) void workspace.work.showVariants(undefined);
  else if (workspace.tutorialOpen) workspace.setTutorial(false);
  else return;
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
