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
const MAP = ['/office/areas', '/office/areas?area=320613', '/office/areas/new', '/office/areas/import', '/office/industries', '/office/industries/import'];
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
    'deposits', 'codes', 'documents', 'history', 'feeds'].map((part) => `/projects/*/${part}`),
];
/** Forms and first-time officers, as both receivers have them. */
const FILED = ['/office/filings', '/office/filings?which=returned', '/filings/*', '/office/filings/first', '/office/filings/first/*'];
/** What an office sees of the officers of its sites. */
const OFFICERS = ['without', 'changes', 'changes?which=filed', 'capacity', 'reminders'].map((part) => `/office/filings/${part}`);
/** What the offices see of boards and returns. */
const HUNG = ['/office/agreements', '/office/returns', '/office/returns/counties/320613'];
const COUNTY = [...FILED, ...HUNG, '/office/board-channels', ...OFFICERS, ...PEOPLE, ...HELP, '/office/complaints', '/office/study', ...EXAMS, ...REGISTER, '/office/enterprises', '/office/enterprises/import', '/office/enterprises/merges', '/office/workers', '/office/attendance/silent', '/office/payments/late', ...PROJECTS, '/projects/new', '/projects/import', ...INTEGRITY];

/** The people of a project, for its officer. */
const SITE = [
  '/projects/*/workers', '/projects/*/workers/new', '/projects/*/workers/import', '/projects/*/workers/duplicates', '/projects/*/teams',
  '/projects/*/gate', '/projects/*/contracts',
  '/projects/*/attendance', '/projects/*/attendance/anomalies', '/projects/*/attendance/unmatched', '/projects/*/attendance/by-hand',
  '/projects/*/attendance/record', '/projects/*/attendance/days/2026-11-19', '/projects/*/teams/*', '/projects/*/workers/*',
  ...['enter', 'leave', 'team', 'stays', 'contracts/new', 'trainings/new', 'cards/new'].map((part) => `/projects/*/workers/*/${part}`),
];

/** Without an account. */
export const PUBLIC = ['/', '/sign-up', '/sign-in', '/reset', '/reset/code', '/demo/messages', ...COURSE, '/verify', '/privacy', '/rules', '/calendar', '/no-such-page', '/old/cert/detail?id=0'];

/** With one. The address before a `*` is a page whose first link that fits leads on. */
export const OWN = [
  '/', '/account', '/account/enterprises', '/account/sessions', '/account/second-factor', '/account/data', '/account/requests', '/account/integrity', '/account/attendance', '/account/mail', '/notices', '/notices?which=unread', '/work',
  ...COURSE, '/practice', '/practice/mistakes', '/practice/favourites', '/practice/reports', '/exams', '/exams/*', '/exams/*/proof', '/complaints', '/certificates',
];

