import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  errorSchema,
  jobListSchema,
  jobSchema,
  resultSchema,
  wholeJobSchema,
} from '../../src-main/cli/api/api-schemas.ts';
import { outcomeJson } from '../../src-main/cli/api/outcome-json.ts';
import { collect } from '../support/collect.ts';
import { apiServer, eventsOf } from './api-server.ts';

const { folder, call, ask, post, fetchApi } = apiServer();

const genome = { model: 'hawk-tutorial', provider: 'cpu', flank: 0 };
const tutorial = { ...genome, fasta: 'data/tutorial.fa.gz' };
const small = { ...tutorial, region: ['chrT1:1-20,000'] };

const headers = { Accept: 'text/event-stream' };

/** Copies the tutorial once, by the API itself. */
async function haveTutorial(): Promise<void> {
  if (!existsSync(join(folder, 'data'))) await call('tutorial', { dir: 'data' });
}

describe('a call', () => {
  it('is answered with what the command prints, its files, and the head of a table', async () => {
    await haveTutorial();
    const { status, value, headers } = await call('predict', { ...small, out: 'a.bedgraph' });
    expect(status).toBe(200);
    const { files, firstLines, fileCount, isCut } = resultSchema.parse(value);
    const path = join(folder, 'a.bedgraph');
    expect(files).toEqual([{ path, bytes: readFileSync(path).length }]);
    expect({ fileCount, isCut, path: firstLines?.path }).toEqual({
      fileCount: 1,
      isCut: false,
      path,
    });
    expect(firstLines!.lines[0]).toMatch(/^track/);
    // It is among the jobs, with the same result.
    const job = await ask(headers.get('location')!.replace('/api', ''));
    expect(wholeJobSchema.parse(job.value)).toMatchObject({
      ...{ call: 'predict', state: 'done' },
      result: value as object,
    });
  });

  it('tells of its events as they happen, and ends with the same result', async () => {
    await haveTutorial();
    const given = { ...small, region: ['chrT1:100,001-200,000'], out: 'b.bedgraph' };
    const response = await fetchApi('/calls/predict', post(given, { headers }));
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = await collect(eventsOf(response));
    expect(events[0]).toMatchObject({ event: 'job', data: { call: 'predict', state: 'running' } });
    const fractions = events.flatMap(({ event, data }) =>
      event === 'progress' ? data['fraction'] : [],
    );
    expect(fractions.length).toBeGreaterThan(0);
    expect(fractions).toEqual(fractions.toSorted());
    expect(events.filter(({ event }) => event === 'note').length).toBeGreaterThan(0);
    const { event, data } = events.at(-1)!;
    expect(event).toBe('result');
    expect(resultSchema.parse(data).files).toMatchObject([{ path: join(folder, 'b.bedgraph') }]);
  });

  it('tells of an error as an event where events were asked for', async () => {
    await haveTutorial();
    const given = { ...small, out: 'c.bedgraph', tracks: 'none' };
    const response = await fetchApi('/calls/predict', post(given, { headers }));
    const { event, data } = (await collect(eventsOf(response))).at(-1)!;
    expect(event).toBe('error');
    expect(errorSchema.parse(data).error).toMatchObject({ code: 'track-unknown', status: 422 });
  });

  it('without a body takes what it takes by itself', async () => {
    const { status, value } = await ask('/calls/models_list', { method: 'POST' });
    expect(status).toBe(200);
    const { answer } = resultSchema.parse(value);
    expect((answer as { id: string }[]).map(({ id }) => id)).toContain('hawk-tutorial');
  });

  it('that only reads is answered while another computes', async () => {
    await haveTutorial();
    writeFileSync(join(folder, 'lines.txt'), 'one\ntwo\nthree\n');
    const given = { ...tutorial, region: ['chrT1'], out: 'long.bw' };
    const long = await call('predict', given, { headers: { Prefer: 'respond-async' } });
    const place = long.headers.get('location')!.replace('/api', '');
    const { value } = await call('read_lines', { path: 'lines.txt', from: 2, lines: 1 });
    expect(resultSchema.parse(value).answer).toEqual({ lines: ['two'], isEnd: false });
    expect((await ask(place)).value).toMatchObject({ state: 'running' });
    await ask(place, { method: 'DELETE' });
  });
});

it('an answer that is very long is cut, and says so', () => {
  const rows = Array.from({ length: 50_000 }, (_, i) => ({ name: `row ${i}`, value: i }));
  const end = outcomeJson({ kind: 'done', answer: { rows, total: 50_000 }, files: [] });
  const { answer, isCut } = resultSchema.parse(end);
  expect(isCut).toBe(true);
  expect(JSON.stringify(answer).length).toBeLessThan(1 << 18);
  const { rows: shown } = answer as { rows: unknown[] };
  expect(shown.length).toBeGreaterThan(500);
  expect(shown.at(-1)).toBe(`... ${50_001 - shown.length} more`);
});

describe('a job', () => {
  it('goes on without its request, can be followed by several, and is stopped by DELETE', async () => {
    await haveTutorial();
    const given = { ...tutorial, region: ['chrT1'], out: 'job.bw' };
    const begun = await call('predict', given, { headers: { Prefer: 'wait=5, respond-async' } });
    expect(begun.status).toBe(202);
    expect(begun.headers.get('preference-applied')).toBe('respond-async');
    const place = begun.headers.get('location')!.replace('/api', '');
    const { id: own } = jobSchema.parse(begun.value);
    expect(place).toBe(`/jobs/${own}`);

    const controller = new AbortController();
    const first = await fetchApi(`${place}/events`, { signal: controller.signal });
    const second = await fetchApi(`${place}/events`);
    const heard = eventsOf(first);
    expect((await heard.next()).value).toMatchObject({ event: 'job' });
    expect((await heard.next()).value).toMatchObject({
      event: expect.stringMatching(/progress|note/) as string,
    });
    // Whoever does not listen any longer stops nothing.
    controller.abort();
    const listed = jobListSchema.parse((await ask('/jobs')).value).jobs;
    expect(listed.find(({ id }) => id === own)).toMatchObject({ state: 'running' });

    const stopped = await ask(place, { method: 'DELETE' });
    expect(wholeJobSchema.parse(stopped.value)).toMatchObject({
      state: 'failed',
      failure: { error: { code: 'cancelled', status: 409 } },
    });
    const last = (await collect(eventsOf(second))).at(-1)!;
    expect(last).toMatchObject({ event: 'error', data: { error: { code: 'cancelled' } } });
    expect((await ask(place)).status).toBe(404);
    expect(existsSync(join(folder, 'job.bw'))).toBe(false);
  });

  it('that has ended is kept with its result, a hundred of them', async () => {
    writeFileSync(join(folder, 'kept.txt'), 'a line\n');
    const places: string[] = [];
    for (let i = 0; i < 130; i++) {
      const { headers, status } = await call('read_lines', { path: 'kept.txt' });
      expect(status).toBe(200);
      places.push(headers.get('location')!.replace('/api', ''));
    }
    const { jobs } = jobListSchema.parse((await ask('/jobs')).value);
    expect(jobs.length).toBeLessThanOrEqual(102);
    expect((await ask(places[0]!)).status).toBe(404);
    expect((await ask(places.at(-1)!)).value).toMatchObject({ state: 'done' });
    // Followed when all is over, it says so at once.
    const late = await collect(eventsOf(await fetchApi(`${places.at(-1)!}/events`)));
    expect(late.map(({ event }) => event)).toEqual(['job', 'result']);
  });
});
