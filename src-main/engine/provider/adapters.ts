import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Provider } from '../../contract/index.ts';

/** A graphics card, or what computes in its place, as the system names it. */
export interface Adapter {
  /** Such as `NVIDIA RTX A2000`. */
  readonly name: string;
  /** Version of its driver; empty where the system does not tell. */
  readonly driver: string;
  /** True for Vulkan or Direct3D computed on the CPU. */
  readonly isSoftware: boolean;
  /** Its own memory, or what it may take of the machine's, bytes; absent where the system does not tell. */
  readonly memoryBytes?: number | undefined;
}

/** Where the system tells of its cards; elsewhere in tests. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of the machine, bytes. */
  readonly memoryBytes: number;
  /** Output of a command; empty where there is none. */
  readonly run: (command: string, args: readonly string[]) => Promise<string>;
}

/**
 * The cards that a provider may take, as the system lists them: ONNX Runtime's binding does not say
 * which one it took, and takes the system's first choice where there are several. CUDA's are in the
 * order of its device numbers.
 */
export async function findAdapters(
  provider: Provider,
  system: System = thisSystem,
): Promise<Adapter[]> {
  if (provider === 'cpu') return [];
  if (provider === 'cuda') return nvidiaCards(system);
  if (system.platform === 'linux') return linuxAdapters(system);
  if (system.platform === 'win32') return windowsAdapters(system);
  return system.platform === 'darwin' ? macAdapters(system) : [];
}

const software = /swiftshader|llvmpipe|lavapipe|lvp_|\bwarp\b|microsoft basic render/i;

/** By `nvidia-smi`, which comes with the driver and numbers cards as CUDA does by their bus. */
async function nvidiaCards({ run }: System): Promise<Adapter[]> {
  const fields = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];
  return (await run('nvidia-smi', fields))
    .split('\n')
    .map((line) => line.split(',').map((field) => field.trim()))
    .flatMap(([name, driver, mebibytes]) =>
      name && driver
        ? [{ name, driver, isSoftware: false, ...sized(Number(mebibytes) * 2 ** 20) }]
        : [],
    );
}

/** A card that shares the machine's memory, such as Apple's and Intel's, may take about half of it. */
const shareOfMachine = 0.5;

function sized(bytes: number | undefined): Pick<Adapter, 'memoryBytes'> {
  return bytes && Number.isFinite(bytes) ? { memoryBytes: bytes } : {};
}

async function linuxAdapters(system: System): Promise<Adapter[]> {
  const { root, env } = system;
  const chosen = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES'];
  // Without a card that renders, a Vulkan that works is one in software.
  const nodes = ['dev/dri', 'dev/dxg', 'dev/nvidia0'].some((path) => existsSync(join(root, path)));
  if (chosen && (software.test(chosen) || !nodes)) {
    return [inSoftware(`${basename(chosen, '.json')}, in software`, system)];
  }
  if (!nodes) return [inSoftware('Vulkan in software', system)];
  const nvidia = await nvidiaCards(system);
  const others = renderNodes(root).filter(
    ({ vendor }) => !(nvidia.length > 0 && vendor === '0x10de'),
  );
  const kernel = readText(join(root, 'proc/sys/kernel/osrelease'));
  return [
    ...nvidia,
    ...others.map(({ vendor, device, driver, ownBytes }) => ({
      name: pciName(root, vendor, device),
      driver: `${driver} ${kernel}`.trim(),
      isSoftware: false,
      ...sized(ownBytes ?? (vendor === intel ? shareOfMachine * system.memoryBytes : undefined)),
    })),
  ];
}

function inSoftware(name: string, { memoryBytes }: System): Adapter {
  return { name, driver: '', isSoftware: true, ...sized(shareOfMachine * memoryBytes) };
}

