/** The two style elements that igv 3.8.10 writes into the page (colour picker, circular view). */
const igvStyles = [
  "'sha256-ITHmamcImsZ/Je1xrdtDLZVvRSpj1Zokb6uHXORB824='",
  "'sha256-NTwDUA6nIvRRpI2lIBtHJqkV0TlTj4HVmI6vI81fIfM='",
].join(' ');

/**
 * What every answer carries. The policy lets the page reach its own origin and nothing else: igv
 * asks igv.org after any request that failed, and has no option against it.
 */
export function responseHeaders(hosts: readonly string[]): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    // CRAM's codecs are WebAssembly.
    "script-src 'self' 'wasm-unsafe-eval'",
    `style-src 'self' ${igvStyles}`,
    "img-src 'self' data: blob:",
    // Not every browser counts a WebSocket of the same host as 'self'.
    `connect-src 'self' ${hosts.map((host) => `ws://${host}`).join(' ')}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  };
}
