import { isGraph, readModelPackage } from '../model/index.ts';
import { runEdits } from './edits/run-edits.ts';
import type { EditJob } from './edits/edit-job.ts';
import type { Send } from './messages.ts';
import type { PassJob } from './pass-job.ts';
import { runPass } from './run-pass.ts';
import { runTiledEdits } from './tiled/run-tiled-edits.ts';
import { runTiles } from './tiled/run-tiles.ts';

/** Runs one job in this process, from tokens to what the heads say of them. */
export async function runJob(job: PassJob, send: Send): Promise<void> {
  const model = readModelPackage(job.model, job.heads);
  return isGraph(model) ? runTiles(model, job, send) : runPass(model, job, send);
}

/** Reads the interval once, then only what each task changes of it. */
export async function runEditJob(job: EditJob, send: Send): Promise<void> {
  const model = readModelPackage(job.model, job.heads);
  return isGraph(model) ? runTiledEdits(model, job, send) : runEdits(model, job, send);
}
