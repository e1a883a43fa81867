import type { BrowserWindow, Rectangle } from 'electron';
import {
  isGenomeFile,
  isProjectFile,
  type DesktopCommand,
  type ShownProject,
} from '../contract/index.ts';
import { splitByWindow } from './opened-files.ts';
import { PageCommands } from './page-commands.ts';
import {
  isReachable,
  placeBeside,
  readWindowPlace,
  writeWindowPlace,
  type WindowPlace,
} from './window-place.ts';

/** A window, what is on the way to its page, and the project that it shows. */
interface OpenWindow {
  readonly window: BrowserWindow;
  readonly commands: PageCommands;
  project: ShownProject | undefined;
  /** What its page is about to open: it is nobody else's any more. */
  opening: string | undefined;
}

export interface WindowsContext {
  /** Makes a window there; its page is being loaded. */
  readonly make: (place: WindowPlace) => BrowserWindow;
  /** The displays that there are, without what the system keeps of them. */
  readonly areas: () => readonly Rectangle[];
  /** Where the place of the window that was closed last is kept. */
  readonly statePath: string;
  readonly onProject: () => void;
}

/** The windows of the program: one a project. */
export class Windows {
  readonly #tools: WindowsContext;
  readonly #open: OpenWindow[] = [];
  /** The one that was used last is the last. */
  readonly #used: OpenWindow[] = [];

  constructor(tools: WindowsContext) {
    this.#tools = tools;
  }

  get all(): readonly BrowserWindow[] {
    return this.#open.map(({ window }) => window);
  }

  /** The one that was used last. */
  get current(): BrowserWindow | undefined {
    return this.#used.at(-1)?.window;
  }

  /** The window of a page, by its contents. */
  of(contents: unknown): BrowserWindow | undefined {
    return this.all.find(({ webContents }) => webContents === contents);
  }

  /** Another window: beside the one used last, or where the last one was when the program ended. */
  open(): BrowserWindow {
    return this.#add().window;
  }

  /** What the page of the window used last is to do; a window is opened where there is none. */
  send(command: DesktopCommand): void {
    (this.#used.at(-1) ?? this.#add()).commands.send(command);
  }

  /**
   * Brings a window to the front; with files, the one that has their project, or has none yet, or a new
   * one.
   */
  openFiles(paths: readonly string[]): void {
    if (paths.length === 0) return this.#show(this.#used.at(-1) ?? this.#add());
    for (const group of splitByWindow(paths)) this.#openGroup(group);
  }

  setProject(window: BrowserWindow, project: ShownProject | undefined): void {
    const found = this.#open.find((one) => one.window === window);
    if (!found) return;
    [found.project, found.opening] = [project, undefined];
    this.#tools.onProject();
  }

  /** Brings back what lay on a display that is gone. */
  bringBack(): void {
    const areas = this.#tools.areas();
    for (const { window } of this.#open) {
      const bounds = window.getBounds();
      if (areas.some((area) => isReachable(bounds, area))) continue;
      const [area] = areas;
      if (area === undefined) return;
      const width = Math.min(bounds.width, area.width);
      const height = Math.min(bounds.height, area.height);
      const x = area.x + Math.round((area.width - width) / 2);
      const y = area.y + Math.round((area.height - height) / 2);
      window.setBounds({ x, y, width, height });
    }
  }

  #openGroup(paths: readonly string[]): void {
    const [first = ''] = paths;
    const isProject = isProjectFile(first) || isGenomeFile(first);
    const free = ({ project, opening }: OpenWindow) => !project && opening === undefined;
    const chosen = isProject
      ? (this.#open.find((one) => one.project?.path === first || one.opening === first) ??
        this.#used.findLast(free) ??
        this.#add())
      : (this.#used.at(-1) ?? this.#add());
    const isThere = chosen.project?.path === first || chosen.opening === first;
    if (isProject && !isThere) chosen.opening = first;
    const rest = isThere ? paths.slice(1) : paths;
    if (rest.length > 0) chosen.commands.send({ kind: 'open', paths: rest });
    this.#show(chosen);
  }

  #add(): OpenWindow {
    const { make, areas, statePath } = this.#tools;
    const beside = this.current;
    const place = beside
      ? placeBeside(beside.getNormalBounds(), areas())
      : readWindowPlace(statePath, areas());
    const window = make(place);
    const commands = new PageCommands(window.webContents);
    const one: OpenWindow = { window, commands, project: undefined, opening: undefined };
    this.#open.push(one);
    this.#used.push(one);
    window.on('focus', () => {
      drop(this.#used, one);
      this.#used.push(one);
    });
    // The page that comes in its place shows nothing yet.
    window.webContents.on('render-process-gone', () => this.setProject(window, undefined));
    window.on('close', () =>
      writeWindowPlace(statePath, {
        bounds: window.getNormalBounds(),
        isMaximized: window.isMaximized(),
      }),
    );
    window.once('closed', () => {
      drop(this.#open, one);
      drop(this.#used, one);
    });
    return one;
  }

  #show({ window }: OpenWindow): void {
    if (window.isMinimized()) window.restore();
    window.focus();
  }
}

function drop<T>(list: T[], one: T): void {
  const index = list.indexOf(one);
  if (index >= 0) list.splice(index, 1);
}
