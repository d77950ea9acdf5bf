// What does a browser keep of answers that the server has not confirmed?
import { type BrowserContext, type Page, expect } from '@playwright/test';

/** As `exams/room/browser/store.rs` writes it, with what is sealed as text. */
export type Kept = { attempt: string; place: number; sealed: string; members: string[] };

export async function kept(page: Page): Promise<Kept[]> {
  return page.evaluate(async () => {
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === 'shanggang-exam')) return [];
    const open = indexedDB.open('shanggang-exam', 1);
    await new Promise((done) => (open.onsuccess = done));
    const all = open.result.transaction('answers').objectStore('answers').getAll();
    await new Promise((done) => (all.onsuccess = done));
    open.result.close();
    return all.result.map((record) => ({
      attempt: record.attempt,
      place: record.place,
      sealed: new TextDecoder('latin1').decode(record.sealed),
      members: Object.keys(record).sort(),
    }));
  });
}

export async function expectKept(page: Page, places: number[]): Promise<void> {
  const found = async (): Promise<number[]> => (await kept(page)).map(({ place }) => place).sort((a, b) => a - b);
  await expect.poll(found).toEqual(places);
}

const ANSWERS = '**/api/v1/attempts/*/answers/*';

/** No answer gets out; everything else does. */
export async function holdAnswers(context: BrowserContext): Promise<void> {
  await context.route(ANSWERS, (route) => route.abort());
}

export async function releaseAnswers(context: BrowserContext): Promise<void> {
  await context.unroute(ANSWERS);
}

/** `/attempts/<id>` of the room that is open. */
export function room(page: Page): string {
  return new URL(page.url()).pathname;
}
