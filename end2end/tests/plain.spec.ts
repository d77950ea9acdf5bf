// Does everything that people need work without JavaScript?
import { answerInTheText, beginCourse, describe, publish, writeLesson } from '../helpers/authoring';
import { knowledge, plain } from '../helpers/bank';
import { begin as beginRound, solve } from '../helpers/practising';
import { answer, answered, atQuestion, begin, handIn, press, questionCount, stem, tick } from '../helpers/room';
import { expect, test } from '../helpers/test';
import { becomeReady, fillSignUp, lessons, signUp } from '../helpers/way';
import { account, advance, certificate, exam, signIn, somebody } from '../helpers/world';

const LESSON = '/courses/officer/lessons/02-wage-payment';
const right = knowledge();

test('the first page says what this is and where to begin', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('学得会、考得清、查得到的上岗证');
  await page.getByRole('link', { name: '注册并开始学习' }).click();
  await expect(page).toHaveURL('/sign-up');
});

test('a refused sign-up keeps what was typed and names every mistake', async ({ page }) => {
  const who = somebody();
  await page.goto('/sign-up');
  await fillSignUp(page, { ...who, id_number: '320690199301', phone: '12345' });
  await page.getByRole('button', { name: '注册并登录' }).click();
  await expect(page.getByRole('alert').getByRole('listitem')).toHaveCount(2);
  await expect(page.getByLabel('姓名')).toHaveValue(who.name);
  await expect(page.getByLabel('手机号码')).toHaveValue('12345');
  await expect(page.getByLabel('我已阅读并同意个人信息处理规则')).toBeChecked();
  expect(page.url()).not.toContain(who.name);

  await fillSignUp(page, who);
  await page.getByRole('button', { name: '注册并登录' }).click();
  await expect(page.getByRole('heading', { name: `${who.name}，您好` })).toBeVisible();
});

test('signing in leads back to the page that was asked for', async ({ page, guest }) => {
  const who = somebody();
  await signUp(page, who);
  const later = await guest();
  await later.goto('/certificates');
  await later.getByLabel('手机号码或身份证号码').fill(who.phone);
  await later.getByLabel('密码', { exact: true }).fill(who.password);
  await later.getByRole('main').getByRole('button', { name: '登录' }).click();
  await expect(later).toHaveURL('/certificates');
});

test('a session that ended loses nothing typed: the form waits and is sent again after the sign-in', async ({ page }) => {
  const who = somebody();
  await signUp(page, who);
  await page.goto('/account/enterprises');
  await page.getByLabel('企业名称').fill('南通“守望”建设有限公司');
  await page.getByLabel('统一社会信用代码').fill('91320600MA0000007');
  await page.context().clearCookies();
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('登录已失效，本次操作尚未提交');

  const [door] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: '在新窗口登录' }).click()]);
  await door.getByLabel('手机号码或身份证号码').fill(who.phone);
  await door.getByLabel('密码', { exact: true }).fill(who.password);
  await door.getByRole('main').getByRole('button', { name: '登录' }).click();
  await expect(door.getByRole('heading', { name: `${who.name}，您好` })).toBeVisible();
  await door.close();

  await page.getByRole('button', { name: '重新提交' }).click();
  await expect(page.getByRole('alert').getByRole('listitem').first()).toBeVisible();
  await expect(page.getByLabel('企业名称')).toHaveValue('南通“守望”建设有限公司');
  await expect(page.getByLabel('统一社会信用代码')).toHaveValue('91320600MA0000007');
});

test('reading counts page by page, at most as long as the lesson is', async ({ page }) => {
  await signUp(page, somebody());
  const [first, second] = await lessons(page.request);
  await page.goto(first ?? '');
  await expect(page.getByText('学时在您打开下一页时计入')).toBeVisible();
  await advance(page.request, 5);
  await page.goto(second ?? '');
  await advance(page.request, 120);
  await page.goto('/courses/officer');
  await expect(page.getByText('已学5分钟')).toBeVisible();
  await expect(page.getByText('14分钟，已学14分钟')).toBeVisible();
  await expect(page.getByText('已学满')).toHaveCount(1);
});

test('the quiz is a form that explains itself', async ({ page }) => {
  await signUp(page, somebody());
  await page.goto(LESSON);
  for (const question of await page.locator('#quiz .question').all()) {
    const asked = (await question.locator('.stem').innerText()).replace(/^\d+\.\s*/, '');
    const good = right(asked).map(plain);
    for (const option of await question.locator('label.option').all()) {
      if (good.includes(plain(await option.innerText()).slice(1))) await option.click();
    }
  }
  await page.getByRole('button', { name: '提交答案' }).click();
  await expect(page.getByText('全部答对，本课练习已通过。')).toBeVisible();
});

test('a course is written, published by another person and read by forms alone, the question in its text too', async ({ page, guest }) => {
  const slug = `plain-${Date.now().toString(36)}`;
  await signIn(page, account('issuer'));
  const draft = await beginCourse(page, slug);
  await describe(page);
  await page.getByRole('button', { name: '增加一课' }).click();
  await writeLesson(page);
  const second = await guest();
  await signIn(second, account('second_issuer'));
  await publish(page, second, draft);

  const reader = await guest();
  await signUp(reader, somebody());
  await reader.goto(`/courses/${slug}`);
  await reader.getByRole('link', { name: /^开始学习/ }).click();
  await answerInTheText(reader, right);
});

