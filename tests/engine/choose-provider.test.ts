import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Provider } from '../../src-main/contract/index.ts';
import {
  findAdapters,
  type Adapter,
  type System,
} from '../../src-main/engine/provider/adapters.ts';
import {
  chooseProvider,
  type Candidate,
  type ProviderContext,
} from '../../src-main/engine/provider/choose-provider.ts';
import { cpuNotes } from '../../src-renderer/format/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const card: Adapter = { name: 'NVIDIA RTX A2000', driver: '570.1', isSoftware: false };

/** A machine on which providers take so many seconds for a token; those without are not there. */
function machine(
  seconds: Partial<Record<Provider, number>>,
  { adapters = [card], folder = temporaryFolder() }: { adapters?: Adapter[]; folder?: string } = {},
) {
  const timed: [Provider, number][] = [];
  const probed: Provider[] = [];
  const tools: ProviderContext = {
    probe(provider) {
      probed.push(provider);
      const available = seconds[provider] !== undefined;
      return Promise.resolve({ provider, available, reason: available ? '' : 'no library' });
    },
    adapters: (provider) => Promise.resolve(provider === 'cpu' ? [] : adapters),
  };
  const trial = {
    folder,
    dependsOn: { modelHash: 'a' },
    tokens: 8192,
    time({ provider }: Candidate, tokens: number) {
      timed.push([provider, tokens]);
      const each = seconds[provider];
      return each === undefined || each === Infinity
        ? Promise.reject(new Error('no kernel'))
        : Promise.resolve(each * tokens);
    },
  };
  return { timed, probed, tools, trial, folder };
}

it('auto takes what is fastest on a chunk, and says so with all times', async () => {
  const { timed, trial, tools } = machine({ cpu: 1e-4, cuda: 1e-5, webgpu: 3e-5 });
  expect(await chooseProvider('auto', trial, tools)).toEqual({
    provider: 'cuda',
    device: card.name,
    notes: [
      'computing on cuda, which is fastest here: one layer of 8,192 bp takes cpu 0.82 s, cuda 0.082 s, ' +
        'webgpu 0.25 s',
    ],
  });
  expect(timed.filter(([, tokens]) => tokens === 8192)).toHaveLength(3);
});

it('a GPU that is slow is left after a few tokens, and the CPU is taken', async () => {
  const { timed, trial, tools } = machine({ cpu: 1e-4, webgpu: 6e-3 });
  const chosen = await chooseProvider('auto', trial, tools);
  expect(chosen).toMatchObject({ provider: 'cpu' });
  expect(chosen.notes[0]).toMatch(/one layer of 512 bp takes cpu 0\.051 s, webgpu 3\.1 s$/);
  // The window has it behind its "Why the CPU?".
  expect(cpuNotes(chosen.notes)).toEqual(chosen.notes);
  expect(timed).toEqual([
    ['cpu', 512],
    ['webgpu', 512],
  ]);
});

it('that the CPU is faster than a card is told of a kept choice, too', async () => {
  const { trial, tools, timed } = machine({ cpu: 1e-4, webgpu: 6e-3 });
  const first = await chooseProvider('auto', trial, tools);
  const count = timed.length;
  expect(await chooseProvider('auto', trial, tools)).toEqual(first);
  expect(timed).toHaveLength(count);
});

it('the choice is kept, without a note, until driver or model change', async () => {
  const folder = temporaryFolder();
  const at = { cpu: 1e-4, cuda: 1e-5 };
  const first = machine(at, { folder });
  await chooseProvider('auto', first.trial, first.tools);
  const again = machine(at, { folder });
  const kept = await chooseProvider('auto', again.trial, again.tools);
  expect(kept).toEqual({ provider: 'cuda', device: card.name, notes: [] });
  expect(again.timed).toEqual([]);
  expect(again.probed).toEqual(['cuda']);

  const newDriver = machine(at, { folder, adapters: [{ ...card, driver: '571' }] });
  await chooseProvider('auto', newDriver.trial, newDriver.tools);
  expect(newDriver.timed).not.toEqual([]);
  const otherModel = machine(at, { folder });
  const trial = { ...otherModel.trial, dependsOn: { modelHash: 'b' } };
  await chooseProvider('auto', trial, otherModel.tools);
  expect(otherModel.timed).not.toEqual([]);
  expect(readdirSync(folder)).toHaveLength(3);
});

