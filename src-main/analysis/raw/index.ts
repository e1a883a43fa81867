/** Logits and hidden states of a region, as safetensors. */
export { expectHeadTracks, exportRaw } from './export-raw.ts';
