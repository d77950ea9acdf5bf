// How does it look? The picture book of docs/pictures.md, drawn anew by PICTURES=1 npx playwright test.
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { knowledge } from '../helpers/bank';
import { open } from '../helpers/pages';
import { answer, begin, handIn, questionCount } from '../helpers/room';
import { test } from '../helpers/test';
import { becomeReady } from '../helpers/way';
import { account, certificate, exam, signIn, somebody } from '../helpers/world';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const SIZES = [{ width: 360, height: 740 }, { width: 1280, height: 800 }];
const right = knowledge();

test('what a candidate and a stranger see, at both widths', async ({ page, guest }) => {
  test.slow();
  await take(page, 'home', '/');
  await take(page, 'sign-up', '/sign-up');
  await take(page, 'lesson', '/courses/officer/lessons/03-construction-rules');

  await becomeReady(page, await guest(), { ...somebody(), name: '宋思琪' });
  await begin(page, exam('certification'));
  const count = await questionCount(page);
  await answer(page, 1, 17, right);
  await page.reload();
  await take(page, 'room');
  await answer(page, 18, count, right);
  await handIn(page);
  await take(page, 'result');
  await page.getByRole('link', { name: '查看上岗证' }).click();
  await take(page, 'certificate');
  await take(page, 'verify', certificate('valid').qr_text);
});

test('what offices and officers see, at both widths', async ({ guest }) => {
  test.slow();
  const pages = [
    ['human_resources', 'office', '/office'],
    ['exam_administrator', 'set-up', '/office/exams/new'],
    ['exam_administrator', 'monitor', '/office/exams/*/room'],
    ['question_editor', 'bank', '/office/questions'],
    ['issuer', 'register', '/office/certificates'],
    ['auditor', 'audit', '/office/audit'],
    ['project_officer', 'project', '/projects/*'],
    ['project_officer', 'workers', '/projects/*/workers'],
  ] as const;
  const seats = new Map<string, Page>();
  for (const [role, name, path] of pages) {
    const page = seats.get(role) ?? (await guest());
    if (!seats.has(role)) await signIn(page, account(role));
    seats.set(role, page);
    await open(page, path);
    await take(page, name);
  }
});

/** What a window of this size shows first: a picture of a whole page is long and heavy. */
async function take(page: Page, name: string, path?: string): Promise<void> {
  if (path) await page.goto(path);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(FOLDER, `${name}-${size.width}.png`), animations: 'disabled' });
  }
}
