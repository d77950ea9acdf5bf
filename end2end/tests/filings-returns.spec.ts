// Does a county's return come in time on the 9th and the 10th, late on the 11th, and does it stand as it was submitted? On a
// server of its own, for months go by.
import type { APIRequestContext, Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { printed } from '../helpers/code';
import { faults } from '../helpers/looks';
import { demonstrate } from '../helpers/server';
import { expect, test } from '../helpers/test';
import { account, advance, signIn } from '../helpers/world';

const COUNTY = '崇川区';
/** Which sends nothing in the demonstration. */
const SILENT = '海门区';
const DAY_MINUTES = 24 * 60;
const SHANGHAI_MS = 8 * 3_600_000;

let own: Awaited<ReturnType<typeof demonstrate>>;

test.beforeAll(async () => {
  own = await demonstrate();
});

test.afterAll(async () => {
  await own.end();
});

test('the ninth and the tenth are in time, the eleventh is late, and the city sees it', async ({ guest }) => {
  test.slow();
  for (const [day, minutes, standing, others] of [
    [9, 10 * 60, '按时报送', '待报送'],
    [10, DAY_MINUTES - 5, '按时报送', '待报送'],
    [11, 5, '逾期报送', '逾期未报'],
  ] as const) {
    const county = await comes(guest);
    await moveTo(county.request, day, minutes);
    await signIn(county, account('county_arrears', own.demo), own.address);
    await county.goto('/office/returns');
    expect(await faults(county)).toEqual([]);
    await county.getByRole('link', { name: '核对并报送' }).click();
    expect(await faults(county)).toEqual([]);
    await county.getByRole('button', { name: '报送', exact: true }).click();
    await expect(county.getByRole('status').first()).toContainText('汇总已报送');
    await expect(county.getByRole('main')).toContainText(standing);
    expect(await faults(county)).toEqual([]);

    const city = await comes(guest);
    await signIn(city, account('city', own.demo), own.address);
    await city.goto('/office/returns');
    await expect(row(city, COUNTY)).toContainText(standing);
    await expect(row(city, SILENT)).toContainText(others);
    if (day === 11) await expect(row(city, COUNTY)).toContainText('逾期1天');
  }
});

test('what was submitted leaves the house as it stands, and the same again is no correction', async ({ guest }) => {
  const county = await comes(guest);
  await signIn(county, account('county_arrears', own.demo), own.address);
  await county.goto('/office/returns');
  await county.getByRole('link', { name: /^第\d+版/ }).click();
  const pdf = await county.getByRole('link', { name: '打印汇总表' }).getAttribute('href');
  const sheet = await county.request.get(pdf ?? '');
  expect([sheet.status(), sheet.headers()['content-type']]).toEqual([200, 'application/pdf']);
  expect(printed(await sheet.body(), 40).length).toBeGreaterThan(0);
  const file = await county.request.get(`${new URL(county.url()).pathname}/lines.xlsx`);
  expect([file.status(), (await file.body()).subarray(0, 2).toString()]).toEqual([200, 'PK']);

  await county.goto('/office/returns');
  await county.getByRole('link', { name: '核对并报送' }).click();
  await county.getByLabel('更正理由').fill('数据核对');
  await county.getByRole('button', { name: '报送更正版本' }).click();
  await expect(county.getByRole('alert')).toContainText('无需更正');
  await expect(county.getByLabel('更正理由')).toHaveValue('数据核对');
});

function comes(guest: (options: { baseURL: string }) => Promise<Page>): Promise<Page> {
  return guest({ baseURL: own.address });
}

function row(page: Page, county: string) {
  return page.getByRole('main').getByRole('row', { name: new RegExp(county) });
}

let last = '';

/** To this day of the first month that has had no turn yet, so many minutes after midnight in Nantong. */
async function moveTo(request: APIRequestContext, day: number, minutes: number): Promise<void> {
  const now = await serverTime(request, own.address);
  const here = new Date(now + SHANGHAI_MS);
  const at = (month: number) => Date.UTC(here.getUTCFullYear(), month, day) + minutes * 60_000 - SHANGHAI_MS;
  const name = (moment: number) => new Date(moment + SHANGHAI_MS).toISOString().slice(0, 7);
  let month = here.getUTCMonth();
  while (at(month) <= now || name(at(month)) === last) month += 1;
  last = name(at(month));
  // the hands go no further than a month at once
  for (let left = (at(month) - now) / 60_000; left > 0; left -= 20 * DAY_MINUTES) {
    await advance(request, Math.min(left, 20 * DAY_MINUTES), own.address);
  }
}
