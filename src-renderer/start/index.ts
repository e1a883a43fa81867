/** What is seen while no project is open. */
export { default as StartPage } from './StartPage.svelte';
