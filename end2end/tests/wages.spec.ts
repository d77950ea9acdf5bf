// Do wages reach the workers: from the sheet over the bank to what is repaired, and who sees that they are late?
import type { APIRequestContext, Page } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { expect, test } from '../helpers/test';
import { workbook } from '../helpers/workbook';
import { type Payee, account, advance, demo, signIn } from '../helpers/world';

const SITE = '崇川示例花园一期工程';
const ORDER = ['工资单编号', '姓名', '证件号码', '工资卡号', '应发工资', '扣除', '实发工资'];
const RESULT = ['工资单编号', '办理结果', '到账金额', '办理时间', '原因'];

test('an officer orders wages by a sheet, and what the bank could not pay goes out again', async ({ page, request }) => {
  test.slow();
  const [one, two] = demo().payees;
  if (!one || !two) throw new Error('nobody is to be paid');
  await signIn(page, account('project_officer'));
  const payments = `${await projectOf(page)}/payments`;
  await page.goto(payments);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: '编制代发批次' }).first().click();

  const mark = String(Date.now()).slice(-8);
  const row = (nth: number, who: Payee, card: string) => [`${mark}-${nth}`, who.name, who.id_number, card, '1050', '50', '1000'];
  await upload(page, [ORDER, row(1, one, one.card), [`${mark}-2`, two.name, two.id_number, two.card, '一千', '', '1000']]);
  await expect(page.getByRole('row').filter({ hasText: '金额应为数字' })).toHaveCount(1);
  expect(await faults(page)).toEqual([]);

  await upload(page, [ORDER, row(1, one, one.card), row(2, two, one.card)]);
  await expect(page.getByRole('status')).toContainText('代发批次已编制');
  await expect(page.getByText('本批次暂不能提交银行')).toBeVisible();
  await expect(page.getByRole('row', { name: new RegExp(`${mark}-2`) })).toContainText('卡号不是该工人在本项目登记的工资卡');
  await expect(page.getByRole('button', { name: '提交银行' })).toHaveCount(0);
  expect(await faults(page)).toEqual([]);
  await page.getByText('撤回代发批次').first().click();
  await page.getByLabel(/请输入/).fill('撤回');
  await page.getByRole('button', { name: '撤回代发批次' }).click();
  await expect(page.getByRole('status')).toContainText('代发批次已撤回');

  await page.goto(`${payments}/new`);
  await page.getByRole('button', { name: '填写金额' }).click();
  await expect(page).toHaveURL(/\/payments\/typed\?/);
  expect(await faults(page)).toEqual([]);
  await page.goto(`${payments}/new`);
  await upload(page, [ORDER, row(3, one, one.card), row(4, two, two.card)]);
  await page.getByRole('button', { name: '提交银行' }).click();
  await expect(page.getByRole('status')).toContainText('代发批次已提交银行');
  const at = await soon(request);
  await results(page, [
    RESULT,
    [`${mark}-3`, '成功', '1000', at, ''],
    [`${mark}-4`, '失败', '', at, '账户状态异常'],
    [`${mark}-9`, '成功', '1', at, ''],
  ]);
  await expect(page.getByText('已登记2行')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: '没有此编号的工资' })).toHaveCount(1);
  expect(await faults(page)).toEqual([]);
  await expect(page.getByRole('row', { name: new RegExp(`${mark}-4`) })).toContainText('银行说明：账户状态异常');

  await page.getByRole('button', { name: '编制重新发放批次' }).click();
  await expect(page.getByRole('cell', { name: `${mark}-4-2` })).toBeVisible();
  await page.getByRole('button', { name: '提交银行' }).click();
  await results(page, [RESULT, [`${mark}-4-2`, '成功', '1000', await soon(request), '']]);
  await expect(page.getByRole('status')).toContainText('银行办理结果已登记');
  await expect(page.getByText('全部到账').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);

  await page.getByRole('link', { name: '撤回办理结果' }).first().click();
  await expect(page.getByRole('row', { name: /不再计为已到账的金额/ })).toContainText('1,000.00');
  expect(await faults(page)).toEqual([]);
  await page.getByLabel('撤回理由').fill('回单属于另一批次');
  await page.getByLabel(/请输入/).fill('撤回');
  await page.getByRole('button', { name: '撤回办理结果' }).click();
  await expect(page.getByRole('status')).toContainText('办理结果已撤回');
  await expect(page.getByText('银行办理中').first()).toBeVisible();
  await expect(page.getByText(/撤回：回单属于另一批次/)).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await results(page, [RESULT, [`${mark}-4-2`, '成功', '1000', await soon(request), '']]);
  await expect(page.getByText('全部到账').first()).toBeVisible();
});

test('an administrator reads what was paid, and a county sees whose wages are late', async ({ page, guest }) => {
  await signIn(page, account('enterprise_administrator'));
  await page.goto(`${await projectOf(page)}/payments`);
  await expect(page.getByRole('heading', { name: '各月工资' })).toBeVisible();
  await expect(page.getByRole('link', { name: '编制代发批次' })).toHaveCount(0);
  expect(await faults(page)).toEqual([]);

  const county = await guest();
  await signIn(county, account('human_resources'));
  await county.goto('/office/payments/late');
  const site = county.getByRole('row', { name: new RegExp(SITE) });
  await expect(site).toContainText('已逾期');
  expect(await faults(county)).toEqual([]);
  await site.getByRole('link', { name: /^\d+$/ }).click();
  await expect(county.getByRole('row', { name: new RegExp(demo().payees[1]?.name ?? '') }).first()).toContainText('逾期未发');
  expect(await faults(county)).toEqual([]);
});

async function projectOf(page: Page): Promise<string> {
  await page.goto('/projects');
  const link = page.getByRole('main').getByRole('link', { name: SITE });
  return (await link.first().getAttribute('href')) ?? '';
}

async function upload(page: Page, rows: string[][]): Promise<void> {
  await page.getByLabel('电子表格文件').setInputFiles(file(rows));
  await page.getByRole('button', { name: '上传并编制' }).click();
}

async function results(page: Page, rows: string[][]): Promise<void> {
  await page.getByLabel('电子表格文件').setInputFiles(file(rows));
  await page.getByRole('button', { name: '上传办理结果' }).click();
}

function file(rows: string[][]): { name: string; mimeType: string; buffer: Buffer } {
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { name: '工资.xlsx', mimeType, buffer: workbook(rows) };
}

/** The server's time a little later than now, as a bank writes it. */
async function soon(request: APIRequestContext): Promise<string> {
  await advance(request, 1);
  return new Date((await serverTime(request)) + 8 * 3600_000).toISOString().slice(0, 19).replace('T', ' ');
}