/** What the side menu of a role leads to, and the pages behind that; by the code of the cast's part. */
export const BY_ROLE: Record<string, string[]> = {
  system_administrator: ['/office', ...OFFICES, ...MAP, '/recovery', '/office/calendar', '/office/jobs'],
  office_administrator: ['/office', ...OFFICES, '/recovery'],
  second_office_administrator: ['/office', ...OFFICES, '/recovery'],
  issuer: [
    '/office', '/office/filings', '/office/filings/without', ...PEOPLE, ...HELP, '/office/study', ...AUTHORS, '/office/exams', '/office/exams/*', '/office/complaints', ...REGISTER,
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
    '/office', '/office/study', ...AUTHORS, ...EXAMS, ...REGISTER, '/office/certificates/old', ...RULES, '/office/calendar', '/office/audit', '/office/enterprises', ...INTEGRITY, '/office/offices', '/office/offices/*/edit', ...MAP,
    '/office/areas/320613/rename', '/office/areas/320613/end', '/office/industries/housing/rename', '/office/industries/housing/retire', ...FEEDS, '/office/projects', '/office/projects/figures', '/projects/*', ...OFFICERS, ...HUNG, '/office/filings', '/office/filings/first',
  ],
  county_arrears: ['/office', '/office/filings', '/office/study', '/office/certificates', '/office/enterprises', '/office/integrity', '/office/projects', ...OFFICERS, ...HUNG],
  human_resources: ['/office', ...COUNTY, ...FEEDS, '/feeds/suppliers/*/batches'],
  industry: ['/office', ...COUNTY.filter((path) => path !== '/office/requests'), ...FEEDS],
  other_human_resources: ['/office', '/office/filings', '/office/filings/without', '/office/agreements', '/office/board-channels', '/office/returns', '/office/people', '/office/workers', '/office/attendance/silent', '/office/payments/late', ...HELP, '/office/complaints', '/office/study', '/office/exams', '/office/certificates', '/office/enterprises', '/office/integrity', '/office/feeds', '/office/projects', '/office/projects/decisions'],
  project_officer: ['/', '/work', '/notices', '/projects/*/work', ...PROJECT, '/certificates', '/certificates/*/bindings', '/bindings/*', '/bindings/*/filing', '/bindings/*/filing/form', '/bindings/*/pledge', '/bindings/*/handover', '/projects/*/responsible', '/projects/*/import', '/projects/*/import?object=WorkerAttendance', '/projects/*/payments', '/projects/*/payments/people', '/projects/*/payments/new', ...SITE],
  board_officer: ['/projects/*/board', '/projects/*/agreement', '/agreements'],
  project_manager: ['/', ...PROJECT.filter((path) => path !== '/projects/*/edit'), '/projects/*/payments', '/projects/*/attendance', '/projects/*/attendance/anomalies', '/projects/*/attendance/record', '/projects/*/attendance/days/2026-11-19', '/projects/*/workers', '/projects/*/teams', '/projects/*/contracts'],
  enterprise_administrator: ['/account/enterprises', '/projects', '/projects/new', '/projects/import', '/projects/*', '/enterprises/*/shutdowns', '/enterprises/*', '/enterprises/*/feeds', '/enterprises/*/officers', '/enterprises/*/reminders', '/enterprises/*/overview', '/enterprises/*/duties', '/enterprises/*/edit', '/enterprises/*/history', '/enterprises/*/members', '/enterprises/*/integrity', '/enterprises/*/attendance/record', ...HELP],
  other_enterprise_administrator: ['/account/enterprises', '/enterprises/*', ...HELP],
};

/**
 * Pages that only a walk reaches, because somebody has to do something first; by the spec that judges them. `judged.ts` asks at the
 * end of a run whether it did.
 */
export const WALKED: Record<string, string> = {
  '/sign-in/code': 'accounts',
  '/setup/*': 'pages',
  '/mail/*': 'notices',
  '/v/*': 'pages',
  '/b/*': 'filings-boards',
  '/office/returns/versions/*': 'filings-returns',
  '/office/requests/*': 'accounts',
  '/projects/*/attendance/*': 'attendance',
  '/projects/*/attendance/*/write': 'attendance',
  '/projects/*/attendance/*/picture': 'feeds',
  '/projects/*/attendance/anomalies/*': 'attendance',
  '/office/certificates/old/import/*': 'certificates',
  '/office/enterprises/*/withdraw': 'enterprises',
  '/office/enterprises/*/move': 'enterprises',
  '/office/enterprises/*/merge': 'enterprises',
  '/office/enterprises/import/*': 'enterprises',
  '/office/areas/import/*': 'enterprises',
  '/office/industries/import/*': 'enterprises',
  '/office/integrity/*': 'enterprises',
  '/office/integrity/import/*': 'enterprises',
  '/enterprises/*/feeds/*': 'feeds',
  '/feeds/batches/*': 'feeds',
  '/feeds/batches/*/undo': 'feeds',
  '/imports/*': 'imports',
  '/imports/*/undo': 'imports',
  '/office/courses/drafts/*': 'lessons',
  '/office/courses/drafts/*/lessons/*': 'lessons',
  '/office/courses/drafts/*/preview': 'lessons',
  '/office/courses/drafts/*/preview/*': 'lessons',
  '/office/courses/drafts/*/difference': 'lessons',
  '/office/exams/*/roster/*': 'offices',
  '/office/exams/*/room/all': 'offices',
  '/office/exams/*/room/*': 'rooms',
  '/attempts/*': 'pages',
  '/attempts/*/next': 'rooms',
  '/attempts/*/hand-in': 'pages',
  '/attempts/*/result': 'pages',
  '/attempts/*/review': 'practice',
  '/attempts/*/complaint': 'results',
  '/complaints/*': 'results',
  '/office/complaints/*': 'results',
  '/office/exams/*/item': 'results',
  '/office/exams/*/corrections/new': 'results',
  '/office/exams/*/corrections/*': 'results',
  '/practice/rounds/*': 'practice',
  '/practice/reports/new': 'practice',
  '/office/questions/reports/*': 'practice',
  '/office/questions/drafts/*': 'questions-office',
  '/office/questions/import/*': 'questions-office',
  '/officers/*/capacity': 'filings-changes',
  '/projects/import/*': 'projects',
  '/projects/*/withdraw': 'projects',
  '/projects/*/payments/typed': 'wages',
  '/projects/*/payments/*': 'wages',
  '/projects/*/payments/*/answers/*': 'wages',
  '/office/people/*/name': 'workers',
  '/projects/*/workers/import/*': 'workers',
  '/projects/*/workers/*/contracts/*': 'workers',
};

