/**
 * Types and words shared by every layer and by the renderer. Nothing here computes or reads a file.
 *
 *     import { MegabaseError, formatRegion, type Region } from '../contract/index.ts';
 */
export * from './computing/index.ts';
export * from './defined.ts';
export * from './errors.ts';
export * from './genome/index.ts';
export { joinFloats } from './join-floats.ts';
export * from './maps/index.ts';
export * from './models/index.ts';
export * from './program/index.ts';
export * from './project/index.ts';
export * from './runs/index.ts';
export { storedZlib } from './stored-zlib.ts';
export * from './text/index.ts';
export * from './variants/index.ts';
export * from './workbench/index.ts';
