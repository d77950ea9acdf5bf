// Does an officer come on file: the form, the pledge, both stamps, two departments, one of which returns it once?
import { type Page } from '@playwright/test';
import { certify } from '../helpers/certified';
import { accept, bringForm, complete, handIn, openFiling, stampPledge, stamped } from '../helpers/filing';
import { faults } from '../helpers/looks';
import { bind, newSite } from '../helpers/sites';
import { expect, test } from '../helpers/test';
import { account, signIn, somebody } from '../helpers/world';

test('an officer files with the pledge, corrects what one office returned, and both accept', async ({ page, guest }) => {
  test.setTimeout(600_000);
  const who = somebody();
  const [office, administrator, industry] = [await guest(), await guest(), await guest()];
  // the office of the county is signed in by the way to the certificate
  await certify(page, office, who);
  await signIn(administrator, account('enterprise_administrator'));
  await signIn(industry, account('industry'));
  const site = await newSite(administrator, office);
  const binding = await bind(page, administrator, who, site);

  await page.goto(binding);
  await expect(page.locator('#filing')).toContainText('绑定已经生效');
  await page.getByRole('link', { name: '办理和查看备案' }).click();
  await expect(page.getByRole('main')).toContainText('尚未备案');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: '填写备案表' }).click();
  await expect(page.getByRole('main')).toContainText(site.name);
  await expect(page.getByLabel('劳资专管员联系电话')).toHaveValue(who.phone);
  await page.getByLabel('项目地址').fill('崇川区示例路18号');
  await page.getByRole('button', { name: '生成备案表' }).click();
  await expect(page.getByRole('alert')).toContainText('请填写建设单位名称');
  await expect(page.getByLabel('项目地址')).toHaveValue('崇川区示例路18号');
  await complete(page);
  await page.getByRole('button', { name: '生成备案表' }).click();
  await expect(page.getByRole('status')).toContainText('备案表已生成');
  await expect(page.locator('#hand-in')).toContainText('备案材料不齐');
  await expect(page.getByRole('button', { name: '提交备案' })).toHaveCount(0);
  await expectDocument(page, '下载备案表（PDF）');

  const scan = page.getByLabel('上传盖章的备案表');
  await scan.setInputFiles({ name: '备案表.txt', mimeType: 'text/plain', buffer: Buffer.from('no scan') });
  await page.locator('#form').getByRole('button', { name: '上传', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('文件应为PDF、JPG或者PNG');
  await scan.setInputFiles({ name: '备案表.png', mimeType: 'image/png', buffer: stamped() });
  await page.locator('#form').getByRole('button', { name: '上传', exact: true }).click();
  await expect(page.getByRole('status')).toContainText('已上传');
  expect(await faults(page)).toEqual([]);

  await page.getByRole('link', { name: '签署承诺书' }).click();
  await expect(page.getByRole('main')).toContainText('我郑重承诺');
  expect(await faults(page)).toEqual([]);
  await page.getByRole('radio', { name: '输入本人姓名确认' }).check();
  await page.getByLabel('本人姓名', { exact: true }).fill('别人');
  await page.getByRole('button', { name: '签署承诺书' }).click();
  await expect(page.getByRole('alert')).toContainText('请完整输入本人姓名');
  await draw(page);
  await expect(page.getByRole('radio', { name: '在屏幕上手写签名' })).toBeChecked();
  await page.getByRole('button', { name: '签署承诺书' }).click();
  await expect(page.getByRole('status')).toContainText('承诺书已签署');
  await expectDocument(page, '下载承诺书（PDF）');

  await administrator.goto(`${binding}/filing`);
  expect(await faults(administrator)).toEqual([]);
  await stampPledge(administrator, binding);
  await handIn(page, binding);

  await openFiling(office, site);
  expect(await faults(office)).toEqual([]);
  await expect(office.getByRole('main')).not.toContainText('13800000802');
  await office.getByText('退回更正').first().click();
  await office.getByRole('button', { name: '退回更正' }).click();
  await expect(office.getByRole('alert')).toContainText('写明退回理由');
  await office.getByLabel('退回理由').fill('项目经理联系电话有误');
  await office.getByRole('button', { name: '退回更正' }).click();
  await expect(office.getByRole('status')).toContainText('已退回');

  await page.goto(`${binding}/filing`);
  await expect(page.getByRole('main')).toContainText('项目经理联系电话有误');
  await page.getByRole('link', { name: '更正并生成新版本' }).click();
  await page.getByLabel('项目经理联系电话').fill('13800000899');
  await page.getByRole('button', { name: '生成备案表' }).click();
  await bringForm(page);
  await handIn(page, binding);

  for (const receiver of [office, industry]) await accept(receiver, site);
  await page.goto(`${binding}/filing`);
  await expect(page.getByRole('row').filter({ hasText: '第2版' })).toContainText('已受理');
  await expect(page.getByRole('row').filter({ hasText: '第1版' })).toContainText('已退回');
  await page.goto('/certificates');
  await page.getByRole('main').getByRole('link').first().click();
  await expect(page.locator('#bindings')).toContainText(site.name);
  await expect(page.locator('#bindings')).toContainText('已受理');

  await office.goto('/office/filings/first');
  await office.getByRole('row').filter({ hasText: who.name }).getByRole('link').first().click();
  expect(await faults(office)).toEqual([]);
  await office.getByRole('button', { name: '登记完成' }).click();
  await expect(office.getByRole('alert')).toContainText('请填写日期');
  const today = new Date().toISOString().slice(0, 10);
  await office.getByLabel('培训日期').fill(today);
  await office.getByLabel('考核合格日期').fill(today);
  await office.getByRole('button', { name: '登记完成' }).click();
  await expect(office.getByRole('status')).toContainText('培训考核已登记完成');
  await expect(office.getByRole('row').filter({ hasText: who.name })).toHaveCount(0);
});

/** Two strokes on the pad. */
async function draw(page: Page): Promise<void> {
  const pad = page.locator('#pad canvas');
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('there is no pad');
  for (const [from, to] of [[0.2, 0.8], [0.8, 0.2]] as const) {
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * from);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * to, { steps: 12 });
    await page.mouse.up();
  }
}

/** A document that is saved, not shown. */
async function expectDocument(page: Page, name: string): Promise<void> {
  const way = await page.getByRole('link', { name }).getAttribute('href');
  const answer = await page.request.get(way ?? '');
  expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/pdf']);
  expect(answer.headers()['content-disposition']).toContain('attachment');
}
