/** The bill of materials of a package: what npm says of each part that ships, in CycloneDX's JSON. */
import { execFileSync } from 'node:child_process';
import { shippedPackages } from './shipped-packages.ts';

export interface Bom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly scope?: string;
  readonly licenses?: readonly object[];
}

/** Of the checkout `root`: the packages that ship, and Electron. */
export function billOfMaterials(root: string): Bom {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'];
  const text = execFileSync(npm, [...args, '--sbom-type', 'application'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    shell: process.platform === 'win32',
  });
  const bom = JSON.parse(text) as Bom;
  const shipped = new Set(shippedPackages(root).map(({ name, version }) => `${name}@${version}`));
  // For npm what the page is made of is for development, and is left out of what runs.
  const components = bom.components
    .filter(({ name, version }) => name === 'electron' || shipped.has(`${name}@${version}`))
    .map((component) => ({ ...component, scope: 'required' }));
  const refs = new Set(components.map((component) => component['bom-ref']));
  const { component } = bom.metadata;
  return {
    ...bom,
    metadata: { ...bom.metadata, component: { ...component, name: 'megabase' } },
    components,
    dependencies: bom.dependencies
      .filter(({ ref }) => refs.has(ref) || ref === `megabase@${component.version}`)
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  };
}
