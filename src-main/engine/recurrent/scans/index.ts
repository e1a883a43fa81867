/** What scans a layer: kernel, native runner or operators, chosen by the clock and kept open. */
export { isByRunner, type ChosenScan } from './choose-scan.ts';
export { KeptNetwork, type OpenForJob } from './kept-network.ts';
export { openHead, openScans } from './open-scans.ts';
