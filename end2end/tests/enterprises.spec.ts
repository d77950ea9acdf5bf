// Does an enterprise come in, say something else of itself, become one with its second record, and find what is on record about it?
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { signUp } from '../helpers/way';
import { workbook } from '../helpers/workbook';
import { ADDRESS, account, creditCode, signIn, somebody } from '../helpers/world';

/** The demo's enterprise of 崇川, with its code. */
const KNOWN = { name: '南通崇川示例建设有限公司', code: '91320613MA00TE5T2Q' };

test('an administrator registers with a slip, the county accepts, and a change leaves both values', async ({ page, guest }) => {
  const owner = somebody();
  const [name, code] = [`崇川示例${owner.phone.slice(-6)}建筑有限公司`, creditCode(owner.phone.slice(-8))];
  await signUp(page, owner);
  await page.goto('/account/enterprises');
  await page.getByLabel('企业名称').fill(name);
  // two neighbours the wrong way round
  await page.getByLabel('统一社会信用代码').fill(code.replace('9132', '9123'));
  await page.getByLabel('监管地区').selectOption({ label: '崇川区' });
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('alert')).toContainText('统一社会信用代码有误');
  await page.getByRole('radio', { name: code }).check();
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('status')).toContainText('等待主管部门确认');

  const office = await guest();
  await signIn(office, account('human_resources'));
  await find(office, name);
  await office.getByRole('main').getByRole('link', { name }).click();
  await expect(office.getByRole('main')).toContainText(code);
  await office.getByRole('button', { name: '确认该企业' }).click();
  await expect(office.getByRole('status')).toContainText('企业已确认');

  await page.getByRole('main').getByRole('link', { name }).click();
  await page.getByRole('link', { name: '变更企业信息' }).click();
  await page.getByLabel('施工劳务').check();
  await page.getByLabel('法定代表人').fill('王明');
  await page.getByLabel('注册地址').fill('南通市崇川区人民路1号');
  await page.getByLabel('联系电话').fill('0513-851234');
  await page.getByLabel('理由').fill('补充企业信息');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('alert')).toContainText('联系电话');
  await expect(page.getByLabel('法定代表人')).toHaveValue('王明');
  await page.getByLabel('联系电话').fill('0513-85123456');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.getByRole('status')).toContainText('企业信息已变更');
  // the telephone is looked for by its form, never in an address
  await office.goto('/office/enterprises?q=0513-85123456');
  await expect(office.getByRole('main')).toContainText('不能写在网址里');
  expect.soft(await faults(office), 'a telephone in the address').toEqual([]);
  await office.getByRole('button', { name: '按电话查找' }).click();
  await expect(office.getByRole('main')).toContainText(name);
  await page.getByRole('link', { name: '变更记录' }).click();
  await expect(page.getByRole('row').filter({ hasText: '企业类别' })).toContainText('施工劳务');
  await expect(page.getByRole('row').filter({ hasText: '联系电话' })).toContainText('补充企业信息');
});

test('a sheet with a flawed line comes back marked, and what is sound comes in', async ({ page }) => {
  const digits = somebody().phone.slice(-8);
  const [sound, flawed] = [creditCode(digits), creditCode([...digits].reverse().join(''))];
  const name = `崇川导入${digits}劳务有限公司`;
  await signIn(page, account('human_resources'));
  await page.goto('/office/enterprises');
  await page.getByRole('link', { name: '导入企业' }).click();
  await page.getByLabel('电子表格文件').setInputFiles({
    name: '企业.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: workbook([
      ['企业名称', '统一社会信用代码', '所属地区', '企业类别'],
      [name, sound, '崇川区', '施工劳务'],
      ['崇川有误有限公司', flawed.slice(0, 17), '崇川区', '供应商'],
    ]),
  });
  await page.getByRole('button', { name: '上传并核对' }).click();
  await expect(page.getByText('第3行').first()).toBeVisible();
  expect.soft(await faults(page), 'a flawed sheet').toEqual([]);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载标注了错误的表格' }).click();
  const marked = readFileSync(await (await download).path());
  expect(marked.subarray(0, 2).toString()).toBe('PK');
  expect(marked.length).toBeGreaterThan(2_000);
  await page.getByRole('button', { name: '导入1家新企业' }).click();
  await expect(page.getByRole('status')).toContainText('表格已导入');
  await find(page, name);
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('待主管部门确认');
  // whoever brought it does not accept it
  await row.getByRole('button', { name: '确认该企业' }).click();
  await expect(page.getByRole('alert')).toContainText('请由其他工作人员办理');
});

