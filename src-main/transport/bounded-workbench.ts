import type { FolderListing, ServedWorkbench, WorkbenchMethod } from '../contract/index.ts';
import type { PathBounds } from './path-bounds.ts';

type PathsIn = {
  readonly [K in WorkbenchMethod]?: (
    request: NonNullable<Parameters<ServedWorkbench[K]>[0]>,
  ) => readonly string[];
};

const given = (path: string | undefined) => (path === undefined ? [] : [path]);

/** What a request would open or write. Everything else that it names is an id of something open. */
const pathsIn: PathsIn = {
  newProject: ({ path }) => [path],
  openProject: ({ path }) => [path],
  addFiles: ({ paths, index }) => [...paths, ...given(index)],
  relocate: ({ path, index }) => [path, ...given(index)],
  importModel: ({ path }) => [path],
  fitProbe: ({ labels }) => [labels],
  evaluate: ({ labels }) => [labels],
  exportEvaluation: ({ path }) => [path],
  exportRun: ({ path }) => [path],
  exportGenes: ({ path }) => [path],
  exportFigure: ({ path }) => [path],
  exportVariantFigure: ({ path }) => [path],
  exportRaw: ({ path }) => [path],
  exportEffects: ({ path }) => [path],
  exportBaseMap: ({ path }) => [path],
  exportVariants: ({ path }) => [path],
  writeReport: ({ path }) => [path],
};

/**
 * The workbench for a page that chooses paths by itself, as one in a browser does: a path outside
 * the bounds is refused before the workbench hears of it. Projects on the list of recent ones may be
 * opened wherever they are: a person has opened them before. Error: `path-outside`.
 */
export function boundedWorkbench(workbench: ServedWorkbench, bounds: PathBounds): ServedWorkbench {
  const checked = Object.entries(pathsIn).map(([name, paths]) => {
    type Method = (request: never, signal?: AbortSignal) => Promise<unknown>;
    const method = workbench[name as WorkbenchMethod] as Method;
    const check = paths;
    return [
      name,
      async (request: never, signal?: AbortSignal) => {
        check(request).forEach((path) => bounds.expect(path));
        return method(request, signal);
      },
    ];
  });
  const bounded = { ...workbench, ...(Object.fromEntries(checked) as Partial<ServedWorkbench>) };
  return {
    ...bounded,
    openProject: async (request, signal) => {
      const recent = await workbench.recentProjects();
      const isKnown = recent.some(({ path }) => path === request.path);
      return (isKnown ? workbench : bounded).openProject(request, signal);
    },
    // A folder that was chosen before stays, wherever it is.
    changeSettings: async (request, signal) => {
      const { settings } = await workbench.preferences();
      if (request.cache !== settings.cache && request.cache) bounds.expect(request.cache);
      return workbench.changeSettings(request, signal);
    },
    listFolder: async (request, signal) => {
      const folder = request.folder === undefined ? undefined : bounds.expect(request.folder);
      const listing = await workbench.listFolder(folder === undefined ? {} : { folder }, signal);
      bounds.expect(listing.folder);
      return withinBounds(listing, bounds);
    },
    findFiles: async ({ files }, signal) => {
      const found = await workbench.findFiles({ files, below: bounds.roots }, signal);
      return found.map((those) => those.filter(({ path }) => bounds.allows(path)));
    },
  };
}

/** Without hidden entries and those of the system, and without a way up out of the bounds. */
function withinBounds({ folder, parent, entries }: FolderListing, bounds: PathBounds) {
  return {
    folder,
    parent: parent !== undefined && bounds.allows(parent) ? parent : undefined,
    entries: entries.filter(({ path }) => bounds.shows(path)),
  };
}
