// How does a further project come on record, and an officer to it?
import { randomInt } from 'node:crypto';
import { type Page, expect } from '@playwright/test';

export const ENTERPRISE = '南通崇川示例建设有限公司';
export const ENTERPRISE_CODE = '91320613MA00TE5T2Q';

export type Site = { name: string; path: string };

/** Registered by the contractor, accepted by the county; in construction for a hundred days. */
export async function newSite(administrator: Page, office: Page): Promise<Site> {
  const name = `崇川示例工程${randomInt(1e8, 1e9)}号`;
  await administrator.goto('/projects/new');
  await administrator.getByLabel('工程名称').fill(name);
  await administrator.getByLabel('施工总承包单位').selectOption({ label: ENTERPRISE });
  await administrator.getByLabel('所在地区').selectOption({ label: '崇川区' });
  await administrator.getByLabel('所属行业').selectOption({ label: '房屋建筑' });
  await administrator.getByLabel('目前的项目状态').selectOption({ label: '在建' });
  await administrator.getByLabel('该状态的起始日期').fill(new Date(Date.now() - 100 * 86_400_000).toISOString().slice(0, 10));
  await administrator.getByRole('button', { name: '登记项目' }).click();
  await expect(administrator.getByRole('status')).toContainText('等待主管部门确认');
  const path = new URL(administrator.url()).pathname;
  await office.goto(`${path}/office`);
  await office.getByRole('button', { name: '确认该项目' }).click();
  await expect(office.getByRole('status')).toContainText('项目已确认');
  return { name, path };
}

/** 由发证机构监管: there the rule about several projects holds. */
export async function superviseByIssuer(office: Page, site: Site): Promise<void> {
  await office.goto(`${site.path}/office`);
  const form = office.locator('form[action$="/supervision"]');
  await form.locator('select').selectOption({ label: '崇川区劳资专管员发证中心（演示）' });
  await form.locator('[name=reason]').fill('由发证机构监管');
  await form.getByRole('button').click();
  await expect(office.getByRole('status')).toContainText('已保存');
}

/** The officer asks to answer for the site; the page that follows. */
export async function ask(officer: Page, site: { name: string }): Promise<void> {
  await officer.goto('/certificates');
  await officer.getByRole('main').getByRole('link').first().click();
  await officer.getByRole('main').getByRole('link', { name: '绑定备案' }).click();
  await officer.getByLabel('统一社会信用代码').fill(ENTERPRISE_CODE);
  await officer.getByRole('button', { name: '查找企业' }).click();
  await officer.getByRole('radio', { name: /^项目劳资员/ }).check();
  await officer.getByLabel('项目', { exact: true }).selectOption({ label: site.name });
  await officer.getByRole('radio', { name: '直接责任人' }).check();
  await officer.getByRole('radio', { name: '专职', exact: true }).check();
  await officer.getByRole('button', { name: '提交申请' }).click();
}

/** Asked for and confirmed; the address of the binding. */
export async function bind(officer: Page, administrator: Page, who: { name: string }, site: { name: string }): Promise<string> {
  const path = await asked(officer, site);
  await confirm(administrator, who, path);
  return path;
}

/** The same for an officer who answers for another site already, where no rule allows several: the county agrees first. */
export async function bindByConsent(
  { officer, administrator, office }: { officer: Page; administrator: Page; office: Page },
  who: { name: string },
  site: { name: string },
): Promise<string> {
  const path = await asked(officer, site);
  await office.goto(path);
  await office.getByRole('radio', { name: '同意兼管', exact: true }).check();
  await office.locator('form[action$="/consent"] [name=reason]').fill('两个项目相邻');
  await office.getByRole('button', { name: '提交意见' }).click();
  await expect(office.getByRole('status')).toContainText('意见已提交');
  await confirm(administrator, who, path);
  return path;
}

async function asked(officer: Page, site: { name: string }): Promise<string> {
  await ask(officer, site);
  await expect(officer.getByRole('status')).toContainText('申请已提交');
  return new URL(officer.url()).pathname;
}

async function confirm(administrator: Page, who: { name: string }, path: string): Promise<void> {
  await administrator.goto(path);
  await expect(administrator.getByRole('main')).toContainText(who.name);
  await administrator.getByRole('button', { name: '确认', exact: true }).click();
  await expect(administrator.getByRole('status')).toContainText('绑定立即生效');
}

export async function unbind(administrator: Page, binding: string): Promise<void> {
  await administrator.goto(binding);
  await administrator.getByText('解除绑定').first().click();
  await administrator.locator('[name=reason]').fill('项目人员调整');
  await administrator.locator('[name=confirmation]').fill('解除');
  await administrator.getByRole('button', { name: '解除绑定' }).click();
  await expect(administrator.getByRole('status')).toContainText('权限即时终止');
}
