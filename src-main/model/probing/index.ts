/** Whether a provider computes right: for the compute process alone. */
export { isOffered, probeProvider } from './probe.ts';
