/** The keys of the window. */
export { browserId } from './element-ids.ts';
export { handleBrowserKey, handleShortcut } from './handle-keys.ts';
export { shortcuts } from './shortcuts.ts';
