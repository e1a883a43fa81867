import type { Region } from '../genome/index.ts';
import type { DroppedFile, FolderListing, FoundFile } from '../program/index.ts';
import type { GuideName, Mark, Project, RecentProject, TrackLayout } from '../project/index.ts';

/** What a name or a region was found to be. */
export interface FoundPlace {
  readonly label: string;
  readonly region: Region;
}

/** Projects: their genomes, files and what is shown. */
export interface ProjectMethods {
  recentProjects(): Promise<RecentProject[]>;
  /**
   * Makes a project round a genome: FASTA or 2bit. Where an index must be built first, a job shows
   * how far it is; cancelling that job ends this with the error `cancelled`.
   */
  newProject(request: { path: string }): Promise<Project>;
  /** A genome that is missing or cannot be read is listed as missing; all else can be used. */
  openProject(request: { path: string }): Promise<Project>;
  /** A project of what ships. `yeast`: 60 kbp of it, and the same with errors put in. */
  openGuide(request: { guide: GuideName }): Promise<Project>;
  /**
   * Adds whatever the files are; `said` tells of each what was done with it. An index among them is that of the file
   * whose name it has, or of the only other one; `index`, whatever its name, is that of the only file. `indexless`:
   * reads that were not added, for they have no index.
   */
  addFiles(request: {
    project: string;
    paths: readonly string[];
    index?: string;
  }): Promise<{ project: Project; said: string[]; indexless: readonly string[] }>;
  removeTrack(request: { project: string; track: string }): Promise<Project>;
  /**
   * Puts a file back in its place that was removed since the program was started; nothing changes
   * where it is there. Error: `file-missing` if it never was.
   */
  restoreTrack(request: { project: string; track: string }): Promise<Project>;
  /**
   * Tells where a missing file is now, and its index where that does not lie beside it. Error: `alignment-index` for
   * reads without one.
   */
  relocate(request: {
    project: string;
    file: string;
    path: string;
    index?: string;
  }): Promise<Project>;
  /** Remembers what is shown and chosen; runs and maps that are shown are named by their `id`. */
  updateProject(request: {
    project: string;
    locus?: string;
    /** `null`: none, as it was before the first was chosen. */
    model?: string | null;
    /** That of the project which lists and layout were made from: another's change is not written over. */
    revision?: number;
    shown?: readonly string[];
    shownMaps?: readonly string[];
    shownBaseMaps?: readonly string[];
    /** All of them: they take the place of those that were. */
    marks?: readonly Mark[];
    /** The whole of it, too. */
    layout?: TrackLayout;
  }): Promise<Project>;
  /** A region, or a gene of the loaded annotation. */
  findPlace(request: {
    project: string;
    text: string;
    exact?: boolean | undefined;
  }): Promise<FoundPlace[]>;
  listFolder(request: { folder?: string }): Promise<FolderListing>;
  /**
   * What each of some dropped files may be, in their order: files of its name and size in the folders that open projects
   * and the person have used, and where none of these is as old as it, those in and under `below`, too. Hidden
   * folders and links are not followed, and of many folders the deepest are left out.
   */
  findFiles(request: {
    files: readonly DroppedFile[];
    below?: readonly string[];
  }): Promise<FoundFile[][]>;
}
