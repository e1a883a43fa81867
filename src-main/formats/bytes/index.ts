export { PlainSource, type ByteSource } from './byte-source.ts';
export { openFile, readError, stopIfCancelled } from './open-file.ts';
