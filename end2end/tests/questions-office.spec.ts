// Does a question come into the bank by two people, and out of a flawed sheet that was repaired?
import { type Page, expect } from '@playwright/test';
import { serverTime } from '../helpers/authenticator';
import { faults } from '../helpers/looks';
import { test } from '../helpers/test';
import { workbook } from '../helpers/workbook';
import { account, signIn } from '../helpers/world';

const TITLES = ['题型', '题干', '选项A', '选项B', '选项C', '选项D', '答案', '解析', '难度', '知识点', '用途', '依据'];
const LAW = '国务院令第七百二十四号，二〇二〇年五月一日起施行';

test('two people bring a question from the first word into the bank', async ({ page, guest }) => {
  const stem = `某项目的劳资专管员每天上班后最先翻看的应当是哪一本簿册，编为第${mark()}号（　）。`;
  await signIn(page, account('question_editor'));
  await page.goto('/office/questions');
  await page.getByRole('link', { name: '新建单项选择题' }).click();
  // an option more and an option less, without losing what was typed
  await page.getByLabel('题干').fill(stem);
  await page.getByRole('button', { name: '增加一个选项' }).click();
  await expect(page.getByLabel('题干')).toHaveValue(stem);
  await expect(page.getByLabel('选项E', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: '去掉最后一个选项' }).click();
  await page.getByRole('button', { name: '保存并预览' }).click();
  await expect(page.getByRole('status')).toContainText('草稿已保存');
  expect.soft(await faults(page), 'a draft').toEqual([]);

  await page.getByRole('button', { name: '提交审题' }).click();
  await expect(page.getByRole('alert')).toContainText('请选择知识点');
  await fillIn(page);
  await page.getByRole('button', { name: '提交审题' }).click();
  await expect(page.getByRole('status')).toContainText('已提交审题');
  const draft = new URL(page.url()).pathname;

  const reviewer = await guest();
  await signIn(reviewer, account('question_reviewer'));
  await reviewer.goto(draft);
  const preview = reviewer.locator('#preview');
  await expect(preview.getByRole('radio')).toHaveCount(4);
  await expect(preview).toContainText(stem);
  expect.soft(await faults(reviewer), 'a draft under review').toEqual([]);
  await reviewer.getByLabel('退回意见').fill('选项甲应当更具体。');
  await reviewer.getByRole('button', { name: '退回修改' }).click();
  await expect(reviewer.getByRole('status')).toContainText('已退回');

  await page.goto(draft);
  await expect(page.getByText('选项甲应当更具体。')).toBeVisible();
  await page.getByLabel('选项A', { exact: true }).fill('职工进出工地的登记簿');
  await page.getByRole('button', { name: '提交审题' }).click();
  await reviewer.goto(draft);
  await reviewer.getByLabel('已核对的法条文本版本').fill(LAW);
  await reviewer.getByLabel('审题说明').fill('自动检查意见已逐条核对。');
  await reviewer.getByRole('button', { name: '审定通过' }).click();
  await expect(reviewer.getByRole('status')).toContainText('已审定通过');
  await reviewer.getByRole('button', { name: '发布，启用抽题' }).click();
  await expect(reviewer.getByRole('status')).toContainText('已发布');
  const question = new URL(reviewer.url()).pathname;

  // the next version, and what is different about it
  await page.goto(question);
  await page.getByRole('button', { name: '修订为新版本' }).click();
  await page.getByLabel('解析').fill('登记簿最先反映当天到岗的情况，据此作答。');
  await page.getByRole('button', { name: '保存并预览' }).click();
  await expect(page.locator('.difference ins').first()).toBeVisible();
  await reviewer.goto(`${question}/history`);
  await expect(reviewer.getByText('审定通过（第1版）')).toBeVisible();
  await expect(reviewer.getByText(LAW)).toBeVisible();

  // taken out again: other walks sit exams of this bank, and know its own questions only
  await reviewer.goto(question);
  await reviewer.getByText('停用试题').first().click();
  await reviewer.getByLabel('停用理由').fill('试题与现行做法不符');
  await reviewer.getByLabel(/请输入/).fill(question.split('/').pop() as string);
  await reviewer.getByRole('button', { name: '停用试题' }).click();
  await expect(reviewer.getByRole('status')).toContainText('已停用');
});

