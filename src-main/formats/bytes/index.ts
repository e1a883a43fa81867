export { PlainSource, type ByteSource } from './byte-source.ts';
export { openFile, pipeError, readError, stopIfCancelled } from './open-file.ts';
export { countRead, readsInFlight } from './reads-in-flight.ts';
