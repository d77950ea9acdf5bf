// At which width is a walk taken? Every page is looked at in both, and the whole way to a certificate is walked in both. Any other
// walk is taken where its people sit, those of offices at a screen, all others on a phone, and what it judges it judges in both
// (decision 0061). EVERY_WIDTH=1 takes every walk in both.
export const PHONE = { width: 360, height: 740 };
export const SCREEN = { width: 1280, height: 800 };

const AT_A_SCREEN = ['calendar', 'enterprises', 'feeds', 'filings-returns', 'lists', 'offices', 'projects', 'questions-office', 'results', 'rooms', 'rulepacks'];
const IN_BOTH = ['certificates', 'exams', 'pages'];

/** Does this project of Playwright's take the walks of this file? */
export function takes(project: string, spec: string): boolean {
  if (spec === 'pictures') return project === 'pictures';
  if (spec.startsWith('plain')) return project === 'plain';
  if (!['phone', 'desktop'].includes(project)) return false;
  if (isTakenInBoth(spec)) return true;
  return AT_A_SCREEN.includes(spec) === (project === 'desktop');
}

export function isTakenInBoth(spec: string): boolean {
  return process.env.EVERY_WIDTH !== undefined || IN_BOTH.includes(spec);
}
