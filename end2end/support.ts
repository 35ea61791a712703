// What every journey needs: a page that is watched, signing in, and the check with axe. Journeys stand in tests/.
import AxeBuilder from '@axe-core/playwright';
import { type Page, expect, test as base } from '@playwright/test';

export { expect };

/** The demo world's password, the same for all its accounts. */
export const PASSWORD = 'bridge-over-water';

/** The demo world's accounts, by the part before `@ponte.example`. */
export type Account = 'employer' | 'other-employer' | 'ngo' | 'other-ngo' | 'organiser' | 'steward' | 'admin';

/** A refused form answers 422, and Chromium says so on the console: the only message that is no fault. */
const REFUSED = /the server responded with a status of (422|404)/;

/** Tests whose page fails them for a request to another host, a script's error or a message of an error on the console. */
export const test = base.extend<{ watched: void }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const faults: string[] = [];
      const home = new URL(baseURL ?? '').host;
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith('http') && url.host !== home) faults.push(`asked another host: ${url.href}`);
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
  await page.goto('/sign-in');
  await page.locator('input[name=email]').fill(`${account}@ponte.example`);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('form:has(input[name=password]) button[type=submit]').click();
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Fails on any finding of axe against WCAG 2.2 AA on the page as it is shown now; axe itself needs scripts. */
export async function expectAccessible(page: Page): Promise<void> {
  if (test.info().project.use.javaScriptEnabled === false) return;
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const findings = violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} at ${target}`));
  expect(findings).toEqual([]);
}

/** Fails when the page must be scrolled sideways to be read. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(content).toBeLessThanOrEqual(window);
}
