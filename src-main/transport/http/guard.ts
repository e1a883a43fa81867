import { defined } from '../../contract/index.ts';
import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.ts';

/** Headers that are checked. Node takes the first of several; another program may take the last. */
const single = ['host', 'origin', 'sec-fetch-site', 'sec-fetch-mode', 'sec-fetch-dest'];

/**
 * Who may ask. A page of another site reaches 127.0.0.1 as well as ours does, straight or under a
 * name of its own that it lets point here; but the browser tells the name it used (Host) and the
 * page that asks (Origin, Sec-Fetch-Site), and lets no page change them.
 */
export class Guard {
  /** What the browser may call us: `127.0.0.1:8000`. */
  readonly #hosts: readonly string[];

  constructor(port: number) {
    const names = ['127.0.0.1', 'localhost'];
    // Browsers leave out the port that http has by default.
    this.#hosts = names.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])]);
  }

  get hosts(): readonly string[] {
    return this.#hosts;
  }

  /** `fromScript`: asked for by a page's program, which browsers never do without an Origin. */
  check(
    { headers, headersDistinct }: Pick<IncomingMessage, 'headers' | 'headersDistinct'>,
    fromScript: boolean,
  ): void {
    const twice = single.find((name) => (headersDistinct[name]?.length ?? 0) > 1);
    if (twice !== undefined) {
      const count = defined(headersDistinct[twice]).length;
      throw new HttpError(400, `The request has ${count} ${twice} headers; expected one at most.`);
    }
    const { host, origin } = headers;
    if (host === undefined) throw new HttpError(400, 'The request has no Host header.');
    if (!this.#hosts.includes(host.toLowerCase())) {
      throw new HttpError(
        403,
        `This is not ${host}: Megabase answers as ${this.#hosts.join(' or ')} ` +
          'only. Through a tunnel, use the same port number at both ends.',
      );
    }
    const isOwn = origin !== undefined && this.#hosts.some((own) => origin === `http://${own}`);
    if (origin === undefined ? fromScript : !isOwn) {
      throw new HttpError(
        403,
        `A page of ${origin ?? 'an unknown origin'} asked; only pages of Megabase may.`,
      );
    }
    const site = headers['sec-fetch-site'];
    const isVisit =
      headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if ((site === 'cross-site' || site === 'same-site') && !isVisit) {
      throw new HttpError(403, `A page of another site (${site}) asked; only Megabase's own may.`);
    }
  }
}
