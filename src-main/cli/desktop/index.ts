export { buildWindow } from './build-window.ts';
export { electronBinary } from './electron-binary.ts';
export { runElectron } from './run-electron.ts';