it('how wide the GPU is that was chosen is timed once, and kept for whoever names it', async () => {
  const folder = temporaryFolder();
  const asked: Candidate[] = [];
  const choose = async (choice: 'auto' | 'cuda' | 'webgpu', width?: number) => {
    const { trial, tools } = machine({ cpu: 1e-4, cuda: 1e-5, webgpu: 1e-5 }, { folder });
    const timeWidth = (chosen: Candidate) => {
      asked.push(chosen);
      return width === undefined ? Promise.reject(new Error('full')) : Promise.resolve(width);
    };
    const chosen = await chooseProvider(choice, { ...trial, timeWidth }, tools);
    return [chosen.provider, chosen.width];
  };
  expect(await choose('cuda', 1024)).toEqual(['cuda', undefined]);
  expect(asked).toEqual([]);
  expect(await choose('auto', 1024)).toEqual(['cuda', 1024]);
  expect(asked).toEqual([{ provider: 'cuda', device: card.name }]);
  expect(await choose('auto', 4096)).toEqual(['cuda', 1024]);
  expect(await choose('cuda')).toEqual(['cuda', 1024]);
  expect(await choose('webgpu')).toEqual(['webgpu', undefined]);
  expect(asked).toHaveLength(1);
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  expect(await choose('auto')).toEqual(['cuda', undefined]);
});

it('a kept GPU that no longer works is not taken', async () => {
  const folder = temporaryFolder();
  const first = machine({ cpu: 1e-4, cuda: 1e-5 }, { folder });
  await chooseProvider('auto', first.trial, first.tools);
  const gone = machine({ cpu: 1e-4 }, { folder });
  const chosen = await chooseProvider('auto', gone.trial, gone.tools);
  expect(chosen.provider).toBe('cpu');
  expect(cpuNotes(chosen.notes)).toEqual(chosen.notes);
  expect(chosen.notes[0]).toBe(
    `running on the CPU: cuda does not work on ${card.name}: no library`,
  );
});

it('a kept choice that is damaged is made anew', async () => {
  const { folder, trial, tools, timed } = machine({ cpu: 1e-4, cuda: 1e-5 });
  await chooseProvider('auto', trial, tools);
  const count = timed.length;
  for (const name of readdirSync(folder)) writeFileSync(join(folder, name), '{"provider":"gp');
  expect(await chooseProvider('auto', trial, tools)).toMatchObject({ provider: 'cuda' });
  expect(timed).toHaveLength(2 * count);
});

it('Vulkan in software is not even tried by auto, and taken where it is asked for by name', async () => {
  const adapters = [{ name: 'llvmpipe', driver: '', isSoftware: true }];
  const { probed, trial, tools } = machine({ cpu: 1, webgpu: 1e-9 }, { adapters });
  expect(await chooseProvider('auto', trial, tools)).toEqual({ provider: 'cpu', notes: [] });
  expect(probed).toEqual([]);
  expect(await chooseProvider('webgpu', trial, tools)).toMatchObject({ provider: 'webgpu' });
});

it('a GPU that cannot run the model is not taken', async () => {
  const { trial, tools } = machine({ cpu: 1e-4, cuda: Infinity, webgpu: 1e-5 });
  const { provider, notes } = await chooseProvider('auto', trial, tools);
  expect(provider).toBe('webgpu');
  expect(notes).toEqual([
    expect.stringMatching(/takes cpu 0\.82 s, webgpu 0\.082 s; cuda failed at it \(no kernel\)$/),
  ]);
});

