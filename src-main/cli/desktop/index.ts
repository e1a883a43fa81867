/** Finds Electron's binary and starts the desktop application. */
export { buildWindow } from './build-window.ts';
export { electronBinary } from './electron-binary.ts';
export { runElectron } from './run-electron.ts';
