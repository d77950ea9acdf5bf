// Do lists sort by links alone, keep what they were narrowed by, and leave as a file of exactly what is shown?
import type { Page } from '@playwright/test';
import { faults } from '../helpers/looks';
import { opened } from '../helpers/opened';
import { expect, test } from '../helpers/test';
import { account, signIn } from '../helpers/world';

/** Of whom, and where. */
const LISTS: [string, string][] = [
  ['exam_administrator', '/office/exams'],
  ['issuer', '/office/certificates'],
  ['issuer', '/office/people'],
  ['question_editor', '/office/questions'],
  ['human_resources', '/office/enterprises'],
  ['human_resources', '/office/projects'],
  ['system_administrator', '/office/jobs'],
];

for (const [role, path] of LISTS) {
  test(`${path} sorts both ways and is taken as a file of its rows`, async ({ page }) => {
    await signIn(page, account(role));
    await page.goto(path);
    await page.getByRole('main').locator('thead a').first().click();
    await expect(page.locator('th[aria-sort="ascending"]')).toHaveCount(1);
    expect(await faults(page)).toEqual([]);
    const rising = await firstCells(page);
    await page.locator('th[aria-sort] a').click();
    await expect(page.locator('th[aria-sort="descending"]')).toHaveCount(1);
    expect(await faults(page)).toEqual([]);
    const falling = await firstCells(page);
    // others write meanwhile: what stands on both pages stands the other way round
    if (rising.length < 50 && falling.length < 50) {
      const both = (cells: string[], others: string[]) => cells.filter((cell) => others.includes(cell));
      expect(both(falling, rising)).toEqual(both(rising, falling).reverse());
    }

    const link = page.getByRole('link', { name: '导出 Excel' });
    expect(await link.getAttribute('href')).toContain('dir=desc');
    const download = page.waitForEvent('download');
    await link.click();
    expect((await download).suggestedFilename()).toMatch(/^\p{Script=Han}+-\d{4}-\d\d-\d\d\.xlsx$/u);
  });
}

test('a narrowed register keeps its filter in every order, and its file has those rows only', async ({ page }) => {
  await signIn(page, account('issuer'));
  await page.goto('/office/certificates?status=suspended');
  await page.getByRole('main').locator('thead a').first().click();
  await expect(page).toHaveURL(/status=suspended.*sort=number/);
  const shown = await page.getByRole('main').locator('tbody tr').count();
  const file = (await page.getByRole('link', { name: '导出 Excel' }).getAttribute('href')) ?? '';
  const sheet = opened(await (await page.request.get(file)).body());
  expect(sheet.match(/<row /g)).toHaveLength(shown + 1);
  expect(sheet).not.toMatch(/<f[ >]/);
});

test('an order that nobody knows is the list as it is', async ({ page }) => {
  await signIn(page, account('issuer'));
  await page.goto('/office/certificates');
  const usual = await firstCells(page);
  await page.goto('/office/certificates?sort=secret&dir=desc');
  expect(await firstCells(page)).toEqual(usual);
  await expect(page.locator('th[aria-sort]')).toHaveCount(0);
});

/** What stands under the column that the list is sorted by, or else in the first. */
async function firstCells(page: Page): Promise<string[]> {
  const main = page.getByRole('main');
  const heads = await main.locator('th').evaluateAll((all) => all.findIndex((head) => head.hasAttribute('aria-sort')));
  return main.locator(`tbody td:nth-child(${Math.max(heads, 0) + 1})`).allTextContents();
}
