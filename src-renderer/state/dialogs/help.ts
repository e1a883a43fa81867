import type { Workbench } from '../../../src-main/contract/index.ts';
import type { DialogState } from './dialog-state.svelte.ts';
import type { Notifications } from '../notifications.svelte.ts';

/** What the check needs of the window round it. */
export interface UpdateCheckContext {
  readonly workbench: Workbench;
  readonly dialogs: DialogState;
  readonly notifications: Notifications;
}

/** Asks whether to ask for the newest version, and says what came of it. */
export async function checkForUpdates(context: UpdateCheckContext): Promise<void> {
  const { workbench, dialogs, notifications } = context;
  const title = 'Check for updates';
  await notifications.attempt('The newest version could not be found out', async () => {
    const { version, versionFile } = await workbench.about();
    if (versionFile === undefined) {
      const message = `This is Megabase ${version}. This build names no place that tells of newer versions.`;
      const advice = 'Look where you got it from.';
      notifications.notify({ kind: 'info', title, message, advice });
      return;
    }
    const agreed = await dialogs.confirm(
      title,
      `Megabase will read ${versionFile} once, to see whether there is a version newer than ` +
        `${version}. It sends nothing about you, this computer or your data.`,
      { action: 'Check', keep: 'Not now', isHarmless: true },
    );
    if (!agreed) return;
    const newest = await workbench.newestVersion();
    const message = newest.isNewer
      ? `Megabase ${newest.version} is available; this is ${version}.`
      : `Megabase ${version} is the newest version.`;
    const advice = newest.isNewer && newest.page ? `It can be had at ${newest.page}` : '';
    notifications.notify({ kind: 'info', title, message, advice, passes: !newest.isNewer });
  });
}