test('a flawed sheet is named line by line, repaired, and becomes drafts', async ({ page }) => {
  await signIn(page, account('question_editor'));
  await page.goto('/office/questions/import');
  const first = row(`导入的第${mark()}道题（　）。`, 'A');
  await upload(page, [TITLES, first, row(`导入的第${mark()}道题（　）。`, 'G')]);
  await expect(page.getByText('有1处错误')).toBeVisible();
  await expect(page.getByText('第3行G列：答案为G，但只有4个选项。')).toBeVisible();
  expect.soft(await faults(page), 'a flawed sheet').toEqual([]);
  const marked = page.waitForEvent('download');
  await page.getByRole('link', { name: '下载标注了错误的表格' }).click();
  expect((await marked).suggestedFilename()).toBe('questions-marked.xlsx');

  await page.getByRole('link', { name: '改正后重新上传' }).click();
  await upload(page, [TITLES, first, row(`导入的第${mark()}道题（　）。`, 'B')]);
  await expect(page.getByText('没有发现错误行。')).toBeVisible();
  await page.getByRole('button', { name: '导入2道题为草稿' }).click();
  await expect(page.getByRole('status')).toContainText('试题已导入为草稿');
  await expect(page.getByRole('cell', { name: first[1] as string })).toBeVisible();
});

test('many drafts are handed over, approved and retired at once, and what was not done is told', async ({ page, guest }) => {
  const asked = (what: string) => `${what}，编为第${mark()}号（　）。`;
  const [first, second, later] = [asked('上班后最先翻看哪一本簿册'), asked('离场登记由谁办理'), asked('名单应当存放多久')] as const;
  const stems = [first, second, later];
  await signIn(page, account('question_editor'));
  await page.goto('/office/questions/import');
  await upload(page, [TITLES, ...stems.map((stem) => row(stem, 'A', '工资专用账户'))]);
  await page.getByRole('button', { name: '导入3道题为草稿' }).click();
  await tick(page, [first, second]);
  await page.getByRole('button', { name: '提交所选' }).click();
  await expect(page.getByRole('status')).toContainText('所选各项均已办理');

  // the third was not handed over: it is refused, and the others are approved all the same
  const reviewer = await guest();
  await signIn(reviewer, account('question_reviewer'));
  await reviewer.goto('/office/questions/drafts');
  const ids = [await idOf(reviewer, first), await idOf(reviewer, later), await idOf(reviewer, second)];
  await tick(reviewer, stems);
  await reviewer.getByLabel('已核对的法条文本版本').fill(LAW);
  await reviewer.getByLabel('审题说明').fill('自动检查意见已逐条核对。');
  await reviewer.getByRole('button', { name: '审定通过所选' }).click();
  await expect(reviewer.getByRole('heading', { name: '批量办理结果', level: 1 })).toBeVisible();
  const answers = ['已办理', '未办理 这份草稿的状态已经变化，请刷新页面后再办理。', '已办理'];
  for (const [at, answer] of answers.entries()) {
    await expect(reviewer.getByRole('row').filter({ hasText: ids[at] }).getByRole('cell').last()).toHaveText(answer);
  }
  await expect(reviewer.getByRole('checkbox')).toHaveCount(1);
  await expect(reviewer.getByLabel('已核对的法条文本版本')).toHaveValue(LAW);
  expect.soft(await faults(reviewer), 'what became of each draft').toEqual([]);

  // none of them is ever drawn: other walks sit exams of this bank, and know its own questions only
  await reviewer.goto('/office/questions?state=reviewed');
  await tick(reviewer, [first, second]);
  await reviewer.getByRole('button', { name: '停用所选' }).click();
  await expect(reviewer.getByText('未办理')).toHaveCount(2);
  for (const box of await reviewer.getByRole('checkbox').all()) await box.check();
  await reviewer.getByLabel('停用理由').fill('试题与现行做法不符');
  await reviewer.getByRole('button', { name: '停用所选' }).click();
  await expect(reviewer.getByRole('status')).toContainText('所选各项均已办理');
  await reviewer.goto(`/office/questions?state=retired&q=${encodeURIComponent(first)}`);
  await expect(reviewer.getByRole('cell', { name: first })).toBeVisible();
});

test('what a format cannot hold is named before anything is taken, and before the file is downloaded', async ({ page }) => {
  await signIn(page, account('question_editor'));
  await page.goto('/office/questions/import');
  const quiz = `$CATEGORY: 复习资料\n\n// [tag:二月]\n导入的第${mark()}道题（　）。{=甲 ~乙}\n\n简述登记簿的用途。{}\n`;
  // called as our own export and many others call such a file: what stands in it says which format it is
  await page.getByLabel('试题文件').setInputFiles({ name: '试题.txt', mimeType: 'text/plain', buffer: Buffer.from(quiz) });
  await page.getByRole('button', { name: '检查，暂不导入' }).click();
  const lost = page.getByRole('main').getByRole('listitem');
  await expect(lost.filter({ hasText: '标签“二月”不予保留。' })).toHaveText('第4行：标签“二月”不予保留。');
  await expect(lost.filter({ hasText: '分类“复习资料”不是知识点，不予保留。' })).toBeVisible();
  await expect(lost.filter({ hasText: '不支持题型“论述题”，该题不予读取。' })).toHaveText(/^第6行：/);
  await expect(page.getByRole('button', { name: '导入1道题为草稿' })).toBeVisible();
  expect.soft(await faults(page), 'what is lost of a file').toEqual([]);

  await page.goto('/office/questions/export');
  await page.getByLabel('文件格式').selectOption('gift');
  await page.getByRole('button', { name: '查看将导出的内容' }).click();
  await expect(page.getByText('该格式可以完整保存所选题目。')).toBeVisible();
  await expect(page.getByText('以下内容不能保留')).toHaveCount(0);
  const file = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载文件' }).click();
  expect((await file).suggestedFilename()).toBe('questions.txt');
});

