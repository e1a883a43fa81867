import { isGraph, readModelPackage } from '../../model/index.ts';
import { runEdits, runPass } from '../recurrent/index.ts';
import type { EditJob, Send, PassJob } from '../jobs/index.ts';
import { runTiledEdits, runTiles } from '../tiled/index.ts';

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
