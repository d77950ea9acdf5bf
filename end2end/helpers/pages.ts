// Which pages are there, and for whom? One table by hand: a page that is added to the program is added here.
import type { Locator, Page } from '@playwright/test';

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
/** Whoever may add areas and industries. */
const MAP = ['/office/areas', '/office/areas?area=320613', '/office/areas/new', '/office/industries'];
const INTEGRITY = ['/office/integrity', '/office/integrity/import', '/office/integrity/new', '/office/integrity/new?kind=bad_conduct'];
/** Changes of the rules, and both steps of a new one. */
const RULES = ['/office/rules', '/office/rules/new', '/office/rules/new?pack=A&area=320613&parameter=exam.minutes&parameter=bank.allow_secondary&parameter=revocation.warn_days&parameter=revocation.mode'];
/** Suppliers of data, and the first of them. */
const FEEDS = ['/office/feeds', '/office/feeds/*', '/office/feeds/*?health=reporting'];
const HELP = ['/office/requests', '/recovery'];
/** What an office has of the projects of its area and industry. */
const PROJECTS = [
  '/office/projects', '/office/projects/decisions', '/office/projects/decisions?kind=status', '/office/projects/merges', '/projects/*',
  '/projects/*/office', '/projects/*/shutdowns', '/projects/*/status', '/projects/*/milestones',
];
/** What stands on record about a project, a page for each group. */
const PROJECT = [
  '/projects', '/projects/*', ...['edit', 'parties', 'managers', 'permits', 'status', 'shutdowns', 'exemptions', 'milestones', 'tasks', 'accounts',
    'deposits', 'codes', 'documents', 'history'].map((part) => `/projects/*/${part}`),
];
const COUNTY = [...PEOPLE, ...HELP, '/office/complaints', '/office/study', ...EXAMS, ...REGISTER, '/office/enterprises', '/office/enterprises/import', '/office/enterprises/merges', '/office/workers', '/office/attendance/silent', '/office/payments/late', ...PROJECTS, '/projects/new', '/projects/import', ...INTEGRITY];

/** The people of a project, for its officer. */
const SITE = [
  '/projects/*/workers', '/projects/*/workers/new', '/projects/*/workers/import', '/projects/*/workers/duplicates', '/projects/*/teams',
  '/projects/*/gate', '/projects/*/contracts',
  '/projects/*/attendance', '/projects/*/attendance/anomalies', '/projects/*/attendance/unmatched', '/projects/*/attendance/by-hand',
  '/projects/*/attendance/record', '/projects/*/attendance/days/2026-11-19',
];

/** Without an account. */
export const PUBLIC = ['/', '/sign-up', '/sign-in', '/reset', '/reset/code', '/demo/messages', ...COURSE, '/verify', '/privacy', '/rules', '/calendar', '/no-such-page', '/old/cert/detail?id=0'];

/** With one. The address before a `*` is a page whose first link that fits leads on. */
export const OWN = [
  '/', '/account', '/account/enterprises', '/account/sessions', '/account/second-factor', '/account/data', '/account/requests', '/account/integrity', '/account/attendance',
  ...COURSE, '/practice', '/practice/mistakes', '/practice/favourites', '/practice/reports', '/exams', '/exams/*', '/exams/*/proof', '/complaints', '/certificates',
];

