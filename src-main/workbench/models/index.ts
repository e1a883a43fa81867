/** Models of the library, and probes that are fitted on them. */
export { modelMethods } from './model-methods.ts';
export { probeMethods } from './probe-methods.ts';
