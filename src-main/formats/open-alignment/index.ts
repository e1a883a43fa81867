/** Opens BAM and CRAM in a process that can be ended. */
export { openAlignment } from './open-alignment.ts';