/** What the side menu of a role leads to, and the pages behind that; by the code of the cast's part. */
export const BY_ROLE: Record<string, string[]> = {
  system_administrator: ['/office', ...OFFICES, ...MAP, '/recovery', '/office/calendar', '/office/jobs'],
  office_administrator: ['/office', ...OFFICES, '/recovery'],
  second_office_administrator: ['/office', ...OFFICES, '/recovery'],
  issuer: [
    '/office', ...PEOPLE, ...HELP, '/office/study', ...AUTHORS, '/office/exams', '/office/exams/*', '/office/complaints', ...REGISTER,
    '/office/certificates/matters', '/office/certificates/old', '/office/certificates/old/import', '/certificates/*',
    '/certificates/*/print', ...RULES, '/office/audit', '/office/enterprises', '/office/integrity', '/office/projects', '/projects/*',
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
  auditor: ['/office', '/office/audit', '/office/audit?by=account&kind=person'],
  city: [
    '/office', '/office/study', ...AUTHORS, ...EXAMS, ...REGISTER, '/office/certificates/old', ...RULES, '/office/calendar', '/office/audit', '/office/enterprises', ...INTEGRITY, '/office/offices', ...MAP,
    '/office/areas/320613/rename', '/office/areas/320613/end', '/office/industries/housing/rename', '/office/industries/housing/retire', ...FEEDS, '/office/projects', '/office/projects/figures', '/projects/*',
  ],
  human_resources: ['/office', ...COUNTY, ...FEEDS],
  industry: ['/office', ...COUNTY.filter((path) => path !== '/office/requests'), ...FEEDS],
  other_human_resources: ['/office', '/office/people', '/office/workers', '/office/attendance/silent', '/office/payments/late', ...HELP, '/office/complaints', '/office/study', '/office/exams', '/office/certificates', '/office/enterprises', '/office/integrity', '/office/feeds', '/office/projects', '/office/projects/decisions'],
  project_officer: ['/', ...PROJECT, '/certificates', '/certificates/*/bindings', '/bindings/*', '/projects/*/import', '/projects/*/import?object=WorkerAttendance', '/projects/*/payments', '/projects/*/payments/people', '/projects/*/payments/new', ...SITE],
  project_manager: ['/', ...PROJECT.filter((path) => path !== '/projects/*/edit'), '/projects/*/payments', '/projects/*/attendance', '/projects/*/attendance/anomalies', '/projects/*/attendance/record', '/projects/*/attendance/days/2026-11-19', '/projects/*/workers', '/projects/*/teams', '/projects/*/contracts'],
  enterprise_administrator: ['/account/enterprises', '/projects', '/projects/new', '/projects/import', '/projects/*', '/enterprises/*/shutdowns', '/enterprises/*', '/enterprises/*/feeds', '/enterprises/*/officers', '/enterprises/*/edit', '/enterprises/*/history', '/enterprises/*/members', '/enterprises/*/integrity', '/enterprises/*/attendance/record', ...HELP],
  other_enterprise_administrator: ['/account/enterprises', '/enterprises/*', ...HELP],
};

/** Roles whose page of work is the office. */
export const OFFICE_ROLES = Object.keys(BY_ROLE).filter((role) => BY_ROLE[role]?.includes('/office'));

/** Where the links to the pages of one thing stand, when it is not the address before the `*`. */
const LISTS: Record<string, string> = {
  '/enterprises/': '/account/enterprises',
  '/bindings/': '/',
  '/office/questions/': '/office/questions?state=ready',
  '/courses/officer/lessons/': '/courses/officer',
};

/** Where on such a list the links to the things stand, when it links to other pages too. */
const PARTS: Record<string, string> = { '/office/questions/': 'td', '/office/certificates/': 'td' };

/** The office's menu, in sight: on a phone it is folded, and its fold names the page. */
export async function officeMenu(page: Page): Promise<Locator> {
  const menu = page.getByRole('navigation', { name: '工作台菜单' });
  const fold = menu.locator('details:not([open]) > summary');
  if (await fold.isVisible()) await fold.click();
  return menu;
}

/** Opens a page of the table; a `*` is replaced by what the first fitting link of the list leads to. */
export async function open(page: Page, entry: string): Promise<number> {
  const [before, after] = entry.split('*');
  if (after === undefined) return go(page, entry);
  const one = await firstOf(page, before as string, after);
  return go(page, one + after);
}

async function firstOf(page: Page, before: string, after: string): Promise<string> {
  // the holder finds the own ones, everybody else the register
  const isRegister = before === '/certificates/' && after !== '/bindings';
  const list = isRegister ? '/office/certificates' : LISTS[before] ?? before.replace(/\/$/, '');
  await go(page, list);
  const prefix = isRegister ? '/office/certificates/' : before;
  const links = page.getByRole('main').locator(`${PARTS[prefix] ?? ''} a[href^="${prefix}"]:not([href$="/new"]):not([href="/projects/import"])`);
  const path = (await links.first().getAttribute('href')) ?? '';
  return path.replace(prefix, before);
}

async function go(page: Page, path: string): Promise<number> {
  return (await page.goto(path))?.status() ?? 0;
}
