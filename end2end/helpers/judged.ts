// Which pages did a run judge? The walks write them down, and the end of a whole run asks for those that only a walk reaches.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Page, test } from '@playwright/test';
import { WALKED } from './pages';

/** One line: the spec, and the address that it judged. */
export function note(page: Page): void {
  const file = process.env.SHANGGANG_JUDGED;
  if (!file || !page.url().startsWith('http')) return;
  appendFileSync(file, `${basename(test.info().file, '.spec.ts')} ${new URL(page.url()).pathname}\n`);
}

/** Each address that its walk left out. A run of some tests only says nothing about the others. */
export function leftOut(file: string): string[] {
  const isWhole = process.argv.slice(2).every((word) => word === 'test' || /^--(project|output)=/.test(word));
  if (!isWhole || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  const isJudged = ([address, spec]: [string, string]) => {
    const shape = new RegExp(`^${spec} ${address.replaceAll('*', '[^/]+')}$`);
    return lines.some((line) => shape.test(line));
  };
  return Object.entries(WALKED).filter((one) => !isJudged(one)).map(([address, spec]) => `${spec}: ${address}`);
}
