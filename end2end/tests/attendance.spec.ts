// Does the attendance of a site get right: strangers become workers, a missing passage is written down and approved, an
// anomaly explained, and the record given out; and what do the enterprise and the county see of it?
import { readFileSync } from 'node:fs';
import type { APIRequestContext, Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { ADDRESS, type Somebody, account, advance, signIn, somebody } from '../helpers/world';

const SITE = '崇川示例花园一期工程';

test('from a stranger at the gate to the monthly record', async ({ page, guest, request }) => {
  test.slow();
  const who = somebody();
  await signIn(page, account('project_officer'));
  const site = await openSite(page);
  const base = `${site}/attendance`;
  const [first, second] = [await day(request, -4), await day(request, -3)];
  // seen coming on the first day, and not going
  await bringIn(page, request, site, who, [`${first} 07:31:00 进`, `${second} 07:32:00 进`, `${second} 17:33:00 出`]);

  await page.goto(`${base}/unmatched`);
  const strange = page.getByRole('row').filter({ hasText: `${chinese(first)} 7:31` }).filter({ hasText: '未登记' });
  await expect(strange.first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
  const before = await strange.count();
  await register(page, site, who, first);
  await expect(async () => {
    await page.reload();
    expect(await strange.count()).toBe(before - 1);
  }).toPass();

  await page.goto(`${base}?q=${encodeURIComponent(who.name)}&month=${first.slice(0, 7)}`);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: who.name }).first().click();
  await expect(page.getByRole('main')).toContainText('7:31进，无出场记录');
  expect(await faults(page)).toEqual([]);
  const person = new URL(page.url()).pathname;

  // what is unusual is found by a job, and explained
  await expect(async () => {
    await advance(request, 2);
    await page.goto(`${base}/anomalies?day=${first}`);
    await expect(page.getByRole('row').filter({ hasText: who.name }).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('row').filter({ hasText: who.name }).getByRole('link', { name: /有进无出/ }).click();
  await page.getByRole('button', { name: '保存说明' }).click();
  await page.getByLabel('情况说明').fill('设备断电，由班组长核实');
  await page.getByRole('button', { name: '保存说明' }).click();
  await expect(page.getByRole('status')).toContainText('情况说明已保存');
  expect(await faults(page)).toEqual([]);

  await page.getByRole('link', { name: '补录考勤' }).click();
  await page.getByLabel('出场时间').fill('17:34');
  await page.getByLabel('原因').fill('设备断电，由班组长核实');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: '提交审批' }).click();
  await expect(page.getByRole('status')).toContainText('经他人审批后计入考勤');
  await page.goto(`${base}/by-hand`);
  await expect(page.getByText('须由他人审批').first()).toBeVisible();

  const other = await guest();
  await signIn(other, account('second_project_officer'));
  await other.goto(`${base}/by-hand`);
  expect(await faults(other)).toEqual([]);
  await other.getByRole('checkbox', { name: new RegExp(who.name) }).check();
  await other.getByLabel('审批通过').check();
  await other.getByRole('button', { name: '提交处理意见' }).click();
  await expect(other.getByRole('status')).toContainText('已审批');
  await page.goto(`${person}?month=${first.slice(0, 7)}`);
  await expect(page.getByRole('main')).toContainText('7:31至17:34');

  const record = `${base}/record?month=${first.slice(0, 7)}`;
  await page.goto(record);
  expect(await faults(page)).toEqual([]);
  const started = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载表格（XLSX）' }).click();
  expect(readFileSync(await (await started).path()).subarray(0, 2).toString()).toBe('PK');
  const paper = await page.request.get(record.replace('/record?', '/record.pdf?'));
  expect([paper.status(), paper.headers()['content-type']]).toEqual([200, 'application/pdf']);
  const report = `${base}/days/${second}`;
  await page.goto(report);
  await page.getByRole('button', { name: /生成日报/ }).click();
  await expect(page.getByRole('status')).toContainText('考勤日报已生成');
  expect(await faults(page)).toEqual([]);

  // the enterprise reads, the county finds the site where nobody passes
  const administrator = await guest();
  await signIn(administrator, account('enterprise_administrator'));
  await administrator.goto(`${person}?month=${first.slice(0, 7)}`);
  await expect(administrator.getByRole('main')).toContainText('7:31至17:34');
  await expect(administrator.getByRole('link', { name: '补录考勤' })).toHaveCount(0);
  await administrator.goto('/account/enterprises');
  const enterprise = await administrator.getByRole('main').locator('a[href^="/enterprises/"]').first().getAttribute('href');
  await administrator.goto(`${enterprise}/attendance/record?month=${first.slice(0, 7)}`);
  await expect(administrator.getByRole('heading', { name: '月度考勤及报酬记录表' })).toBeVisible();
  expect(await faults(administrator)).toEqual([]);

  const county = await guest();
  await signIn(county, account('human_resources'));
  await county.goto(`/office/attendance/silent?since=${await day(request, 1)}`);
  expect(await faults(county)).toEqual([]);
  await county.getByRole('link', { name: SITE }).click();
  await expect(county.getByRole('heading', { level: 1 })).toContainText('考勤');
});

test('the project manager reads the report of the day, and makes none', async ({ page, guest, request }) => {
  const yesterday = await day(request, -1);
  await signIn(page, account('project_officer'));
  const report = `${await openSite(page)}/attendance/days/${yesterday}`;
  await page.goto(report);
  await page.getByRole('button', { name: /生成日报/ }).click();
  await expect(page.getByRole('status')).toContainText('考勤日报已生成');

  const manager = await guest();
  await signIn(manager, account('project_manager'));
  await manager.getByRole('link', { name: '我的项目' }).click();
  await manager.getByRole('link', { name: SITE }).click();
  await expect(manager.getByRole('heading', { level: 1 })).toContainText(SITE);
  expect(await faults(manager)).toEqual([]);
  await manager.goto('/');
  await manager.getByRole('link', { name: `${chinese(yesterday)}日报` }).click();
  await expect(manager).toHaveURL(report);
  await expect(manager.getByRole('heading', { level: 1 })).toContainText(`${chinese(yesterday)}考勤日报`);
  await expect(manager.getByRole('main')).toContainText('应到');
  await expect(manager.getByRole('button', { name: /生成日报/ })).toHaveCount(0);
  expect(await faults(manager)).toEqual([]);
});

async function openSite(page: Page): Promise<string> {
  await page.goto('/projects');
  const links = page.getByRole('main').locator('a[href^="/projects/"]:not([href$="/new"])');
  return (await links.first().getAttribute('href')) ?? '';
}

/** So many days from today, as the server sees it. */
async function day(request: APIRequestContext, days: number): Promise<string> {
  return new Date((await serverTime(request)) + 8 * 3600_000 + days * 86_400_000).toISOString().slice(0, 10);
}

function chinese(text: string): string {
  const [year, month, date] = text.split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** Passages as a file says them: day, time and direction. */
async function bringIn(page: Page, request: APIRequestContext, site: string, who: Somebody, passages: string[]): Promise<void> {
  const template = await page.request.get('/imports/templates/WorkerAttendance.csv');
  const titles = (await template.text()).trim().split(',');
  const line = (passage: string) => {
    const [date, time, direction] = passage.split(' ');
    const values: Record<string, string> = {
      班组编号: '七班', 证件类型: '居民身份证', 证件号码: who.id_number, 打卡时间: `${date} ${time}`, 进出方向: direction ?? '',
    };
    return titles.map((title) => values[title.replace(/[*\uFEFF]/g, '')] ?? '').join(',');
  };
  await page.goto(`${site}/import`);
  await page.getByLabel('数据类别').selectOption({ label: '考勤' });
  const buffer = Buffer.from([titles.join(','), ...passages.map(line)].join('\r\n'));
  await page.getByLabel('文件', { exact: true }).setInputFiles({ name: '考勤.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: '上传并核对' }).click();
  await reaches(page, request, '待确认');
  await page.getByRole('button', { name: '确认入库' }).click();
  await reaches(page, request, '已完成');
}

/** The job has its turn every few seconds. */
async function reaches(page: Page, request: APIRequestContext, state: string): Promise<void> {
  await expect(async () => {
    await advance(request, 0.1);
    await page.reload();
    await expect(page.getByText(state, { exact: true })).toBeVisible({ timeout: 500 });
  }).toPass();
}

/** By the form's own fields: how it is filled in is another walk. */
async function register(page: Page, site: string, who: Somebody, entered: string): Promise<void> {
  const back = page.url();
  await page.goto(`${site}/workers/new`);
  const first = async (name: string) =>
    (await page.locator(`select[name=${name}] option`).evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value))).find(Boolean) ?? '';
  const multipart = {
    name: who.name, document_kind: '01', document_number: who.id_number, ethnic_group: '汉族', address: '南通市某街道1号',
    document_issuer: '某公安局', valid_from: '2015-05-01', valid_until: '长期', phone: who.phone, household: 'rural', education: '02', role: 'worker',
    unit: await first('unit'), team: await first('team'), trade: '240', post: '木工', entered,
  };
  const answer = await page.request.post(`${site}/workers/new`, { multipart, headers: { origin: ADDRESS }, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  await page.goto(back);
}
