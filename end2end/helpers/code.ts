// What does a QR code say? A real decoder reads it from a picture of the page or of the printed sheet.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';

// the package is CommonJS: what a bundler calls default is one level deeper here
const decode = (jsqr as unknown as { default?: typeof jsqr }).default ?? jsqr;

/** The text of the one code in a PNG. */
export function readCode(png: Buffer): string {
  const { width, height, data } = PNG.sync.read(png);
  const read = decode(new Uint8ClampedArray(data), width, height);
  if (!read) throw new Error(`no code in a picture of ${width} by ${height}`);
  return read.data;
}

/** The pages of a PDF as PNGs, as a printer with so many dots per inch would draw them. */
export function printed(pdf: Buffer, dotsPerInch: number): Buffer[] {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'));
  try {
    writeFileSync(join(folder, 'sheet.pdf'), pdf);
    execFileSync('pdftoppm', ['-png', '-r', String(dotsPerInch), 'sheet.pdf', 'page'], { cwd: folder });
    const pages = readdirSync(folder).filter((name) => name.endsWith('.png')).sort();
    return pages.map((name) => readFileSync(join(folder, name)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
