// How does an office open the complaint of somebody?
import { expect, type Page } from '@playwright/test';

export async function openComplaint(staff: Page, name: string): Promise<void> {
  await staff.goto('/office/complaints');
  await staff.getByRole('main').getByRole('link', { name }).click();
  await expect(staff.getByRole('heading', { level: 1 })).toContainText(name);
}
