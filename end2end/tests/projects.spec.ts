// Does a project come in, is it accepted, completed and put right, and does a shutdown count once the county has said yes?
import { randomInt } from 'node:crypto';
import type { Page } from '@playwright/test';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { workbook } from '../helpers/workbook';
import { account, signIn } from '../helpers/world';

const ENTERPRISE = '南通崇川示例建设有限公司';
const CODE = '91320613MA00TE5T2Q';
/** The site of the demo's officer. */
const SITE = '崇川示例花园一期工程';

test('a contractor registers a project, the county accepts it, and it is built to its end', async ({ page, guest }) => {
  test.slow();
  const name = `崇川示例学校${randomInt(1e6, 1e7)}工程`;
  await signIn(page, account('enterprise_administrator'));
  await page.goto('/projects');
  await page.getByRole('main').getByRole('link', { name: '登记项目' }).first().click();
  await page.getByLabel('工程名称').fill(name);
  await page.getByRole('button', { name: '登记项目' }).click();
  await expect(page.getByRole('alert')).toContainText('请选择项目所在地区');
  await expect(page.getByLabel('工程名称')).toHaveValue(name);
  await page.getByLabel('施工总承包单位').selectOption({ label: ENTERPRISE });
  await page.getByLabel('所在地区').selectOption({ label: '崇川区' });
  await page.getByLabel('所属行业').selectOption({ label: '房屋建筑' });
  await page.getByLabel('目前的项目状态').selectOption({ label: '在建' });
  await page.getByLabel('该状态的起始日期').fill(day(-100));
  await page.getByRole('button', { name: '登记项目' }).click();
  await expect(page.getByRole('status')).toContainText('等待主管部门确认');
  const path = new URL(page.url()).pathname;

  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto('/office/projects/decisions?kind=acceptance');
  await office.getByRole('main').getByRole('link', { name }).click();
  await office.getByRole('button', { name: '确认该项目' }).click();
  await expect(office.getByRole('status')).toContainText('项目已确认');

  // what is missing is named, and gone once it is there
  await page.goto(path);
  const investment = page.getByRole('row').filter({ hasText: '投资总额' });
  await expect(investment).toContainText('0%');
  await page.getByRole('link', { name: '编辑 投资总额' }).click();
  await page.getByLabel('投资总额（万元）').fill('很多');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('alert')).toContainText('投资总额应为大于0的数字');
  await page.getByLabel('投资总额（万元）').fill('3600.5');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('status')).toContainText('已保存');
  await expect(investment).toContainText('100%');

  const panel = page.getByRole('row').filter({ hasText: '农民工工资专用账户制度' });
  await expect(panel).toContainText('未落实');
  await page.goto(`${path}/accounts`);
  await page.getByLabel('账户名称').fill(ENTERPRISE);
  await page.getByLabel('开户银行').selectOption({ index: 1 });
  await page.getByLabel('开户网点').fill('崇川支行');
  await page.getByLabel('账号').fill(`1111${randomInt(1e9, 1e10)}`);
  await page.getByLabel('开立日期').fill(day(-90));
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('已登记');
  await page.locator(`a[href^="${path}/withdraw?"]`).first().click();
  await page.waitForURL(/\/withdraw\?/);
  expect.soft(await faults(page), 'a record is taken back').toEqual([]);
  await page.goto(path);
  await expect(panel).toContainText('已落实');

  await page.goto(`${path}/status`);
  await page.getByLabel('变更为').selectOption({ label: '完工' });
  await page.getByLabel('变更日期').fill(day(-1));
  await page.getByRole('button', { name: '变更状态' }).click();
  await expect(page.getByRole('status')).toContainText('项目状态已变更');
  await office.goto(`${path}/status`);
  const completed = office.getByRole('row').filter({ hasText: '完工' });
  await completed.getByRole('button', { name: '确认' }).click();
  await expect(office.getByRole('status')).toContainText('已确认');
  await expect(completed).toContainText(account('human_resources').name);
  await page.goto(path);
  await expect(page.getByRole('row').filter({ hasText: '实名制考勤管理制度' })).toContainText('暂不要求');
});

test('a contractor brings a sheet with a flawed line, the county accepts what came in, and the rest is taken back', async ({ page, guest }) => {
  const number = randomInt(1e6, 1e7);
  const [kept, gone] = [`崇川导入${number}号甲工程`, `崇川导入${number}号乙工程`];
  const line = (name: string, status: string) => [name, '崇川区', '房屋建筑', CODE, status, day(-100), ''];
  await signIn(page, account('enterprise_administrator'));
  await page.goto('/projects');
  await page.getByRole('link', { name: '导入项目' }).click();
  await page.getByLabel('电子表格文件').setInputFiles({
    name: '项目.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: workbook([
      ['项目名称', '所在地区', '行业', '总承包单位统一社会信用代码', '项目状态', '状态起始日期', '全国平台项目编码'],
      line(kept, '在建'),
      line(gone, '立项'),
      line(`崇川导入${number}号丙工程`, '快了'),
    ]),
  });
  await page.getByRole('button', { name: '上传并核对' }).click();
  await expect(page.getByText('第4行').first()).toBeVisible();
  expect.soft(await faults(page), 'a flawed sheet').toEqual([]);
  await expect(page.getByRole('row').filter({ hasText: kept })).toContainText('新增，待确认');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载标注了错误的表格' }).click();
  expect((await download).suggestedFilename()).toBe('projects-marked.xlsx');
  await page.getByRole('button', { name: '导入2个新项目' }).click();
  await expect(page.getByRole('status')).toContainText('表格已导入');
  const sheet = new URL(page.url()).pathname;

  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto('/office/projects/decisions?kind=acceptance');
  await office.getByRole('main').getByRole('link', { name: kept }).click();
  await office.getByRole('button', { name: '确认该项目' }).click();
  await expect(office.getByRole('status')).toContainText('项目已确认');

  await page.goto(sheet);
  await expect(page.getByRole('main')).toContainText('将删除1个项目');
  await page.getByLabel('理由').fill('乙工程重复登记');
  await page.getByRole('button', { name: '撤销导入' }).click();
  await expect(page.getByRole('status')).toContainText('导入已撤销');
  await page.goto(`/projects?q=${encodeURIComponent(String(number))}`);
  await expect(page.getByRole('main')).toContainText(kept);
  await expect(page.getByRole('main')).not.toContainText(gone);
});

