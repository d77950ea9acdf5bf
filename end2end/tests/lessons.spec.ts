// Does a course come to its readers by two people, with a question in its text and a video that is really watched?
import { type Page, expect } from '@playwright/test';
import { TEXT, answerInTheText, beginCourse, describe, publish, writeLesson } from '../helpers/authoring';
import { knowledge } from '../helpers/bank';
import { film } from '../helpers/film';
import { faults } from '../helpers/looks';
import { test } from '../helpers/test';
import { signUp } from '../helpers/way';
import { account, advance, signIn, somebody } from '../helpers/world';

const CAPTIONS = 'WEBVTT\n\n00:00.000 --> 00:03.000\n开设专户的第一步\n';
const right = knowledge();
/** Long enough to leave off in its middle: whoever did so in the first or last five seconds begins at the head. */
const FILM_MS = 15_000;

test('two people bring a course to its readers, who answer in its text and watch its video', async ({ page, guest }) => {
  test.slow();
  const slug = `wage-${Date.now().toString(36)}`;
  await signIn(page, account('issuer'));
  const draft = await beginCourse(page, slug);
  await page.getByRole('button', { name: '提交发布' }).click();
  await expect(page.getByRole('alert')).toContainText('请填写课程简介');
  await page.goto(draft);
  expect.soft(await faults(page), 'a draft').toEqual([]);
  await describe(page);
  await page.getByRole('button', { name: '增加一课' }).click();
  await writeLesson(page);
  const lesson = new URL(page.url()).pathname;
  await page.getByLabel('视频文件').setInputFiles(await film(page, FILM_MS));
  await page.getByLabel('字幕文件').setInputFiles({ name: 'a.vtt', mimeType: 'text/vtt', buffer: Buffer.from(CAPTIONS) });
  await page.getByRole('button', { name: '上传' }).click();
  await expect(page.getByRole('status')).toContainText('视频已保存到草稿');
  expect.soft(await faults(page), 'a lesson').toEqual([]);
  await page.goto(lesson.replace('/lessons/', '/preview/'));
  await expect(page.getByText('这是草稿的预览')).toBeVisible();
  await expect(page.locator('video')).toHaveJSProperty('error', null);
  expect.soft(await faults(page), 'the preview of a lesson').toEqual([]);
  await page.goto(`${draft}/preview`);
  expect.soft(await faults(page), 'the preview of a course').toEqual([]);
  const second = await guest();
  await signIn(second, account('second_issuer'));
  await publish(page, second, draft);

  const reader = await guest();
  await signUp(reader, somebody());
  await reader.goto(`/courses/${slug}`);
  await reader.getByRole('link', { name: /^开始学习/ }).click();
  await answerInTheText(reader, right);
  await goesOn(reader, await watch(reader));

  // a new version, and what the reader is told of it
  await page.goto(`/office/courses/${slug}`);
  await page.getByRole('button', { name: '起草新版本' }).click();
  await page.getByLabel('更新说明').fill('更正一处错字。');
  await page.getByRole('button', { name: '保存名称和说明' }).click();
  await page.getByRole('link', { name: '开户', exact: true }).click();
  await page.getByRole('textbox', { name: '正文' }).fill(TEXT.replace('不得挪作他用', '不得挪用'));
  await page.getByRole('button', { name: '保存', exact: true }).click();
  const next = new URL(page.url()).pathname.replace(/\/lessons\/.*/, '');
  await page.goto(`${next}/difference`);
  await expect(page.getByText('订正', { exact: true })).toBeVisible();
  await expect(page.locator('.difference del').first()).toBeVisible();
  expect.soft(await faults(page), 'a difference').toEqual([]);
  await publish(page, second, next);
  await reader.goto(`/courses/${slug}`);
  await expect(reader.getByText('更正一处错字。')).toBeVisible();
  await expect(reader.getByText('其余课文您已学的时间继续有效。')).toBeVisible();
});

/** Plays six seconds and leaves off; the server's clock goes on by a little more, and it alone counts. Where it was left, in seconds. */
async function watch(reader: Page): Promise<number> {
  const video = reader.locator('video');
  await expect(video).toHaveJSProperty('error', null);
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.textTracks[0]?.cues?.length ?? 0)).toBe(1);
  const [began, paused] = [reported(reader, 'playing'), reported(reader, 'paused')];
  await video.evaluate(async (one: HTMLVideoElement) => {
    one.muted = true;
    one.addEventListener('timeupdate', () => one.currentTime > 6 && one.pause());
    await one.play();
  });
  await began;
  await advance(reader.request, 7 / 60);
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.paused), { timeout: 20_000 }).toBe(true);
  const told = await (await paused).json();
  expect(told.lesson_credited_ms).toBeGreaterThan(4_000);
  expect(told.lesson_credited_ms).toBeLessThan(8_500);
  return video.evaluate((one: HTMLVideoElement) => one.currentTime);
}

/** Who comes again goes on where the video was left, and it does not play by itself. */
async function goesOn(reader: Page, left: number): Promise<void> {
  await reader.reload();
  const video = reader.locator('video');
  await expect.poll(() => video.evaluate((one: HTMLVideoElement) => one.currentTime)).toBeCloseTo(left, 0);
  await expect(video).toHaveJSProperty('paused', true);
}

function reported(page: Page, video: 'playing' | 'paused') {
  return page.waitForResponse((response) => {
    const sent = response.request().postData() ?? '';
    return response.url().endsWith('/beats') && response.ok() && sent.includes(`video=${video}`);
  });
}
