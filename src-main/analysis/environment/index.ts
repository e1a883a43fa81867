export { openGenomeAlone, openWorkspace, type Workspace } from './workspace.ts';