test('two records of one enterprise become one by two people', async ({ page, guest }) => {
  const claimant = somebody();
  const [name, code] = [`重复登记${claimant.phone.slice(-6)}有限公司`, creditCode(claimant.phone.slice(-8))];
  const someone = await guest();
  await signUp(someone, claimant);
  await someone.request.post('/account/enterprises', {
    form: { name, credit_code: code, area: '320613' },
    headers: { origin: ADDRESS },
  });
  await signIn(page, account('human_resources'));
  await find(page, name);
  await page.getByRole('main').getByRole('link', { name }).click();
  await page.getByRole('link', { name: '合并重复登记' }).click();
  await page.waitForURL(/\/merge$/);
  expect.soft(await faults(page), 'a merge').toEqual([]);
  await page.getByLabel('保留的登记的统一社会信用代码').fill(KNOWN.code);
  await page.getByLabel('理由').fill('同一企业重复登记');
  await page.getByRole('button', { name: '提出合并' }).click();
  await expect(page.getByRole('status')).toContainText('等待另一名工作人员复核');
  const waiting = (office: Page) => office.locator('section.card').filter({ hasText: name });
  await expect(waiting(page).getByRole('button', { name: '复核同意' })).toHaveCount(0);

  const second = await guest();
  await signIn(second, account('industry'));
  await second.goto('/office/enterprises/merges');
  await waiting(second).getByRole('button', { name: '复核同意' }).click();
  await expect(second.getByRole('status')).toContainText('两条登记已合并');
  await second.goto(`/office/enterprises?q=${encodeURIComponent(KNOWN.name)}`);
  await second.getByRole('main').getByRole('link', { name: KNOWN.name, exact: true }).click();
  await expect(second.getByRole('main')).toContainText(code);
});

test('what an office writes down about an enterprise is seen by it', async ({ page, guest }) => {
  const matter = `班组反映工资未按月支付（${somebody().phone.slice(-6)}）`;
  await signIn(page, account('human_resources'));
  await find(page, KNOWN.name);
  await page.getByRole('main').getByRole('link', { name: KNOWN.name, exact: true }).click();
  await page.getByRole('link', { name: '登记诚信信息' }).click();
  await page.getByRole('link', { name: '举报投诉' }).click();
  await page.getByLabel('发生或者作出的日期').fill('2026-01-05');
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('alert')).toContainText('请写明举报投诉的内容');
  await page.getByLabel('举报投诉的内容').fill(matter);
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('status')).toContainText('诚信信息已登记');
  expect.soft(await faults(page), 'one record').toEqual([]);

  const owner = await guest();
  await signIn(owner, account('enterprise_administrator'));
  await owner.goto('/account/enterprises');
  await owner.getByRole('main').getByRole('link', { name: KNOWN.name }).click();
  await owner.getByRole('link', { name: '诚信信息' }).click();
  const line = owner.getByRole('row').filter({ hasText: matter });
  await expect(line).toContainText('查处中');

  await page.getByLabel('不属实').check();
  await page.getByRole('button', { name: '办结' }).click();
  await expect(page.getByRole('status')).toContainText('举报投诉已办结');
  await owner.reload();
  await expect(line).toContainText('不属实');
});

test('before an acceptance is taken back, what follows is said', async ({ page }) => {
  await openWay(page, '撤回确认');
});

test('a sheet of honesty records is looked at before it comes in', async ({ page }) => {
  await signIn(page, account('human_resources'));
  await page.goto('/office/integrity/import');
  const template = page.waitForEvent('download');
  await page.locator('a[href$="/template.xlsx"]').click();
  const buffer = readFileSync(await (await template).path());
  await page.getByLabel('电子表格文件').setInputFiles({
    name: '诚信信息.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer,
  });
  await page.getByRole('button', { name: '上传并核对' }).click();
  await expect(page).toHaveURL(/\/office\/integrity\/import\/[0-9a-f-]{36}/);
  expect.soft(await faults(page), 'the look at a sheet').toEqual([]);
});

