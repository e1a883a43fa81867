import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal.ts';

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
  check(headers: IncomingHttpHeaders, fromScript: boolean): void {
    const { host, origin } = headers;
    if (host === undefined || !this.#hosts.includes(host.toLowerCase())) {
      throw new Refusal(
        403,
        `This is not ${host ?? 'without a Host'}: Megabase answers as ${this.#hosts.join(' or ')} ` +
          'only. Through a tunnel, use the same port number at both ends.',
      );
    }
    const isOwn = origin !== undefined && this.#hosts.some((own) => origin === `http://${own}`);
    if (origin === undefined ? fromScript : !isOwn) {
      throw new Refusal(
        403,
        `A page of ${origin ?? 'an unknown origin'} asked; only pages of Megabase may.`,
      );
    }
    const site = headers['sec-fetch-site'];
    const isVisit =
      headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if ((site === 'cross-site' || site === 'same-site') && !isVisit) {
      throw new Refusal(403, `A page of another site (${site}) asked; only Megabase's own may.`);
    }
  }
}