test('a changed text of the law takes its questions out of the draw until another person has read them again', async ({
  page,
  guest,
}) => {
  test.slow();
  await signIn(page, account('question_editor'));
  await page.goto('/office/questions/facts');
  await page.getByRole('main').getByRole('link', { name: await rarelyCited(page), exact: true }).click();
  const path = new URL(page.url()).pathname;
  const statement = `改写后的条文，编为第${mark()}号。`;

  // what is missing is said, and nothing typed is lost
  await page.getByText('条文已经修改').click();
  const change = page.locator('details', { hasText: '条文已经修改' });
  await change.getByLabel('条文内容').fill(statement);
  await change.getByLabel('新文本版本').fill(LAW);
  await change.getByLabel('修改原因').fill(' ');
  await change.getByRole('button', { name: '保存新条文' }).click();
  await expect(page.getByRole('alert')).toContainText('此项必填，请补写。');
  await expect(change.getByLabel('条文内容')).toHaveValue(statement);
  await change.getByLabel('修改原因').fill('公布了修正文本');
  await change.getByRole('button', { name: '保存新条文' }).click();
  await expect(page.getByRole('status')).toContainText('引用该条文的试题已停止抽取');
  const withdrawn = page.locator('section.card', { hasText: '暂停抽取' });
  const count = await withdrawn.count();
  expect(count).toBeGreaterThan(0);
  await expect(withdrawn.first()).toContainText('公布了修正文本');
  // whoever changed the text does not say that a question still holds
  await expect(page.getByRole('button', { name: '对照无误，恢复抽取' })).toHaveCount(0);

  // the mark that fell with the text is raised by two
  await page.getByText('提升核验等级', { exact: true }).click();
  const raise = page.locator('details', { hasText: '须对照官方公布的原文' });
  await raise.getByLabel('核验等级').or(raise.getByLabel('依据核验')).selectOption({ index: 1 });
  await raise.getByLabel('官方原文').fill(statement);
  await raise.getByLabel('官方文本版本').fill(LAW);
  await raise.getByRole('button', { name: '提交复核' }).click();
  await expect(page.getByRole('status')).toContainText('已提交，等待其他人复核。');
  await expect(page.getByRole('button', { name: '已对照原文，复核同意' })).toHaveCount(0);

  const reviewer = await guest();
  await signIn(reviewer, account('question_reviewer'));
  await reviewer.goto('/office/questions/facts');
  await expect(reviewer.getByRole('row').filter({ hasText: statement }).getByRole('cell').last()).toHaveText(String(count));
  await reviewer.goto(path);
  await reviewer.getByRole('button', { name: '已对照原文，复核同意' }).click();
  await expect(reviewer.getByRole('status')).toContainText('核验等级已提升');
  for (let left = count; left > 0; left -= 1) {
    const one = reviewer.locator('section.card', { hasText: '暂停抽取' }).first();
    await one.getByRole('textbox').fill(LAW);
    await one.getByRole('button', { name: '对照无误，恢复抽取' }).click();
    await expect(reviewer.getByRole('status')).toContainText('该题恢复抽取');
    await expect(reviewer.locator('section.card', { hasText: '暂停抽取' })).toHaveCount(left - 1);
  }
  await expect(reviewer.getByText('条文修改').first()).toBeVisible();
});