test('the city adds an area, its page says which rules are in force there, and the county may move enterprises to it', async ({
  page,
  guest,
}) => {
  const code = `320613${somebody().phone.slice(-6)}`;
  await signIn(page, account('city'));
  await page.goto('/office/areas');
  await page.getByRole('link', { name: '增加地区' }).click();
  await page.getByLabel('名称').fill(`示例园区${code.slice(-4)}`);
  await page.getByLabel('代码').fill(code);
  await page.getByLabel('上级地区').selectOption('320613');
  await page.getByLabel('理由').fill('依据区划调整文件');
  await page.getByRole('button', { name: '增加' }).click();
  await expect(page.getByRole('status')).toContainText('地区已增加');
  await page.locator('summary', { hasText: '该地区现行的规则' }).click();
  await expect(page.getByRole('main')).toContainText('全市劳资专管员队伍建设和管理规定');
  await openWay(await guest(), '变更监管地区');
  await page.getByRole('link', { name: '停用地区' }).click();
  await page.getByLabel('最后一日').fill('2026-12-31');
  await page.getByLabel('理由').fill('试用结束，不再使用');
  await page.getByRole('button', { name: '停用地区' }).click();
  await expect(page.getByRole('status')).toContainText('地区已停用');
});

test('the city brings areas and industries in a sheet, sees what is wrong first, and takes them back', async ({ page }) => {
  const digits = somebody().phone.slice(-6);
  const code = `320613${digits}`;
  const word = [...digits].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  await signIn(page, account('city'));
  await page.goto('/office/areas');
  await page.getByRole('link', { name: '导入地区' }).click();
  await brings(page, [
    ['名称', '代码', '上级地区', '启用日期', '依据'],
    [`导入园区${digits}`, code, '崇川区', '2026-01-01', '通政复〔2026〕12号批复'],
    ['无处园区', `${code}1`, '没有区', '', '通政复〔2026〕12号批复'],
  ]);
  await expect(page.getByText('第3行').first()).toBeVisible();
  expect.soft(await faults(page), 'a sheet of areas').toEqual([]);
  await page.getByRole('button', { name: '导入1个新地区' }).click();
  await expect(page.getByRole('status')).toContainText('表格已导入');
  await page.getByLabel('理由').fill('导入了错误的表格');
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByRole('status')).toContainText('导入已撤销');
  await page.goto('/office/industries');
  await page.getByRole('link', { name: '导入行业' }).click();
  await brings(page, [
    ['名称', '代码', '停用日期', '依据'],
    [`行业${digits}`, `industry_${word}`, '', '通政发〔2026〕3号通知'],
  ]);
  expect.soft(await faults(page), 'a sheet of industries').toEqual([]);
  await page.getByRole('button', { name: '导入1个新行业' }).click();
  await page.getByLabel('理由').fill('导入了错误的表格');
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByRole('status')).toContainText('导入已撤销');
});

/** Fills the form of a sheet and waits for the look at it. */
async function brings(page: Page, rows: string[][]): Promise<void> {
  await page.getByLabel('电子表格文件').setInputFiles({
    name: '表格.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: workbook(rows),
  });
  await page.getByRole('button', { name: '上传并核对' }).click();
  await expect(page).toHaveURL(/\/import\/[0-9a-f-]{36}/);
}

/** The page of a grave step about the demo's enterprise, before anything is decided. */
async function openWay(office: Page, way: string): Promise<void> {
  await signIn(office, account('human_resources'));
  await find(office, KNOWN.name);
  await office.getByRole('main').getByRole('link', { name: KNOWN.name, exact: true }).click();
  await office.getByRole('link', { name: way, exact: true }).click();
  await expect(office.getByRole('heading', { level: 1 })).toHaveText(way);
  expect.soft(await faults(office), way).toEqual([]);
}

async function find(office: Page, name: string): Promise<void> {
  await office.goto(`/office/enterprises?q=${encodeURIComponent(name)}`);
  await expect(office.getByRole('main').getByRole('link', { name }).first()).toBeVisible();
}
