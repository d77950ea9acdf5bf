// Does an officer keep the people of a site: register, instruct, refuse, import; and does the county find them, with a reason?
import type { Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { findByNumber } from '../helpers/way';
import { workbook } from '../helpers/workbook';
import { ADDRESS, type Somebody, account, signIn, somebody } from '../helpers/world';

const UNIT = '南通崇川示例建设有限公司';
const TEAM = '钢筋一班';

test('a worker comes on record, and the permit turns green with the last paper', async ({ page, guest }) => {
  test.slow();
  const [who, today] = [somebody(), await day(page)];
  const site = await openSite(page);
  await page.goto(`${site}/workers/new`);
  expect(await faults(page)).toEqual([]);
  await fillIn(page, who);
  await page.getByLabel('证件号码').fill(who.id_number.slice(0, -1));
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('有内容需要更正');
  await expect(page.getByLabel('姓名', { exact: true })).toHaveValue(who.name);
  await page.getByLabel('证件号码').fill(who.id_number);
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('人员已登记');
  await expect(page.locator('#permit')).toContainText('不得进入施工现场');

  const path = new URL(page.url()).pathname;
  await page.getByRole('link', { name: '登记合同' }).click();
  await page.getByLabel('签订日期').fill(today);
  await page.getByLabel('起始日期').fill(today);
  await page.getByLabel('无固定期限').check();
  await page.getByLabel('工资标准').fill('350.00');
  await page.getByRole('button', { name: '登记合同' }).click();
  await expect(page.getByRole('status')).toContainText('合同已登记');
  await page.locator(`a[href^="${path}/contracts/"]:not([href*="/new"])`).first().click();
  await page.waitForURL(/\/contracts\/[0-9a-f-]{36}$/);
  expect(await faults(page)).toEqual([]);
  for (const kind of ['skill_training', 'safety_disclosure']) {
    await send(page, `${path}/trainings/new`, { kind, training_day: today, training_duration: '60', result: 'passed' });
  }
  await send(page, `${path}/cards/new`, { card_number: '6222020000000000000', bank: '102', bank_name: '某银行', card_since: today });
  await send(page, `${path}/enter`, { day: today });
  await page.goto(path);
  await expect(page.locator('#permit')).toContainText('进场条件已经具备');
  await expect(page.locator('#cards')).toContainText('***0000');
  expect(await faults(page)).toEqual([]);
  await page.goto(`${site}/workers?q=${encodeURIComponent(who.name)}`);
  await expect(page.getByRole('row', { name: who.name })).toContainText('可以进场');

  const administrator = await guest();
  await signIn(administrator, account('enterprise_administrator'));
  await administrator.goto(path);
  await expect(administrator.getByRole('heading', { level: 1 })).toHaveText(who.name);
  await expect(administrator.getByRole('link', { name: '登记退场' })).toHaveCount(0);
  expect((await administrator.request.post(`${path}/leave`, { form: { day: today }, headers: { origin: ADDRESS } })).status()).toBe(403);

  const county = await guest();
  await signIn(county, account('human_resources'));
  await county.goto('/office/workers');
  await findByNumber(county, who);
  await expect(county.getByRole('main')).not.toContainText(who.id_number);
  await county.getByText('查看完整内容').click();
  await county.getByLabel('查看理由').fill('核实投诉人身份');
  await county.getByRole('button', { name: '记录并查看' }).click();
  await expect(county.getByRole('main')).toContainText(who.id_number);
  await expect(county.getByText('本次查看完整信息已记录')).toBeVisible();
  const person = path.split('/')[4] ?? '';
  await county.goto(`/office/people/${person}/name`);
  expect(await faults(county)).toEqual([]);

  const auditor = await guest();
  await signIn(auditor, account('auditor'));
  await auditor.goto('/office/audit');
  await expect(auditor.getByRole('main')).toContainText(person);
});

test('whoever has no papers is turned away and stands on the list of the gate', async ({ page }) => {
  const site = await openSite(page);
  const stranger = somebody();
  await page.goto(`${site}/gate`);
  await page.getByLabel('姓名', { exact: true }).fill(stranger.name);
  await page.getByLabel('拒绝原因').selectOption({ label: '未实名登记' });
  await page.getByRole('button', { name: '登记拒绝进场' }).click();
  await expect(page.getByRole('status')).toContainText('拒绝进场已登记');
  await expect(page.getByRole('row', { name: `${stranger.name}（未登记）` }).first()).toBeVisible();

  const who = somebody();
  await page.goto(`${site}/workers/new`);
  await fillIn(page, who);
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.goto(`${site}/gate`);
  await page.locator('summary').filter({ hasText: '禁止进场' }).click();
  await page.getByLabel('人员（姓名或者居民身份证号码）').fill(who.id_number);
  await page.locator('form[action$="/gate/denials"] [name=reason]').fill('多次违反安全规定');
  await page.locator('[name=confirmation]').fill('禁止进场');
  await page.getByRole('button', { name: '禁止进场' }).click();
  await expect(page.getByRole('status')).toContainText('已列入禁止进场名单');
  const denied = page.getByRole('row', { name: '多次违反安全规定' }).filter({ hasText: who.name });
  await denied.getByText('解除禁止').first().click();
  await denied.getByLabel('原因').fill('已经接受安全教育');
  await denied.getByRole('button', { name: '解除禁止' }).click();
  await expect(page.getByRole('status')).toContainText('禁止进场已解除');
  expect(await faults(page)).toEqual([]);
});

test('a flawed sheet keeps only its wrong lines out, and is undone', async ({ page }) => {
  const site = await openSite(page);
  const [one, two] = [somebody(), somebody()];
  const line = (who: Somebody, team: string) => [who.name, who.id_number, '汉族', '江苏省南通市某街道1号', '某公安局', UNIT, team, '钢筋工'];
  const head = ['姓名', '证件号码', '民族', '住址', '签发机关', '用工单位', '班组', '工种'];
  const buffer = workbook([head, line(one, TEAM), line(two, '没有的班组')]);
  await page.goto(`${site}/workers/import`);
  await page.getByLabel('电子表格文件').setInputFiles({ name: '名单.xlsx', mimeType: 'application/octet-stream', buffer });
  await page.getByRole('button', { name: '上传并核对' }).click();
  await expect(page.getByText('第3行')).toContainText('没有的班组');
  await expect(page.getByRole('row', { name: one.name })).toContainText('新增');
  expect(await faults(page)).toEqual([]);
  const copy = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载标注了错误的表格' }).click();
  expect((await copy).suggestedFilename()).toBe('workers-marked.xlsx');
  await page.getByRole('button', { name: '登记这1人' }).click();
  await expect(page.getByRole('status')).toContainText('部分人员已登记');
  await page.goto(`${site}/workers?q=${encodeURIComponent(one.name)}`);
  await expect(page.getByRole('row', { name: one.name })).toBeVisible();

  await page.goto(`${site}/workers/import`);
  await page.getByRole('link', { name: '名单.xlsx' }).first().click();
  await page.getByText('撤销本次导入').first().click();
  await page.locator('[name=reason]').fill('整批录入有误');
  await page.locator('[name=confirmation]').fill('撤销导入');
  await page.getByRole('button', { name: '撤销本次导入' }).click();
  await expect(page.getByRole('status')).toContainText('本次导入已撤销');
});

/** The officer at the own site, with the team that these walks use. */
async function openSite(page: Page): Promise<string> {
  await signIn(page, account('project_officer'));
  await page.goto('/projects');
  const links = page.getByRole('main').locator('a[href^="/projects/"]:not([href$="/new"])');
  const site = (await links.first().getAttribute('href')) ?? '';
  await page.goto(`${site}/teams`);
  if ((await page.getByRole('link', { name: TEAM, exact: true }).count()) === 0) {
    await page.getByLabel('用工单位').selectOption({ label: UNIT });
    await page.getByLabel('班组名称').fill(TEAM);
    await page.getByRole('button', { name: '登记班组' }).click();
    await expect(page.getByRole('status')).toContainText('班组已登记');
  }
  return site;
}

async function fillIn(page: Page, who: Somebody): Promise<void> {
  await page.getByLabel('姓名', { exact: true }).fill(who.name);
  await page.getByLabel('证件号码').fill(who.id_number);
  await page.getByLabel('民族').fill('汉族');
  await page.getByLabel('住址').fill('江苏省南通市崇川区某街道1号');
  await page.getByLabel('签发机关').fill('某公安局');
  await page.getByLabel('用工单位').selectOption({ label: UNIT });
  await page.getByLabel('班组', { exact: true }).selectOption({ label: TEAM });
  await page.getByLabel('工种').selectOption({ label: '钢筋工' });
  await page.getByLabel('工作岗位').fill('钢筋工');
}

/** A form as the page would send it, where clicking is not the point. */
async function send(page: Page, path: string, form: Record<string, string>): Promise<void> {
  const answer = await page.request.post(path, { form, headers: { origin: ADDRESS }, maxRedirects: 0 });
  expect(answer.status(), path).toBe(303);
}

async function day(page: Page): Promise<string> {
  return new Date((await serverTime(page.request)) + 8 * 3600_000).toISOString().slice(0, 10);
}
