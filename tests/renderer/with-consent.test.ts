import { expect, it } from 'vitest';
import { withConsent } from '../../src-renderer/state/dialogs/with-consent.ts';

const exists = (file: string) =>
  Object.assign(new Error(`${file} exists already.`), { code: 'output-exists', file });

it('every file that exists is asked about by its name, and only then replaced', async () => {
  const asked: string[] = [];
  const tried: (readonly string[])[] = [];
  const written = await withConsent(
    (replace) => {
      tried.push([...replace]);
      const other = ['/a.bw', '/b.bw'].find((file) => !replace.includes(file));
      return other === undefined ? Promise.resolve('both') : Promise.reject(exists(other));
    },
    (file) => Promise.resolve(asked.push(file) > 0),
  );
  expect(written).toBe('both');
  expect(asked).toEqual(['/a.bw', '/b.bw']);
  expect(tried).toEqual([[], ['/a.bw'], ['/a.bw', '/b.bw']]);
});

it('what is not agreed to is not tried again, and other errors stay errors', async () => {
  let tries = 0;
  const write = (): Promise<never> => {
    tries++;
    return Promise.reject(exists('/a.bw'));
  };
  await expect(withConsent(write, () => Promise.resolve(false))).resolves.toBeUndefined();
  expect(tries).toBe(1);
  // It was agreed to, and is another file by now: no end of questions.
  await expect(withConsent(write, () => Promise.resolve(true))).rejects.toThrow('exists');
  const full = Object.assign(new Error('full'), { code: 'disk-full' });
  await expect(
    withConsent(
      () => Promise.reject(full),
      () => Promise.resolve(true),
    ),
  ).rejects.toBe(full);
});