it('a GPU that failed at the model is given another chance the next day, and what it said is told until then', async () => {
  const folder = temporaryFolder();
  const full = machine({ cpu: 1e-4, cuda: Infinity }, { folder });
  const { notes } = await chooseProvider('auto', full.trial, full.tools);
  expect(notes[0]).toMatch(
    /^computing on the CPU, .* takes cpu \S+ s; cuda failed at it \(no kernel\)$/,
  );
  expect(cpuNotes(notes)).toEqual(notes);
  const free = machine({ cpu: 1e-4, cuda: 1e-5 }, { folder });
  expect(await chooseProvider('auto', free.trial, free.tools)).toEqual({ provider: 'cpu', notes });
  const [name] = readdirSync(folder);
  const before = (hours: number) => new Date(Date.now() - hours * 3600 * 1000);
  utimesSync(join(folder, name!), before(23), before(23));
  expect(await chooseProvider('auto', free.trial, free.tools)).toMatchObject({ provider: 'cpu' });
  expect(free.timed).toEqual([]);
  utimesSync(join(folder, name!), before(25), before(25));
  expect(await chooseProvider('auto', free.trial, free.tools)).toMatchObject({ provider: 'cuda' });
  // A choice by the times of all is kept for as long as it holds.
  utimesSync(join(folder, name!), before(2500), before(2500));
  expect(await chooseProvider('auto', free.trial, free.tools)).toMatchObject({ notes: [] });
});

it('one that was asked for and is not there is told with its reason; for auto only of a card that is', async () => {
  const { trial, tools } = machine({ cpu: 1e-4 }, { adapters: [] });
  const chosen = await chooseProvider('cuda', trial, tools);
  expect(chosen).toEqual({
    provider: 'cpu',
    notes: ['running on the CPU instead of cuda: no library'],
  });
  expect(cpuNotes(chosen.notes)).toEqual(chosen.notes);
  expect(await chooseProvider('auto', trial, tools)).toEqual({ provider: 'cpu', notes: [] });
});

/** A system of these files and commands. */
function system(
  platform: NodeJS.Platform,
  files: Readonly<Record<string, string>>,
  commands: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = {},
): System {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const run = (command: string) => Promise.resolve(commands[command] ?? '');
  return { platform, root, env, memoryBytes: 64e9, run };
}

const amd = {
  'dev/dri/renderD128': '',
  'sys/class/drm/renderD128/device/vendor': '0x1002\n',
  'sys/class/drm/renderD128/device/device': '0x15bf\n',
  'sys/class/drm/renderD128/device/uevent': 'DRIVER=amdgpu\nPCI_CLASS=30000\n',
  'sys/class/drm/card0/device/vendor': '0x1002\n',
  'proc/sys/kernel/osrelease': '6.8.0\n',
};
const smi = { 'nvidia-smi': 'NVIDIA H200, 570.86.15, 143771\nNVIDIA H200, 570.86.15, 143771\n' };

it('cards are named as the system names them', async () => {
  const named = async (of: System, provider: Provider = 'webgpu') =>
    (await findAdapters(provider, of)).map(({ name, driver }) => `${name} | ${driver}`);
  const ids = '1001  Kolter\n1002  Advanced Micro Devices\n\t15bf  Phoenix1\n\t\t15bf 0001  Sub\n';
  const list = { ...amd, 'usr/share/misc/pci.ids': ids };
  expect(await named(system('linux', list))).toEqual(['AMD Phoenix1 | amdgpu 6.8.0']);
  expect(await named(system('linux', amd))).toEqual(['AMD device 0x15bf | amdgpu 6.8.0']);
  const both = system('linux', amd, smi);
  expect(await named(both, 'cuda')).toEqual(['NVIDIA H200 | 570.86.15', 'NVIDIA H200 | 570.86.15']);
  expect(await named(both)).toHaveLength(3);
  const reg =
    '\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\0000\r\n    DriverDesc    REG_SZ    AMD Radeon RX 6600\r\n' +
    '    DriverVersion    REG_SZ    31.0.24\r\n' +
    '    HardwareInformation.qwMemorySize    REG_QWORD    0x1ff000000\r\n\r\nHKEY_LOCAL_MACHINE\\SYSTEM\\0001\r\n' +
    '    DriverDesc    REG_SZ    Microsoft Basic Display Adapter\r\n';
  expect(await findAdapters('webgpu', system('win32', {}, { reg }))).toEqual([
    { name: 'AMD Radeon RX 6600', driver: '31.0.24', isSoftware: false, memoryBytes: 0x1ff000000 },
    { name: 'Microsoft Basic Display Adapter', driver: '', isSoftware: true },
  ]);
  const profiler = 'Apple M3:\n\n      Chipset Model: Apple M3\n      Type: GPU\n';
  const mac = system('darwin', {}, { system_profiler: profiler, sw_vers: '15.1\n' });
  expect(await named(mac)).toEqual(['Apple M3 | macOS 15.1']);
});

