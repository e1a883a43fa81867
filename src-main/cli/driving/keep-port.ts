import { MegabaseError, type WindowCommand, type WorkbenchEvent } from '../../contract/index.ts';
import { figureFormat } from '../../analysis/figure/index.ts';
import type { Locations } from '../../home/index.ts';
import { openWindowPort, type Advise, type PathBounds } from '../../transport/index.ts';
import type { RunningWorkbench } from '../../workbench/index.ts';
import { removePortFile, writePortFile } from './port-files.ts';

export interface PortContext {
  readonly service: Pick<RunningWorkbench, 'windows' | 'events' | 'settings' | 'workbench'>;
  readonly locations: Pick<Locations, 'drivenWindows'>;
  /** What may be opened and written, but for projects that a person has opened before. */
  readonly bounds: PathBounds;
  readonly advise: Advise;
  /** Is told what kept the port from being opened. */
  readonly report: (error: unknown) => void;
}

/** Keeps a port open by which other programs drive the windows, as long as the settings allow it. */
export function keepWindowPort(context: PortContext): { close(): Promise<void> } {
  const { service, report } = context;
  let open: Awaited<ReturnType<typeof openPort>> | undefined;
  // One change after the other, however fast they come.
  let turning = Promise.resolve();
  const turn = (on: boolean) => {
    turning = turning
      .then(async () => {
        if (on === (open !== undefined)) return;
        const before = open;
        open = undefined;
        await before?.close();
        if (on) open = await openPort(context);
      })
      .catch(report);
    return turning;
  };
  const unsubscribe = service.events.subscribe((event: WorkbenchEvent) => {
    if (event.kind === 'settings') void turn(event.settings.drivable === true);
  });
  void turn(service.settings().drivable === true);
  return {
    close() {
      unsubscribe();
      return turn(false);
    },
  };
}

async function openPort({ service, locations, bounds, advise }: PortContext) {
  const { windows, workbench } = service;
  const server = await openWindowPort({
    windows: () => windows.list,
    ask: async ({ command: asked, by, window, known = false }, signal) => {
      const command = await inside(asked, known, { bounds, workbench });
      return windows.ask({ command, by, window }, signal);
    },
    advise,
  });
  try {
    const path = writePortFile(locations.drivenWindows, server);
    return {
      async close() {
        removePortFile(path);
        await server.close();
      },
    };
  } catch (error) {
    // Nobody could find it, and it would keep the process alive.
    await server.close();
    throw error;
  }
}

/** With an absolute path, as it was checked. Error: `path-outside`; `output-format`, for what is no figure's name. */
async function inside(
  command: WindowCommand,
  known: boolean,
  { bounds, workbench }: Pick<PortContext, 'bounds'> & Pick<PortContext['service'], 'workbench'>,
): Promise<WindowCommand> {
  if (command.kind === 'open') {
    const recent = await workbench.recentProjects();
    if (recent.some(({ path }) => path === command.path)) return command;
    if (!known) return { ...command, path: bounds.expect(command.path) };
    throw new MegabaseError(
      'path-outside',
      `${command.path} lies in none of the named folders, and is no project that was opened before.`,
    );
  }
  if (command.kind === 'figure') {
    const out = bounds.expect(command.out);
    figureFormat(out);
    return { ...command, out };
  }
  return command;
}
