import { connect } from 'node:net';
import type { Random } from '../support/random.ts';

/** What a request came to: its status, and the body; no status where the connection was just closed. */
export interface Reply {
  readonly sent: string;
  readonly status: number | undefined;
  readonly body: string;
}

/** Values that have tripped programs up before, and some that are right. */
const values: readonly unknown[] = [
  ...[
    '',
    '-',
    '--help',
    '--overwrite',
    '-o',
    '--',
    '..',
    '/',
    '\\',
    '.',
    '~',
    '*',
    '%00',
    '\0',
    '\ud800',
  ],
  ...[
    'data/tutorial.fa.gz',
    'data/tutorial.gff3',
    'data/sample.vcf.gz',
    'data',
    'hawk-tutorial',
    'cpu',
  ],
  ...[
    'chrT1:1-200',
    'chrT1:0-0',
    'chrT1:9-1',
    'chrT1:1-999999999999',
    'none:1-2',
    'all',
    'x.bedgraph',
  ],
  ...[
    '/etc/passwd',
    '../../etc/passwd',
    '/dev/zero',
    '/proc/self/environ',
    'C:\\Windows',
    'con',
    'x/',
  ],
  ...[
    'hawk-tutorial+',
    '+',
    'a'.repeat(4_096),
    'a'.repeat(5_000),
    '🧬',
    '1e309',
    '0x10',
    '1,5',
    '1.5M',
  ],
  ...[0, -1, 1.5, 1e308, 2 ** 53, true, false, null, [], {}, [[]], [null], [''], { a: 1 }],
  ...[['chrT1:1-200'], ['chrT1:1-200', 'chrT1:1-200'], ['-'], Array(2_000).fill('x')],
];

const strangeNames = ['__proto__', 'constructor', 'overwrite', 'cache', ''];

/** Parameters of a call: some of its own, with whatever values, and some that it does not have. */
export function someParameters(
  random: Random,
  { names, required }: { readonly names: readonly string[]; readonly required: readonly string[] },
): unknown {
  const value = () => values[random.below(values.length)];
  if (random.below(20) === 0) return value();
  const given: Record<string, unknown> = {};
  for (const name of required) if (random.below(10) > 0) given[name] = value();
  for (let i = random.below(4); i > 0; i--) {
    const name = names[random.below(names.length)];
    if (name !== undefined) given[name] = value();
  }
  if (random.below(10) === 0) given[strangeNames[random.below(strangeNames.length)]!] = value();
  return given;
}

/** Sends bytes, and gives what came back until the connection was closed. */
export function send(port: number, bytes: Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = bytes.toString('latin1');
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
    // Reset, as what sends on after its answer may be.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const [head = '', ...body] = text.split('\r\n\r\n');
      const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(head) ?? [];
      resolve({
        sent,
        status: status === undefined ? undefined : Number(status),
        body: body.join('\r\n\r\n'),
      });
    });
    socket.setTimeout(30_000, () => reject(new Error(`There is no end to: ${sent}`)));
    // Some requests are damaged so that more is waited for.
    socket.on('end', () => socket.end());
    socket.write(bytes, () => setImmediate(() => socket.end()));
  });
}
