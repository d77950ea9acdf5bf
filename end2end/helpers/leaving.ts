// What follows when an officer leaves: the county's list, the reminder, the handover, and who comes next?
import { type Page, expect } from '@playwright/test';
import { type Site, ENTERPRISE } from './sites';

/** On the list of sites without an officer so many times. */
export async function listed(office: Page, site: Site, times: number) {
  await office.goto(`/office/filings/without?q=${encodeURIComponent(site.name)}`);
  const row = office.getByRole('row').filter({ hasText: site.name });
  await expect(row).toHaveCount(times);
  return row;
}

/** On the list of sites without an officer. */
export async function urge(office: Page, site: Site): Promise<void> {
  await office.getByRole('checkbox', { name: site.name }).check();
  await office.getByRole('button', { name: '发送催办' }).click();
  await expect(office.getByRole('status')).toContainText('催办已发送');
}

/** The officers of the enterprise; the address of the enterprise. */
export async function openOfficers(administrator: Page): Promise<string> {
  await administrator.goto('/account/enterprises');
  await administrator.getByRole('main').getByRole('link', { name: ENTERPRISE }).first().click();
  const enterprise = new URL(administrator.url()).pathname;
  await administrator.goto(`${enterprise}/officers`);
  return enterprise;
}

/** On the page of the enterprise's reminders. */
export async function receive(administrator: Page, site: Site): Promise<void> {
  await administrator.getByRole('row').filter({ hasText: site.name }).getByRole('button', { name: '签收' }).click();
  await expect(administrator.getByRole('status')).toContainText('已签收');
}

/** On the page of the handover, by the one who leaves. */
export async function handOver(officer: Page, who: { name: string }): Promise<void> {
  await officer.getByLabel('签字').fill(who.name);
  await officer.getByRole('button', { name: '移交人签字确认' }).click();
  await expect(officer.getByRole('status')).toContainText('已签字确认');
}

/** By the one who comes. */
export async function takeOver(successor: Page, binding: string, who: { name: string }): Promise<void> {
  await successor.goto(`${binding}/handover`);
  await successor.getByLabel('签字').fill(who.name);
  await successor.getByRole('button', { name: '接收人签字确认' }).click();
  await expect(successor.getByRole('main')).toContainText('已交接');
}
