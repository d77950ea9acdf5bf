// Does a page look whole? What people could not read, use or understand on it, each as a sentence.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { note, spec } from './judged';
import { PHONE, SCREEN, isTakenInBoth } from './widths';

/** Words of Latin letters that Chinese readers meet everywhere. */
const KNOWN_WORDS = [
  'PDF', 'JSON', 'Excel', 'JPG', 'PNG', 'https', 'MB', 'XLSX', 'CSV', 'XML', 'GIFT', 'QTI', 'Moodle', 'UTF-',
  'Safe', 'Exam', 'Browser', 'SEB', 'Windows', 'macOS', 'iOS', 'practice', 'WebM', 'WebVTT', 'WEBVTT', 'KB',
];

/** Everything that is wrong with how the page looks, reads and answers to assistive technology. */
export async function faults(page: Page): Promise<string[]> {
  note(page);
  const elsewhere = isTakenInBoth(spec()) ? [] : await otherwiseWide(page, () => page.evaluate(drawnFaults));
  return [...(await plainFaults(page)), ...(await barriers(page)), ...elsewhere];
}

/** What is found wrong while the page that is open is as wide as in the other project. */
export async function otherwiseWide(page: Page, judge: () => Promise<string[]>): Promise<string[]> {
  const own = page.viewportSize();
  if (!own) return [];
  const other = own.width < 720 ? SCREEN : PHONE;
  await page.setViewportSize(other);
  const found = await judge();
  await page.setViewportSize(own);
  return found.map((fault) => `at ${other.width} px: ${fault}`);
}

/** What can be seen without asking axe: boxes and words. */
export async function plainFaults(page: Page): Promise<string[]> {
  const drawn = await page.evaluate(drawnFaults);
  return [...drawn, ...(await latinWords(page))];
}

/** What goes wrong on the page that is open when its type grows, to 24 px on a phone and to 32 px on a screen, and by night. */
export async function otherFaults(page: Page): Promise<string[]> {
  const size = (page.viewportSize()?.width ?? 0) < 720 ? '24px' : '32px';
  await page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), size);
  const large = await page.evaluate(drawnFaults);
  await page.evaluate(() => document.documentElement.style.removeProperty('font-size'));
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await barriers(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...large.map((fault) => `in large type: ${fault}`), ...dark.map((fault) => `by night: ${fault}`)];
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** Builds of pages in which axe found nothing. */
const sound = new Set<string>();

/**
 * What axe calls serious or worse. Our pages have no frames: without looking for them it takes half the time. A page that is built
 * as one that was clean, but for its words and for how often a line is repeated, is not asked about again.
 */
export async function barriers(page: Page, rules?: string[]): Promise<string[]> {
  const build = `${rules ?? ''} ${await page.evaluate(buildOf)}`;
  if (sound.has(build)) return [];
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(RULES)).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  if (grave.length === 0) sound.add(build);
  return grave.flatMap(({ id, nodes }) => nodes.map((node) => `axe: ${id} at ${node.target.join(' ')}`));
}

/** Runs in the page: everything that axe can judge by but the words themselves; whether there are any counts. */
function buildOf(): string {
  const told = (element: Element, name: string) => {
    const value = element.getAttribute(name) ?? '';
    // what only points somewhere or is a text of its own differs from page to page
    const isOwn = /^(id|href|src|srcset|for|value|action|content|name|alt|title|placeholder|d|points|x|y|width|height)$/.test(name);
    const isText = /^(aria-(label|labelledby|describedby|controls|valuetext|valuenow|description)|data-.*)$/.test(name);
    return isOwn || isText ? `${name}${value === '' ? '' : '+'}` : `${name}=${value}`;
  };
  const lines = (element: Element): string => {
    if (['SCRIPT', 'STYLE', 'svg'].includes(element.tagName)) return element.tagName;
    const names = element.getAttributeNames().sort().map((name) => told(element, name));
    const has = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    const inside = [...element.children].map(lines).filter((line, at, all) => line !== all[at - 1]);
    const state = element.matches(':checked') ? '*' : '';
    return `<${element.tagName}${state} ${names.join(' ')}>${has ? 'words' : ''}${inside.join('')}</>`;
  };
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  const dangling = [...document.querySelectorAll('[for], [aria-labelledby], [aria-describedby]')].filter((element) => {
    const names = ['for', 'aria-labelledby', 'aria-describedby'].flatMap((name) => (element.getAttribute(name) ?? '').split(' '));
    return names.some((name) => name !== '' && !ids.includes(name));
  });
  const view = [ids.length - new Set(ids).size, dangling.length, innerWidth, matchMedia('(prefers-color-scheme: dark)').matches];
  return `${view.join(' ')}${lines(document.documentElement)}`;
}