/** Roles whose page of work is the office. */
export const OFFICE_ROLES = Object.keys(BY_ROLE).filter((role) => BY_ROLE[role]?.includes('/office'));

/** Every address of these tables once, at the first role that has it; for looks that do not differ by role. */
export const ONCE = onlyOnce([[undefined, PUBLIC], ['candidate_new', OWN], ...Object.entries(BY_ROLE)]);

function onlyOnce(all: [string | undefined, string[]][]): [string | undefined, string[]][] {
  const seen = new Set<string>();
  const fresh = (path: string) => !seen.has(path) && seen.add(path);
  return all.map(([role, paths]): [string | undefined, string[]] => [role, paths.filter(fresh)]).filter(([, paths]) => paths.length > 0);
}

/** Where the links to the pages of one thing stand, when it is not the address before the `*`. */
const LISTS: Record<string, string> = {
  '/enterprises/': '/account/enterprises',
  '/bindings/': '/',
  '/filings/': '/office/filings',
  '/office/questions/': '/office/questions?state=ready',
  '/courses/officer/lessons/': '/courses/officer',
};

/** Where on such a list the links to the things stand, when it links to other pages too. */
const PARTS: Record<string, string> = { '/office/questions/': 'td', '/office/certificates/': 'td' };

/** What is found by the links to another page about it. */
const BESIDE: Record<string, string> = { '/feeds/suppliers/': '/office/feeds/' };

/** The office's menu, in sight: on a phone it is folded, and its fold names the page. */
export async function officeMenu(page: Page): Promise<Locator> {
  const menu = page.getByRole('navigation', { name: '工作台菜单' });
  const fold = menu.locator('details:not([open]) > summary');
  if (await fold.isVisible()) await fold.click();
  return menu;
}

/** What the `*` of an address stood for in this window. */
const found = new WeakMap<Page, Map<string, string>>();

/** Opens a page of the table; each `*` is replaced by what the first fitting link of the list before it led to. */
export async function open(page: Page, entry: string): Promise<number> {
  const known = found.get(page) ?? new Map<string, string>();
  found.set(page, known);
  let path = entry;
  for (let at = path.indexOf('*'); at >= 0; at = path.indexOf('*')) {
    const [before, after] = [path.slice(0, at), path.slice(at + 1)];
    path = (known.get(`${before} ${after}`) ?? (await firstOf(page, before, after))) + after;
    known.set(`${before} ${after}`, path.slice(0, path.length - after.length));
  }
  return go(page, path);
}

async function firstOf(page: Page, before: string, after: string): Promise<string> {
  // the holder finds the own ones, everybody else the register
  const isRegister = before === '/certificates/' && after !== '/bindings';
  const prefix = isRegister ? '/office/certificates/' : BESIDE[before] ?? before;
  await go(page, LISTS[prefix] ?? prefix.replace(/\/$/, ''));
  const links = page.getByRole('main').locator(`${PARTS[prefix] ?? ''} a[href^="${prefix}"]:not([href$="/new"]):not([href="/projects/import"])`);
  await links.first().waitFor({ state: 'attached' });
  const all = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  // some lists lead past the page of a thing, straight to what is asked for
  const ways = all.map((way) => (after !== '' && way.endsWith(after) ? way.slice(0, -after.length) : way));
  // beside the things there may be pages about all of them
  const isOne = (way: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(way.slice(prefix.length));
  return (ways.find(isOne) ?? ways[0] ?? '').replace(prefix, before);
}

async function go(page: Page, path: string): Promise<number> {
  return (await page.goto(path))?.status() ?? 0;
}
