// What follows when an officer leaves: is the project on the county's list at once, the contractor urged, the work handed over,
// and the clock kept? And is a further project refused where too many people work?
import type { Locator, Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { certify } from '../helpers/certified';
import { handOver, listed, openOfficers, receive, takeOver, urge } from '../helpers/leaving';
import { faults } from '../helpers/looks';
import { type Site, ENTERPRISE, ask, bind, newSite, superviseByIssuer, unbind } from '../helpers/sites';
import { expect, test } from '../helpers/test';
import { workbook } from '../helpers/workbook';
import { account, advance, signIn, somebody } from '../helpers/world';

const TEN_DAYS = 10 * 24 * 60;
const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
const TEAM = '木工一班';

test('an officer leaves: list, reminder, handover and clock', async ({ page, guest }) => {
  test.setTimeout(600_000);
  const [who, next] = [somebody(), somebody()];
  const [office, administrator, successor] = [await guest(), await guest(), await guest()];
  // the office of the county is signed in by the way to the certificate
  await certify(page, office, who);
  await signIn(administrator, account('enterprise_administrator'));
  const site = await newSite(administrator, office);
  await listed(office, site, 1);
  const binding = await bind(page, administrator, who, site);
  await listed(office, site, 0);
  await page.goto(`${binding}/handover`);
  await expect(page.getByRole('main')).toContainText('绑定仍然有效');
  await unbind(administrator, binding);

  const row = await listed(office, site, 1);
  await expect(row).toContainText('未催办');
  await office.getByRole('button', { name: '发送催办' }).click();
  await expect(office.getByRole('alert')).toContainText('请至少勾选一个项目');
  await urge(office, site);
  await expect(await listed(office, site, 1)).toContainText('未签收');
  expect(await faults(office)).toEqual([]);
  await office.getByRole('checkbox', { name: site.name }).check();
  await office.getByRole('button', { name: '发送催办' }).click();
  await expect(office.getByRole('alert')).toContainText('今天已经催办');

  const enterprise = await openOfficers(administrator);
  await expect(administrator.locator('#changes')).toContainText(site.name);
  expect(await faults(administrator)).toEqual([]);
  await administrator.goto(`${enterprise}/reminders`);
  expect(await faults(administrator)).toEqual([]);
  await receive(administrator, site);
  await expect(await listed(office, site, 1)).toContainText('已签收');
  await office.goto('/office/filings/reminders');
  await expect(office.getByRole('row').filter({ hasText: site.name })).toContainText(account('enterprise_administrator').name);
  expect(await faults(office)).toEqual([]);

  await page.goto(`${binding}/handover`);
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('签字').fill('别人');
  await page.getByLabel('补充说明').fill('档案柜钥匙一把');
  await page.getByRole('button', { name: '移交人签字确认' }).click();
  await expect(page.getByRole('alert')).toContainText('请填写本人姓名');
  await expect(page.getByLabel('补充说明')).toHaveValue('档案柜钥匙一把');
  await handOver(page, who);

  const change = office.getByRole('row').filter({ hasText: site.name });
  await office.goto(`/office/filings/changes?q=${encodeURIComponent(site.name)}`);
  await expect(change).toContainText(/还剩\d+天/);
  await expect(change).toContainText('尚未确定');
  expect(await faults(office)).toEqual([]);
  // ten days hold six working days where no long holiday lies in them
  await advance(office.request, TEN_DAYS);
  // on the way to a certificate hours pass: whoever holds a post signs in again
  await certify(successor, await guest(), next);
  await signIn(office, account('human_resources'));
  await signIn(administrator, account('enterprise_administrator'));
  await keepsTime(office, change, site);

  await bind(successor, administrator, next, site);
  await takeOver(successor, binding, next);
  await listed(office, site, 0);

  await office.goto(`${site.path}/responsible`);
  await expect(office.locator('#answer')).toContainText(next.name);
  expect(await faults(office)).toEqual([]);
  await office.getByLabel('日期').fill('2026-01-01');
  await office.getByRole('button', { name: '查询' }).click();
  await expect(office.locator('#answer')).toContainText('当日没有直接责任人');
});

test('a fourth project is refused at a hundred people, with the people of each', async ({ page, guest }) => {
  test.setTimeout(900_000);
  const who = somebody();
  const [office, administrator] = [await guest(), await guest()];
  await certify(page, office, who);
  await signIn(administrator, account('enterprise_administrator'));
  const sites: Site[] = [];
  for (const people of [34, 33, 33]) {
    const site = await newSite(administrator, office);
    await superviseByIssuer(office, site);
    await bind(page, administrator, who, site);
    sites.push(site);
    await bringPeople(page, site, people);
  }
  const fourth = await newSite(administrator, office);
  await superviseByIssuer(office, fourth);
  await ask(page, fourth);
  const told = page.getByRole('alert');
  await expect(told).toContainText('劳务队伍总人数为100人');
  for (const site of sites) await expect(told).toContainText(site.name);

  // growth to the limit is no end: a task says by when
  await advance(office.request, 61);
  await expect(async () => {
    await office.goto('/office/filings/capacity');
    await expect(office.getByRole('row').filter({ hasText: who.name })).toContainText('100', { timeout: 1_000 });
  }).toPass();
  expect(await faults(office)).toEqual([]);
  await office.getByRole('link', { name: who.name }).first().click();
  await expect(office.getByRole('main')).toContainText('人数已达到上限');
  expect(await faults(office)).toEqual([]);
  await page.goto('/');
  for (const site of sites) await expect(page.locator('#sites')).toContainText(site.name);
});

/** The clock of a change says what is right on the server's day, and the list of what is late has it then alone. */
async function keepsTime(office: Page, change: Locator, site: Site): Promise<void> {
  const list = `/office/filings/changes?q=${encodeURIComponent(site.name)}`;
  // others move the clock, too
  await expect(async () => {
    const today = Math.floor(((await serverTime(office.request)) + SHANGHAI_MS) / DAY_MS);
    await office.goto(list);
    const text = await change.innerText({ timeout: 5_000 });
    const [, due] = [...text.matchAll(/(\d{4})年(\d{1,2})月(\d{1,2})日/g)].map(([, year, month, day]) =>
      Math.floor(Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY_MS),
    );
    const left = (due ?? Number.NaN) - today;
    const isProvisional = text.replace('已过暂定期限', '').includes('暂定');
    const late = isProvisional ? `已过暂定期限${-left}天` : `已逾期${-left}天`;
    expect(text).toContain(left > 0 ? `还剩${left}天` : left === 0 ? '今天到期' : late);
    await office.goto(`${list}&which=overdue`);
    expect(await change.count()).toBe(left < 0 && !isProvisional ? 1 : 0);
  }).toPass({ timeout: 30_000 });
}

/** A team, and people in it from a sheet. */
async function bringPeople(officer: Page, site: Site, count: number): Promise<void> {
  await officer.goto(`${site.path}/teams`);
  await officer.getByLabel('用工单位').selectOption({ label: ENTERPRISE });
  await officer.getByLabel('班组名称').fill(TEAM);
  await officer.getByRole('button', { name: '登记班组' }).click();
  await expect(officer.getByRole('status')).toContainText('班组已登记');
  const head = ['姓名', '证件号码', '民族', '住址', '签发机关', '用工单位', '班组', '工种'];
  const lines = new Map<string, string[]>();
  while (lines.size < count) {
    const one = somebody();
    lines.set(one.id_number, [one.name, one.id_number, '汉族', '江苏省南通市某街道1号', '某公安局', ENTERPRISE, TEAM, '钢筋工']);
  }
  const buffer = workbook([head, ...lines.values()]);
  await officer.goto(`${site.path}/workers/import`);
  await officer.getByLabel('电子表格文件').setInputFiles({ name: '名单.xlsx', mimeType: 'application/octet-stream', buffer });
  await officer.getByRole('button', { name: '上传并核对' }).click();
  await officer.getByRole('button', { name: `登记这${count}人` }).click();
  await expect(officer.getByRole('status')).toContainText('表格中的人员已登记');
}
