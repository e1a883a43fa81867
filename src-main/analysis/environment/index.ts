/**
 * What analyses work on and with: the genome, the model, the cache and the program's folders.
 *
 *     const workspace = await openWorkspace({ fasta, cache: true }, { onNote, signal });
 *     const [region] = await workspace.regions(['chr1:1-1,000,000']);
 *     for await (const event of predict({ ...workspace, model }, { region, ...settings }, signal)) ...
 */
export type { AnalysisContext, ComputeSettings, Environment } from './environment.ts';
export { openGenomeAlone, openWorkspace, type Workspace } from './workspace.ts';
