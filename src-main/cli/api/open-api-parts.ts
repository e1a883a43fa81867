import { z } from 'zod';
import { maxBody } from '../../transport/index.ts';

export const location = { description: 'The job: /api/jobs/ID.', schema: { type: 'string' } };

export const events = { 'text/event-stream': { schema: { type: 'string' } } };

const meanings = {
  400: 'The request cannot be read: broken JSON, a query, a header twice.',
  401: 'The token is missing or wrong.',
  403: 'Asked under another Host, from a page of another Origin, or for a file outside of the folders (`path-outside`).',
  404: 'There is no such call, job or address.',
  405: 'This address does not take this method.',
  408: 'The body was not whole in time.',
  409: 'A file of this name exists (`output-exists`), or the call was stopped (`cancelled`).',
  413: `The body is larger than ${maxBody.toLocaleString('en-US')} bytes.`,
  415: 'The body is not JSON in UTF-8.',
  422: 'The parameters, or the files that they name, are wrong: `code`, `message` and `advice` say how.',
  429: 'Too many calls wait, or too many requests are being answered.',
  500: 'The call failed.',
  503: 'The call failed, and may work later, or with more memory or disk.',
} as const;

/** What may go wrong, by status. */
export function errors(...statuses: readonly (keyof typeof meanings)[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: meanings[status], content: jsonContent(ref('Error')) },
    ]),
  );
}

/** An answer of a schema of this name. */
export function ok(description: string, name: string, otherwise: object = {}) {
  return { description, content: { ...jsonContent(ref(name)), ...otherwise } };
}

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

export function jsonContent(schema: object) {
  return { 'application/json': { schema } };
}

/** The dialect is OpenAPI's own. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
