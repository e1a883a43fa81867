import { defined } from '../../src-main/contract/index.ts';
import type { GenomeView } from './igv-browser.ts';

/** The view as a file, by the browser's own download. */
export async function savePicture(
  view: GenomeView,
  format: 'svg' | 'png',
  name: string,
): Promise<string> {
  const svg = new Blob([view.svg()], { type: 'image/svg+xml' });
  const picture = format === 'svg' ? svg : await rasterize(svg, view.size);
  const file = `${name}.${format}`;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(picture);
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  return file;
}

async function rasterize(
  svg: Blob,
  { width, height }: { width: number; height: number },
): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.max(2, globalThis.devicePixelRatio);
    const canvas = document.createElement('canvas');
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = defined(canvas.getContext('2d'));
    context.fillStyle = 'white';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.scale(scale, scale);
    context.drawImage(image, 0, 0);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error('The image could not be encoded.')),
      ),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
