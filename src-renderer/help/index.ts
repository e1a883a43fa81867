/** The guide beside the genome: what words mean, recipes, scores, formats, troubleshooting. */
export { default as GuidePane } from './GuidePane.svelte';
