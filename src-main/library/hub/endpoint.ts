import { MegabaseError } from '../../contract/index.ts';

const publicHub = 'https://huggingface.co';

/**
 * Where the Hugging Face hub is: the public one, or a mirror that `HF_ENDPOINT` names. Error: `usage`
 * for an address that is neither https nor of this computer.
 */
export function hubEndpoint(endpoint = process.env['HF_ENDPOINT']): string {
  const address = (endpoint || publicHub).replace(/\/+$/, '');
  if (!URL.canParse(address) || !isAllowed(new URL(address))) {
    throw new MegabaseError(
      'usage',
      `HF_ENDPOINT is "${address}"; expected an https address, or http on this computer.`,
    );
  }
  return address;
}

/** What comes over a network must come by https; a server on this computer needs none. */
export function isAllowed({ protocol, hostname }: URL): boolean {
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
