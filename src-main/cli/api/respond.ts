import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpError, readJsonBody, readRequestPath, sendJson } from '../../transport/index.ts';
import { answerCall, mannerOf, streamJob } from './answer-call.ts';
import type { Jobs } from './jobs.ts';

interface ApiParts {
  readonly jobs: Jobs;
  /** The document of `/api/openapi.json`. */
  readonly description: unknown;
  /** Until a body must be whole. */
  readonly bodyMs: number;
}

type Answer = (request: IncomingMessage, response: ServerResponse, name: string) => unknown;

/** By path, a star for a name, and method. */
type Routes = ReadonlyMap<string, ReadonlyMap<string, Answer>>;

/** Answers a request of somebody who may ask. Errors: `HttpError`, `MegabaseError`. */
export async function respondToCall(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
): Promise<void> {
  const { segments, query } = readRequestPath(request.url ?? '');
  if (query.size > 0) {
    throw new HttpError(400, 'Nothing is asked for by a query: parameters go in the body as JSON.');
  }
  const [api, place = '', name, more, ...rest] = segments;
  const path = [place, ...(name === undefined ? [] : ['*']), ...(more === undefined ? [] : [more])];
  const methods = api === 'api' && rest.length === 0 ? routes.get(path.join('/')) : undefined;
  if (!methods) {
    throw new HttpError(404, 'There is nothing at this address; see /api/openapi.json.');
  }
  const method = request.method ?? '';
  const answer = methods.get(method);
  if (!answer) {
    const allowed = [...methods.keys()].join(', ');
    throw new HttpError(405, `Here only ${allowed} is answered.`, { Allow: allowed });
  }
  await answer(request, response, name ?? '');
}

/** What is answered, and how. */
export function apiRoutes({ jobs, description, bodyMs }: ApiParts): Routes {
  const describe: Answer = (_, response) => sendJson(response, 200, description);
  const call: Answer = async (request, response, name) => {
    const given = await readJsonBody(request, bodyMs);
    // Who is gone meanwhile wants nothing done.
    if (response.destroyed) return;
    await answerCall(jobs.begin(name, given), response, mannerOf(request));
  };
  const list: Answer = (_, response) =>
    sendJson(response, 200, { jobs: jobs.list().map((job) => job.describe()) });
  const show: Answer = (_, response, id) => sendJson(response, 200, jobs.find(id).describeWhole());
  const stop: Answer = async (_, response, id) => {
    const job = jobs.find(id);
    job.cancel();
    await job.ended;
    jobs.forget(job);
    sendJson(response, 200, job.describeWhole());
  };
  const follow: Answer = (_, response, id) => streamJob(jobs.find(id), response);
  const answers: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
    'openapi.json': { GET: describe },
    'calls/*': { POST: call },
    jobs: { GET: list },
    'jobs/*': { GET: show, DELETE: stop },
    'jobs/*/events': { GET: follow },
  };
  return new Map(
    Object.entries(answers).map(([path, methods]) => [path, new Map(Object.entries(methods))]),
  );
}
