/** Graphs in ONNX Runtime. For compute processes only: nothing else may load it. */
export type { FedTensor, FloatTensor, GraphSession, SessionOptions } from './graph-session.ts';
export { keepsTensors, openDevice } from './open-device.ts';
export { openSession } from './open-session.ts';
export { RunnerSession } from './runner-session.ts';
export { expectSoundRunner, soundRunner } from './sound-runner.ts';