test('a question that is withdrawn leaves the exams that are published, in sight of the office and of everybody', async ({ page, guest }) => {
  test.slow();
  const [chief, issuer, reviewer] = [await guest(), await guest(), await guest()];
  const title = `撤题考试${Date.now() % 1_000_000}`;
  await signIn(chief, account('exam_administrator'));
  await chief.goto('/office/exams/new');
  await chief.getByLabel('考试名称').fill(title);
  await chief.getByRole('radio', { name: '上岗考试' }).check();
  await chief.getByLabel('要求完成的课程').selectOption({ index: 1 });
  const today = new Date(Number(await serverTime(chief.request))).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  await chief.getByLabel('考试时段开始').fill(`${today}T00:00`);
  await chief.getByLabel('考试时段结束').fill('2046-01-01T09:00');
  await chief.getByRole('button', { name: '保存草稿' }).click();
  await expect(chief.getByRole('status')).toContainText('草稿已保存');
  const path = new URL(chief.url()).pathname;
  await signIn(issuer, account('issuer'));
  await issuer.goto(path);
  await issuer.getByRole('button', { name: '发布考试' }).click();
  await expect(issuer.getByRole('status')).toContainText('考试已发布');
  await expect(issuer.getByRole('heading', { name: '题库调整' })).toHaveCount(0);

  // an editor changes the text of one fact, and a reviewer puts its questions back
  await signIn(page, account('question_editor'));
  // cited by official questions; another one for each width, for the two run beside each other
  const fact = `/office/questions/facts/${(page.viewportSize()?.width ?? 0) > 720 ? 'F037' : 'F035'}`;
  await page.goto(fact);
  await page.getByText('条文已经修改').click();
  const change = page.locator('details', { hasText: '条文已经修改' });
  await change.getByLabel('条文内容').fill(`再次改写的条文，编为第${mark()}号。`);
  await change.getByLabel('新文本版本').fill(LAW);
  await change.getByLabel('修改原因').fill('公布了修正文本');
  await change.getByRole('button', { name: '保存新条文' }).click();
  await expect(page.getByRole('status')).toContainText('引用该条文的试题已停止抽取');
  const count = await page.locator('section.card', { hasText: '暂停抽取' }).count();
  await chief.goto(path);
  await expect(chief.getByRole('heading', { name: '题库调整' })).toBeVisible();
  await expect(chief.getByRole('row').filter({ hasText: '第2版' })).toContainText('法条修改');
  expect.soft(await faults(chief), 'an exam whose pool was put right').toEqual([]);
  await page.goto(`${path.replace('/office', '')}/proof`);
  await expect(page.getByText('第2版').first()).toBeVisible();
  expect(await page.getByText(/^[0-9a-f]{64}$/).count()).toBeGreaterThan(1);
  expect.soft(await faults(page), 'the proof of an exam whose pool was put right').toEqual([]);
  await signIn(reviewer, account('question_reviewer'));
  await reviewer.goto(fact);
  for (let left = count; left > 0; left -= 1) {
    const one = reviewer.locator('section.card', { hasText: '暂停抽取' }).first();
    await one.getByRole('textbox').fill(LAW);
    await one.getByRole('button', { name: '对照无误，恢复抽取' }).click();
    await expect(reviewer.locator('section.card', { hasText: '暂停抽取' })).toHaveCount(left - 1);
  }
});

/** The number of a fact that few questions cite and none of them waits. */
async function rarelyCited(page: Page): Promise<string> {
  const rows = await page.getByRole('row').evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll('td')].map((cell) => (cell.textContent ?? '').trim())),
  );
  const counted = rows.filter((cells) => cells.length >= 6 && Number(cells.at(-2)) > 0 && cells.at(-1) === '0');
  const [least] = counted.sort((one, other) => Number(one.at(-2)) - Number(other.at(-2)));
  if (!least?.[0]) throw new Error('no fact is cited');
  return least[0];
}

async function fillIn(page: Page): Promise<void> {
  await page.getByLabel('知识点').selectOption({ index: 1 });
  await page.getByLabel('难度').selectOption({ index: 1 });
  await page.getByLabel('用途').selectOption({ index: 1 });
  for (const [letter, text] of Object.entries({ A: '登记簿', B: '菜谱', C: '画报', D: '小说' })) {
    await page.getByLabel(`选项${letter}`, { exact: true }).fill(text);
  }
  await page.getByLabel('选项A为正确答案').check();
  await page.getByLabel('解析').fill('登记簿最先反映当天到岗的情况。');
  await page.getByLabel('依据编号').fill('F001');
}

/** Ticks the rows of these stems in a table. */
async function tick(page: Page, stems: string[]): Promise<void> {
  for (const stem of stems) await page.getByRole('row').filter({ hasText: stem }).getByRole('checkbox').check();
}

/** The number of the question with this stem. */
async function idOf(page: Page, stem: string): Promise<string> {
  return page.getByRole('row').filter({ hasText: stem }).getByRole('link').innerText();
}

async function upload(page: Page, rows: string[][]): Promise<void> {
  await page.getByLabel('试题文件').setInputFiles({
    name: '试题.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: workbook(rows),
  });
  await page.getByRole('button', { name: '检查，暂不导入' }).click();
}

/** Without a knowledge point it lacks one and cannot be handed over. */
function row(stem: string, answer: string, point = ''): string[] {
  return ['单项选择题', stem, '甲', '乙', '丙', '丁', answer, '据此作答。', '易', point, '正式考试', 'F001'];
}

/** A number that no other run writes, in characters that a question may have. */
function mark(): string {
  return String(Math.floor(Math.random() * 1e9)).replace(/\d/g, (digit) => '〇一二三四五六七八九'[Number(digit)] as string);
}
