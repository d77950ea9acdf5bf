// Which pages did a run judge? The walks write them down, and the end of a whole run asks for those that only a walk reaches.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Page, test } from '@playwright/test';
import { WALKED } from './pages';
import { takes } from './widths';

/** The name of the file whose test is running. */
export function spec(): string {
  return basename(test.info().file, '.spec.ts');
}

/** One line: the spec, and the address that it judged. */
export function note(page: Page): void {
  const file = process.env.SHANGGANG_JUDGED;
  if (!file || !page.url().startsWith('http')) return;
  appendFileSync(file, `${spec()} ${new URL(page.url()).pathname}\n`);
}

/** Each address that its walk left out, of the walks that this run takes. A run of some tests only says nothing about the others. */
export function leftOut(file: string): string[] {
  const projects = process.argv.flatMap((word) => /^--project=(.+)/.exec(word)?.[1] ?? []);
  const isWhole = process.argv.slice(2).every((word) => word === 'test' || /^--(project|output)=/.test(word));
  if (!isWhole || !existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  const isJudged = ([address, walk]: [string, string]) => {
    const shape = new RegExp(`^${walk} ${address.replaceAll('*', '[^/]+')}$`);
    return lines.some((line) => shape.test(line));
  };
  const isTaken = (walk: string) => projects.length === 0 || projects.some((project) => takes(project, walk));
  return Object.entries(WALKED)
    .filter((one) => isTaken(one[1]) && !isJudged(one))
    .map(([address, walk]) => `${walk}: ${address}`);
}
