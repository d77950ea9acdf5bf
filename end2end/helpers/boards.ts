// How does the board of a site come into view, and how is it photographed?
import { randomInt } from 'node:crypto';
import { type Page, expect } from '@playwright/test';
import { PNG } from 'pngjs';
import { account, signIn } from './world';

export const BOARD_SITE = '崇川示例学校扩建工程';

export async function openBoard(page: Page, role: string): Promise<void> {
  await signIn(page, account(role));
  await page.goto('/projects');
  await page.getByRole('main').getByRole('link', { name: BOARD_SITE }).first().click();
  await page.goto(`${new URL(page.url()).pathname}/board`);
}

/** On the page of the board. */
export async function photograph(page: Page, where: string): Promise<void> {
  await page.locator('input[name=file]').setInputFiles({ name: 'board.png', mimeType: 'image/png', buffer: picture() });
  await page.getByLabel('拍摄日期').fill(await madeOn(page));
  await page.getByLabel('设立位置').fill(where);
  await page.getByRole('button', { name: '上传现场照片' }).click();
  await expect(page.getByRole('status').first()).toContainText('照片已上传');
}

/** The day on which the latest version was made, as a field of a form takes it. */
export async function madeOn(page: Page): Promise<string> {
  const [, year, month, day] = /制作时间\s*(\d{4})年(\d+)月(\d+)日/.exec(await page.getByRole('main').innerText()) ?? [];
  return `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
}

/** Hardly ever the same twice. */
export function picture(): Buffer {
  const png = new PNG({ width: 320, height: 240 });
  for (let at = 0; at < png.data.length; at += 1) png.data[at] = at % 4 === 3 ? 255 : randomInt(0, 256);
  return PNG.sync.write(png);
}
