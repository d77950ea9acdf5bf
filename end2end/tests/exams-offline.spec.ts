// What becomes of answers that are given without a network, on a tab that closes, at a computer that others use too?
import type { Page } from '@playwright/test';
import { knowledge, plain } from '../helpers/bank';
import { expectKept, holdAnswers, kept, releaseAnswers, room } from '../helpers/drawer';
import { answer, answerAtOnce, answered, atQuestion, awake, begin, handIn, press, stem, tick } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { becomeReady, signUp } from '../helpers/way';
import { advance, exam, signIn, somebody } from '../helpers/world';

const right = knowledge();
const CUT = /net::ERR_(INTERNET_DISCONNECTED|FAILED)/;

/** Ticks what is right in the question that is open, and goes on. */
async function answerHere(page: Page): Promise<void> {
  await tick(page, right(await stem(page)));
  await press(page, '下一题');
}

/** Without its last words: they outlive the page, and with it the network that was taken from it. */
async function closeSilently(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.fetch = () => Promise.reject(new TypeError('no network'));
  });
  await page.close();
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('banner').getByRole('button', { name: '退出' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: '登录' })).toBeVisible();
}

test('an official exam with the network cut for three minutes and the tab closed loses nothing', async ({
  page,
  guest,
  ear,
}) => {
  test.slow();
  ear.expects(CUT);
  const [who, official, context] = [somebody(), exam('certification'), page.context()];
  await becomeReady(page, await guest(), who);
  await begin(page, official);
  const path = room(page);
  await answer(page, 1, 3, right);
  await expect(page.locator('.saved')).toContainText('已保存');
  await expectKept(page, []);

  await context.setOffline(true);
  await expect(page.locator('.saved')).toContainText('未连网·此前作答均已保存');
  await answer(page, 4, 8, right);
  await expect(page.locator('.saved')).toContainText('未连网·本机已存5题');
  await expect(page.locator('.net-banner')).toContainText('网络中断，可以继续作答。');
  await expectKept(page, [4, 5, 6, 7, 8]);
  await advance(page.request, 3);
  await page.close();

  const again = await context.newPage();
  await expect(again.goto(path)).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
  await context.setOffline(false);
  await again.goto(path);
  await awake(again);
  await expect(again.locator('.saved')).toContainText('已保存');
  await expect(answered(again)).toHaveCount(8);
  await expectKept(again, []);
  // what the server has, and not what the page remembers
  await again.reload();
  await awake(again);
  await expect(answered(again)).toHaveCount(8);
  await again.locator('.sheet a').nth(8).click();
  await answer(again, 9, 12, right);
  await expect(again.locator('.saved')).toContainText('已保存');
  await answerAtOnce(again, right, (number) => number > 12);
  await expect(again.getByText('全部题目均已作答。')).toBeVisible();
  await handIn(again);
  await expect(again.getByText('您的成绩为100分，合格。')).toBeVisible();
  await expect(again.locator('#unsent')).toBeHidden();
});

/** Two answers in a tab that is closed without a network; where the room is. */
async function leaveTwoBehind(page: Page): Promise<string> {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  const path = room(page);
  await page.context().setOffline(true);
  await answer(page, 1, 2, right);
  await expectKept(page, [1, 2]);
  await closeSilently(page);
  return path;
}

test('answers that wait are shown by the next tab while it sends them', async ({ page, ear }) => {
  ear.expects(CUT);
  const context = page.context();
  const path = await leaveTwoBehind(page);
  await holdAnswers(context);
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(path);
  await awake(again);
  await expect(again.getByText('已从本机取回，正在发送：第1题、第2题。')).toBeVisible();
  await expect(answered(again)).toHaveCount(2);
  await expect(again.locator('.saved')).toContainText('未连网·本机已存2题');
  await releaseAnswers(context);
  await expect(again.locator('.saved')).toContainText('已保存', { timeout: 30_000 });
  await expect(again.getByText('已从本机取回')).toHaveCount(0);
  await expectKept(again, []);
});