/** Catalogue keys without a text and, in a page that is said to be Chinese, Latin words. */
export async function latinWords(page: Page): Promise<string[]> {
  const { isChinese, texts } = await page.evaluate(readTexts);
  const strange = texts.flatMap((text) => {
    const keys = [...text.matchAll(/\[[a-z_]+(\.[a-z0-9_-]+)+\]/g)].map(([key]) => `no text for ${key}`);
    return keys.length > 0 || !isChinese ? keys : latinIn(text).map((word) => `Latin word “${word}” in “${text}”`);
  });
  return [...new Set(strange)];
}

/** What holds a digit is a number or a code; an address and the end of a file's name are no words. */
function latinIn(text: string): string[] {
  const tokens = text.replace(/https?:\/\/\S+|[\w.*+-]+@[\w.-]+|\.(xlsx|csv|txt|pdf|png|jpg|webm|mp4|vtt)\b/g, '').match(/[A-Za-z0-9][A-Za-z0-9_.:/-]*/g) ?? [];
  return tokens.filter((token) => /[A-Za-z]{2}/.test(token) && !/\d/.test(token) && !KNOWN_WORDS.includes(token));
}

/** Runs in the page: every text that is seen or said aloud, but codes, values and words marked as another language. */
function readTexts(): { isChinese: boolean; texts: string[] } {
  const skipped = 'code, .code, script, style, noscript, [lang]:not([lang^="zh"]), input, textarea';
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (!element || element.closest(skipped) || !element.checkVisibility()) continue;
    if (node instanceof Element) {
      for (const name of ['alt', 'title', 'aria-label', 'placeholder']) texts.push(node.getAttribute(name) ?? '');
    } else {
      texts.push(node.textContent ?? '');
    }
  }
  const isChinese = document.documentElement.lang.startsWith('zh');
  return { isChinese, texts: texts.map((text) => text.trim()).filter((text) => text !== '') };
}

/** Runs in the page: the document is not wider than the window, no text leaves its box, no two texts overlap. */
function drawnFaults(): string[] {
  type Written = { text: string; element: Element; boxes: DOMRect[] };
  const slack = 1.5;
  const found: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);

  // for ears only, or laid across on purpose
  const isApart = (element: Element) => {
    const head = element.closest('thead');
    return element.closest('.unseen, .skip, .stamp') !== null || (head && getComputedStyle(head).position === 'absolute');
  };
  const written: Written[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const [text, element] = [node.textContent?.trim() ?? '', node.parentElement];
    if (!text || !element || isApart(element) || !element.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // the line's box is taller than its letters: a quarter of it belongs to the space between lines
    const boxes = [...range.getClientRects()].map((box) => {
      return new DOMRect(box.x, box.y + box.height / 5, box.width, box.height * 0.6);
    });
    written.push({ text: text.slice(0, 30), element, boxes: boxes.filter((box) => box.width > 0 && box.height > 0) });
  }

  const scrolls = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
  for (const { text, element, boxes } of written) {
    for (let box: Element | null = element; box && box !== document.body && !scrolls(box); box = box.parentElement) {
      if (/^(inline|contents)$/.test(getComputedStyle(box).display)) continue;
      const edge = box.getBoundingClientRect();
      const leaves = boxes.some((at) => at.left < edge.left - slack || at.right > edge.right + slack);
      if (leaves) {
        found.push(`“${text}” leaves ${box.tagName.toLowerCase()}.${box.className}`);
        break;
      }
    }
  }

  const flat = written.flatMap(({ text, element, boxes }) => boxes.map((box) => ({ text, element, box })));
  flat.sort((one, other) => one.box.top - other.box.top);
  flat.forEach((one, at) => {
    for (let next = at + 1; next < flat.length; next += 1) {
      const other = flat[next]!;
      if (other.box.top >= one.box.bottom - slack) break;
      const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
      const isFixed = [one, other].some(({ element }) => element.closest('.room-bar, #reading-bar') !== null);
      if (across > slack && down > slack && !isFixed) found.push(`“${one.text}” and “${other.text}” overlap`);
    }
  });
  return [...new Set(found)];
}
