// How does somebody come from the street to a certificate?
import { type Page, expect } from '@playwright/test';
import { knowledge } from './bank';
import { answerAtOnce, begin, handIn } from './room';
import { becomeReady } from './way';
import { type Somebody, exam } from './world';

/** Signs up, studies, is confirmed by an office, passes, and looks at the own certificate. */
export async function certify(page: Page, office: Page, who: Somebody): Promise<void> {
  await becomeReady(page, office, who);
  await pass(page, exam('certification'), who);
}

/** From the door of the exam room to the own certificate, for whoever may sit the exam. */
export async function pass(page: Page, official: { id: string }, who: { name: string }): Promise<void> {
  await begin(page, official);
  await answerAtOnce(page, knowledge());
  await handIn(page);
  await page.getByRole('link', { name: '查看上岗证' }).click();
  await expect(page.getByRole('article')).toContainText(who.name);
}