test('an exam is sat by forms alone', async ({ page }) => {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await expect(page.getByText('本页未启用脚本')).toBeVisible();
  await answer(page, 1, 2, right);
  await tick(page, right(await stem(page)));
  await press(page, '标记');
  await atQuestion(page, 3);
  await expect(page.getByRole('button', { name: '标记' })).toHaveAttribute('aria-pressed', 'true');
  await press(page, '上一题');
  await atQuestion(page, 2);
  await press(page, '清除本题答案');
  await expect(answered(page)).toHaveCount(2);
  await page.reload();
  await expect(answered(page)).toHaveCount(2);
  await page.getByRole('link', { name: '检查并交卷' }).click();
  await expect(page.getByText('还有8题未作答。')).toBeVisible();
  await expect(page.getByText('剩余时间（打开本页时）')).toBeVisible();
  await page.getByRole('link', { name: '返回答题' }).click();
  await page.locator('.sheet a').nth(2).click();
  await answer(page, 3, await questionCount(page), right);
  await handIn(page);
  await expect(page.getByText('您的成绩为90分，合格。')).toBeVisible();
});

test('practising, the error book and a report are forms alone', async ({ page }) => {
  await signUp(page, somebody());
  await beginRound(page, { point: '平台操作', kind: '单项选择题' });
  await solve(page, 'wrong', right);
  await page.getByRole('link', { name: '下一题' }).click();
  await solve(page, 'right', right);
  await page.goto('/practice/mistakes');
  await page.getByText('查看答案和解析').click();
  await expect(page.locator('.reasons')).toContainText('解析');
  await page.getByRole('link', { name: '报告这道题' }).click();
  await page.getByLabel('看不懂').check();
  await page.getByLabel('具体说明').fill('题干没有说明是哪一方的义务。');
  await page.getByRole('button', { name: '提交报告' }).click();
  await expect(page.getByText('报告已提交')).toBeVisible();
  await page.goto('/practice/mistakes');
  await page.getByRole('button', { name: '移出错题本' }).click();
  await expect(page.getByText('错题本是空的')).toBeVisible();
});

test('an official exam is sat by forms alone, with a reload, a step back and a form sent twice', async ({ page, guest }) => {
  test.slow();
  const [who, official] = [somebody(), exam('certification')];
  await becomeReady(page, await guest(), who);
  await begin(page, official);
  const [count, room] = [await questionCount(page), page.url()];
  await answer(page, 1, 3, right);

  // a reload asks for the question anew and sends nothing twice
  await page.reload();
  await atQuestion(page, 4);
  await expect(answered(page)).toHaveCount(3);

  // back in the history: the question as it was answered, and the same form once more
  await page.goBack();
  await atQuestion(page, 3);
  const chosen = await page.locator('.option input:checked').count();
  expect(chosen).toBe(right(await stem(page)).length);
  await press(page, '下一题');
  await atQuestion(page, 4);
  await expect(answered(page)).toHaveCount(3);

  // the session is the same in another window, and the clock runs on
  const left = page.locator('.clock strong');
  const before = await left.innerText();
  await advance(page.request, 5);
  const other = await page.context().newPage();
  await other.goto(`${room}?q=4`);
  expect(minutes(before) - minutes(await other.locator('.clock strong').innerText())).toBeGreaterThanOrEqual(4);
  await other.close();

  // nothing ticked is an answer too, and an older one is cleared by it
  await page.goto(`${room}?q=2`);
  await press(page, '清除本题答案');
  await expect(answered(page)).toHaveCount(2);
  await answer(page, 2, 2, right);
  await page.goto(`${room}?q=4`);
  await answer(page, 4, count, right);
  await expect(page.getByText('全部题目均已作答。')).toBeVisible();
  await handIn(page);
  await expect(page.getByText('您的成绩为100分，合格。')).toBeVisible();

  // after it no way leads back into the room
  await page.goBack();
  await page.goto(room);
  await expect(page).toHaveURL(/\/result$/);
  await page.getByRole('link', { name: '查看上岗证' }).click();
  await expect(page.getByRole('article')).toContainText(who.name);
});

test('time that is over hands in what was saved', async ({ page }) => {
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  await answer(page, 1, 2, right);
  await advance(page.request, 91);
  await page.reload();
  await expect(page).toHaveURL(/\/result$/);
  await expect(page.getByText('时间届满自动收卷').first()).toBeVisible();
});

test('the verify page says everything but the signature of the code, and that it did not check it', async ({ page }) => {
  const shown = certificate('valid');
  await page.goto(shown.qr_text);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('证书有效');
  const line = page.locator('#code');
  await expect(line).toContainText('二维码签名');
  await expect(line).toContainText('未检验');
  await expect(line).toHaveClass(/tone-warning/);
  await expect(page.getByRole('main')).not.toContainText(shown.name);
});

test('a certificate is found by number and name', async ({ page }) => {
  const shown = certificate('revoked');
  await page.goto('/verify');
  await page.getByLabel('证书编号或者证书代码').fill(shown.number);
  await page.getByLabel('持证人姓名').fill(shown.name);
  await page.getByRole('main').getByRole('button', { name: '查询' }).click();
  await expect(page.getByRole('status')).toContainText('证书已注销');
});

test('a certificate shows its code and comes as a PDF', async ({ page }) => {
  const shown = certificate('valid');
  await signIn(page, account('issuer'));
  await page.goto(`/certificates/${shown.number}`);
  await expect(page.getByRole('img', { name: '核验二维码' })).toBeVisible();
  const path = await page.getByRole('link', { name: '下载PDF' }).getAttribute('href');
  const pdf = await page.request.get(path ?? '');
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
});

/** Of `1:29:58` or `9:05`. */
function minutes(left: string): number {
  const [seconds = 0, minutes = 0, hours = 0] = left.split(':').map(Number).reverse();
  return hours * 60 + minutes + seconds / 60;
}
