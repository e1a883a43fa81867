/**
 * Models from the Hugging Face hub: what is there, and fetching it. Nothing else in the program asks
 * the network for anything, and this only when a person says so.
 */
export { downloadFolder, downloadModel } from './download-model.ts';
export { findOnHub, type HubModel } from './hub-model.ts';