function renderNodes(root: string) {
  const folder = join(root, 'sys/class/drm');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.startsWith('renderD'))
    .sort()
    .map((name) => {
      const device = join(folder, name, 'device');
      const [, driver = ''] = /^DRIVER=(.+)$/m.exec(readText(join(device, 'uevent'))) ?? [];
      return {
        driver,
        vendor: readText(join(device, 'vendor')),
        device: readText(join(device, 'device')),
        ownBytes: amdBytes(device),
      };
    });
}

/** As AMD's driver tells: that of the card, or what one without much of its own may take of the machine's. */
function amdBytes(device: string): number | undefined {
  const [own = 0, shared = 0] = ['mem_info_vram_total', 'mem_info_gtt_total'].map((name) =>
    Number(readText(join(device, name))),
  );
  return Math.max(own, own < 2e9 ? shared : 0) || undefined;
}

const intel = '0x8086';
const vendors: Readonly<Record<string, string>> = {
  '0x10de': 'NVIDIA',
  '0x1002': 'AMD',
  [intel]: 'Intel',
};

/** A card by the list of PCI ids that most systems have; else by its numbers. */
function pciName(root: string, vendor: string, device: string): string {
  const maker = vendors[vendor] ?? `vendor ${vendor}`;
  for (const list of ['usr/share/misc/pci.ids', 'usr/share/hwdata/pci.ids']) {
    const lines = readText(join(root, list)).split('\n');
    const from = lines.findIndex((line) => line.startsWith(`${vendor.slice(2)}  `));
    for (let i = from + 1; from >= 0 && lines[i]?.startsWith('\t'); i++) {
      const [, id, name] = /^\t([\da-f]{4}) {2}(.+)$/.exec(lines[i] ?? '') ?? [];
      if (id !== undefined && `0x${id}` === device) return `${maker} ${name}`;
    }
  }
  return `${maker} device ${device}`;
}

/** By the registry's class of display adapters. */
async function windowsAdapters({ run }: System): Promise<Adapter[]> {
  const key =
    'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';
  const blocks = (await run('reg', ['query', key, '/s'])).split(/\r?\n\r?\n/);
  return blocks.flatMap((block) => {
    const value = (name: string) =>
      new RegExp(`^\\s+${name}\\s+REG_SZ\\s+(.+?)\\s*$`, 'm').exec(block)?.[1];
    const name = value('DriverDesc');
    if (name === undefined) return [];
    const isSoftware = software.test(name) || /basic display/i.test(name);
    const [, hex] =
      /HardwareInformation\.qwMemorySize\s+REG_QWORD\s+(0x[\da-f]+)/i.exec(block) ?? [];
    const driver = value('DriverVersion') ?? '';
    return [{ name, driver, isSoftware, ...sized(hex === undefined ? undefined : Number(hex)) }];
  });
}

async function macAdapters({ run, memoryBytes }: System): Promise<Adapter[]> {
  const text = await run('system_profiler', ['SPDisplaysDataType']);
  const version = (await run('sw_vers', ['-productVersion'])).trim();
  return [...text.matchAll(/Chipset Model: (.+)/g)].map(([, name = '']) => ({
    name: name.trim(),
    driver: `macOS ${version}`,
    isSoftware: false,
    ...(/^Apple /.test(name.trim()) ? sized(shareOfMachine * memoryBytes) : {}),
  }));
}

const execute = promisify(execFile);

/** What commands have said: `nvidia-smi` takes up to a second, and no card comes while a process runs. */
const said = new Map<string, Promise<string>>();

async function ask(command: string, args: readonly string[]): Promise<string> {
  try {
    const options = { timeout: 10_000, windowsHide: true };
    return (await execute(command, [...args], options)).stdout;
  } catch {
    // There is no such command, or no such card.
    return '';
  }
}

const thisSystem: System = {
  platform: process.platform,
  root: '/',
  env: process.env,
  memoryBytes: totalmem(),
  run(command, args) {
    const key = [command, ...args].join(' ');
    const answer = said.get(key) ?? ask(command, args);
    said.set(key, answer);
    return answer;
  },
};

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