test('a browser that takes its time over the store is waited for, and says so meanwhile', async ({ page, ear }) => {
  ear.expects(CUT);
  const context = page.context();
  const path = await leaveTwoBehind(page);
  await context.setOffline(false);
  const again = await context.newPage();
  // as on a worn disk: what the store says comes five seconds late
  await again.addInitScript(() => {
    const { set } = Object.getOwnPropertyDescriptor(IDBRequest.prototype, 'onsuccess')!;
    Object.defineProperty(IDBRequest.prototype, 'onsuccess', {
      set(this: IDBRequest, heard: (event: Event) => void) {
        set!.call(this, (event: Event) => setTimeout(() => heard(event), 5_000));
      },
    });
  });
  await again.goto(path);
  await awake(again);
  await expect(again.getByText('本机浏览器不能存放答案')).toBeVisible();
  await expect(again.getByText('本机浏览器不能存放答案')).toHaveCount(0);
  await expect(answered(again)).toHaveCount(2, { timeout: 30_000 });
  await expect(again.locator('.saved')).toContainText('已保存');
  const prompt = await context.newPage();
  await prompt.goto('/');
  await expectKept(prompt, []);
});

test('the next person at the same browser neither sees nor sends what was kept, and its owner finds it again', async ({
  page,
  ear,
}) => {
  test.slow();
  ear.expects(CUT);
  const [owner, context, mock] = [somebody(), page.context(), exam('mock')];
  await signUp(page, owner);
  await begin(page, mock);
  const path = room(page);
  await answer(page, 1, 1, right);
  await holdAnswers(context);
  await answer(page, 2, 3, right);
  await expectKept(page, [2, 3]);
  for (const { sealed, members } of await kept(page)) {
    expect(members).toEqual(['attempt', 'place', 'sealed', 'until', 'window']);
    expect(sealed).not.toMatch(/choice|answer|mark|epoch/);
  }
  await signOut(page);

  await signUp(page, somebody());
  const sent: string[] = [];
  await releaseAnswers(context);
  context.on('request', (request) => sent.push(request.url()));
  expect((await page.goto(path))?.status()).toBe(404);
  await begin(page, mock);
  await expect(answered(page)).toHaveCount(0);
  await expect(page.getByText('已从本机取回')).toHaveCount(0);
  await answerHere(page);
  await expect(page.locator('.saved')).toContainText('已保存');
  expect(sent.filter((url) => url.includes(`/api/v1${path}`))).toEqual([]);
  await expectKept(page, [2, 3]);
  await signOut(page);

  // a new sign-in is another device: the room is taken over, and what was kept before that still counts
  await signIn(page, { sign_in: owner.phone, password: owner.password });
  await page.goto(path);
  await page.getByRole('button', { name: '在本设备继续考试' }).click();
  await awake(page);
  await expect(answered(page)).toHaveCount(3);
  await expectKept(page, []);
  await page.reload();
  await awake(page);
  await expect(answered(page)).toHaveCount(3);
});

