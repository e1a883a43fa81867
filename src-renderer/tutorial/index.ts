/** The guided tour of a genome whose answers are known. */
export { default as Tutorial } from './Tutorial.svelte';
