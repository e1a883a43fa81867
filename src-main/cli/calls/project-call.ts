import { z } from 'zod';
import type { Project } from '../../contract/index.ts';
import type { CommittedFile } from '../../formats/output/index.ts';
import type { Call, CallHooks, CallParameters } from './call.ts';
import type { CalledProjects } from './called-projects.ts';
import type { CallFolders } from './command-line.ts';

/** What a call of a project is run with. */
export interface ProjectCallContext {
  readonly project: Project;
  readonly projects: CalledProjects;
  readonly hooks: CallHooks;
  readonly folders: CallFolders;
}

/** A call that names a project. */
export interface ProjectCall {
  readonly name: string;
  readonly about: string;
  /** Of what it takes besides the project. */
  readonly shape: z.ZodRawShape;
  /** Resolves with the answer; one that is a `CommittedFile` tells what was written. */
  readonly run: (given: CallParameters, context: ProjectCallContext) => Promise<object>;
}

export const textParameter = z
  .string()
  .min(1)
  .max(4_096)
  .refine((value) => !value.includes('\0'), 'contains a NUL character');
export const textsParameter = z.array(textParameter).min(1).max(1_000);

const name = textParameter.describe(
  'name or path of a project; tutorial or yeast for those that ship',
);

/** The call, by the projects that are open to calls. */
export function callWith(
  { name: called, about, shape, run }: ProjectCall,
  projects: CalledProjects,
): Call {
  return {
    ...{ name: called, about, readsOnly: false },
    schema: z.strictObject({ project: name, ...shape }),
    run: async ({ project: named, ...given }, hooks, folders) => {
      const project = await projects.open(String(named));
      const answer = await run(given, { project, projects, hooks, folders });
      return { kind: 'done', answer, files: isFile(answer) ? [answer] : [] };
    },
  };
}

function isFile(answer: object): answer is CommittedFile {
  return 'path' in answer && 'bytes' in answer;
}