test('what another device answered later is not overwritten, and the page says what it did not use', async ({
  page,
  guest,
  ear,
}) => {
  test.slow();
  ear.expects(CUT);
  ear.expects(/\/answers\/\d+: .*409/);
  const [who, context] = [somebody(), page.context()];
  await signUp(page, who);
  await begin(page, exam('mock'));
  await context.setOffline(true);
  await answer(page, 1, 2, right);
  await expectKept(page, [1, 2]);

  const second = await guest();
  await signIn(second, { sign_in: who.phone, password: who.password });
  await second.getByRole('link', { name: '返回考试' }).click();
  await second.getByRole('button', { name: '在本设备继续考试' }).click();
  await awake(second);
  const options = second.locator('.question label.option');
  const texts = (await options.allInnerTexts()).map((text) => plain(text).slice(1));
  const good = right(await stem(second)).map(plain);
  const wrong = texts.findIndex((text) => !good.includes(text));
  await options.nth(wrong).click();
  await expect(second.locator('.saved')).toContainText('已保存');

  await context.setOffline(false);
  await expect(page.getByText('本场考试已在另一台设备上打开')).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('.saved')).toContainText('未发送2题');
  await page.getByRole('link', { name: '返回本设备继续考试' }).click();
  await page.getByRole('button', { name: '在本设备继续考试' }).click();
  await awake(page);
  const note = page.getByText('本机存放的较早作答没有采用：');
  await expect(note).toContainText(/：第1题（[A-F]+）。$/);
  await expect(page.locator('.saved')).toContainText('已保存');
  await expectKept(page, []);
  await page.reload();
  await awake(page);
  await expect(answered(page)).toHaveCount(2);
  await atQuestion(page, 1);
  await expect(options.nth(wrong).locator('input')).toBeChecked();
  await expect(page.locator('.question label.option').nth(wrong).locator('input')).toBeChecked();
  await handIn(page);
  await expect(page.getByText('您的成绩为10分')).toBeVisible();
});

test('time that ends without a network: the page says what did not arrive, and so does the result', async ({ page, ear }) => {
  ear.expects(CUT);
  ear.expects(/\/(answers\/\d+|events): .*410/);
  await page.clock.install();
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await answer(page, 1, 2, right);
  await expect(page.locator('.saved')).toContainText('已保存');
  await page.context().setOffline(true);
  await answer(page, 3, 4, right);
  await page.getByRole('link', { name: '检查并交卷' }).click();
  await expect(page.getByRole('alert')).toContainText('暂时不能交卷，以下作答还没有到达服务器：第3题、第4题。');
  expect(page.url()).not.toContain('hand-in');

  await advance(page.request, 91);
  await page.clock.fastForward('01:31:00');
  await expect(page.getByRole('alert')).toContainText('交卷时间已过·以下未到达：第3题、第4题。');
  await expect(page.locator('.saved')).toContainText('交卷时间已过·2题未到达');
  await expect(page.locator('.clock')).toContainText('0:00');
  await page.context().setOffline(false);
  await page.clock.fastForward(20_000);
  await page.waitForURL(/\/result$/);
  await expect(page.getByText('您的成绩为20分')).toBeVisible();
  await expect(page.locator('#unsent')).toContainText('交卷前没有收到服务器的保存确认：第3题、第4题。');
  await expectKept(page, []);
  await page.reload();
  await expect(page.locator('#unsent')).toBeHidden();
});

for (const [name, spoil] of Object.entries({
  'is forbidden': () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('forbidden', 'SecurityError');
    };
  },
  'is full': () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  },
})) {
  test(`a browser whose storage ${name} saves as usual and says that it keeps nothing`, async ({ page, ear }) => {
    ear.expects(CUT);
    await page.addInitScript(spoil);
    await signUp(page, somebody());
    await begin(page, exam('mock'));
    await answer(page, 1, 1, right);
    await expect(page.getByText('本机浏览器不能存放答案（可能使用了无痕模式，或者存储空间不足）。')).toBeVisible();
    await expect(page.locator('.saved')).toContainText('已保存');
    await page.context().setOffline(true);
    await answer(page, 2, 2, right);
    await expect(page.locator('.saved')).toContainText('未连网·仅本页存有1题');
    await page.context().setOffline(false);
    await expect(page.locator('.saved')).toContainText('已保存', { timeout: 30_000 });
    await page.reload();
    await awake(page);
    await expect(answered(page)).toHaveCount(2);
  });
}

test('a computer whose clock is days wrong counts down by the server', async ({ page }) => {
  await page.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3 * 86_400_000;
  });
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await expect(page.locator('.clock strong')).toHaveText(/^1:(29|30):\d\d$/);
  await answerHere(page);
  await expect(page.locator('.saved')).toContainText('已保存');
  await expect(page.locator('.clock strong')).toHaveText(/^1:29:\d\d$/);
});
