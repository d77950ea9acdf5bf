// Does an officer come on file without JavaScript, the pledge signed by the whole name? And does everything that follows go by
// forms alone: the county's consent, the reminder, the handover, the change, the photo of the board, and the county's return?
import { openBoard, photograph } from '../helpers/boards';
import { certify } from '../helpers/certified';
import { accept, bringForm, drawUp, file, handIn, pledge, stampPledge } from '../helpers/filing';
import { handOver, listed, openOfficers, receive, takeOver, urge } from '../helpers/leaving';
import { bind, bindByConsent, newSite, unbind } from '../helpers/sites';
import { expect, test } from '../helpers/test';
import { account, signIn, somebody } from '../helpers/world';

test('a form is filed by forms alone, with a pledge that no pad was needed for', async ({ page, guest }) => {
  test.setTimeout(600_000);
  const who = somebody();
  const [office, industry, administrator] = [await guest(), await guest(), await guest()];
  await certify(page, office, who);
  await signIn(industry, account('industry'));
  await signIn(administrator, account('enterprise_administrator'));
  const site = await newSite(administrator, office);
  const binding = await bind(page, administrator, who, site);
  await drawUp(page, binding);
  await bringForm(page);

  await page.goto(`${binding}/pledge`);
  await expect(page.locator('#pad')).toBeHidden();
  await page.getByLabel('本人姓名', { exact: true }).fill(who.name);
  await page.getByRole('button', { name: '签署承诺书' }).click();
  await expect(page.getByRole('alert')).toContainText('请勾选确认');
  await expect(page.getByLabel('本人姓名', { exact: true })).toHaveValue(who.name);
  await pledge(page, binding, who);
  await expect(page.locator('#hand-in')).toContainText('施工总承包单位盖章的承诺书');
  await stampPledge(administrator, binding);
  await handIn(page, binding);
  for (const receiver of [office, industry]) await accept(receiver, site);
  await page.goto(`${binding}/filing`);
  await expect(page.getByRole('row').filter({ hasText: '第1版' })).toContainText('已受理');
});

test('a site changes its officer by forms alone, with consent, reminder, handover and return', async ({ page, guest }) => {
  test.setTimeout(300_000);
  const [first, next] = [account('project_officer'), account('board_officer')];
  const [office, administrator, successor] = [await guest(), await guest(), await guest()];
  await signIn(page, first);
  await signIn(successor, next);
  await signIn(office, account('human_resources'));
  await signIn(administrator, account('enterprise_administrator'));
  const site = await newSite(administrator, office);
  const binding = await bindByConsent({ officer: page, administrator, office }, first, site);
  await file(page, administrator, binding, first);
  await unbind(administrator, binding);

  await listed(office, site, 1);
  await urge(office, site);
  const enterprise = await openOfficers(administrator);
  await administrator.goto(`${enterprise}/reminders`);
  await receive(administrator, site);
  await expect(await listed(office, site, 1)).toContainText('已签收');
  await page.goto(`${binding}/handover`);
  await handOver(page, first);

  const change = await bindByConsent({ officer: successor, administrator, office }, next, site);
  await takeOver(successor, binding, next);
  await file(successor, administrator, change, next);
  await office.goto('/office/filings');
  await expect(office.getByRole('row').filter({ hasText: site.name }).filter({ hasText: '变更备案' })).toHaveCount(1);
  await listed(office, site, 0);

  // the site makes one more, so the return has something to say whether or not it was submitted before
  const county = await guest();
  await signIn(county, account('county_arrears'));
  await county.goto('/office/returns');
  await county.getByRole('link', { name: '核对并报送' }).click();
  const reason = county.getByLabel('更正理由');
  if ((await reason.count()) > 0) await reason.fill('补报一个项目');
  await county.getByRole('button', { name: /^报送/ }).click();
  await expect(county.getByRole('status').first()).toContainText('汇总已报送');
  await expect(county.getByRole('main')).toContainText(site.name);
});

test('a photo of the board is brought without a script', async ({ page }) => {
  await openBoard(page, 'board_officer');
  await page.locator('summary').filter({ hasText: '上传现场照片' }).click();
  await photograph(page, '西门内侧');
  await expect(page.getByRole('link', { name: /西门内侧/ }).first()).toBeVisible();
});
