/** The guided tour of a genome with known answers. */
export { default as Tutorial } from './Tutorial.svelte';
