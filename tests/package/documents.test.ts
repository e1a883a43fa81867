import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { platforms } from '../../resources/release/platforms.ts';
import { billOfMaterials } from '../../resources/release/sbom.ts';
import { shippedPackages } from '../../resources/release/shipped-packages.ts';
import { thirdPartyText } from '../../resources/release/third-party.ts';
import { buildOnce } from '../electron/build-once.ts';
import { root } from '../support/paths.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

it('THIRD-PARTY.md names every package that ships, with its licence', () => {
  // Else: node resources/release/third-party.ts
  expect(read('THIRD-PARTY.md')).toBe(thirdPartyText());
});

it('no package is bundled that is not among those that ship', async () => {
  await buildOnce();
  const folder = join(root, 'out/main');
  const bundle = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  // The bundler says where each part comes from.
  const parts = bundle
    .join('\n')
    .matchAll(/^\s*\/\/ .*\bnode_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/\S+$/gm);
  const bundled = [...new Set([...parts].map((match) => match[1]))];
  const shipped = shippedPackages(root).map(({ name }) => name);
  expect(bundled.length).toBeGreaterThan(3);
  expect(bundled.filter((name) => !shipped.includes(name!))).toEqual([]);
});

it('the bill of materials lists the same packages, and Electron', () => {
  const { bomFormat, metadata, components, dependencies } = billOfMaterials(root);
  const { version } = JSON.parse(read('package.json')) as { version: string };
  expect({ bomFormat, ...metadata.component }).toMatchObject({
    ...{ bomFormat: 'CycloneDX', name: 'megabase', version },
  });
  const listed = components.map((component) => `${component.name}@${component.version}`);
  const refs = new Set(components.map((component) => component['bom-ref']));
  const shipped = shippedPackages(root).map((one) => `${one.name}@${one.version}`);
  const [electron] = listed.filter((name) => name.startsWith('electron@'));
  expect(listed.sort()).toEqual([...shipped, electron].sort());
  for (const { purl, licenses } of components) {
    expect(purl).toMatch(/^pkg:npm\//);
    expect(licenses).not.toEqual([]);
  }
  const own = dependencies.find(({ ref }) => ref === `megabase@${version}`);
  expect(own?.dependsOn.every((ref) => refs.has(ref))).toBe(true);
  expect(own?.dependsOn).toContain(electron);
});

it('the changelog dates the version of package.json', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const lock = JSON.parse(read('package-lock.json')) as { version: string };
  expect(lock.version).toBe(version);
  expect(read('CHANGELOG.md')).toMatch(
    new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d$`, 'm'),
  );
});

it('the workflow makes a release for every platform, with no secret that is not described', () => {
  const yaml = createRequire(join(root, 'node_modules/electron-builder/package.json'))(
    'js-yaml',
  ) as {
    load(text: string): {
      jobs: { package: { strategy: { matrix: { include: { platform: string }[] } } } };
    };
  };
  const text = read('.github/workflows/release.yml');
  const { include } = yaml.load(text).jobs.package.strategy.matrix;
  expect(include.map(({ platform }) => platform).sort()).toEqual([...platforms].sort());
  const secrets = [...text.matchAll(/secrets\.(\w+)/g)].map((match) => match[1]);
  const described = read('resources/release/README.md');
  expect(secrets.length).toBeGreaterThan(0);
  expect(secrets.filter((name) => !described.includes(`\`${name!}\``))).toEqual([]);
});
