/**
 * `node resources/release/third-party.ts`: writes THIRD-PARTY.md, the licences of all that ships and is of
 * others. The packages come from package-lock.json; what lies inside binaries is named below by hand.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { shippedPackages, type ShippedPackage } from './shipped-packages.ts';

const root = join(import.meta.dirname, '../..');

/** Whose package has no file with its licence: the holder as its package.json or its sources name them. */
const holders: Readonly<Record<string, string>> = {
  'generic-filehandle2': 'Copyright (c) Colin Diesh',
  'onnx-buf':
    'Copyright (c) the authors of onnx-buf; ONNX: Copyright (c) ONNX Project Contributors',
  'onnxruntime-common': 'Copyright (c) Microsoft Corporation',
  'onnxruntime-node': 'Copyright (c) Microsoft Corporation',
  brotli: 'Copyright (c) Devon Govett; brotli: Copyright (c) the Brotli Authors',
  dfa: 'Copyright (c) Devon Govett',
  fontkit: 'Copyright (c) Devon Govett',
  '@resvg/resvg-wasm':
    'Copyright (c) the authors of resvg-js and resvg; source: https://github.com/yisibl/resvg-js, of the version above',
  '@bufbuild/protobuf':
    'Copyright 2021-2026 Buf Technologies, Inc.; parts: Copyright 2008 Google Inc. All rights reserved.',
};

const inBinaries = `
| part | in | licence |
| --- | --- | --- |
| Electron | the desktop application | MIT: \`LICENSE.electron.txt\` beside it |
| Chromium and what it is made of | the desktop application | BSD-3-Clause and others: \`LICENSES.chromium.html\` beside it |
| ONNX Runtime and what it is made of | \`onnxruntime-node\` | MIT and others: \`ThirdPartyNotices.txt\` in <https://github.com/microsoft/onnxruntime>, of the version below |
| DirectML | \`onnxruntime-node\` for Windows | Microsoft DirectML licence: <https://www.nuget.org/packages/Microsoft.AI.DirectML> |
| DirectX Shader Compiler | \`onnxruntime-node\` for Windows | University of Illinois/NCSA: <https://github.com/microsoft/DirectXShaderCompiler> |
| Microsoft Visual C++ runtime | the desktop application for Windows | the distributable code of Microsoft Visual Studio: <https://aka.ms/vs/17/redist> |
| SQLite | \`better-sqlite3\` | public domain |
| libstdc++, libgcc | the native module for Linux and Windows | GPL-3.0-or-later with the GCC Runtime Library Exception |
| mingw-w64, winpthreads | the native module for Windows | ZPL-2.1; MIT |
| libc++ | the native module for macOS, where Zig built it | Apache-2.0 with LLVM exception |
`.trim();

/** The whole document. */
export function thirdPartyText(): string {
  const packages = shippedPackages(root);
  const groups = new Map<string, ShippedPackage[]>();
  for (const one of packages) {
    const text = licenceText(one);
    groups.set(text, [...(groups.get(text) ?? []), one]);
  }
  const table = packages.map(
    ({ name, version, license }) => `| ${name} | ${version} | ${license} |`,
  );
  const texts = [...groups].map(([text, ones]) => {
    const title = ones.map(({ name, version }) => `${name} ${version}`).join(', ');
    return `### ${title}\n\n\`\`\`text\n${text}\n\`\`\``;
  });
  return [
    '# Software of others',
    'Megabase itself is under the MIT licence (`LICENSE`); its data and models are in `NOTICE.md`. This file is\nwritten by `node resources/release/third-party.ts`.',
    '## Inside binaries',
    inBinaries,
    '## Packages',
    ['| package | version | licence |', '| --- | --- | --- |', ...table].join('\n'),
    '## Texts',
    ...texts,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** What the package says, without trailing spaces; else the text of its licence with its holder. */
function licenceText({ name, license, folder }: ShippedPackage): string {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const found = files.sort().map((file) => readFileSync(join(folder, file), 'utf8'));
  return (found.length > 0 ? found.join('\n') : standardText(name, license))
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');
}

function standardText(name: string, license: string): string {
  const holder = holders[name];
  if (holder === undefined)
    throw new Error(`${name} ${license} has no licence text, nor a holder here`);
  const ids = license.match(/[\w.-]+/g)?.filter((id) => !['AND', 'OR', 'WITH'].includes(id)) ?? [];
  const texts = ids.map((id) =>
    readFileSync(join(import.meta.dirname, `licences/${id}.txt`), 'utf8'),
  );
  return [holder, ...texts].join('\n\n');
}

if (import.meta.main) writeFileSync(join(root, 'THIRD-PARTY.md'), thirdPartyText());
