// Does a year come into the calendar by two people, with what it changes shown first?
import type { Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { workbook } from '../helpers/workbook';
import { account, signIn } from '../helpers/world';

test('the city brings a year as JSON or as a sheet, and the system administrator confirms it', async ({ page, guest, request }) => {
  // a year in which no other test counts days; the second run corrects what the first one brought
  const year = new Date(await serverTime(request)).getUTCFullYear() + 2;
  const isWide = (page.viewportSize()?.width ?? 0) >= 720;
  const paper = `国务院办公厅关于${year}年部分节假日安排的通知`;
  const off = [...days(year, 1, 3), ...days(year, 5, 5), ...days(year, 10, 7)];
  const work = saturdayOfJune(year, isWide ? 1 : 0);
  await signIn(page, account('city'));
  await page.goto('/office/calendar');
  expect(await faults(page)).toEqual([]);
  await bring(page, '年度日历.json', Buffer.from('{"2020": {}}'));
  await expect(page.getByRole('alert')).toContainText('文件不能读取');
  const file = JSON.stringify({ [year]: { papers: [paper], off, work: [`${year}-05-01`] } });
  await bring(page, '年度日历.json', Buffer.from(file));
  await expect(page.getByRole('alert')).toContainText('既列为放假又列为上班');
  expect(await faults(page)).toEqual([]);

  const lines = [...off.map((day) => [day, '放假', paper]), [work, '上班', paper]];
  const whole = isWide
    ? workbook([['日期*', '安排*', '依据*'], ...lines])
    : Buffer.from(JSON.stringify({ [year]: { papers: [paper], off, work: [work] } }));
  await bring(page, isWide ? '年度日历.xlsx' : '年度日历.json', whole);
  await expect(page.getByText('以下内容尚未保存')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(chinese(work));
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '提交复核' }).click();
  await expect(page.getByRole('status')).toContainText('已提交，由另一人复核');
  await expect(page.getByRole('button', { name: '复核同意' })).toHaveCount(0);

  const second = await guest();
  await signIn(second, account('system_administrator'));
  await second.goto('/office');
  await second.getByRole('main').getByRole('link', { name: '待复核的日历年份' }).click();
  await second.getByRole('button', { name: '复核同意' }).click();
  await expect(second.getByRole('status')).toContainText('该年份生效');
  expect(await faults(second)).toEqual([]);

  const anybody = await guest();
  await anybody.goto('/calendar');
  const published = anybody.locator('section').filter({ has: anybody.getByRole('heading', { name: `${year}年`, exact: true }) });
  await expect(published).toContainText(chinese(work));
});

async function bring(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel('年度日历文件').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await page.getByRole('button', { name: '上传并查看变化' }).click();
}

/** The first days of a month. */
function days(year: number, month: number, count: number): string[] {
  const two = (number: number) => String(number).padStart(2, '0');
  return Array.from({ length: count }, (_, index) => `${year}-${two(month)}-${two(index + 1)}`);
}

function saturdayOfJune(year: number, nth: number): string {
  const first = 1 + ((6 - new Date(Date.UTC(year, 5, 1)).getUTCDay() + 7) % 7);
  return `${year}-06-${String(first + 7 * nth).padStart(2, '0')}`;
}

function chinese(day: string): string {
  const [year, month, number] = day.split('-').map(Number);
  return `${year}年${month}月${number}日`;
}
