// Does the whole way lead from the exam to the board on the fence? And is a change of the officer in time within five working
// days, and late after them?
import type { Page } from '@playwright/test';
import { certify, pass } from '../helpers/certified';
import { printed, readCode } from '../helpers/code';
import { accept, file } from '../helpers/filing';
import { faults } from '../helpers/looks';
import { demonstrate } from '../helpers/server';
import { bind, newSite, unbind } from '../helpers/sites';
import { expect, test } from '../helpers/test';
import { ADDRESS, account, advance, exam, signIn, somebody } from '../helpers/world';

/** Of the demonstration, with an officer from its first day on. */
const SITE = '崇川示例花园一期工程';
/** Five working days are over by then, whatever holidays lie between. */
const SIXTEEN_DAYS = 16 * 24 * 60;

test('from the exam to the board, with everything between', async ({ page, guest }) => {
  test.setTimeout(600_000);
  const who = somebody();
  const [office, industry, administrator, worker] = [await guest(), await guest(), await guest(), await guest()];
  await certify(page, office, who);
  await signIn(industry, account('industry'));
  await signIn(administrator, account('enterprise_administrator'));
  const site = await newSite(administrator, office);
  const binding = await bind(page, administrator, who, site);
  await file(page, administrator, binding, who);
  for (const receiver of [office, industry]) await accept(receiver, site);
  await page.goto(`${binding}/filing`);
  await expect(page.locator('.steps [aria-current]')).toHaveCount(0);

  await page.goto(`${site.path}/board`);
  await page.getByRole('button', { name: '制作新版告示牌' }).click();
  await expect(page.getByRole('status').first()).toContainText('新版告示牌已生成');
  const way = await page.getByRole('link', { name: '打印（大号）' }).getAttribute('href');
  const sheet = await page.request.get(way ?? '');
  expect([sheet.status(), sheet.headers()['content-type']]).toEqual([200, 'application/pdf']);
  const [drawn, ...further] = printed(await sheet.body(), 120);
  expect(further).toEqual([]);
  const code = readCode(drawn as Buffer);
  expect(code).toMatch(new RegExp(`^${ADDRESS}/b/[0-9A-Z]{16}$`));
  await worker.goto(code);
  await expect(worker.getByRole('heading', { level: 1 })).toContainText(who.name);
  await expect(worker.getByRole('main')).toContainText(site.name);
  await expect(worker.locator('a.address[href^="tel:"]')).toHaveAttribute('href', `tel:${who.phone}`);
});

test.describe('on a server of its own, for weeks go by', () => {
  let own: Awaited<ReturnType<typeof demonstrate>>;

  test.beforeAll(async () => {
    own = await demonstrate();
  });

  test.afterAll(async () => {
    await own.end();
  });

  test('a change is in time within five working days, and the next one is late', async ({ guest }) => {
    test.setTimeout(600_000);
    const at = (role: string) => account(role, own.demo);
    const come = async (role: string): Promise<Page> => {
      const page = await guest({ baseURL: own.address });
      await signIn(page, at(role), own.address);
      return page;
    };
    const [first, second] = [at('project_officer'), at('candidate_ready')];
    const next = await come('candidate_ready');
    await pass(next, exam('certification', own.demo), second);

    let [administrator, county] = [await come('enterprise_administrator'), await come('human_resources')];
    const former = await come('project_officer');
    const binding = former.locator('#sites').getByRole('row').filter({ hasText: SITE }).getByRole('link', { name: '查看' });
    await unbind(administrator, (await binding.getAttribute('href')) ?? '');
    await expect(await changes(county, 'open')).toContainText(/还剩\d+天/);
    const taken = await bind(next, administrator, second, { name: SITE });
    await file(next, administrator, taken, second);
    await expect(await changes(county, 'open')).toHaveCount(0);
    await expect(await changes(county, 'filed')).toContainText('按期');

    await unbind(administrator, taken);
    await advance(county.request, SIXTEEN_DAYS, own.address);
    [administrator, county] = [await come('enterprise_administrator'), await come('human_resources')];
    const waiting = await changes(county, 'open');
    // across the end of a year whose days off nobody knows, nothing is held against anybody
    const isCertain = !(await waiting.innerText()).includes('暂定');
    await expect(waiting).toContainText(isCertain ? /已逾期\d+天/ : /已过暂定期限\d+天/);
    const back = await come('project_officer');
    const again = await bind(back, administrator, first, { name: SITE });
    await file(back, administrator, again, first);
    const judged = (await changes(county, 'filed')).filter({ hasText: isCertain ? '逾期' : '待日历公布后认定' });
    await expect(judged).toHaveCount(1);
    expect(await faults(county)).toEqual([]);
    await expect(await changes(county, 'late')).toHaveCount(isCertain ? 1 : 0);
  });
});

/** Rows of the site among the changes of one kind. */
async function changes(county: Page, which: 'open' | 'filed' | 'late') {
  await county.goto(`/office/filings/changes?which=${which}&q=${encodeURIComponent(SITE)}`);
  return county.getByRole('row').filter({ hasText: SITE });
}
