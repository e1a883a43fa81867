import { programVersion } from '../../home/index.ts';
import { maxWaiting, type Call } from '../calls/index.ts';
import {
  errorSchema,
  jobListSchema,
  jobSchema,
  resultSchema,
  wholeJobSchema,
} from './api-schemas.ts';
import { maxEnded } from './jobs.ts';
import { errors, events, jsonContent, jsonSchema, location, ok } from './open-api-parts.ts';

/** What the server says of itself, as OpenAPI 3.1. */
export function openApiDocument(calls: readonly Call[]) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Megabase',
      version: programVersion(),
      description: about,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api', description: 'megabase serve --api, on this computer' }],
    security: [{ token: [] }],
    tags: [{ name: 'calls' }, { name: 'jobs' }, { name: 'description' }],
    paths: {
      ...Object.fromEntries(calls.map((call) => [`/calls/${call.name}`, callPath(call)])),
      ...otherPaths,
    } as Readonly<Record<string, object>>,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Result: jsonSchema(resultSchema, 'output'),
        Error: jsonSchema(errorSchema, 'output'),
        Job: jsonSchema(jobSchema, 'output'),
        WholeJob: jsonSchema(wholeJobSchema, 'output'),
        JobList: jsonSchema(jobListSchema, 'output'),
      },
    },
  };
}

const about = `The commands of Megabase that compute, for programs of this computer: parameters as the command line's \
options, their dashes as underlines. Calls run one after the other, and up to ${maxWaiting} wait. Files are read and \
written only below the folders that the server was started with, relative paths begin at the first, and nothing is \
overwritten.

A call is answered when it has ended; closing its request stops it. With \`Accept: text/event-stream\` its events \
come as they happen: \`job\`, \`begun\`, \`progress\` (\`fraction\`, \`text\`), \`note\` (\`text\`), and at last \
\`result\` or \`error\`. With \`Prefer: respond-async\` it goes on as a job.`;

function callPath({ name, about: description, schema }: Call) {
  const needsBody = !schema.safeParse({}).success;
  return {
    post: {
      operationId: name,
      tags: ['calls'],
      summary: description,
      parameters: [
        {
          name: 'Prefer',
          in: 'header',
          description: 'respond-async: answer at once, and let the call go on as a job',
          schema: { type: 'string' },
        },
      ],
      requestBody: { required: needsBody, content: jsonContent(jsonSchema(schema, 'input')) },
      responses: {
        200: {
          ...ok('The call has ended well.', 'Result', events),
          headers: { Location: location },
        },
        202: {
          ...ok('The call goes on as a job.', 'Job'),
          headers: { Location: location },
        },
        ...errors(400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 503),
      },
    },
  };
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

const otherPaths = {
  '/jobs': {
    get: {
      operationId: 'list_jobs',
      tags: ['jobs'],
      summary: `Calls that wait, run, or are among the last ${maxEnded} that ended.`,
      responses: { 200: ok('The jobs, the oldest first.', 'JobList'), ...errors(401, 403, 429) },
    },
  },
  '/jobs/{id}': {
    parameters: [id],
    get: {
      operationId: 'get_job',
      tags: ['jobs'],
      summary: 'Where a job stands, with its result or failure once it has ended.',
      responses: { 200: ok('The job.', 'WholeJob'), ...errors(401, 403, 404, 429) },
    },
    delete: {
      operationId: 'delete_job',
      tags: ['jobs'],
      summary: 'Stop a job, wait for its end, and forget it.',
      responses: { 200: ok('The job as it ended.', 'WholeJob'), ...errors(401, 403, 404, 429) },
    },
  },
  '/jobs/{id}/events': {
    parameters: [id],
    get: {
      operationId: 'follow_job',
      tags: ['jobs'],
      summary: 'The events of a job from now on. Closing the request does not stop the job.',
      responses: {
        200: { description: 'Events, as those of a call.', content: events },
        ...errors(401, 403, 404, 429),
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'describe',
      tags: ['description'],
      summary: 'This document.',
      responses: {
        200: { description: 'OpenAPI 3.1.', content: jsonContent({ type: 'object' }) },
        ...errors(401, 403, 429),
      },
    },
  },
};