test('an officer files a shutdown ahead, with its paper, and the county returns it once and approves it then', async ({ page, guest }) => {
  const from = randomInt(200, 3_000);
  await signIn(page, account('project_officer'));
  await page.goto('/projects');
  await page.getByRole('main').getByRole('link', { name: SITE }).click();
  const path = new URL(page.url()).pathname;
  const office = await guest();
  await signIn(office, account('human_resources'));
  for (const [note, button, said] of [['请附放假通知', '退回', '已退回'], ['同意', '批准', '已批准']] as const) {
    await page.goto(`${path}/shutdowns`);
    await page.getByLabel('起始日期').fill(day(from));
    await page.getByLabel('截止日期').fill(day(from + 5));
    await page.getByLabel('申报原因').selectOption({ label: '恶劣天气' });
    await page.getByLabel('情况说明').fill('台风');
    await page.getByLabel('上传材料').setInputFiles({ name: '通知.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 notice') });
    await page.getByRole('button', { name: '提交申报' }).click();
    // too short: the file that came is kept, and chosen
    await expect(page.getByRole('alert')).toContainText('5至1000个字');
    await page.getByLabel('情况说明').fill('台风期间全面停工');
    await page.getByRole('button', { name: '提交申报' }).click();
    await expect(page.getByRole('status')).toContainText('申报已提交');

    await office.goto('/office');
    await office.getByRole('main').getByRole('link', { name: '停工申报' }).click();
    await office.getByRole('main').getByRole('link', { name: SITE }).first().click();
    await office.getByLabel('办理意见').fill(note);
    await office.getByRole('button', { name: button }).click();
    await expect(office.getByRole('status')).toContainText('已办理');
    await page.goto(`${path}/shutdowns`);
    await expect(page.getByRole('main').locator('section').first()).toContainText(said);
    await expect(page.getByRole('main').locator('section').first()).toContainText(note);
  }
  await page.goto(`${path}/status`);
  await expect(page.getByRole('row').filter({ hasText: '停工' }).first()).toContainText(account('human_resources').name);
});

test('a second record becomes one with the first by two people', async ({ page, guest }) => {
  const name = `崇川示例医院${randomInt(1e6, 1e7)}工程`;
  await signIn(page, account('enterprise_administrator'));
  await register(page, name);
  const gone = await register(page, `${name}（重复）`);
  const office = await guest();
  await signIn(office, account('human_resources'));
  await office.goto(`${gone}/office`);
  await office.getByLabel('保留的项目').fill(name);
  await office.locator('#merge-reason').fill('重复登记');
  await office.getByRole('button', { name: '提出合并' }).click();
  await expect(office.getByRole('status')).toContainText('合并已提出');

  const second = await guest();
  await signIn(second, account('industry'));
  await second.goto('/office/projects/decisions?kind=merge');
  await second.getByRole('main').getByRole('link', { name }).first().click();
  await second.getByText('复核同意合并').first().click();
  await second.locator('[name=confirmation]').fill(name);
  await second.getByRole('button', { name: '复核同意合并' }).click();
  await expect(second.getByRole('status')).toContainText('两条记录已合并');
  await page.goto(gone);
  await page.getByRole('link', { name: '前往保留的项目' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
});

test('a county finds a project among all, and takes the list home', async ({ page }) => {
  await signIn(page, account('human_resources'));
  await page.goto('/office/projects');
  await page.getByRole('searchbox').fill(SITE);
  await page.getByRole('button', { name: '查询' }).click();
  await expect(page.getByRole('main').getByRole('link', { name: SITE })).toHaveCount(1);
  const sheet = (await page.getByRole('link', { name: '导出 Excel' }).getAttribute('href')) ?? '';
  const answer = await page.request.get(sheet);
  const name = /filename\*=UTF-8''(\S+)/.exec(answer.headers()['content-disposition'] ?? '')?.[1] ?? '';
  expect(decodeURIComponent(name)).toMatch(/^项目-\d{4}-\d\d-\d\d\.xlsx$/);
  const other = (await page.request.get(`/office/projects?area=320623&q=${encodeURIComponent(SITE)}`)).text();
  expect(await other).not.toContain(`>${SITE}</a>`);
});

/** By a request: clicking is not the point. */
async function register(page: Page, name: string): Promise<string> {
  await page.goto('/projects/new');
  const enterprise = await page.getByLabel('施工总承包单位').locator('option', { hasText: ENTERPRISE }).getAttribute('value');
  const form = { name, enterprise: enterprise ?? '', area: '320613', industry: 'housing', status: 'building', since: day(-30) };
  const answer = await page.request.post('/projects', { form, headers: { origin: new URL(page.url()).origin }, maxRedirects: 0 });
  return (answer.headers()['location'] ?? '').split('?')[0] as string;
}

/** So many days from today, as an input takes it. */
function day(from: number): string {
  return new Date(Date.now() + from * 86_400_000).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
}
