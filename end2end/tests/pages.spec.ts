// Is every page whole at both widths, for everybody who may open it?
import { deflateRawSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { explanations } from '../helpers/bank';
import { Canaries, told } from '../helpers/canaries';
import { barriers, faults, otherFaults, otherwiseWide, plainFaults } from '../helpers/looks';
import { opened } from '../helpers/opened';
import { BY_ROLE, ONCE, OWN, PUBLIC, open } from '../helpers/pages';
import { atQuestion, awake, begin, handIn } from '../helpers/room';
import { serve } from '../helpers/server';
import { expect, test } from '../helpers/test';
import { fillSignUp, signUp } from '../helpers/way';
import { account, certificate, exam, signIn, somebody } from '../helpers/world';

const UNKNOWN = ['/no-such-page', '/v/0123456789ABCDEF', '/old/cert/detail?id=0'];
const STATUSES = ['valid', 'suspended', 'revoked', 'annulled', 'superseded'];

test('what is wrong with a page is found', async ({ page }) => {
  await page.setContent(`<html lang="zh-CN"><title>[no.such_key]</title>
    <p style="height: 6px; margin: 0">一行文字</p><p style="margin: 0">另一行文字</p>
    <p style="width: 4em; white-space: nowrap">这一行比它的框长得多</p>
    <p style="width: 3000px">很宽</p><p style="color: #ccc">hello 你好</p><code>codes</code></html>`);
  const found = (await faults(page)).join('\n');
  for (const fault of ['px too wide', '“一行文字” and “另一行文字” overlap', '“这一行比它的框长得多” leaves p']) {
    expect(found).toContain(fault);
  }
  for (const fault of ['no text for [no.such_key]', 'Latin word “hello”', 'axe: color-contrast']) {
    expect(found).toContain(fault);
  }
  expect(found).not.toContain('codes');
});

test('a page that is built otherwise is looked at anew', async ({ page }) => {
  const built = (inside: string) => `<html lang="zh-CN"><title>一页</title><main><h1>一页</h1><ul>${inside}</ul></main></html>`;
  const line = '<li><button>保存</button></li>';
  for (const sound of [built(line), built(line.replace('保存', '提交')), built(line + line)]) {
    await page.setContent(sound);
    expect(await faults(page)).toEqual([]);
  }
  for (const [inside, fault] of [
    ['<li><button></button></li>', 'button-name'],
    [line.replace('<button', '<button style="color: #ccc; background: #fff"'), 'color-contrast'],
    [line.replace('<button', '<button role="checkbox"'), 'aria-required-attr'],
  ] as const) {
    await page.setContent(built(line + inside));
    expect((await faults(page)).join(' ')).toContain(fault);
  }
});

test('a canary that gets out is found', async () => {
  const { official, practice } = explanations();
  expect(official.length).toBeGreaterThan(100);
  expect(told('/attempts/1', `<p>${official[0]}</p>`)).toEqual([official[0]]);
  expect(told('/courses/officer/lessons/01/quiz', `<p>${practice[0]}</p>`)).toEqual([]);
  expect(told('/courses/officer/lessons/01/quiz', `<p>${official[0]}</p>`)).toEqual([official[0]]);
  expect(told('/exams', '<leptos-island data-props="{&quot;right&quot;:&quot;A&quot;}">')).toEqual(['"right":']);
  expect(told('/attempts/1', '{"answer":{"choice":3},"answers":[]}')).toEqual([]);
  // packed in a workbook, and as a script
  const packed = deflateRawSync(`<si><t>${official[0]}</t></si>`);
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(8, 8);
  expect(told('/office/exams/1/results.xlsx', opened(Buffer.concat([header, packed, header])))).toEqual([official[0]]);
  expect(told('/pkg/shanggang.js', opened(Buffer.from(`const key = "${official[0]}";`)))).toEqual([official[0]]);
});

test('what a page, a script, a picture or a request of the test brings is searched', async ({ browser }) => {
  const { official } = explanations();
  const [canaries, context] = [new Canaries(), await browser.newContext()];
  canaries.listen(context);
  const links = '<script src="/leak/a.js"></script><img src="/leak/a.svg" alt=""><link rel="stylesheet" href="/leak/a.css">';
  const kinds = {
    // what it links is read in its own encoding
    'a.html': ['text/html; charset=utf-8', `<!doctype html>${links}${official[1]}`],
    'a.js': ['text/javascript', `/* ${official[1]} */`],
    'a.svg': ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${official[1]} --></svg>`],
    'a.css': ['text/css', `/* ${official[1]} */`],
  };
  for (const [name, [contentType, body]] of Object.entries(kinds)) {
    await context.route(`**/leak/${name}`, (route) => route.fulfill({ contentType, body }));
  }
  const page = await context.newPage();
  await page.goto('http://leaks.example/leak/a.html', { waitUntil: 'networkidle' });
  const heard = [...new Set((await canaries.heard()).map((one) => one.split(':')[0]))].sort();
  await context.close();
  expect(heard).toEqual(Object.keys(kinds).map((name) => `/leak/${name}`).sort());
});

test('the page that lets the first administrator in is whole, and works once', async ({ page }) => {
  const fresh = await serve('--bind', '127.0.0.1:0');
  try {
    const address = /listening on (\S+)/.exec(fresh.log())?.[1] ?? '';
    const link = address + (/\/setup\/\S+/.exec(fresh.log())?.[0] ?? '');
    expect((await page.goto(link))?.status()).toBe(200);
    expect.soft(await faults(page), 'setup').toEqual([]);
    await page.getByRole('button', { name: '启用' }).click();
    await expectRefused(page);
    await fillSignUp(page, somebody());
    await page.getByRole('button', { name: '启用' }).click();
    await expect(page).toHaveURL(`${address}/account/second-factor`);
    expect.soft(await faults(page), 'the way to the office leads by the second factor').toEqual([]);
    expect((await page.goto(link))?.status()).toBe(404);
  } finally {
    await fresh.end();
  }
});

test('every public page is whole', async ({ page }) => {
  test.slow();
  for (const path of PUBLIC) await expectWholeOf(undefined, page, path);
});

test('the page behind the code is whole, whatever it says', async ({ page }) => {
  for (const status of STATUSES) await expectWhole(page, certificate(status).verify_url);
  const [path, code = ''] = certificate('valid').qr_text.split('#');
  await expectWhole(page, `${path}#${code}`);
  await page.goto('about:blank');
  await expectWhole(page, `${path}#${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`);
  await expectWhole(page, '/v/0123456789ABCDEF');
});

for (const role of ['candidate_new', 'candidate_ready', 'bystander']) {
  test(`every page of a ${role.replace('_', ' ')} is whole`, async ({ page }) => {
    test.slow();
    await signIn(page, account(role));
    for (const path of OWN) await expectWholeOf(role, page, path);
  });
}

// each role in one project, at both widths: they take turns
for (const [at, [role, paths]] of Object.entries(BY_ROLE).entries()) {
  test(`every page of the ${role.replaceAll('_', ' ')} is whole`, async ({ page }) => {
    test.skip(isPhone(page) !== (at % 2 === 0), 'its turn is in the other project');
    test.slow();
    await signIn(page, account(role));
    for (const path of paths) await expectWholeAtBoth(role, page, path);
  });
}

test('the menu of an office is folded on a phone and names the page', async ({ page }) => {
  await signIn(page, account('human_resources'));
  await page.goto('/office/workers');
  const menu = page.getByRole('navigation', { name: '工作台菜单' });
  const fold = menu.locator('summary');
  const link = menu.getByRole('link', { name: '企业', exact: true });
  if (isPhone(page)) {
    await expect(fold).toHaveText('工作台菜单：建筑工人');
    await expect(link).toBeHidden();
    await fold.press('Enter');
  } else {
    await expect(fold).toBeHidden();
  }
  await link.press('Enter');
  await expect(page).toHaveURL('/office/enterprises');
});

test('the card is whole in every status', async ({ page }) => {
  await signIn(page, account('issuer'));
  for (const status of STATUSES) await expectWhole(page, `/certificates/${certificate(status).number}`);
});

test('the exam room and what follows it are whole', async ({ page }) => {
  test.slow();
  await signUp(page, somebody());
  await begin(page, exam('mock'));
  for (const number of [1, 5, 10]) {
    await page.goto(`${page.url().split('?')[0]}?q=${number}`);
    await awake(page);
    await atQuestion(page, number);
    expect.soft(await faults(page), `question ${number}`).toEqual([]);
  }
  await page.getByRole('link', { name: '检查并交卷' }).click();
  await page.waitForURL(/\/hand-in$/);
  expect.soft(await faults(page), 'hand-in').toEqual([]);
  await handIn(page);
  expect.soft(await faults(page), 'result').toEqual([]);
  for (const path of ['/', '/exams', '/exams/*']) await expectWhole(page, path);
});

test('a paper of every kind of question is whole', async ({ page }) => {
  test.slow();
  await signIn(page, account('candidate_held'));
  await openRoom(page);
  const sections = await page.locator('.sheet-panel ol.sheet').all();
  const firsts = await Promise.all(sections.map((section) => section.locator('a').first().getAttribute('href')));
  expect(firsts.length).toBeGreaterThanOrEqual(4);
  for (const path of firsts) {
    await page.goto(path ?? '');
    await awake(page);
    expect.soft(await faults(page), path ?? '').toEqual([]);
  }
});

test('forms that were refused are whole and say why', async ({ page }) => {
  await page.goto('/sign-up');
  await page.getByRole('button', { name: '注册并登录' }).click();
  await expectRefused(page);
  await page.goto('/sign-in');
  await page.getByRole('main').getByRole('button', { name: '登录' }).click();
  await expectRefused(page);
  await signIn(page, account('human_resources'));
  await page.goto('/office/exams/new');
  await page.getByRole('button', { name: '保存草稿' }).evaluate((button) => {
    (button as HTMLButtonElement).form?.setAttribute('novalidate', '');
  });
  await page.getByRole('button', { name: '保存草稿' }).click();
  await expectRefused(page);
  await page.goto('/account/enterprises');
  await page.getByRole('button', { name: '登记' }).click();
  await expectRefused(page);
});

test('the page of a form whose session ended is whole', async ({ page }) => {
  await signIn(page, account('bystander'));
  await page.goto('/account/enterprises');
  await page.context().clearCookies();
  await page.getByRole('button', { name: '登记' }).click();
  await expect(page.getByRole('button', { name: '重新提交' })).toBeVisible();
  expect.soft(await faults(page)).toEqual([]);
});

test('the public pages are whole after a press on the large type', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: '大字版' }).click();
  for (const path of PUBLIC) await expectWhole(page, path);
});

