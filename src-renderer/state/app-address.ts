import { splitLoci } from '../locus/index.ts';
import type { Address } from './address.ts';
import type { AppState } from './app-state.svelte.ts';

/** Where one is. */
export function addressOf({ project, panel, tutorial, view }: AppState): Address {
  const { rested } = view;
  return {
    ...{ project: project?.path, panel: panel.name },
    locus: rested || undefined,
    linked: view.isLinked && splitLoci(rested).length > 1,
    step: tutorial.isOpen ? tutorial.step + 1 : undefined,
  };
}

/** Goes where an address says; what it does not say stays. */
export async function goToAddress(app: AppState, address: Address): Promise<void> {
  const { project, locus, linked, panel, step } = address;
  if (project === undefined) return app.project && app.closeProject();
  if (project !== app.project?.path) {
    app.view.openAt(locus);
    await app.openProject(project);
    if (project !== app.project?.path) {
      app.view.openAt(undefined);
      return;
    }
  } else if (locus !== undefined) {
    await app.view.goTo(locus);
  }
  app.view.link(linked === true);
  app.panel.openNamed(panel);
  app.tutorial.show(step !== undefined && app.project.guide !== undefined);
  if (step !== undefined) app.tutorial.goTo(step - 1);
}
