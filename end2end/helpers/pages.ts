// Which pages are there, and for whom? One table by hand: a page that is added to the program is added here.
import type { Page } from '@playwright/test';

const COURSE = ['/courses', '/courses/officer', '/courses/officer/lessons/*'];
const EXAMS = ['/office/exams', '/office/exams/new', '/office/exams/*'];
const PEOPLE = ['/office/people', '/office/people/*'];
const REGISTER = ['/office/certificates', '/office/certificates/*'];
const BANK = [
  '/office/questions', '/office/questions/*', '/office/questions/*/history', '/office/questions/drafts',
  '/office/questions/facts', '/office/questions/facts/F001', '/office/questions/reports', '/office/questions/reports?which=answered',
];
const AUTHORS = ['/office/courses', '/office/courses/new', '/office/courses/import', '/office/courses/officer'];
const OFFICES = ['/office/offices', '/office/offices/*'];
const HELP = ['/office/requests', '/recovery'];
const COUNTY = [...PEOPLE, ...HELP, '/office/complaints', '/office/study', ...EXAMS, ...REGISTER, '/office/enterprises'];

/** Without an account. */
export const PUBLIC = ['/', '/sign-up', '/sign-in', '/reset', '/reset/code', '/demo/messages', ...COURSE, '/verify', '/privacy', '/rules', '/no-such-page'];

/** With one. The address before a `*` is a page whose first link that fits leads on. */
export const OWN = [
  '/', '/account', '/account/enterprises', '/account/sessions', '/account/second-factor', '/account/data', '/account/requests',
  ...COURSE, '/practice', '/practice/mistakes', '/practice/favourites', '/practice/reports', '/exams', '/exams/*', '/exams/*/proof', '/complaints', '/certificates',
];

/** What the side menu of a role leads to, and the pages behind that; by the code of the cast's part. */
export const BY_ROLE: Record<string, string[]> = {
  system_administrator: ['/office', ...OFFICES, '/recovery', '/office/jobs'],
  office_administrator: ['/office', ...OFFICES, '/recovery'],
  second_office_administrator: ['/office', ...OFFICES, '/recovery'],
  issuer: [
    '/office', ...PEOPLE, ...HELP, '/office/study', ...AUTHORS, '/office/exams', '/office/exams/*', '/office/complaints', ...REGISTER,
    '/office/certificates/matters', '/certificates/*',
    '/certificates/*/print', '/office/audit',
  ],
  exam_administrator: [
    '/office', '/office/rooms', '/office/exams/*/room', ...PEOPLE, '/office/study', ...EXAMS, '/office/exams/*/statistics',
    '/office/exams/*/similarity', '/office/exams/*/corrections', '/office/complaints',
  ],
  question_editor: [
    '/office', ...BANK, '/office/questions/new', '/office/questions/new?kind=case', '/office/questions/import',
    '/office/questions/export',
  ],
  question_reviewer: ['/office', ...BANK],
  proctor: ['/office', '/office/people', '/office/rooms'],
  auditor: ['/office', '/office/audit'],
  city: ['/office', '/office/study', ...AUTHORS, ...EXAMS, ...REGISTER, '/office/audit'],
  human_resources: ['/office', ...COUNTY],
  industry: ['/office', ...COUNTY.filter((path) => path !== '/office/requests')],
  other_human_resources: ['/office', '/office/people', ...HELP, '/office/complaints', '/office/study', '/office/exams', '/office/certificates', '/office/enterprises'],
  enterprise_administrator: ['/account/enterprises', '/enterprises/*', ...HELP],
  other_enterprise_administrator: ['/account/enterprises', '/enterprises/*', ...HELP],
};

/** Roles whose page of work is the office. */
export const OFFICE_ROLES = Object.keys(BY_ROLE).filter((role) => BY_ROLE[role]?.includes('/office'));

/** Where the links to the pages of one thing stand, when it is not the address before the `*`. */
const LISTS: Record<string, string> = {
  '/enterprises/': '/account/enterprises',
  '/office/questions/': '/office/questions?state=ready',
  '/courses/officer/lessons/': '/courses/officer',
};

/** Where on such a list the links to the things stand, when it links to other pages too. */
const PARTS: Record<string, string> = { '/office/questions/': 'td' };

/** Opens a page of the table; a `*` is replaced by what the first fitting link of the list leads to. */
export async function open(page: Page, entry: string): Promise<number> {
  const [before, after] = entry.split('*');
  if (after === undefined) return go(page, entry);
  const one = await firstOf(page, before as string);
  return go(page, one + after);
}

async function firstOf(page: Page, before: string): Promise<string> {
  const list = before === '/certificates/' ? '/office/certificates' : LISTS[before] ?? before.replace(/\/$/, '');
  await go(page, list);
  const prefix = before === '/certificates/' ? '/office/certificates/' : before;
  const links = page.getByRole('main').locator(`${PARTS[before] ?? ''} a[href^="${prefix}"]:not([href$="/new"])`);
  const path = (await links.first().getAttribute('href')) ?? '';
  return path.replace(prefix, before);
}

async function go(page: Page, path: string): Promise<number> {
  return (await page.goto(path))?.status() ?? 0;
}
