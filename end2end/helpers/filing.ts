// How does an officer come on file: the form, both stamps, the pledge, and two departments that answer?
import { type Page, expect } from '@playwright/test';
import { PNG } from 'pngjs';

const PDF = { name: '承诺书.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 stamped') };

/** What the records of a new site do not say. */
export async function complete(page: Page): Promise<void> {
  const values: [string, string][] = [
    ['计划开工日期', '2027-03-01'], ['计划竣工日期', '2028-12-31'], ['项目地址', '崇川区示例路18号'],
    ['建设单位', '南通示例置业有限公司'], ['建设单位项目负责人', '季明'], ['建设单位项目负责人联系电话', '0513-80000018'],
    ['监理单位', '南通示例监理有限公司'], ['项目总监', '许致远'], ['项目总监联系电话', '0513-80000019'],
    ['项目经理', '范启明'], ['项目经理联系电话', '13800000802'],
  ];
  for (const [label, value] of values) await page.getByLabel(label, { exact: true }).fill(value);
}

/** From the form to both departments, the pledge signed by the whole name. Everything that a filing takes. */
export async function file(officer: Page, administrator: Page, binding: string, who: { name: string }): Promise<void> {
  await drawUp(officer, binding);
  await bringForm(officer);
  await pledge(officer, binding, who);
  await stampPledge(administrator, binding);
  await handIn(officer, binding);
}

export async function drawUp(officer: Page, binding: string): Promise<void> {
  await officer.goto(`${binding}/filing/form`);
  await complete(officer);
  await officer.getByRole('button', { name: '生成备案表' }).click();
  await expect(officer.getByRole('status')).toContainText('备案表已生成');
}

/** On the page of the filing. */
export async function bringForm(officer: Page): Promise<void> {
  await officer.getByLabel('上传盖章的备案表').setInputFiles({ name: '备案表.png', mimeType: 'image/png', buffer: stamped() });
  await officer.locator('#form').getByRole('button', { name: '上传', exact: true }).click();
  await expect(officer.getByRole('status')).toContainText('已上传');
}

export async function pledge(officer: Page, binding: string, who: { name: string }): Promise<void> {
  await officer.goto(`${binding}/pledge`);
  await officer.getByRole('radio', { name: '输入本人姓名确认' }).check();
  await officer.getByLabel('本人姓名', { exact: true }).fill(who.name);
  await officer.getByLabel('本人已阅读承诺书全文').check();
  await officer.getByRole('button', { name: '签署承诺书' }).click();
  await expect(officer.getByRole('status')).toContainText('承诺书已签署');
}

/** The contractor's seal. */
export async function stampPledge(administrator: Page, binding: string): Promise<void> {
  await administrator.goto(`${binding}/filing`);
  await administrator.getByLabel('上传盖章的承诺书').setInputFiles(PDF);
  await administrator.locator('#pledge').getByRole('button', { name: '上传', exact: true }).click();
  await expect(administrator.getByRole('status')).toContainText('已上传');
}

export async function handIn(officer: Page, binding: string): Promise<void> {
  await officer.goto(`${binding}/filing`);
  await officer.getByRole('button', { name: '提交备案' }).click();
  await expect(officer.getByRole('status')).toContainText('两个部门均已收到');
}

/** By the queue of the office. */
export async function openFiling(office: Page, site: { name: string }): Promise<void> {
  await office.goto('/office/filings');
  await office.getByRole('main').getByRole('link', { name: site.name }).click();
  await expect(office.getByRole('main')).toContainText('收件回执');
}

export async function accept(office: Page, site: { name: string }): Promise<void> {
  await openFiling(office, site);
  await office.getByRole('button', { name: '受理', exact: true }).click();
  await expect(office.getByRole('status')).toContainText('已受理');
}

/** A sheet with a dark mark, large enough to be read. */
export function stamped(): Buffer {
  const sheet = new PNG({ width: 620, height: 877 });
  for (let at = 0; at < sheet.data.length; at += 4) {
    const pixel = at / 4;
    const [x, y] = [pixel % 620, Math.floor(pixel / 620)];
    const isMark = x > 380 && x < 480 && y > 650 && y < 750;
    sheet.data.set(isMark ? [200, 30, 40, 255] : [255, 255, 255, 255], at);
  }
  return PNG.sync.write(sheet);
}
