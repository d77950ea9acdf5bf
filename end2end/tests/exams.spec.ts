// How does somebody sit an official exam, from the street to the certificate, and what if it goes wrong?
import { knowledge } from '../helpers/bank';
import { answer, answerAtOnce, answered, atQuestion, awake, begin, handIn, press, questionCount, stem, tick } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { becomeReady, confirmIdentity, signUp, study } from '../helpers/way';
import { advance, exam, signIn, somebody } from '../helpers/world';

const right = knowledge();
const DAY = 24 * 60;

test('the whole way: sign up, study, identity, exam with a reload in the middle, pass, certificate', async ({
  page,
  guest,
}) => {
  test.slow();
  const [who, official] = [somebody(), exam('certification')];
  await signUp(page, who);
  await page.goto(`/exams/${official.id}`);
  await expect(page.getByText('学时不足')).toBeVisible();
  await study(page.request);
  await page.goto('/courses');
  await expect(page.getByText('学时已满', { exact: true })).toBeVisible();
  await confirmIdentity(await guest(), who);

  await begin(page, official);
  const count = await questionCount(page);
  const middle = Math.floor(count / 2);
  await answer(page, 1, middle, right);
  await page.reload();
  await awake(page);
  await atQuestion(page, middle + 1);
  await expect(answered(page)).toHaveCount(middle);
  await answer(page, middle + 1, count, right);

  await expect(page.getByText('全部题目均已作答。')).toBeVisible();
  await handIn(page);
  await expect(page.getByText('您的成绩为100分，合格。')).toBeVisible();
  await page.getByRole('link', { name: '查看上岗证' }).click();
  await expect(page.getByRole('article')).toContainText(who.name);
  await page.goto('/');
  await expect(page.getByText('您已取得上岗证')).toBeVisible();
  await page.goto(`/exams/${official.id}`);
  await expect(page.getByText('您已持有有效的上岗证，无需再考。')).toBeVisible();
});

test('a pass without a confirmed identity is on hold, visibly, until it is confirmed', async ({ page, guest }) => {
  test.slow();
  const [who, official] = [somebody(), exam('certification')];
  await signUp(page, who);
  await study(page.request);
  await begin(page, official);
  await answerAtOnce(page, right);
  await handIn(page);
  await expect(page.getByText('身份尚未核验，成绩暂缓生效')).toBeVisible();
  await expect(page.getByRole('link', { name: '查看上岗证' })).toHaveCount(0);
  await confirmIdentity(await guest(), who);
  await page.reload();
  await expect(page.getByRole('link', { name: '查看上岗证' })).toBeVisible();
});

test('a failed exam says when the resit is, and the clock alone opens it', async ({ page, guest }) => {
  const [who, official] = [somebody(), exam('certification')];
  await becomeReady(page, await guest(), who);
  await begin(page, official);
  await handIn(page);
  await expect(page.getByText('您的成绩为0分，未达到合格线。')).toBeVisible();
  await expect(page.getByText(/可以补考。最早可于.*再次开考。/)).toBeVisible();

  await advance(page.request, DAY - 5);
  await page.goto(`/exams/${official.id}`);
  await expect(page.getByText('未到补考时间')).toBeVisible();
  await expect(page.getByRole('button', { name: '开始考试' })).toHaveCount(0);

  await advance(page.request, 6);
  await begin(page, official);
  await handIn(page);
  await expect(page.getByText('本场考试的次数已经用完')).toBeVisible();
  await advance(page.request, DAY + 1);
  await page.goto(`/exams/${official.id}`);
  await expect(page.getByText('次数已经用完')).toBeVisible();
  await expect(page.getByRole('button', { name: '开始考试' })).toHaveCount(0);
});

test('the rules have to be accepted before the clock starts', async ({ page }) => {
  await signUp(page, somebody());
  await page.goto(`/exams/${exam('mock').id}`);
  await page.getByRole('button', { name: '开始考试' }).click();
  await expect(page.getByRole('alert')).toContainText('请阅读考场规则，勾选同意后再开始考试。');
  await page.goto('/exams');
  await expect(page.getByText('进行中')).toHaveCount(0);
});

test('a question can be marked, cleared and found again on the answer sheet', async ({ page }) => {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await tick(page, right(await stem(page)));
  await press(page, '标记');
  await press(page, '下一题');
  await atQuestion(page, 2);
  await page.getByRole('link', { name: '检查并交卷' }).click();
  await expect(page.getByText(/还有9题未作答/)).toBeVisible();
  await page.getByRole('heading', { name: '已标记题目' }).locator('+ ol').getByRole('link', { name: '第1题' }).click();
  await awake(page);
  await atQuestion(page, 1);
  await expect(page.locator('.option input:checked')).toHaveCount(1);
  await expect(page.getByRole('button', { name: '标记' })).toHaveAttribute('aria-pressed', 'true');
  await press(page, '清除本题答案');
  await expect(page.locator('.option input:checked')).toHaveCount(0);
  await expect(answered(page)).toHaveCount(0);
});

test('a second device is told, takes over with everything saved, and the first may write no more', async ({
  page,
  guest,
  ear,
}) => {
  ear.expects(/\/answers\/4: .*409/);
  const who = somebody();
  await signUp(page, who);
  await begin(page, exam('mock'));
  await answer(page, 1, 3, right);

  const second = await guest();
  await signIn(second, { sign_in: who.phone, password: who.password });
  await second.getByRole('link', { name: '返回考试' }).click();
  await expect(second.getByText('本场考试正在另一台设备上作答')).toBeVisible();
  await second.getByRole('button', { name: '在本设备继续考试' }).click();
  await awake(second);
  await expect(answered(second)).toHaveCount(3);

  await tick(page, right(await stem(page)));
  await press(page, '下一题');
  await expect(page.getByText(/本场考试(已|正)在另一台设备上/)).toBeVisible();
  const room = page.url().split('?')[0] ?? '';
  await page.goto(`${room}/hand-in`);
  await expect(page.getByText('本场考试正在另一台设备上作答')).toBeVisible();
  await second.reload();
  await awake(second);
  await expect(answered(second)).toHaveCount(3);
});

test('when the time is over what was saved is handed in by itself', async ({ page, ear }) => {
  ear.expects(/\/answers\/5: .*410/);
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await answer(page, 1, 4, right);
  await advance(page.request, 91);
  await tick(page, right(await stem(page)));
  // the island sends the answer and hears it at once; the plain form when it is sent
  const moved = page.waitForURL(/\/result$/);
  await Promise.any([moved, press(page, '下一题').then(() => moved)]);
  await expect(page.getByText('时间届满自动收卷').first()).toBeVisible();
  await expect(page.getByText('您的成绩为40分')).toBeVisible();
});