it('cards hold what the system says; those that share the machine’s memory half of it', async () => {
  const sizes = async (of: System) =>
    (await findAdapters('webgpu', of)).map(({ memoryBytes }) => memoryBytes);
  const vram = { 'sys/class/drm/renderD128/device/mem_info_vram_total': '17163091968\n' };
  const gtt = { 'sys/class/drm/renderD128/device/mem_info_gtt_total': '33000000000\n' };
  const little = { 'sys/class/drm/renderD128/device/mem_info_vram_total': '536870912\n' };
  expect(await sizes(system('linux', { ...amd, ...vram, ...gtt }))).toEqual([17163091968]);
  expect(await sizes(system('linux', { ...amd, ...little, ...gtt }))).toEqual([33e9]);
  expect(await sizes(system('linux', amd))).toEqual([undefined]);
  const intel = { ...amd, 'sys/class/drm/renderD128/device/vendor': '0x8086\n' };
  expect(await sizes(system('linux', intel))).toEqual([32e9]);
  expect(await sizes(system('linux', { 'dev/nvidia0': '' }, smi))).toEqual(
    Array.from({ length: 2 }, () => 143771 * 2 ** 20),
  );
  const profiler = '      Chipset Model: Apple M3\n';
  expect(await sizes(system('darwin', {}, { system_profiler: profiler }))).toEqual([32e9]);
});

it('a pass plans with what its card holds: the smallest where it is not known which one', async () => {
  const adapters = [24e9, 8e9].map((memoryBytes) => ({ ...card, memoryBytes }));
  const { trial, tools } = machine({ cpu: 1, cuda: 1e-5, webgpu: 1e-5 }, { adapters });
  expect(await chooseProvider('cuda', trial, tools)).toMatchObject({ memoryBytes: 24e9 });
  expect(await chooseProvider('webgpu', trial, tools)).toMatchObject({ memoryBytes: 8e9 });
});

it('a card that only takes its time for a call is timed with a whole chunk', async () => {
  const { timed, trial, tools } = machine({ cpu: 1e-5, webgpu: 0 });
  const time = (candidate: Candidate, tokens: number) => {
    const { provider } = candidate;
    if (provider !== 'webgpu') return trial.time(candidate, tokens);
    timed.push([provider, tokens]);
    return Promise.resolve(0.04 + 1e-7 * tokens);
  };
  // Eight times slower with 512 tokens, and twice as fast with 8,192.
  expect(await chooseProvider('auto', { ...trial, time }, tools)).toMatchObject({
    provider: 'webgpu',
  });
  expect(timed).toContainEqual(['webgpu', 8192]);
});

it.each([
  { why: 'no card renders', of: () => system('linux', {}) },
  {
    why: 'llvmpipe is chosen',
    of: () => system('linux', amd, {}, { VK_DRIVER_FILES: '/x/lvp_icd.json' }),
  },
  {
    why: 'a driver without card',
    of: () => system('linux', {}, {}, { VK_ICD_FILENAMES: '/x/a.json' }),
  },
])('an adapter is known to be in software where $why', async ({ of }) => {
  expect(await findAdapters('webgpu', of())).toEqual([
    expect.objectContaining({ isSoftware: true }),
  ]);
});

it('a card that is asked for by its number is the one that CUDA sees, and is named', async () => {
  const adapters = ['A', 'B'].map((name) => ({ ...card, name }));
  const { trial, tools } = machine({ cpu: 1, cuda: 1 }, { adapters });
  const before = process.env['CUDA_VISIBLE_DEVICES'];
  try {
    expect(await chooseProvider('cuda:1', trial, tools)).toEqual({
      ...{ provider: 'cuda', device: 'B' },
      notes: [],
    });
    expect(process.env['CUDA_VISIBLE_DEVICES']).toBe('1');
  } finally {
    if (before === undefined) delete process.env['CUDA_VISIBLE_DEVICES'];
    else process.env['CUDA_VISIBLE_DEVICES'] = before;
  }
});
