import type { ErrorCode, ProjectMethods } from '../../contract/index.ts';
import { dirname, resolve } from 'node:path';
import { addFiles } from './add-files.ts';
import { AnnotationSearch, findPlaces, hasNames } from '../places/index.ts';
import type { AnswersTo } from '../answers.ts';
import { listFolder } from './list-folder.ts';
import type { ProjectStore } from './project-store.ts';
import type { SavedProjects } from '../saved/index.ts';
import { describeTrackFile, expectHead } from '../../formats/track-file/index.ts';
import { findFiles } from './find-files.ts';

/** Projects and their files. `chosenIn`: folders in which a person has chosen files, and favourites; `adviceFor`: what to do about an error. */
export function projectMethods(
  projects: ProjectStore,
  saved: SavedProjects,
  chosenIn: () => readonly string[],
  adviceFor: (code: ErrorCode) => string,
): AnswersTo<ProjectMethods> {
  const search = new AnnotationSearch();
  return {
    recentProjects: () => saved.recent(),
    newProject: async ({ path }) => projects.describe(await projects.create(path)),
    openProject: async ({ path }) => projects.describe(await projects.open(path)),
    openGuide: async ({ guide }) => projects.describe(await projects.openGuide(guide)),
    addFiles: ({ project: id, paths, index }) => {
      const project = projects.get(id);
      const { said, indexless } = addFiles(project, { paths, index, adviceFor });
      return { project: projects.announce(project), said, indexless };
    },
    removeTrack: ({ project: id, track }) => {
      const project = projects.get(id);
      project.tracks.remove(track);
      return projects.announce(project);
    },
    restoreTrack: ({ project: id, track }) => {
      const project = projects.get(id);
      project.tracks.restore(track);
      return projects.announce(project);
    },
    relocate: async ({ project: id, file, path, index: given }) => {
      const project = projects.get(id);
      if (file === 'genome') {
        await projects.changeGenome(project, path);
        return projects.describe(project);
      }
      const absolute = resolve(path);
      const index = given === undefined ? undefined : resolve(given);
      describeTrackFile(absolute, index);
      expectHead(absolute);
      project.tracks.move(file, absolute, index);
      return projects.announce(project);
    },
    updateProject: ({
      project: id,
      revision,
      locus,
      model,
      shown,
      shownMaps,
      shownBaseMaps,
      marks,
      layout,
    }) => {
      const project = projects.get(id);
      const before = project.revision;
      try {
        project.edit(({ runs, maps, baseMaps }) => {
          project.expectRevision(revision);
          return {
            ...(locus === undefined ? {} : { locus }),
            ...(model === undefined ? {} : { model: model ?? undefined }),
            ...(marks && { marks: [...marks] }),
            ...(layout && { layout }),
            ...(shown && { runs: withShown(runs, shown) }),
            ...(shownMaps && { maps: withShown(maps, shownMaps) }),
            ...(shownBaseMaps && { baseMaps: withShown(baseMaps, shownBaseMaps) }),
          };
        });
      } catch (error) {
        // Who tries again does so with what the project is now.
        if (project.revision !== revision) projects.announce(project);
        throw error;
      }
      // Where one window looks is no matter of another's.
      return project.revision === before ? projects.describe(project) : projects.announce(project);
    },
    findPlace: ({ project: id, text, exact }) => {
      const { genome, document } = projects.get(id);
      const annotations = document.tracks.filter(hasNames);
      return findPlaces(text, genome.contigs, annotations, search, exact);
    },
    listFolder: ({ folder }) => listFolder(folder),
    findFiles: ({ files, below = [] }, signal) => {
      const used = [...projects.files().map((path) => dirname(path)), ...chosenIn()];
      return findFiles(files, { used, below }, signal);
    },
  };
}

/** Those whose ids are named are shown, the others are not. */
function withShown<T extends { id: string; shown: boolean }>(
  all: readonly T[],
  ids: readonly string[],
): T[] {
  return all.map((one) => ({ ...one, shown: ids.includes(one.id) }));
}