for (const [role, paths] of ONCE) {
  const whose = role ? `of the ${role.replaceAll('_', ' ')}` : 'of everybody';
  test(`the pages ${whose} are whole in English`, async ({ page }) => {
    // longer words need the room of a phone; on a screen they have it
    test.skip(!isPhone(page));
    test.slow();
    if (role) await signIn(page, account(role));
    await page.goto('/');
    await page.getByRole('button', { name: 'English' }).click();
    for (const path of paths) {
      await open(page, path);
      expect.soft(await plainFaults(page), `${path} in English`).toEqual([]);
    }
  });
}

test('the answer behind a code is whole by night', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const status of STATUSES) await expectWhole(page, certificate(status).verify_url);
});

async function expectWhole(page: Page, path: string): Promise<void> {
  const status = await open(page, path);
  expect.soft(status, path).toBe(UNKNOWN.includes(path) ? 404 : 200);
  expect.soft(await faults(page), path).toEqual([]);
}

/** A page of a table; where its address stands first in the tables, in very large type and by night as well. */
async function expectWholeOf(role: string | undefined, page: Page, path: string): Promise<void> {
  await expectWhole(page, path);
  if (isFirstAt(role, path)) expect.soft(await otherFaults(page), path).toEqual([]);
}

/** The same, and then all of it at the other width. */
async function expectWholeAtBoth(role: string, page: Page, path: string): Promise<void> {
  await expectWholeOf(role, page, path);
  const judge = async () => {
    const others = isFirstAt(role, path) ? await otherFaults(page) : [];
    return [...(await plainFaults(page)), ...(await barriers(page)), ...others];
  };
  expect.soft(await otherwiseWide(page, judge), path).toEqual([]);
}

function isFirstAt(role: string | undefined, path: string): boolean {
  return ONCE.some(([first, paths]) => first === role && paths.includes(path));
}

function isPhone(page: Page): boolean {
  return (page.viewportSize()?.width ?? 0) < 720;
}

async function expectRefused(page: Page): Promise<void> {
  await expect.soft(page.getByRole('alert').getByRole('listitem').first()).toBeVisible();
  expect.soft(await faults(page), page.url()).toEqual([]);
}

/** The official exam, which may be running from a look at another width. */
async function openRoom(page: Page): Promise<void> {
  await page.goto(`/exams/${exam('certification').id}`);
  const running = page.getByRole('link', { name: '继续考试' });
  if ((await running.count()) > 0) {
    await running.click();
    const over = page.getByRole('button', { name: '在本设备继续考试' });
    if ((await over.count()) > 0) await over.click();
    await awake(page);
  } else {
    await begin(page, exam('certification'));
  }
}
