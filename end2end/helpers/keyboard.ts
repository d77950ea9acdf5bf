// How does somebody get about who has only a keyboard? By Tab, and whatever has the focus must be seen to have it.
import { type Locator, type Page, expect } from '@playwright/test';

/** Presses Tab until `target` has the focus; each stop on the way is seen. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const stops: string[] = [];
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press(key);
    stops.push(await expectSeenFocus(page));
    const isThere = await target.evaluateAll((found) => found.some((one) => one === document.activeElement));
    if (isThere) return;
  }
  throw new Error(`Tab does not lead to ${target}: ${stops.join(' > ')}`);
}

/** The focus has a ring, lies in the window and under nothing else; the name of what has it. */
export async function expectSeenFocus(page: Page): Promise<string> {
  const { name, faults } = await page.evaluate(seenFocus);
  expect(faults, name).toEqual([]);
  return name;
}

/** Runs in the page. */
function seenFocus(): { name: string; faults: string[] } {
  const focused = document.activeElement;
  // between the end of the page and its beginning
  if (!focused || focused === document.body) return { name: 'body', faults: [] };
  const name = `${focused.tagName} ${(focused.getAttribute('aria-label') ?? focused.textContent ?? '').trim().slice(0, 20)}`;
  const faults: string[] = [];
  // the box of an option stands for its input
  const option = focused.closest('.option')?.querySelector('span') ?? null;
  const drawn = option ?? focused;
  const style = getComputedStyle(drawn);
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) faults.push('no ring');
  const box = drawn.getBoundingClientRect();
  const [x, y] = [box.x + Math.min(box.width / 2, 40), box.y + Math.min(box.height / 2, 20)];
  if (box.bottom < 1 || box.top > innerHeight - 1 || box.right < 1 || box.left > innerWidth - 1) faults.push('outside the window');
  const top = document.elementFromPoint(x, y);
  const label = focused.closest('label');
  const isOwn = top !== null && (drawn.contains(top) || top.contains(drawn) || label?.contains(top) === true);
  if (!isOwn) faults.push(`covered by ${top?.tagName}.${top?.className} at ${Math.round(x)},${Math.round(y)}`);
  return { name, faults };
}
