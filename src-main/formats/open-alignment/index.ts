export { openAlignment } from './open-alignment.ts';
