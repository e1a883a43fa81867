/** The keys of the window. */
export { browserId, guideId } from './element-ids.ts';
export { handleBrowserKey, handleShortcut } from './handle-keys.ts';
export { shortcuts } from './shortcuts.ts';
