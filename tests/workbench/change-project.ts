import { OpenProject } from '../../src-main/workbench/project/open-project.ts';
import { readProjectDocument } from '../../src-main/workbench/saved/project-document.ts';
import { ProjectLock } from '../../src-main/workbench/saved/project-lock.ts';

/** A process that marks places of a project, one after the other: `node change-project.ts PATH FOLDER NAME COUNT`. */
const [path, folder, name, count] = process.argv.slice(2) as [string, string, string, string];
const project = new OpenProject(path, readProjectDocument(path), new ProjectLock(folder));
for (let start = 0; start < Number(count); start++) {
  project.edit(({ marks }) => ({
    marks: [...marks, { contig: name, start, end: start + 1 }],
  }));
}
