// Does an officer come on file without JavaScript, the pledge signed by the whole name?
import { certify } from '../helpers/certified';
import { accept, bringForm, drawUp, handIn, pledge, stampPledge } from '../helpers/filing';
import { bind, newSite } from '../helpers/sites';
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
