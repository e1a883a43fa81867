import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../src-main/cli/api/index.ts';
import { megabase } from '../support/cli.ts';
import { expectSuccess } from '../support/cli-answers.ts';
import { apiServer } from './api-server.ts';

const { ask, home } = apiServer();

type Spec = Parameters<Validator['validate']>[0];
type ApiDocument = ReturnType<typeof openApiDocument>;

it('the description is OpenAPI 3.1, and what `megabase serve --openapi` prints', async () => {
  const { status, value } = await ask('/openapi.json');
  expect(status).toBe(200);
  const validator = new Validator();
  const found = await validator.validate(structuredClone(value) as Spec);
  expect(found).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const printed = await megabase(['serve', '--openapi'], { home });
  expectSuccess(printed);
  expect(JSON.parse(printed.stdout)).toEqual(value);
});

it('the validator is one: it refuses a description with a mistake in it', async () => {
  const { value } = await ask('/openapi.json');
  const wrong = structuredClone(value) as { paths: Record<string, { post?: object }> };
  wrong.paths['/calls/predict']!.post = { responses: 1 };
  expect((await new Validator().validate(wrong)).valid).toBe(false);
});

it('each call is there with its parameters, and every reference leads somewhere', async () => {
  const { paths, components } = (await ask('/openapi.json')).value as ApiDocument;
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/calls/predict', '/jobs/{id}']));
  expect(Object.keys(paths).filter((path) => path.startsWith('/calls/')).length).toBeGreaterThan(
    20,
  );
  const { post } = paths['/calls/predict'] as {
    post: { requestBody: { content: Record<string, { schema: Record<string, unknown> }> } };
  };
  expect(post.requestBody.content['application/json']!.schema).toMatchObject({
    additionalProperties: false,
    required: ['fasta', 'region', 'model', 'out'],
    properties: { dry_run: { type: 'boolean' } },
  });
  const names = [...JSON.stringify(paths).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
  expect(names.length).toBeGreaterThan(100);
  for (const [, name] of names) expect(Object.keys(components.schemas)).toContain(name);
});
