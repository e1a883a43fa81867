import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../../transport/index.ts';
import type { CallEvent } from '../calls/index.ts';
import { EventStream } from './event-stream.ts';
import type { ApiJob } from './job.ts';

/** How a caller wants to hear of a call. */
type Manner = 'result' | 'events' | 'job';

export function mannerOf({ headers }: IncomingMessage): Manner {
  if (/(^|[, ])respond-async([,; ]|$)/i.test(String(headers['prefer'] ?? ''))) return 'job';
  return /\btext\/event-stream\b/i.test(headers.accept ?? '') ? 'events' : 'result';
}

/** Answers the request that began a call; where it is closed before the call has ended, the call is stopped. */
export async function answerCall(
  job: ApiJob,
  response: ServerResponse,
  manner: Manner,
): Promise<void> {
  const place = { Location: `/api/jobs/${job.id}` };
  if (manner === 'job') {
    const headers = { ...place, 'Preference-Applied': 'respond-async' };
    sendJson(response, 202, job.describe(), headers);
    return;
  }
  response.once('close', () => job.cancel());
  if (manner === 'events') return streamJob(job, response, place);
  // However long it takes, nothing moves on the connection.
  response.req.socket.setTimeout(0);
  const end = await job.ended;
  sendJson(response, 'error' in end ? end.error.status : 200, end, place);
}

/** The events of a job as they come, and how it ended. */
export async function streamJob(
  job: ApiJob,
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const stream = new EventStream(response, headers);
  stream.sendIfRead('job', job.describe());
  const unfollow = job.follow(({ kind, ...data }: CallEvent) => stream.sendIfRead(kind, data));
  response.once('close', unfollow);
  const end = await job.ended;
  unfollow();
  stream.end('error' in end ? 'error' : 'result', end);
}
