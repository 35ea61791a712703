// What every journey needs: a page that is watched, signing in, and the check with axe. Journeys stand in tests/.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import AxeBuilder from '@axe-core/playwright';
import { type Page, expect, test as base } from '@playwright/test';
import { simpleParser } from 'mailparser';

export { expect };

/** The demo world's password, the same for all its accounts. */
export const PASSWORD = 'bridge-over-water';

/** The demo world's accounts, by the part before `@ponte.example`. */
export type Account =
  | 'employer' | 'other-employer' | 'suspended-employer' | 'ngo' | 'other-ngo' | 'association' | 'organiser' | 'steward' | 'other-steward'
  | 'curator' | 'other-curator' | 'admin';

/** Where the way out of a sensitive page leads: the only other host that a page may name. */
export const NEUTRAL = 'https://www.wikipedia.org/';

/** A refused form answers 422, and a test may take the line away: Chromium says so on the console, and neither is a fault. */
const REFUSED = /the server responded with a status of (422|404|401|409)|net::ERR_INTERNET_DISCONNECTED/;

/** Tests whose page fails them for a request to another host, a script's error or a message of an error on the console. */
export const test = base.extend<{ watched: void }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const faults: string[] = [];
      const home = new URL(baseURL ?? '').host;
      page.on('request', (request) => {
        const url = new URL(request.url());
        const leaves = url.href === NEUTRAL && request.isNavigationRequest();
        if (url.protocol.startsWith('http') && url.host !== home && !leaves) faults.push(`asked another host: ${url.href}`);
      });
      page.on('pageerror', (error) => faults.push(`script failed: ${error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error' && !REFUSED.test(message.text())) faults.push(`console: ${message.text()}`);
      });
      await use();
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, account: Account): Promise<void> {
  await signInAs(page, `${account}@ponte.example`, PASSWORD);
}

/** The same for somebody who has just joined. */
export async function signInAs(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form:has(input[name=password]) button[type=submit]').click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** The path of the link in a mail to this address that begins with `start`; waits until the mail is there. */
export async function mailedLink(address: string, start: string): Promise<string> {
  const folder = process.env.PONTE_MAIL_FOLDER ?? '';
  const pattern = new RegExp(`${start}[\\w-]+`);
  let link: string | undefined;
  await expect(async () => {
    for (const name of (await readdir(folder)).filter((name) => name.endsWith('.eml'))) {
      const mail = await simpleParser(await readFile(join(folder, name)));
      const to = [mail.to ?? []].flat().map((each) => each.text).join(' ');
      if (to.includes(address)) link ??= pattern.exec(mail.text ?? '')?.[0];
    }
    expect(link, `a mail to ${address}`).toBeDefined();
  }).toPass({ timeout: 20_000 });
  return link ?? '';
}

/** What axe finds on the page as it is shown now. */
async function findings(page: Page, narrow: (axe: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // From a disk no script may read the style sheet again, and the console says so.
  const axe = new AxeBuilder({ page }).options({ preload: !page.url().startsWith('file:') });
  const { violations } = await narrow(axe).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} at ${target}`));
}

/** Fails on any finding of axe against WCAG 2.2 AA, and once more on colours in the dark; axe itself needs scripts. */
export async function expectAccessible(page: Page): Promise<void> {
  if (test.info().project.use.javaScriptEnabled === false) return;
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  expect(await findings(page, (axe) => axe.withTags(tags))).toEqual([]);
  if (test.info().project.name === 'phone') return;
  // Colours that still change would be read half way.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect(await findings(page, (axe) => axe.withRules(['color-contrast', 'link-in-text-block'])), 'in the dark').toEqual([]);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
}

/** Fails when the page must be scrolled sideways to be read. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(content).toBeLessThanOrEqual(window);
}
