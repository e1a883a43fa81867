import { Notification, powerSaveBlocker } from 'electron';
import type { SystemSigns } from './job-signs.ts';
import type { Windows } from './windows.ts';

/** The signs of the system that Electron runs on. */
export function systemSigns(windows: Windows): SystemSigns {
  let blocker: number | undefined;
  const shown = new Set<Notification>();
  return {
    showProgress(fraction) {
      const isUnknown = fraction === 'unknown';
      // Below 0 there is no bar, above 1 one that only says that something is going on.
      const share = fraction === undefined ? -1 : isUnknown ? 2 : fraction;
      for (const window of windows.all) window.setProgressBar(share);
    },
    keepAwake(awake) {
      if (awake) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
      else if (blocker !== undefined) {
        powerSaveBlocker.stop(blocker);
        blocker = undefined;
      }
    },
    notify(title, body) {
      if (!Notification.isSupported()) return;
      const told = new Notification({ title, body });
      // One that nothing holds is not heard of any more.
      shown.add(told);
      told.on('close', () => shown.delete(told));
      told.on('click', () => windows.openFiles([]));
      told.show();
    },
    isSeen: () => windows.all.some((window) => window.isFocused()),
    now: () => performance.now(),
  };
}
