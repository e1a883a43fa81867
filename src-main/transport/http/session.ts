import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { HttpError } from './http-error.ts';

/** A secret that cannot be guessed: 256 random bits, as text for an address or a cookie. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * One browser's right to ask. The token stands in an address that is printed, kept in histories and
 * shown in lists of processes; so it is good for one exchange, against a secret that no page, no
 * address and no other site ever holds.
 */
export class Session {
  readonly #token: string;
  readonly #secret = newSecret();
  /** Cookies are shared by all ports of a host: each server has its own name. */
  readonly #cookie: string;
  #isTokenSpent = false;

  constructor(token: string, port: number) {
    this.#token = token;
    this.#cookie = `megabase-${port}`;
  }

  /** The cookie to set, for the token; rejects a wrong one, and the right one the second time. */
  exchange(token: string): string {
    if (!isSameSecret(token, this.#token)) throw new HttpError(403, `The token is wrong. ${howTo}`);
    if (this.#isTokenSpent) {
      throw new HttpError(403, `The address was used before, and opens once only. ${howTo}`);
    }
    this.#isTokenSpent = true;
    return `${this.#cookie}=${this.#secret}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /**
   * Of several cookies of the name any may be right: a page of another port of this computer can set
   * one that browsers send first, and must not lock this browser out.
   */
  isValid(cookies: string | undefined): boolean {
    const given = (cookies ?? '').split(';').map((cookie) => cookie.trim().split('='));
    return given.some(
      ([name, value]) => name === this.#cookie && isSameSecret(value ?? '', this.#secret),
    );
  }

  check(cookies: string | undefined): void {
    if (this.isValid(cookies)) return;
    throw new HttpError(401, `This browser was not let in. ${howTo}`);
  }
}

const howTo =
  'Open the address that `megabase serve` printed; for a new one, stop it and start it again.';

/** In the same time wherever they differ, and whatever their lengths. */
export function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
