import { z } from 'zod';
import { MegabaseError, defined } from '../../contract/index.ts';
import { chooseWeights, isWeightName, type BlobDigest } from '../../model/index.ts';
import { hubEndpoint } from './endpoint.ts';
import { fetchMetadata, type MetadataLimits } from './fetch-metadata.ts';
import type { HubResponse } from './hub-fetch.ts';

/** A file of a model on the hub. */
export interface HubFile {
  readonly name: string;
  readonly bytes: number;
  readonly digest: BlobDigest;
}

/** What a download from the hub fetches. */
export interface HubModel {
  /** `org/name` */
  readonly repository: string;
  /** The commit that the files are of. */
  readonly commit: string;
  readonly endpoint: string;
  /** From the model card's metadata. */
  readonly license: string | undefined;
  /** Those that are needed, small ones first. */
  readonly files: readonly HubFile[];
  readonly bytes: number;
}

const count = z.number().int().nonnegative();
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`));
const infoSchema = z.object({
  id: z.string(),
  sha: hex(40),
  cardData: z.object({ license: z.union([z.string(), z.array(z.string())]).nullish() }).nullish(),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: count.nullish(),
      blobId: hex(40).nullish(),
      lfs: z.object({ sha256: hex(64), size: count }).nullish(),
    }),
  ),
});

const small = /^(config\.json|tokenizer\.json|vocab\.(json|txt)|README\.md|LICENSE(\.(md|txt))?)$/;

/**
 * Asks the hub what a model consists of. Errors: `usage`, `hub-missing`, `model-weights`, `hub-refused`,
 * `hub-unreachable`, `cancelled`.
 */
export async function findOnHub(
  repository: string,
  revision = 'main',
  signal?: AbortSignal,
  limits?: MetadataLimits,
): Promise<HubModel> {
  if (!/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(repository)) {
    throw new MegabaseError('usage', `"${repository}" is not a model name; expected ORG/NAME.`);
  }
  const endpoint = hubEndpoint();
  const address = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}`;
  const { response, json } = await fetchMetadata(`${address}?blobs=true`, signal, limits);
  const what = `${repository} at revision ${revision}`;
  if (!isSuccess(response)) throw refusal(response, what, endpoint);
  const parsed = infoSchema.safeParse(json);
  if (!parsed.success) {
    throw new MegabaseError(
      'hub-refused',
      `${endpoint} does not answer about ${what} as the hub does.`,
    );
  }
  const { sha, cardData, siblings } = parsed.data;
  const files = needed(
    siblings.map(({ rfilename }) => rfilename),
    repository,
  )
    .map((name) => defined(siblings.find(({ rfilename }) => rfilename === name)))
    .map(({ rfilename, size, blobId, lfs }) => describe(rfilename, { size, blobId, lfs }));
  const license = cardData?.license;
  return {
    ...{ repository, endpoint, commit: sha, files },
    license: Array.isArray(license) ? license.join(', ') : (license ?? undefined),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The names that an import needs, small files first. */
function needed(names: readonly string[], repository: string): string[] {
  const refuse = (what: string) => new MegabaseError('hub-missing', `${repository} ${what}.`);
  if (!names.includes('config.json')) throw refuse('is not a model: it has no config.json');
  const described = names.filter((name) => small.test(name));
  const choice = chooseWeights(repository, names);
  if (choice === undefined) throw refuse('has no model.safetensors or pytorch_model.bin');
  const { name, part } = choice;
  return [...described, name, ...(part ? names.filter((one) => part.test(one)) : [])];
}

type Sibling = z.infer<typeof infoSchema>['siblings'][number];

/** Bytes of a file that is read whole, as all but weights are; tokenizers have some 20 MB at most. */
const mostTextBytes = 64 * 2 ** 20;

function describe(name: string, { size, blobId, lfs }: Omit<Sibling, 'rfilename'>): HubFile {
  const bytes = lfs?.size ?? size ?? 0;
  if (bytes > mostTextBytes && !isWeightName(name)) {
    throw new MegabaseError(
      'hub-refused',
      `${name} has ${bytes} bytes on the hub; at most ${mostTextBytes} are read of such a file.`,
    );
  }
  if (lfs) return { name, bytes: lfs.size, digest: { kind: 'sha256', hex: lfs.sha256 } };
  if (blobId && typeof size === 'number') {
    return { name, bytes: size, digest: { kind: 'git', hex: blobId } };
  }
  throw new MegabaseError('hub-refused', `The hub does not say how large ${name} is.`);
}

export function isSuccess({ status }: HubResponse): boolean {
  return status >= 200 && status < 300;
}

/** What a status that is no success means. */
export function refusal(response: HubResponse, what: string, endpoint: string): MegabaseError {
  const { status } = response;
  response.body.destroy();
  if (status === 404) {
    return new MegabaseError('hub-missing', `${endpoint} has no ${what} (status 404).`);
  }
  if (status === 401 || status === 403) {
    return new MegabaseError(
      'hub-refused',
      `${endpoint} does not give ${what} to everyone (status ${status}): it is not there, private, ` +
        'or its terms must be accepted first.',
    );
  }
  return new MegabaseError('hub-unreachable', `${endpoint} answers ${what} with status ${status}.`);
}
